"""Which pages a questionnaire has, in order: the same for everyone, whatever they answered.

- A group that is marked as a page is a page with everything in it; groups in it are headings, and
  a repeat in it stands on the page round after round.
- A repeat outside pages brings its pages again for each round; marked `field-list`, one page
  holds a whole round.
- A question outside pages is a page of its own, as the clients of XLSForm show it; the text
  that says what "other" means stands with its question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lovende.domain.questionnaire.model import (
    Group,
    Item,
    Kind,
    Question,
    Questionnaire,
    Repeat,
)
from lovende.domain.texts import Text

Path = tuple[str, ...]


@dataclass(frozen=True)
class PlacedQuestion:
    """A question on a page, with the repeats around it and the groups within the page around it."""

    question: Question
    repeats: Path
    groups: tuple[Group | Repeat, ...] = ()


@dataclass(frozen=True)
class PageLayout:
    """One page: `repeats` are those around the whole of it."""

    name: str
    title: Text
    repeats: Path
    questions: tuple[PlacedQuestion, ...]


@dataclass(frozen=True)
class RepeatLayout:
    """Pages that come once for each round of a repeat."""

    repeat: Repeat
    repeats: Path
    parts: tuple[PageLayout | RepeatLayout, ...]


Layout = tuple[PageLayout | RepeatLayout, ...]


def layout_of(questionnaire: Questionnaire) -> Layout:
    """Return the pages of a questionnaire; those without anything to show are left out."""
    others = {q.other: q for q in questionnaire.questions() if q.other}
    texts = {q.name: q for q in questionnaire.questions()}
    tied = {
        owner.name: texts[name]
        for name, owner in others.items()
        if name in texts and _place(questionnaire, name) == _place(questionnaire, owner.name)
    }
    return tuple(_parts(questionnaire.items, (), Text(), tied))


def _place(questionnaire: Questionnaire, name: str) -> tuple[str, ...]:
    return tuple(outer.name for outer in questionnaire.around(name))


def _parts(
    items: tuple[Item, ...], repeats: Path, section: Text, tied: Mapping[str, Question]
) -> Iterator[PageLayout | RepeatLayout]:
    follows = {question.name for question in tied.values()}
    for item in items:
        if isinstance(item, Question):
            if item.kind is Kind.CALCULATION or item.name in follows:
                continue
            with_other = (item, tied[item.name]) if item.name in tied else (item,)
            placed = tuple(PlacedQuestion(question, repeats) for question in with_other)
            yield PageLayout(item.name, section, repeats, placed)
        elif isinstance(item, Repeat) and "field-list" not in item.appearance.split():
            inner = tuple(_parts(item.items, (*repeats, item.name), item.label, tied))
            if inner:
                yield RepeatLayout(item, repeats, inner)
        elif isinstance(item, Repeat):
            inside = (*repeats, item.name)
            page = _page(item, inside)
            if page.questions:
                yield RepeatLayout(item, repeats, (page,))
        elif item.page:
            page = _page(item, repeats)
            if page.questions:
                yield page
        else:
            yield from _parts(item.items, repeats, item.label or section, tied)


def _page(around: Group | Repeat, repeats: Path) -> PageLayout:
    return PageLayout(around.name, around.label, repeats, tuple(_placed(around.items, repeats, ())))


def _placed(
    items: tuple[Item, ...], repeats: Path, groups: tuple[Group | Repeat, ...]
) -> Iterator[PlacedQuestion]:
    for item in items:
        if isinstance(item, Question):
            if item.kind is not Kind.CALCULATION:
                yield PlacedQuestion(item, repeats, groups)
        else:
            inside = (*repeats, item.name) if isinstance(item, Repeat) else repeats
            yield from _placed(item.items, inside, (*groups, item))
