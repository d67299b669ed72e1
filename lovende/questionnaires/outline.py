"""A questionnaire as an outline for those who make it: pages, questions, options, routing in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lovende.analysis.wording import asked_if
from lovende.domain.questionnaire.comparison import KIND_LABELS
from lovende.domain.questionnaire.model import (
    Choice,
    Group,
    Kind,
    Question,
    Questionnaire,
    Repeat,
    Role,
)
from lovende.domain.texts import N_, Text

ROLE_LABELS = {
    Role.DONT_KNOW: N_("don't know"),
    Role.EXCLUSIVE: N_("excludes the others"),
    Role.OTHER: N_("other, please state"),
}


@dataclass(frozen=True)
class Line:
    """One question. `asked_if` says in words to whom it is put; `condition` is the expression
    where that cannot be said simply."""

    name: str
    number: str
    kind: str
    label: Text
    hint: Text = Text()
    guidance: Text = Text()
    required: bool = False
    options: tuple[tuple[str, Text, str], ...] = ()
    rows: tuple[tuple[str, Text], ...] = ()
    asked_if: Text = Text()
    condition: str = ""


@dataclass
class Sheet:
    """One page as it is shown: its questions, and its own condition."""

    name: str
    title: Text
    repeat: Text = Text()
    condition: str = ""
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Untranslated:
    """A text that one of the questionnaire's languages lacks; `text` is what it says in another."""

    language: str
    question: str
    text: Text
    row: int | None


@dataclass(frozen=True)
class Outline:
    """The whole: its pages, how many questions are asked, and what lacks a translation."""

    title: Text
    languages: tuple[str, ...]
    pages: tuple[Sheet, ...]
    questions: int
    untranslated: tuple[Untranslated, ...]


def outline(questionnaire: Questionnaire) -> Outline:
    """Return the outline of a questionnaire; calculations are left out."""
    pages: list[Sheet] = []
    for item, around in questionnaire.walk():
        if not isinstance(item, Question) or item.kind is Kind.CALCULATION:
            continue
        sheet = _sheet(item, around)
        if not pages or pages[-1].name != sheet.name:
            pages.append(sheet)
        pages[-1].lines.append(_line(questionnaire, item))
    asked = sum(len(q.rows) or 1 for q in questionnaire.questions() if q.kind.is_asked)
    return Outline(
        questionnaire.title,
        tuple(each for each in questionnaire.languages if each),
        tuple(pages),
        asked,
        tuple(_untranslated(questionnaire)),
    )


def _sheet(question: Question, around: tuple[Group | Repeat, ...]) -> Sheet:
    """The page that a question stands on: the innermost group that is one, else itself."""
    repeats = [outer.label for outer in around if isinstance(outer, Repeat)]
    repeat = repeats[-1] if repeats else Text()
    for outer in reversed(around):
        if isinstance(outer, Group) and outer.page:
            return Sheet(outer.name, outer.label, repeat, outer.relevance or "")
    return Sheet(question.name, Text(), repeat)


def _line(questionnaire: Questionnaire, question: Question) -> Line:
    said = asked_if(questionnaire, question)
    return Line(
        name=question.name,
        number=question.number or "",
        kind=KIND_LABELS[question.kind],
        label=question.label,
        hint=question.hint,
        guidance=question.guidance,
        required=question.required,
        options=tuple(_options(questionnaire, question)),
        rows=tuple((row.name, row.label) for row in question.rows),
        asked_if=Text.of(said) if said else Text(),
        condition="" if said else question.relevance or "",
    )


def _options(questionnaire: Questionnaire, question: Question) -> Iterator[tuple[str, Text, str]]:
    if question.choices:
        for choice in questionnaire.choice_list(question.choices).choices:
            yield choice.code, choice.label, ROLE_LABELS[choice.role] if choice.role else ""


def _untranslated(questionnaire: Questionnaire) -> Iterator[Untranslated]:
    languages = [each for each in questionnaire.languages if each]
    for name, text, row in _texts(questionnaire):
        known = dict(text.entries)
        for language in languages:
            if text and not known.get(language):
                yield Untranslated(language, name, text, row)


def _texts(questionnaire: Questionnaire) -> Iterator[tuple[str, Text, int | None]]:
    lists: dict[str, tuple[Choice, ...]] = {each.name: each.choices for each in questionnaire.lists}
    for item, _ in questionnaire.walk():
        row = item.source.row
        yield item.name, item.label, row
        if not isinstance(item, Question):
            continue
        for text in (item.hint, item.guidance, item.required_message, item.constraint_message):
            yield item.name, text, row
        for line in item.rows:
            yield line.name, line.label, line.source.row
        for choice in lists.pop(item.choices or "", ()):
            yield item.name, choice.label, row
