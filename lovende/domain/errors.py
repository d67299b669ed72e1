"""What can be wrong with a user's input, said in one line: what, where, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fault lies. Rows and columns are those that the user sees: rows count from 1."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    question: str | None = None


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong.

    `code` is stable (`"questionnaire.unknown_list"`); `message` is an English sentence marked
    with `N_`, with named placeholders (`"{name} is not a list; did you mean {nearest}?"`) that
    `params` fill in. The message says what is wrong and what to do; the place is told apart.
    """

    code: str
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)
    place: Place = Place()
    severity: Severity = Severity.ERROR

    def at(self, **place: Any) -> Fault:
        """Return the fault with parts of its place filled in where they were unknown."""
        known = {key: value for key, value in place.items() if getattr(self.place, key) is None}
        return replace(self, place=replace(self.place, **known))

    def __str__(self) -> str:
        parts = [
            self.place.file,
            self.place.sheet and f"sheet {self.place.sheet}",
            self.place.row and f"row {self.place.row}",
            self.place.column and f"column {self.place.column}",
            self.place.question and f"question {self.place.question}",
        ]
        where = ", ".join(part for part in parts if part)
        what = self.message.format(**self.params)
        return f"{where}: {what}" if where else what


class LovendeError(Exception):
    """Raised for a fault in the user's input; carries every fault that was found."""

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__(self.faults)

    @property
    def fault(self) -> Fault:
        """The first fault."""
        return self.faults[0]

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def fault(code: str, message: str, *, place: Place = Place(), **params: Any) -> Fault:
    """Make an error: `fault("csv.no_key", N_("There is no column {column}."), column="key")`."""
    return Fault(code, message, params, place)


def warning(code: str, message: str, *, place: Place = Place(), **params: Any) -> Fault:
    """Make a warning: the input is used, but something in it was left out or changed."""
    return Fault(code, message, params, place, Severity.WARNING)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that `name` was probably meant to be, whatever its case, or None."""
    folded = {candidate.casefold(): candidate for candidate in known}
    found = get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None
