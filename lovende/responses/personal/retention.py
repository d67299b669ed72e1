"""The end of a study's retention time: who answered is erased, what was answered becomes anonymous.

Contact data, mails, notes, colleagues, testers and links go, and with the keys the table that
could tell whose answers are whose. Closed answers stay; answers in own words stay only where the
study says so. The history of saves is emptied: one last entry holds what is left.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from lovende.domain.questionnaire.flow import Stored
from lovende.fieldwork.models import (
    Call,
    CallTask,
    Contact,
    HandOver,
    Invitee,
    Message,
    PanelUpload,
)
from lovende.questionnaires.models import Comment, Tester
from lovende.responses.models import Entry, LookedAt, Response, Retention
from lovende.responses.personal.columns import open_questions, question_of
from lovende.responses.personal.elsewhere import erase_elsewhere
from lovende.responses.personal.erasing import empty_hand_overs, remove_copies
from lovende.studies.links import new_code
from lovende.studies.models import Study

Row = TypeVar("Row", Invitee, Response)
AT_ONCE = 1_000
OLD_UPLOAD = datetime.timedelta(days=14)


@dataclass(frozen=True)
class Due:
    """What is (to be) erased in one study, as counts."""

    study: Study
    keeps_open_answers: bool
    counts: Counter[str]


def due_studies(today: datetime.date) -> QuerySet[Study]:
    """Return the studies whose retention time has passed and that are not erased yet."""
    return Study.objects.filter(keep_until__lt=today, erased_at__isnull=True).order_by("pk")


def plan(study: Study) -> Due:
    """Return what erasing a study would do, without doing it."""
    counts = Counter(
        contacts=Contact.objects.filter(study=study).count(),
        messages=_messages(study).count(),
        calls=Call.objects.filter(invitee__study=study).exclude(note="").count(),
        hand_overs=HandOver.objects.filter(invitee__study=study).exclude(email="").count(),
        testers=study.testers.exclude(name="", email="").count(),
        entries=Entry.objects.filter(response__study=study).exclude(answers={}).count(),
        responses=study.responses.count(),
        panel_files=study.panel_uploads.count(),
        exports=study.exports.count(),
    )
    return Due(study, keeps_open_answers(study), counts)


def keeps_open_answers(study: Study) -> bool:
    """Whether the answers in own words stay after the retention time."""
    return Retention.objects.filter(study=study, keep_open_answers=True).exists()


def erase_study(study: Study, *, wait: bool = True) -> Due:
    """Erase what identifies people in a study. In the caller's transaction.

    Raises LovendeError while a panel file is being imported, unless `wait` is false.
    """
    due = plan(study)
    Message.objects.filter(study=study, reason__contains="@").update(reason="")
    for message in Message.objects.filter(study=study, reports__isnull=False).distinct():
        message.reports.update(explanation="")
    _messages(study).update(to="", subject="", body="")
    Message.objects.filter(study=study, state=Message.State.WAITING).update(
        state=Message.State.SKIPPED, reason="not_in_panel"
    )
    Call.objects.filter(invitee__study=study).update(note="", next_at=None)
    CallTask.objects.filter(study=study).delete()
    empty_hand_overs(HandOver.objects.filter(invitee__study=study))
    Tester.objects.filter(study=study).update(
        name="", email="", link_round=F("link_round") + 1, removed_at=timezone.now()
    )
    Comment.objects.filter(study=study).update(text="", reply="")
    Contact.objects.filter(study=study).delete()
    remove_copies(study, wait=wait)
    LookedAt.objects.filter(response__study=study).delete()
    _forget_keys(study)
    _make_anonymous(study, keep_open=due.keeps_open_answers)
    erase_elsewhere(study)
    study.jobs.update(parameters={}, result={}, error="")
    study.erased_at = timezone.now()
    study.save(update_fields=["erased_at"])
    return due


def remove_old_uploads() -> int:
    """Remove panel files that lay between preview and import for two weeks."""
    limit = timezone.now() - OLD_UPLOAD
    return PanelUpload.objects.filter(created_at__lt=limit, done=0).delete()[0]


def _messages(study: Study) -> QuerySet[Message]:
    told = ~Q(to="") | ~Q(subject="") | ~Q(body="")
    return Message.objects.filter(told, study=study)


def _forget_keys(study: Study) -> None:
    """Give everyone a key that no list outside the platform knows, and end their links."""
    rows = Invitee.objects.filter(study=study).order_by("pk")
    for portion in _portions(rows):
        for invitee in portion:
            invitee.key = f"anonymous-{new_code()}"
            invitee.administration = invitee.department = ""
            invitee.link_round += 1
        fields = ["key", "administration", "department", "link_round"]
        Invitee.objects.bulk_update(portion, fields, batch_size=200)


def _make_anonymous(study: Study, *, keep_open: bool) -> None:
    questions = frozenset() if keep_open else frozenset(open_questions(study))
    rows = Response.objects.filter(study=study, erased_at__isnull=True).order_by("pk")
    for portion in _portions(rows):
        for response in portion:
            response.answers = _kept(response.answers, questions)
            response.key = f"anonymous-{new_code()}"
            response.link_round += 1
            response.consented_at = None
        fields = ["answers", "key", "link_round", "consented_at"]
        Response.objects.bulk_update(portion, fields, batch_size=200)
        _empty_history([each for each in portion if each.seq])


@transaction.atomic
def _empty_history(responses: list[Response]) -> None:
    """Empty the entries of these responses, and add one each with what is left of the answers.

    The database lets entries of erased responses be emptied, and no others.
    """
    ids = [response.pk for response in responses]
    Response.objects.filter(pk__in=ids).update(erased_at=timezone.now())
    Entry.objects.filter(response__in=ids).empty()
    last = dict(
        Entry.objects.filter(response__in=ids, seq=F("response__seq")).values_list(
            "response_id", "stands"
        )
    )
    Entry.objects.bulk_create(
        Entry(
            response=response,
            seq=response.seq + 1,
            kind=Entry.Kind.IMPORTED,
            version_id=response.version_id,
            answers=response.answers,
            stands=last.get(response.pk, ""),
            seen=response.seq,
            digest=f"anonymous-{new_code()}",
            language=response.language,
        )
        for response in responses
    )
    Response.objects.filter(pk__in=ids).update(erased_at=None, seq=F("seq") + 1)


def _kept(answers: Stored, questions: frozenset[str]) -> Stored:
    return {
        column: value for column, value in answers.items() if question_of(column) not in questions
    }


def _portions(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    last = 0
    while portion := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        last = portion[-1].pk
        yield portion
