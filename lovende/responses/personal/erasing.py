"""One person's data erased, everywhere: contact, mails, calls, answers and their history.

What stays names nobody: that somebody of this municipality and wave was in the panel, how it
ended, on which days, and that answers were erased. The counts of monitoring stay as they were.
"""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_
from lovende.fieldwork.mail.actions import forget_messages
from lovende.fieldwork.models import Call, CallTask, Contact, HandOver, Invitee, Message
from lovende.fieldwork.panel.importing import is_under_way
from lovende.questionnaires.models import Tester
from lovende.responses.exchange.actions import remove_exports
from lovende.responses.models import Entry, LookedAt, Response
from lovende.responses.personal.elsewhere import erase_elsewhere
from lovende.responses.personal.subjects import Kind, Subject
from lovende.studies.links import new_code
from lovende.studies.models import Study

SHORTEST_TRACE = 4
NOON = datetime.time(12)
Counts = Counter[str]


def erase_data(subject: Subject, *, with_answers: bool, wait: bool = True) -> Counts:
    """Erase all that is stored about a person; return how much of what. The caller's transaction.

    `with_answers` matters for a colleague only: whether the answers of the questionnaire that
    they took part in go too. Raises LovendeError while a panel file is being imported; without
    `wait` (nobody works at the platform) that file is removed.
    """
    study, counts = subject.study, Counts()
    traces = traces_of(subject)
    if subject.kind is Kind.INVITEE:
        counts += erase_invitee(cast(Invitee, subject.row))
    elif subject.kind is Kind.HAND_OVER:
        counts += _erase_hand_over(cast(HandOver, subject.row), with_answers)
    elif subject.kind is Kind.TESTER:
        counts += _erase_tester(cast(Tester, subject.row))
    else:
        counts += erase_responses(Response.objects.filter(pk=subject.row.pk))
    counts += remove_copies(study, wait=wait)
    counts["jobs"] += _clean_jobs(study, traces)
    counts += erase_elsewhere(study)
    if subject.email:
        address = subject.email
        transaction.on_commit(lambda: remove_mail_files({address}))
    return counts


def erase_invitee(invitee: Invitee) -> Counts:
    """Erase what is stored about someone in the panel, answers and history included."""
    # Held from the beginning: whoever is about to answer waits, and is then refused.
    held = Invitee.objects.select_for_update(of=("self",)).get(pk=invitee.pk)
    counts = Counts()
    counts["contacts"] += Contact.objects.filter(invitee=invitee).delete()[0]
    counts["messages"] += forget_messages(invitee=invitee)
    Message.objects.filter(invitee=invitee, reason__contains="@").update(reason="")
    calls = Call.objects.filter(invitee=invitee)
    counts["calls"] += calls.update(note="", next_at=None)
    counts["call_tasks"] += CallTask.objects.filter(invitee=invitee).delete()[0]
    counts += empty_hand_overs(HandOver.objects.filter(invitee=invitee))
    counts += erase_responses(Response.objects.filter(invitee=invitee))
    held.key = _erased_key()
    held.administration = held.department = ""
    held.state = Invitee.State.ERASED
    held.link_round += 1
    for name in ("invited_at", "started_at", "finished_at", "withdrawn_at"):
        setattr(held, name, _day_only(getattr(held, name)))
    held.save()
    return counts


def erase_responses(responses: QuerySet[Response]) -> Counts:
    """Empty answers and their whole history, and end the links; that there were answers stays."""
    counts = Counts()
    ids = list(responses.filter(erased_at__isnull=True).values_list("pk", flat=True))
    for response in Response.objects.select_for_update(of=("self",)).filter(pk__in=ids):
        response.answers = {}
        response.key = _erased_key()
        response.link_round += 1
        response.consented_at = None
        response.erased_at = timezone.now()
        response.save(update_fields=["answers", "key", "link_round", "consented_at", "erased_at"])
    counts["responses"] += len(ids)
    counts["entries"] += Entry.objects.filter(response__in=ids).empty()
    LookedAt.objects.filter(response__in=ids).delete()
    return counts


def empty_hand_overs(rows: QuerySet[HandOver]) -> Counts:
    """Empty who the questionnaire was passed on to; that it was passed on stays."""
    Message.objects.filter(hand_over__in=rows).update(to="", subject="", body="")
    number = rows.update(name="", email="", word="", link_round=F("link_round") + 1)
    return Counts({"hand_overs": number})


def remove_copies(study: Study, *, wait: bool = True) -> Counts:
    """Remove the copies that a study keeps for a while: panel files, exports, answer files.

    Raises LovendeError while a panel file is being imported, unless `wait` is false.
    """
    uploads = list(study.panel_uploads.select_related("job").defer("source", "found"))
    if wait and any(is_under_way(upload) for upload in uploads):
        message = N_("A panel file is being imported. Wait until it is done, and erase then.")
        raise LovendeError(fault("personal.importing", message))
    study.panel_uploads.all().delete()
    return Counts({"panel_files": len(uploads), "exports": remove_exports(study=study)})


def traces_of(subject: Subject) -> frozenset[str]:
    """Return the texts by which a person could be met in what jobs have said."""
    known = {subject.name, subject.email}
    if isinstance(subject.row, Invitee):
        contact = getattr(subject.row, "contact", None)
        known |= {subject.row.key, contact.telephone if contact else ""}
    return frozenset(text.casefold() for text in known if len(text) >= SHORTEST_TRACE)


def _clean_jobs(study: Study, traces: Iterable[str]) -> int:
    cleaned = 0
    for job in study.jobs.all():
        said = json.dumps([job.parameters, job.result, job.error], ensure_ascii=False).casefold()
        if any(trace in said for trace in traces):
            job.parameters, job.result, job.error = {}, {}, ""
            job.save(update_fields=["parameters", "result", "error"])
            cleaned += 1
    return cleaned


def _erase_hand_over(hand_over: HandOver, with_answers: bool) -> Counts:
    counts = empty_hand_overs(HandOver.objects.filter(pk=hand_over.pk))
    if with_answers:
        counts += erase_responses(Response.objects.filter(invitee=hand_over.invitee_id))
    return counts


def _erase_tester(tester: Tester) -> Counts:
    tester.name = tester.email = ""
    tester.link_round += 1
    tester.removed_at = tester.removed_at or timezone.now()
    tester.save(update_fields=["name", "email", "link_round", "removed_at"])
    return Counts({"testers": 1}) + erase_responses(Response.objects.filter(tester=tester))


def remove_mail_files(addresses: set[str]) -> int:
    """Remove mails that were written to files (on a laptop, in the demo) to one of these addresses."""
    if not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return 0
    folder, removed = Path(settings.EMAIL_FILE_PATH), 0
    wanted = {address.casefold() for address in addresses if address}
    for file in folder.glob("*.log") if folder.is_dir() else ():
        text = file.read_text("utf-8", "replace").casefold()
        if any(address in text for address in wanted):
            file.unlink(missing_ok=True)
            removed += 1
    return removed


def _erased_key() -> str:
    return f"erased-{new_code()}"


def _day_only(moment: datetime.datetime | None) -> datetime.datetime | None:
    """Return noon of the same Danish day: the counts by day stay, the moment goes."""
    if moment is None:
        return None
    day = timezone.localdate(moment)
    return timezone.make_aware(datetime.datetime.combine(day, NOON))
