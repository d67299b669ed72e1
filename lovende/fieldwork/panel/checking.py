"""Every row of a panel file checked, against the rules, the rest of the file and the panel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from lovende.domain.contacts import (
    ascii_domain,
    clean,
    clean_address,
    folded_address,
    normal_telephone,
)
from lovende.domain.errors import nearest
from lovende.domain.places import MUNICIPALITIES, municipality
from lovende.fieldwork.models import Contact, Invitee
from lovende.fieldwork.panel.fields import FIELDS
from lovende.fieldwork.panel.problems import Problem
from lovende.fieldwork.panel.reading import Table
from lovende.studies.models import Study

Corrections = Mapping[str, Mapping[str, str]]
"""Row (as text) -> field -> what is to stand there."""

LANGUAGES = {
    "da": "da",
    "dansk": "da",
    "danish": "da",
    "en": "en",
    "eng": "en",
    "engelsk": "en",
    "english": "en",
}
MOST_WAVE = 999
_FORMULA = re.compile(r"[=+\-@\t＝＋－＠]")
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")
_WHOLE = re.compile(r"([0-9]+)(?:[.,]0+)?")
_NOTHING = frozenset({"-", "–", "—", "."})
_validate = EmailValidator()


@dataclass(frozen=True)
class Known:
    """Who is in the panel already: by key and by folded address the invitee and whether active;
    waves by their number and by their folded name."""

    keys: Mapping[str, tuple[int, bool]] = field(default_factory=dict)
    addresses: Mapping[str, tuple[int, bool, str]] = field(default_factory=dict)
    waves: Mapping[int, int] = field(default_factory=dict)
    wave_names: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Row:
    """One person of the file as they would be stored. `invitee` is who they are in the panel;
    `wave` the number of a wave or None; `stopped` says that there is a problem."""

    number: int
    values: dict[str, str]
    wave: int | None = None
    invitee: int | None = None
    active: bool = True
    stopped: bool = False


@dataclass(frozen=True)
class Checked:
    """The rows in the order of the file, and every problem."""

    rows: list[Row]
    problems: list[Problem]

    @property
    def new_waves(self) -> set[int]:
        return {row.wave for row in self.rows if row.wave is not None and not row.stopped}


def known_of(study: Study) -> Known:
    """Return who is in the panel of a study now."""
    active = Invitee.State.ACTIVE
    people = Invitee.objects.filter(study=study).values_list("key", "pk", "state")
    mails = Contact.objects.filter(study=study).exclude(address="")
    rows = mails.values_list("address", "invitee_id", "invitee__state", "invitee__key")
    waves = list(study.waves.values_list("number", "pk", "name"))
    return Known(
        keys={key: (pk, state == active) for key, pk, state in people.iterator()},
        addresses={
            address: (pk, state == active, key) for address, pk, state, key in rows.iterator()
        },
        waves={number: pk for number, pk, _ in waves},
        wave_names={clean(name).casefold(): number for number, _, name in waves if name},
    )


def check(
    table: Table, columns: Mapping[str, str], corrections: Corrections, known: Known
) -> Checked:
    """Check every row of a table. `columns` says which column holds which field."""
    values = table.field_values(columns)
    names = list(values)
    rows: list[Row] = []
    problems: list[Problem] = []
    seen = _Seen(known)
    for position, cells in enumerate(zip(*values.values(), strict=True)):
        number = table.first_row + position
        given = dict(zip(names, cells, strict=True)) | dict(corrections.get(str(number), {}))
        row, wrong = _check_row(number, given, known)
        wrong += seen.doubled(row)
        row.stopped = any(problem.stops for problem in wrong)
        rows.append(row)
        problems += wrong
    return Checked(rows, problems)


def check_one(given: Mapping[str, str], known: Known) -> tuple[Row, list[Problem]]:
    """Check one person who is not from a file."""
    row, wrong = _check_row(1, given, known)
    return row, wrong + _Seen(known).doubled(row)


class _Seen:
    """What earlier rows of the file and the panel have: keys and addresses stand once."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._keys: dict[str, int] = {}
        self._addresses: dict[str, int] = {}

    def doubled(self, row: Row) -> list[Problem]:
        """Return the problems of a key or an address met before, and set who the row is."""
        wrong = []
        key = row.values.get("key", "")
        address = folded_address(row.values.get("email", ""))
        if key and (first := self._keys.setdefault(key, row.number)) != row.number:
            wrong.append(Problem(row.number, "key", "key_doubled", {"key": key, "row": first}))
        if address and (first := self._addresses.setdefault(address, row.number)) != row.number:
            wrong.append(Problem(row.number, "email", "email_doubled", {"row": first}))
        by_key, by_address = self._known.keys.get(key), self._known.addresses.get(address)
        if by_address and key and (by_key is None or by_key[0] != by_address[0]):
            said = {"key": by_address[2]}
            wrong.append(Problem(row.number, "email", "email_of_other", said))
        if (found := by_key or by_address) is not None:
            row.invitee, row.active = found[0], found[1]
            if not row.active:
                wrong.append(Problem(row.number, "name", "withdrawn", {}))
        return wrong


def _check_row(number: int, given: Mapping[str, str], known: Known) -> tuple[Row, list[Problem]]:
    row = Row(number, {})
    wrong: list[Problem] = []
    for each in FIELDS:
        text = clean(given.get(each.name, ""))
        text = "" if text in _NOTHING else text
        if len(text) > each.longest:
            said = {"length": len(text), "longest": each.longest}
            wrong.append(Problem(number, each.name, "too_long", said))
        elif not text:
            if each.required:
                wrong.append(Problem(number, each.name, "name_missing", {}))
        elif each.name != "telephone" and _FORMULA.match(text) and not _NUMBER.fullmatch(text):
            wrong.append(Problem(number, each.name, "formula", {"sign": text[0]}))
        else:
            wrong += _take(row, each.name, text, known)
    if not (row.values.get("email") or row.values.get("telephone")) and not wrong:
        wrong.append(Problem(number, "email", "not_reachable", {}))
    return row, wrong


def _take(row: Row, name: str, text: str, known: Known) -> list[Problem]:
    """Put a cell into the row in the form in which it is stored, or say what is wrong with it."""
    if name == "municipality":
        code, guess = _municipality(text)
        if not code:
            kind = "municipality_guess" if guess else "municipality_unknown"
            said = {"value": text} | ({"guess": guess} if guess else {})
            return [Problem(row.number, name, kind, said)]
        text = code
    elif name == "email":
        text = clean_address(text)
        if not is_address(text):
            return [Problem(row.number, name, "email_bad", {})]
    elif name == "telephone":
        found = normal_telephone(text.removesuffix(".0"))
        if found is None:
            return [Problem(row.number, name, "telephone_bad", {})]
        text = found
    elif name == "wave":
        row.wave = wave_number(text, known)
        return [] if row.wave else [Problem(row.number, name, "wave_unknown", {"value": text})]
    elif name == "language":
        if text.casefold() not in LANGUAGES:
            return [Problem(row.number, name, "language_unknown", {"value": text})]
        text = LANGUAGES[text.casefold()]
    row.values[name] = text
    return []


def wave_number(text: str, known: Known) -> int | None:
    """Return the number of the wave that is meant, one that is yet to be made included."""
    named = known.wave_names.get(text.casefold())
    if named is not None:
        return named
    number = _WHOLE.fullmatch(text)
    if number is None or not 1 <= int(number[1]) <= MOST_WAVE:
        return None
    return int(number[1])


def is_address(text: str) -> bool:
    """Whether a text is an e-mail address, international domains included."""
    local, _, domain = text.rpartition("@")
    if not _domain_holds(domain):
        return False
    try:
        _validate(f"{local}@example.org")
    except ValidationError:
        return False
    return True


@lru_cache(maxsize=4096)
def _domain_holds(domain: str) -> bool:
    try:
        _validate(f"x@{ascii_domain(domain)}")
    except ValidationError:
        return False
    return domain != "localhost"


@lru_cache(maxsize=4096)
def _municipality(text: str) -> tuple[str, str]:
    """Return the code of a municipality, else the name that was probably meant."""
    found = municipality(text)
    if found is not None:
        return found.code, ""
    return "", nearest(text, _NAMES) or ""


_NAMES = [each.name for each in MUNICIPALITIES]
