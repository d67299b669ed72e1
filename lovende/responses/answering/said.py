"""What was answered, page by page, in words: for checking and for the receipt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lovende.domain.errors import Fault
from lovende.domain.questionnaire.flow import ShownItem, Walk, check_page
from lovende.domain.questionnaire.model import Kind
from lovende.responses.answering.showing import round_title
from lovende.responses.flow import flow_of
from lovende.responses.models import Entry, Response
from lovende.web.dates import written
from lovende.web.languages import current_language


@dataclass(frozen=True)
class Said:
    """One question and its answer: one text, several, or none. `rows` are those of a matrix."""

    column: str
    label: str
    texts: tuple[str, ...]
    faults: Sequence[Fault] = ()
    rows: tuple[Said, ...] = ()
    long: bool = False

    @property
    def answered(self) -> bool:
        return bool(self.texts) or any(row.texts for row in self.rows)


@dataclass(frozen=True)
class SaidPage:
    """One page: its name and title, what was said, and the colleague who gave it."""

    name: str
    title: str
    round_title: str
    answers: tuple[Said, ...]
    by: tuple[str, ...] = ()


def said_on(
    walk: Walk, response: Response, *, only: str = "", with_faults: bool = True
) -> list[SaidPage]:
    """Return every asked page that has questions; `only` names the one page to return."""
    colleagues = _colleagues(response)
    pages = []
    for shown in walk.all_pages():
        if only and shown.name != only:
            continue
        faults = check_page(walk, shown.name) if with_faults else {}
        answers = tuple(each for item in shown.items for each in said_of(item, faults))
        if answers:
            by = colleagues.get(shown.name, ())
            pages.append(SaidPage(shown.name, shown.title, round_title(shown), answers, by))
    return pages


def _colleagues(response: Response) -> dict[str, tuple[str, ...]]:
    """Return the names of colleagues by the page that they answered."""
    found: dict[str, dict[str, None]] = {}
    entries = Entry.objects.filter(response=response, hand_over__isnull=False).order_by("seq")
    for page, name in entries.values_list("page", "hand_over__name"):
        found.setdefault(page, {})[name] = None
    return {page: tuple(names) for page, names in found.items()}


def said_of(item: ShownItem, faults: dict[str, tuple[Fault, ...]]) -> list[Said]:
    """Return what was said to one question, its "other, please state" apart; [] for a note."""
    if not item.kind.is_asked:
        return []
    label = f"{item.number}. {item.label}" if item.number else item.label
    if item.kind is Kind.MATRIX:
        codes = {choice.code: choice.label for choice in item.choices}
        rows = tuple(
            Said(
                row.column,
                row.label,
                (codes[row.value],) if row.value in codes else (),
                faults.get(row.column, ()),
            )
            for row in item.rows
        )
        return [Said(item.rows[0].column if item.rows else item.column, label, (), (), rows)]
    found = [
        Said(item.column, label, texts_of(item), faults.get(item.column, ()), long=item.is_long)
    ]
    for choice in item.choices:
        if choice.other is not None and (choice.selected or choice.other.value):
            other = choice.other
            found.append(
                Said(other.column, other.label, texts_of(other), faults.get(other.column, ()))
            )
    return found


def texts_of(item: ShownItem) -> tuple[str, ...]:
    """Return an answer as people read it."""
    if item.choices:
        return tuple(choice.label for choice in item.choices if choice.selected)
    if not item.value:
        return ()
    if item.kind is Kind.DATE:
        return (_day(item.value),)
    return (item.value,)


def _day(text: str) -> str:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return text
    return written(found, current_language())


def fields_in_words(response: Response, fields: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what was sent of a page as questions and answers; fields of the form are left out."""
    flow = flow_of(response.version, current_language())
    found: list[tuple[str, str]] = []
    for name, value in fields:
        slot = flow.slot_of(name)
        if slot is None or not value.strip():
            continue
        step, _rounds = slot
        options = flow.option_labels.get(step.question.choices or "", {})
        words = step.question.label if step.row is None else step.row.label
        found.append((words.get(current_language()) or name, options.get(value, value)))
    return found


def faults_of(pages: Sequence[SaidPage]) -> list[tuple[str, Said]]:
    """Return what must be corrected before sending: page and answer."""
    return [
        (page.name, each)
        for page in pages
        for answer in page.answers
        for each in (answer, *answer.rows)
        if each.faults
    ]
