"""The published innovations that the report lists: facts, never joined to scores."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from lovende.analysis.findings import Practice
from lovende.domain.errors import Fault, LovendeError, Place, fault, nearest
from lovende.domain.places import MUNICIPALITIES, municipality
from lovende.domain.texts import LANGUAGES, N_, Text
from lovende.formats.answers import read_answers
from lovende.formats.toml_file import read_toml, setting

TEXTS = ("area", "target_group", "purpose", "effort", "learning")


@dataclass(frozen=True)
class Theme:
    """One theme of the list."""

    key: str = setting("A short word, as it stands in the column `theme`.")
    label: Text = setting("The theme's name.")


@dataclass(frozen=True)
class Themes:
    """The themes in printed order."""

    theme: tuple[Theme, ...] = setting("The themes, in order.")


def read_practices(path: Path, themes_path: Path) -> tuple[list[Practice], tuple[Fault, ...]]:
    """Read the practices, in the order of the themes and within a theme in file order.

    Raises LovendeError with every fault: a missing column, an unknown theme or municipality.
    """
    themes = {theme.key: theme.label for theme in read_toml(themes_path, Themes).theme}
    dataset, warnings = read_answers(path, typed=False)
    frame = dataset.values.select(pl.all().cast(pl.String))
    wanted = [
        "theme",
        "municipality",
        *(f"{text}_{language}" for text in TEXTS for language in LANGUAGES),
    ]
    faults = [
        fault(
            "practices.no_column",
            N_("There is no column {column}."),
            place=Place(column=column),
            column=column,
        )
        for column in wanted
        if column not in frame.columns
    ]
    if faults:
        raise LovendeError(f.at(file=path.name) for f in faults)
    practices: list[Practice] = []
    for row, record in enumerate(frame.iter_rows(named=True), 2):
        faults += _faults_of(record, themes, row)
        texts = {
            text: {language: record[f"{text}_{language}"] or "" for language in LANGUAGES}
            for text in TEXTS
        }
        label = themes.get(record["theme"] or "", Text()).as_dict()
        practices.append(
            Practice(record["theme"] or "", label, record["municipality"] or "", **texts)
        )
    if faults:
        raise LovendeError(f.at(file=path.name) for f in faults)
    order = {key: place for place, key in enumerate(themes)}
    return sorted(practices, key=lambda practice: order[practice.theme]), warnings


def _faults_of(record: dict[str, str | None], themes: dict[str, Text], row: int) -> list[Fault]:
    faults = []
    theme, place = record["theme"] or "", record["municipality"] or ""
    if theme not in themes:
        faults.append(
            fault(
                "practices.unknown_theme",
                N_("{value} is no theme of the study. The themes are: {known}."),
                place=Place(row=row, column="theme"),
                value=theme,
                known=", ".join(themes),
            )
        )
    if municipality(place) is None:
        faults.append(
            fault(
                "practices.unknown_municipality",
                N_("{value} is no Danish municipality. Did you mean {guess}?"),
                place=Place(row=row, column="municipality"),
                value=place,
                guess=nearest(place, [m.name for m in MUNICIPALITIES]) or "?",
            )
        )
    return faults
