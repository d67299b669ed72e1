"""Pages made ready in one language: everything that does not depend on anybody's answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lovende.domain.questionnaire.flow.layout import (
    Layout,
    PageLayout,
    PlacedQuestion,
    RepeatLayout,
)
from lovende.domain.questionnaire.flow.showing import Showing, reads_any, showing_of
from lovende.domain.questionnaire.flow.shown import ShownChoice
from lovende.domain.questionnaire.model import Group, Kind, Repeat, Role
from lovende.domain.questionnaire.plan import Plan, Step
from lovende.domain.texts import Text

_REFERENCE = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")


@dataclass(frozen=True, slots=True)
class Words:
    """A text with what it names: `pieces` are in turn words and the name of a question."""

    pieces: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The text itself where it names nothing."""
        return self.pieces[0]

    def __bool__(self) -> bool:
        return len(self.pieces) > 1 or bool(self.pieces[0])


def words_of(text: Text, language: str) -> Words:
    """Return a text in a language, what it names apart."""
    return Words(tuple(_REFERENCE.split(text.get(language))))


@dataclass(frozen=True)
class PreparedChoice:
    """One option with the columns that a choice filter reads; `shown` is as it stands unchosen."""

    code: str
    label: Words
    role: Role | None
    columns: Mapping[str, str]
    shown: ShownChoice


@dataclass(frozen=True)
class PreparedStep:
    """A step with its words; of a row of a matrix its own, else those of the question."""

    step: Step
    showing: Showing
    label: Words
    hint: Words
    default: str


@dataclass(frozen=True)
class PreparedItem:
    """A question on a page. `other` is the text that goes with the option `other_code`."""

    name: str
    kind: Kind
    steps: tuple[PreparedStep, ...]
    repeats: tuple[str, ...]
    groups: tuple[tuple[str, Words], ...]
    label: Words
    hint: Words
    guidance: tuple[Words, ...]
    number: str
    appearance: tuple[str, ...]
    read_only: bool
    choices: tuple[PreparedChoice, ...] = ()
    codes: tuple[str, ...] = ()
    plain_choices: bool = True
    filter_on_page: bool = False
    other_code: str = ""
    other: PreparedItem | None = None


@dataclass(frozen=True)
class PreparedPage:
    """A page. `names` are its questions and rows, `steps` what can be asked on it."""

    name: str
    title: Words
    repeats: tuple[str, ...]
    items: tuple[PreparedItem, ...]
    names: frozenset[str]
    steps: tuple[Step, ...]
    order: tuple[int, ...] = ()


@dataclass(frozen=True)
class PreparedRepeat:
    """Pages that come once for each round. `open_ended`: the respondent decides how many."""

    name: str
    title: Words
    repeats: tuple[str, ...]
    parts: tuple[PreparedPage | PreparedRepeat, ...]
    open_ended: bool
    maximum: int | None


Parts = tuple[PreparedPage | PreparedRepeat, ...]


@dataclass(frozen=True)
class Preparation:
    """What is needed to make the pages of one questionnaire ready in one language."""

    plan: Plan
    language: str
    options: dict[str, tuple[PreparedChoice, ...]] = field(default_factory=dict)

    def parts(self, layout: Layout, order: tuple[int, ...] = ()) -> Parts:
        """Return the pages of a layout; `order` is the place of each among all of them."""
        return tuple(
            self._page(part, (*order, index))
            if isinstance(part, PageLayout)
            else self._repeat(part, (*order, index))
            for index, part in enumerate(layout)
        )

    def _repeat(self, part: RepeatLayout, order: tuple[int, ...]) -> PreparedRepeat:
        repeat = part.repeat
        return PreparedRepeat(
            repeat.name,
            words_of(repeat.label, self.language),
            part.repeats,
            self.parts(part.parts, order),
            repeat.count is None and repeat.repeat_while is None,
            repeat.maximum,
        )

    def _page(self, page: PageLayout, order: tuple[int, ...]) -> PreparedPage:
        names = frozenset(
            name
            for placed in page.questions
            for name in (placed.question.name, *(row.name for row in placed.question.rows))
        )
        items = tuple(self._items(page, names))
        return PreparedPage(
            page.name,
            words_of(page.title, self.language),
            page.repeats,
            items,
            names,
            tuple(step.step for item in items for step in _all_steps(item)),
            order,
        )

    def _items(self, page: PageLayout, names: Collection[str]) -> Iterator[PreparedItem]:
        """Yield the questions of a page, the text of "other" with the option that asks for it."""
        made = {placed.question.name: self._item(placed, names) for placed in page.questions}
        tied: dict[str, PreparedItem] = {}
        for placed in page.questions:
            owner, other = made[placed.question.name], made.get(placed.question.other or "")
            code = self._other_code(owner, other)
            if other is not None and code:
                tied[other.name] = other
                made[owner.name] = replace(owner, other_code=code, other=other)
        yield from (item for name, item in made.items() if name not in tied)

    def _item(self, placed: PlacedQuestion, names: Collection[str]) -> PreparedItem:
        question = placed.question
        names_of_steps = [row.name for row in question.rows] or [question.name]
        steps = [self.plan.by_name[name] for name in names_of_steps]
        chosen = steps[0].choice_filter if steps else None
        choices = self._choices(question.choices or "")
        guidance = question.guidance.get(self.language)
        return PreparedItem(
            question.name,
            question.kind,
            tuple(self._step(step, names) for step in steps),
            placed.repeats,
            tuple((g.name, self._heading(g)) for g in placed.groups),
            words_of(question.label, self.language),
            words_of(question.hint, self.language),
            tuple(
                words_of(Text.of({self.language: point}), self.language)
                for point in _points(guidance)
            ),
            question.number or "",
            tuple(question.appearance.split()),
            question.read_only,
            choices,
            tuple(dict.fromkeys(choice.code for choice in choices)),
            chosen is None and all(len(choice.label.pieces) == 1 for choice in choices),
            chosen is not None and reads_any(chosen, names, self.plan),
        )

    def _heading(self, group: Group | Repeat) -> Words:
        return words_of(group.label, self.language)

    def _step(self, step: Step, names: Collection[str]) -> PreparedStep:
        said = step.row or step.question
        return PreparedStep(
            step,
            showing_of(step, names, self.plan),
            words_of(said.label, self.language),
            words_of(said.hint, self.language),
            _literal_default(step.question.default or ""),
        )

    def _choices(self, name: str) -> tuple[PreparedChoice, ...]:
        if name not in self.options:
            listed = self.plan.lists.get(name)
            self.options[name] = tuple(
                PreparedChoice(
                    choice.code,
                    words_of(choice.label, self.language),
                    choice.role,
                    {**dict(choice.filters), "name": choice.code},
                    ShownChoice(
                        choice.code, choice.label.get(self.language) or choice.code, choice.role
                    ),
                )
                for choice in (listed.choices if listed else ())
            )
        return self.options[name]

    @staticmethod
    def _other_code(owner: PreparedItem, other: PreparedItem | None) -> str:
        """Return the option that a text belongs to: the one marked so, else the one it is asked after."""
        if other is None or other.repeats != owner.repeats or other.kind is not Kind.TEXT:
            return ""
        marked = [choice.code for choice in owner.choices if choice.role is Role.OTHER]
        parts = other.steps[0].showing.parts or ()
        asked = [c for part in parts for t in part if t.name == owner.name for c in t.codes]
        return next(iter(marked or asked), "")


def _literal_default(default: str) -> str:
    """Return a default that is the answer itself; one that must be worked out is left to the person."""
    return "" if "${" in default or "(" in default else default.strip().strip("'\"")


def _points(guidance: str) -> list[str]:
    """Return the guiding points of a text, one a line, without the marks of a list."""
    lines = (line.strip().lstrip("-*•–").strip() for line in guidance.splitlines())
    return [line for line in lines if line]


def _all_steps(item: PreparedItem) -> Iterator[PreparedStep]:
    yield from item.steps
    if item.other is not None:
        yield from item.other.steps


def pages_of(parts: Parts) -> Iterator[PreparedPage]:
    """Yield every page once, in order."""
    for part in parts:
        if isinstance(part, PreparedPage):
            yield part
        else:
            yield from pages_of(part.parts)


def repeats_of(parts: Parts) -> Iterator[PreparedRepeat]:
    """Yield every repeat that is outside pages, outermost first."""
    for part in parts:
        if isinstance(part, PreparedRepeat):
            yield part
            yield from repeats_of(part.parts)
