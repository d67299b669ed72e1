"""What a page shows to one respondent: everything worked out, nothing left to the template."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lovende.domain.errors import Fault
from lovende.domain.questionnaire.model import Kind, Role
from lovende.domain.questionnaire.plan import Rounds

LONGEST_TEXT = 20_000
"""The most characters of one text that are stored."""

COLUMN_FIELD = "-column"
"""The form field that tells which columns stood on the page, sent once for each of them.

Its name can be no question's. It stands inside the element that a script hides and disables
together with its question, so that what was hidden is left as it was.
"""


@dataclass(frozen=True, slots=True)
class FieldTest:
    """Whether the field `column` of the same page has one of `codes`.

    Without codes: whether it has any answer. `negated`: whether it does not. A field that is
    hidden itself counts as empty.
    """

    column: str
    codes: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class ShownIf:
    """A condition on other fields of the same page: in every part at least one test holds.

    `question` and `answers` say the condition in words where it is one test: "only if you
    answered `answers` to `question`" (with `negated`: did not answer); empty where it is not.
    """

    parts: tuple[tuple[FieldTest, ...], ...]
    question: str = ""
    answers: tuple[str, ...] = ()
    negated: bool = False

    @property
    def rule(self) -> list[list[list[object]]]:
        """The condition as plain lists, for a data attribute: parts of [column, codes, negated]."""
        return [[[t.column, list(t.codes), t.negated] for t in part] for part in self.parts]


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """One option. `other` is the text question that goes with it ("other, please state")."""

    code: str
    label: str
    role: Role | None = None
    selected: bool = False
    other: ShownItem | None = None

    @property
    def is_exclusive(self) -> bool:
        return self.role is Role.EXCLUSIVE

    @property
    def is_dont_know(self) -> bool:
        return self.role is Role.DONT_KNOW


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of a matrix: a choice of its own among the choices of the matrix."""

    column: str
    label: str
    value: str = ""
    required: bool = False
    hint: str = ""
    shown_if: ShownIf | None = None


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One question or note of a page.

    `column` names the field and the answer (of a matrix only the whole: its rows have the
    fields). `headings` are the titles of groups within the page that begin with this item.
    `guidance` are the guiding points of a long text. `value` is the answer as text, `values`
    the codes of a several-choice question. `offered_elsewhere` is true where the choices depend
    on a question of the same page: all of them are shown then, and the answer is checked. `codes`
    are the codes of all options, those included that are not on offer after earlier answers.
    """

    column: str
    name: str
    kind: Kind
    label: str
    number: str = ""
    hint: str = ""
    guidance: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    required: bool = False
    read_only: bool = False
    appearance: tuple[str, ...] = ()
    choices: tuple[ShownChoice, ...] = ()
    rows: tuple[ShownRow, ...] = ()
    value: str = ""
    values: tuple[str, ...] = ()
    shown_if: ShownIf | None = None
    offered_elsewhere: bool = False
    codes: tuple[str, ...] = ()

    @property
    def is_long(self) -> bool:
        """Whether the text has room for several lines."""
        return self.kind is Kind.TEXT and ("multiline" in self.appearance or bool(self.guidance))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it asks for: its own, its rows', and those of its "other" texts."""
        own: tuple[str, ...] = ()
        if self.kind is Kind.MATRIX:
            own = tuple(row.column for row in self.rows)
        elif self.kind.is_asked:
            own = (self.column,)
        others = (c for choice in self.choices if choice.other for c in choice.other.columns)
        return (*own, *others)


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page as it stands for one respondent now.

    `number` of `count` pages that are asked at the moment; `progress` from 0 to 1 before the
    page is answered. `before` and `after` are the names of the pages around it, '' at the ends.
    `round` is its round in the repeat named `repeat` (1 and '' outside). `further` names the page
    that one more round would begin with, where the respondent decides on that: else ''.
    """

    name: str
    title: str
    number: int
    count: int
    items: tuple[ShownItem, ...]
    before: str = ""
    after: str = ""
    round: int = 1
    rounds: Rounds = ()
    repeat_title: str = ""
    further: str = ""
    repeat: str = ""

    @property
    def progress(self) -> float:
        return (self.number - 1) / self.count if self.count else 0.0

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the page asks for, in order."""
        return tuple(column for item in self.items for column in item.columns)


StoredAnswer = str | list[str] | None
"""What is stored of one column: a code, the codes of several, a text as given, None where empty."""

Stored = Mapping[str, StoredAnswer]
"""Answers by column (`q1`, `q15_3`, `q1__2`), as `Response.answers` has them."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page in a list of pages: how many of its questions are asked, and how many answered."""

    name: str
    title: str
    number: int
    asked: int
    answered: int


@dataclass(frozen=True)
class Parsed:
    """What came back from a page.

    `answers` has every column that stood on it (None where empty): what is to be stored.
    `typed` has in full what had to be shortened or refused, by column, and `problems` why: where
    there are any, the page is shown again at once, with `Walk.page(name, typed=parsed.typed)`.
    """

    answers: dict[str, StoredAnswer]
    typed: dict[str, StoredAnswer]
    problems: dict[str, tuple[Fault, ...]]
