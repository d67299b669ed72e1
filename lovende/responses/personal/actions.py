"""Every write about personal data: erasing on request and in time, and what was looked at."""

from __future__ import annotations

import datetime
from collections import Counter

from django.db import transaction
from django.utils import timezone

from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_
from lovende.responses.models import Erasure, LookedAt, Response, Retention
from lovende.responses.personal import ledger
from lovende.responses.personal.erasing import erase_data
from lovende.responses.personal.marks import digest_of
from lovende.responses.personal.retention import Due, due_studies, erase_study
from lovende.responses.personal.subjects import Subject, subject_by_code
from lovende.studies.audit import record
from lovende.studies.models import Study, User

EXPIRED = "expired"
REASONS = {
    "request": N_("The person asked for it"),
    "objection": N_("The person objected to being in the study"),
    "mistake": N_("The person should never have been in the study"),
    "consent": N_("The person withdrew their consent"),
}


@transaction.atomic
def erase_person(
    *, subject: Subject, reason: str, by: User, with_answers: bool = True
) -> Counter[str]:
    """Erase everything about a person, history included; return how much of what.

    `reason` is one of `REASONS`. The ledger has the line on disk before this commits. Raises
    LovendeError where it was done already, or a panel file is being imported.
    """
    Study.objects.select_for_update(of=("self",), no_key=True).get(pk=subject.study.pk)
    if subject.is_erased:
        raise LovendeError(fault("personal.erased", N_("The data of this person are erased.")))
    counts = _erase(subject, reason, by, with_answers)
    ledger.add_line(_line(subject.study, subject.code, reason, with_answers))
    return counts


@transaction.atomic
def erase_expired_study(*, study: Study, today: datetime.date) -> Due | None:
    """Erase what identifies people in a study whose retention time has passed.

    Returns what was done, None where there is nothing to do (any more). Raises LovendeError while
    a panel file is being imported.
    """
    rows = due_studies(today).select_for_update(of=("self",), no_key=True)
    held = rows.filter(pk=study.pk).first()
    if held is None:
        return None
    due = _erase_study(held)
    ledger.add_line(_line(held, _code(held), EXPIRED, answers=False))
    return due


def replay_erasures() -> int:
    """Do again every erasure of the ledger that the database does not know; return how many.

    For a restored backup, which brings back what was erased since it was made. Nobody may be
    working at the platform.
    """
    return sum(_replayed(line) for line in ledger.lines())


@transaction.atomic
def look_at_answer(*, response: Response, column: str, by: User) -> None:
    """Note that somebody has looked at what was found in an open answer."""
    answer = response.answers.get(column)
    if not isinstance(answer, str):
        return
    LookedAt.objects.update_or_create(
        response=response, column=column, defaults={"digest": digest_of(answer), "by": by}
    )
    record(
        "personal.looked",
        study=response.study,
        by=by,
        subject=response,
        fields=[column],
    )


@transaction.atomic
def set_retention(*, study: Study, keep_open_answers: bool, by: User) -> None:
    """Say whether answers in own words stay after the retention time."""
    Retention.objects.update_or_create(
        study=study, defaults={"keep_open_answers": keep_open_answers}
    )
    record(
        "personal.retention",
        study=study,
        by=by,
        fields=["keep_open_answers"],
        values={"keep_open_answers": keep_open_answers},
    )


def _erase(
    subject: Subject, reason: str, by: User | None, with_answers: bool, *, wait: bool = True
) -> Counter[str]:
    counts = erase_data(subject, with_answers=with_answers, wait=wait)
    Erasure.objects.create(study=subject.study, subject=subject.code, reason=reason, by=by)
    record(
        "personal.erase",
        study=subject.study,
        by=by,
        subject=subject.code,
        values={"reason": reason, **{name: n for name, n in counts.items() if n}},
    )
    return counts


def _erase_study(study: Study, *, wait: bool = True) -> Due:
    due = erase_study(study, wait=wait)
    Erasure.objects.create(study=study, subject=_code(study), reason=EXPIRED)
    said = {name: number for name, number in due.counts.items() if number}
    record("personal.expire", study=study, by=None, values=said)
    return due


@transaction.atomic
def _replayed(line: ledger.Line) -> bool:
    rows = Study.objects.select_for_update(of=("self",), no_key=True)
    study = rows.filter(link_code=line.study).first()
    if study is None:
        return False
    if line.subject == _code(study):
        if study.erased_at is not None:
            return False
        _erase_study(study, wait=False)
        return True
    subject = subject_by_code(study, line.subject)
    if subject is None or subject.is_erased:
        return False
    _erase(subject, line.reason, None, line.answers, wait=False)
    return True


def _line(study: Study, code: str, reason: str, answers: bool) -> ledger.Line:
    now = timezone.now().astimezone(datetime.UTC).isoformat(timespec="seconds")
    return ledger.Line(study.link_code, code, reason, now, answers)


def _code(study: Study) -> str:
    return f"study:{study.link_code}"
