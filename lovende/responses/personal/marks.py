"""What was found in answers in own words that could name a person, for the analyst to look at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from lovende.domain.personal_data import Check, Found, Sort, personal_parts
from lovende.domain.texts import N_
from lovende.responses.models import LookedAt, Response
from lovende.responses.personal.columns import open_questions, question_of
from lovende.studies.models import Study

PAGE = 20
MOST_SCANNED = 20_000
"""Responses that one page looks through; the next page goes on there."""
AT_ONCE = 1_000

SORT_LABELS = {
    Sort.CPR: N_("CPR number"),
    Sort.TELEPHONE: N_("Telephone number"),
    Sort.EMAIL: N_("E-mail address"),
}
CHECK_LABELS = {
    Check.HOLDS: N_("the date and the check digit (modulus 11) fit"),
    Check.FAILS: N_("the date fits, the check digit (modulus 11) does not"),
    Check.NOT_USED: N_(
        "the date fits; on this day of birth there are numbers without check digit (modulus 11)"
    ),
}


@dataclass(frozen=True)
class Marked:
    """One open answer with what was found in it. `label` is the question in Danish."""

    response: int
    key: str
    column: str
    label: str
    answer: str
    parts: tuple[Found, ...]
    looked_at: bool

    @property
    def pieces(self) -> list[tuple[str, Found | None]]:
        """The answer cut into what is found and what stands between."""
        cut: list[tuple[str, Found | None]] = []
        at = 0
        for part in self.parts:
            cut += [
                (self.answer[at : part.start], None),
                (self.answer[part.start : part.end], part),
            ]
            at = part.end
        return [piece for piece in [*cut, (self.answer[at:], None)] if piece[0]]


@dataclass(frozen=True)
class MarkedPage:
    """Some marked answers; `after` is where the next page begins, None at the end."""

    answers: list[Marked]
    after: int | None


def digest_of(answer: str) -> str:
    """Return the hash by which an answer is known again."""
    return hashlib.sha256(answer.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def marked_page(study: Study, *, after: int = 0, looked_at: bool = False) -> MarkedPage:
    """Return a page of marked answers from the response `after` on: those that were not looked
    at, or with `looked_at` those that were."""
    found: list[Marked] = []
    looked_through = _scan(_answered(study).filter(pk__gt=after), study)
    for scanned, (marked, last) in enumerate(looked_through, 1):
        found += [each for each in marked if each.looked_at == looked_at]
        if len(found) >= PAGE or scanned >= MOST_SCANNED:
            return MarkedPage(found, last)
    return MarkedPage(found, None)


def marked_answers(study: Study) -> Iterator[Marked]:
    """Yield every marked answer of a study."""
    for marked, _ in _scan(_answered(study), study):
        yield from marked


def unlooked(study: Study) -> int:
    """Return how many open answers are marked and were not looked at: a warning before an export."""
    return sum(not each.looked_at for each in marked_answers(study))


def _answered(study: Study) -> QuerySet[Response]:
    rows = Response.objects.filter(study=study, erased_at__isnull=True, seq__gt=0)
    return rows.exclude(kind=Response.Kind.PILOT).only("pk", "key", "answers").order_by("pk")


def _scan(rows: QuerySet[Response], study: Study) -> Iterator[tuple[list[Marked], int]]:
    """Yield for each response what is marked in it, and its number."""
    questions = open_questions(study)
    if not questions:
        return
    year = timezone.localdate().year
    last = 0
    while portion := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = portion[-1].pk
        looks = {
            (look.response_id, look.column): look.digest
            for look in LookedAt.objects.filter(response__in=[each.pk for each in portion])
        }
        for response in portion:
            yield list(_marked(response, questions, looks, year)), response.pk


def _marked(
    response: Response,
    questions: dict[str, str],
    looks: dict[tuple[int, str], str],
    year: int,
) -> Iterator[Marked]:
    for column, answer in response.answers.items():
        name = question_of(column)
        if not isinstance(answer, str) or name not in questions:
            continue
        parts = personal_parts(answer, this_year=year)
        if parts:
            seen = looks.get((response.pk, column)) == digest_of(answer)
            yield Marked(response.pk, response.key, column, questions[name], answer, parts, seen)
