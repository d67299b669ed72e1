"""What can be wrong with a row of a panel file, as it is stored with the upload and shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lovende.domain.texts import N_

MESSAGES: Mapping[str, str] = {
    "name_missing": N_("The name is missing."),
    "too_long": N_("The text has {length} characters, and {longest} can be stored. Shorten it."),
    "formula": N_("The text begins with {sign}, as a formula does. Take the sign away."),
    "municipality_unknown": N_(
        "{value} is no Danish municipality. Give its official code or its name."
    ),
    "municipality_guess": N_("{value} is no Danish municipality. Did you mean {guess}?"),
    "email_bad": N_("This is not an e-mail address. Correct it, or leave it empty."),
    "email_doubled": N_("The e-mail address stands in row {row} too. One person is invited once."),
    "email_of_other": N_("The e-mail address belongs to another person in the panel (key {key})."),
    "key_doubled": N_("The key {key} stands in row {row} too. Give every row a key of its own."),
    "telephone_bad": N_(
        "This is not a telephone number. Danish numbers have eight digits, others begin with +."
    ),
    "wave_unknown": N_("{value} is no wave. Give the number or the name of a wave."),
    "language_unknown": N_("{value} is no language of the questionnaire. Write da or en."),
    "withdrawn": N_("The person was withdrawn from the panel or replaced, and stays so."),
    "not_reachable": N_("The row has neither an e-mail address nor a telephone number."),
}
NOTICES = frozenset({"withdrawn", "not_reachable"})
"""Problems that do not keep a row out."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in one row. `row` is the row of the file, `field` one of ours."""

    row: int
    field: str
    code: str
    params: Mapping[str, Any]

    @property
    def stops(self) -> bool:
        """Whether the row cannot be stored as it is."""
        return self.code not in NOTICES

    @property
    def message(self) -> str:
        return MESSAGES[self.code]

    def stored(self) -> list[Any]:
        """Return the problem as it is kept in JSON."""
        return [self.row, self.field, self.code, dict(self.params)]

    @classmethod
    def of(cls, stored: list[Any]) -> Problem:
        """Return the problem that `stored` made a list of."""
        return cls(*stored)
