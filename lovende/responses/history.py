"""The rule by which the current answers follow from the history of saves.

A page can be open in several windows at once. What counts of a save is what was changed in its
window: a field that stands there as the window had got it leaves alone what another window stored
meanwhile. So two colleagues who fill in different fields of one page both keep their answers, and
of two who fill in the same field the later save counts (both stay in the history).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple, Protocol

from lovende.domain.questionnaire.flow import StoredAnswer

Answers = dict[str, StoredAnswer]


class Saved(Protocol):
    """What of an entry decides what counts."""

    @property
    def seq(self) -> int: ...
    @property
    def answers(self) -> Answers: ...
    @property
    def seen(self) -> int: ...
    @property
    def save_key(self) -> str: ...
    @property
    def change(self) -> int: ...


class Recorded(NamedTuple):
    """Just that, read without the rest."""

    seq: int
    answers: Answers
    seen: int
    save_key: str
    change: int


class History:
    """The current answers of one response, made from its entries in their order."""

    def __init__(self) -> None:
        self._numbers: list[int] = [0]
        self._states: list[Answers] = [{}]
        self._windows: dict[str, list[Saved]] = {}

    @property
    def answers(self) -> Answers:
        """The answers after the entries so far."""
        return self._states[-1]

    def add(self, entry: Saved) -> Answers:
        """Take in the next entry; return the columns that it changes."""
        changed = self.changes(entry)
        if not self._comes_late(entry):
            self._windows.setdefault(entry.save_key, []).append(entry)
        self._numbers.append(entry.seq)
        self._states.append({**self.answers, **changed} if changed else self.answers)
        return changed

    def changes(self, entry: Saved) -> Answers:
        """Return the columns that an entry would change, with their new answers."""
        if self._comes_late(entry):
            return {}
        stood = self._stood(entry)
        return {
            column: value
            for column, value in entry.answers.items()
            if value != stood.get(column) or (value is None and column not in self.answers)
        }

    def _stood(self, entry: Saved) -> Answers:
        """Return what stood in the window before its person changed anything since the last save."""
        stood = dict(self._states[bisect_right(self._numbers, entry.seen) - 1])
        for own in self._own(entry):
            stood |= own.answers
        return stood

    def _comes_late(self, entry: Saved) -> bool:
        """Whether a later change of the same form arrived before; 0 where nobody counted."""
        return entry.change > 0 and any(own.change > entry.change for own in self._own(entry))

    def _own(self, entry: Saved) -> Iterable[Saved]:
        """What the same form sent since it was made; entries without a form have no key."""
        known = self._windows.get(entry.save_key, ()) if entry.save_key else ()
        return (own for own in known if own.seq > entry.seen)


def replayed(entries: Iterable[Saved]) -> Answers:
    """Return the answers that a history comes to."""
    history = History()
    for entry in entries:
        history.add(entry)
    return history.answers
