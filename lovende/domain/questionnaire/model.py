"""The questionnaire as an object: pages, questions, choices, routing.

Conditions (`relevance`, `constraint`, `choice_filter`, `calculation`, `required_when`,
`repeat_while`) are XPath 1.0 expressions as XLSForm writes them: other questions are named
`${name}`, and `.` is the answer itself.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from lovende.domain.texts import Text


class Kind(StrEnum):
    """The kinds of question."""

    ONE = "one"
    SEVERAL = "several"
    MATRIX = "matrix"
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    NOTE = "note"
    CALCULATION = "calculation"

    @property
    def has_choices(self) -> bool:
        return self in (Kind.ONE, Kind.SEVERAL, Kind.MATRIX)

    @property
    def is_asked(self) -> bool:
        """Whether the respondent gives an answer to it."""
        return self not in (Kind.NOTE, Kind.CALCULATION)


class Role(StrEnum):
    """What a choice means beyond its label."""

    DONT_KNOW = "dont_know"
    EXCLUSIVE = "exclusive"
    OTHER = "other"


@dataclass(frozen=True)
class Choice:
    """One option of a choice list. `code` is a label, not a position; `filters` are the extra
    columns that a choice filter reads, as (column, value) pairs."""

    code: str
    label: Text = Text()
    role: Role | None = None
    filters: tuple[tuple[str, str], ...] = ()


def option_column(question: str, code: str, taken: Container[str]) -> str:
    """Return the name of an option's variable: `q4_1`, or `q4_1_ticked` where `taken` has that name.

    So the option "other" of a question and its text "other, please state" both have a name.
    """
    wish = f"{question}_{code}"
    return f"{wish}_ticked" if wish in taken else wish


@dataclass(frozen=True)
class ChoiceList:
    """Options in printed order. `ordinal` says that they (don't know apart) form a scale."""

    name: str
    choices: tuple[Choice, ...]
    ordinal: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(choice.code for choice in self.choices)


@dataclass(frozen=True)
class Source:
    """Where in the file something was read: its sheet, and the row that the user sees."""

    sheet: str = "survey"
    row: int | None = None


@dataclass(frozen=True)
class MatrixRow:
    """One row of a matrix; its answer is a variable of its own. `row` counts from 1."""

    name: str
    label: Text
    row: int
    required: bool = False
    relevance: str | None = None
    hint: Text = Text()
    source: Source = field(default=Source(), compare=False)


@dataclass(frozen=True)
class Question:
    """One question, note or calculation.

    `number` is the number printed in reports ("15"), else None. `choices` names a choice list.
    `rows` belong to a matrix only. `other` names the text question that takes "other, please
    state". `guidance` are the guiding points of a long text.
    """

    name: str
    kind: Kind
    label: Text = Text()
    number: str | None = None
    hint: Text = Text()
    guidance: Text = Text()
    choices: str | None = None
    rows: tuple[MatrixRow, ...] = ()
    required: bool = False
    required_when: str | None = None
    required_message: Text = Text()
    relevance: str | None = None
    constraint: str | None = None
    constraint_message: Text = Text()
    choice_filter: str | None = None
    calculation: str | None = None
    default: str | None = None
    other: str | None = None
    appearance: str = ""
    read_only: bool = False
    source: Source = field(default=Source(), compare=False)


@dataclass(frozen=True)
class Group:
    """Questions that belong together; a page where `page` is true. Groups may be nested."""

    name: str
    items: tuple[Item, ...]
    label: Text = Text()
    relevance: str | None = None
    page: bool = False
    appearance: str = ""
    source: Source = field(default=Source(), compare=False)


@dataclass(frozen=True)
class Repeat:
    """A group that is answered more than once.

    `count` is an XPath for the number of times; `repeat_while` an XPath over the latest round:
    while it holds, one more follows, up to `maximum` rounds.
    """

    name: str
    items: tuple[Item, ...]
    label: Text = Text()
    relevance: str | None = None
    count: str | None = None
    repeat_while: str | None = None
    maximum: int | None = None
    appearance: str = ""
    source: Source = field(default=Source(), compare=False)


Item = Question | Group | Repeat


@dataclass(frozen=True)
class Questionnaire:
    """A whole questionnaire. `name` is its identifier (XLSForm: form_id)."""

    name: str
    items: tuple[Item, ...]
    lists: tuple[ChoiceList, ...] = ()
    title: Text = Text()
    version: str = ""
    languages: tuple[str, ...] = ()
    default_language: str = ""

    def choice_list(self, name: str) -> ChoiceList:
        """Return the choice list `name`. Raises KeyError where there is none."""
        return self._list_by_name[name]

    @cached_property
    def _list_by_name(self) -> dict[str, ChoiceList]:
        return {each.name: each for each in reversed(self.lists)}

    def around(self, name: str) -> tuple[Group | Repeat, ...]:
        """Return the groups and repeats around the item `name`, outermost first. Raises KeyError."""
        return self._around[name]

    @cached_property
    def _around(self) -> dict[str, tuple[Group | Repeat, ...]]:
        return {item.name: around for item, around in self.walk()}

    def walk(self) -> Iterator[tuple[Item, tuple[Group | Repeat, ...]]]:
        """Yield every item in order with the groups and repeats around it, outermost first."""

        def below(
            items: tuple[Item, ...], around: tuple[Group | Repeat, ...]
        ) -> Iterator[tuple[Item, tuple[Group | Repeat, ...]]]:
            for item in items:
                yield item, around
                if isinstance(item, Group | Repeat):
                    yield from below(item.items, (*around, item))

        return below(self.items, ())

    def questions(self) -> Iterator[Question]:
        """Yield every question, note and calculation in order."""
        return (item for item, _ in self.walk() if isinstance(item, Question))

    @property
    def names(self) -> frozenset[str]:
        """The names of all questions and matrix rows."""
        return frozenset(
            name for q in self.questions() for name in (q.name, *(row.name for row in q.rows))
        )

    def question(self, name: str) -> Question:
        """Return the question `name`. Raises KeyError where there is none."""
        for question in self.questions():
            if question.name == name:
                return question
        raise KeyError(name)
