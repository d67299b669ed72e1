"""The panel: who was invited, checked row by row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lovende.analysis.study_file import PanelPart
from lovende.domain.errors import Fault, LovendeError, Place, fault, nearest
from lovende.domain.places import MUNICIPALITIES, Municipality, municipality
from lovende.domain.texts import N_
from lovende.formats.answers import read_answers

EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@.,;<>]{2,}")
DISPOSITION = re.compile(r"[1-4](\.\d{1,4})?$")


@dataclass(frozen=True)
class Panel:
    """The invitees in file order. `frame` has every column of the file as text; the other
    fields are aligned with it. A municipality is None where the panel does not say."""

    frame: pl.DataFrame
    keys: tuple[str, ...]
    municipalities: tuple[Municipality | None, ...]
    dispositions: tuple[str, ...] | None

    @property
    def size(self) -> int:
        return self.frame.height


def read_panel(path: Path, part: PanelPart) -> tuple[Panel, tuple[Fault, ...]]:
    """Read and check a panel file.

    With it comes every fault by row, errors too: a missing column, an empty or doubled key, an
    unknown municipality, an address that is none or stands twice, a disposition that is no AAPOR
    code. Messages name rows, never addresses. Raises LovendeError for a file that cannot be read,
    is empty, or has no keys.
    """
    dataset, warnings = read_answers(path, typed=False)
    frame = dataset.values.select(pl.all().cast(pl.String).str.strip_chars())
    faults = _missing_columns(frame.columns, part)
    if frame.height == 0:
        faults.append(
            fault("panel.nobody", N_("There is nobody in the panel. Name the right file."))
        )
    if part.key not in frame.columns or frame.height == 0:
        raise LovendeError(f.at(file=path.name) for f in faults)
    keys = [value or "" for value in frame[part.key].to_list()]
    faults += doubled_or_empty(keys, part.key)
    municipalities: list[Municipality | None] = [None] * frame.height
    if part.municipality in frame.columns:
        municipalities, wrong = find_municipalities(frame[part.municipality], part.municipality)
        faults += wrong
    if part.email in frame.columns:
        faults += _addresses(frame[part.email].to_list(), part.email)
    dispositions = None
    if part.disposition in frame.columns:
        dispositions = tuple(value or "" for value in frame[part.disposition].to_list())
        faults += _dispositions(dispositions, part.disposition)
    panel = Panel(frame, tuple(keys), tuple(municipalities), dispositions)
    return panel, (*warnings, *(f.at(file=path.name) for f in faults))


def _missing_columns(columns: Sequence[str], part: PanelPart) -> list[Fault]:
    defaults = PanelPart(file=part.file)
    faults = []
    for wanted, default in (
        (part.key, None),
        (part.municipality, defaults.municipality),
        (part.disposition, defaults.disposition),
        (part.email, defaults.email),
    ):
        if wanted not in columns and wanted != default:
            faults.append(
                fault(
                    "panel.no_column",
                    N_("There is no column {column}. The columns are: {columns}."),
                    place=Place(column=wanted),
                    column=wanted,
                    columns=", ".join(columns[:20]),
                )
            )
    return faults


def doubled_or_empty(keys: Sequence[str], column: str) -> list[Fault]:
    """Return a fault for each key that is empty or stands in more than one row (rows as in a spreadsheet)."""
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for row, key in enumerate(keys, 2):
        place = Place(row=row, column=column)
        if not key:
            faults.append(
                fault(
                    "panel.no_key",
                    N_("The key is empty. Give every row a key of its own."),
                    place=place,
                )
            )
        elif key in first:
            faults.append(
                fault(
                    "panel.doubled_key",
                    N_("The key {key} stands in row {first} too. Give every row a key of its own."),
                    place=place,
                    key=key,
                    first=first[key],
                )
            )
        else:
            first[key] = row
    return faults


def find_municipalities(
    column: pl.Series, name: str
) -> tuple[list[Municipality | None], list[Fault]]:
    """Return the municipality of every row by its code ("0101", "101") or name, and a fault for each unknown one."""
    known: dict[str | None, Municipality | None] = {None: None, "": None}
    found: list[Municipality | None] = []
    faults: list[Fault] = []
    names = [m.name for m in MUNICIPALITIES]
    for row, value in enumerate(column.to_list(), 2):
        if value not in known:
            known[value] = municipality(value)
        if value and known[value] is None:
            guess = nearest(value, names)
            message = (
                N_("{value} is no Danish municipality. Did you mean {guess}?")
                if guess
                else N_("{value} is no Danish municipality. Give its official code or its name.")
            )
            faults.append(
                fault(
                    "panel.unknown_municipality",
                    message,
                    place=Place(row=row, column=name),
                    value=value,
                    guess=guess,
                )
            )
        found.append(known[value])
    return found, faults


def _addresses(values: Sequence[str | None], column: str) -> list[Fault]:
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for row, value in enumerate(values, 2):
        place = Place(row=row, column=column)
        if not value:
            continue
        if not EMAIL.fullmatch(value):
            faults.append(
                fault(
                    "panel.bad_email",
                    N_("This is not an e-mail address. Correct it or leave it empty."),
                    place=place,
                )
            )
        elif value.lower() in first:
            faults.append(
                fault(
                    "panel.doubled_email",
                    N_("The e-mail address stands in row {first} too. One person is invited once."),
                    place=place,
                    first=first[value.lower()],
                )
            )
        else:
            first[value.lower()] = row
    return faults


def _dispositions(values: Sequence[str], column: str) -> list[Fault]:
    return [
        fault(
            "panel.bad_disposition",
            N_("{value} is no AAPOR disposition code, such as 1.1 (complete) or 2.11 (refusal).")
            if value
            else N_("The disposition is empty. Give a code, such as 3.0 (unknown)."),
            place=Place(row=row, column=column),
            value=value,
        )
        for row, value in enumerate(values, 2)
        if not DISPOSITION.match(value)
    ]
