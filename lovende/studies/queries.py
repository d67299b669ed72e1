"""Reads of this room that are more than a get."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from lovende.studies.models import AuditEntry, Invitation, Job, Study, StudyRole, User

LOG_PAGE = 50


def may_sign_up(email: str) -> bool:
    """Whether an account may be made for an address: where one must be invited, only to those for
    whom a role or a membership waits, and to the first person of an empty platform."""
    if settings.SIGN_UP == "open" or not EmailAddress.objects.filter(verified=True).exists():
        return True
    return any(
        waiting.filter(email__iexact=email.strip()).exists()
        for waiting in (StudyRole.objects.filter(user__isnull=True), Invitation.objects.all())
    )


def studies_of(user: User) -> QuerySet[Study]:
    """Return the studies in which a user has a role, the newest first; `held` is the role."""
    mine = Study.objects.filter(roles__user=user).select_related("organisation")
    return mine.annotate(held=F("roles__role"))


def jobs_to_mind(study: Study) -> list[Job]:
    """Return the jobs under way, and those that failed within a week, the newest first, at most 5."""
    recent = Q(state=Job.State.FAILED, created_at__gt=timezone.now() - datetime.timedelta(days=7))
    under_way = Q(state__in=(Job.State.WAITING, Job.State.RUNNING))
    return list(study.jobs.filter(under_way | recent).order_by("-id")[:5])


def log_of(
    study: Study,
    *,
    who: str = "",
    verb: str = "",
    since: datetime.date | None = None,
    until: datetime.date | None = None,
) -> QuerySet[AuditEntry]:
    """Return the entries of a study's audit log, the newest first; days are Danish days."""
    found = AuditEntry.objects.filter(study=study).select_related("user")
    if who:
        found = found.filter(actor__iexact=who)
    if verb:
        found = found.filter(verb=verb)
    # In the first and the last year there is no day before or after, and no entry either.
    if since and since.year > datetime.MINYEAR:
        found = found.filter(at__gte=_midnight(since))
    if until and until.year < datetime.MAXYEAR:
        found = found.filter(at__lt=_midnight(until + datetime.timedelta(days=1)))
    return found.order_by("-id")


def log_page(entries: QuerySet[AuditEntry], before: int | None) -> tuple[list[AuditEntry], int]:
    """Return one page of entries and the number to go on from, 0 at the end.

    By the number of the entry and not by a count: a page costs the same however long the log is.
    """
    shown = list((entries.filter(id__lt=before) if before else entries)[: LOG_PAGE + 1])
    return shown[:LOG_PAGE], shown[LOG_PAGE - 1].pk if len(shown) > LOG_PAGE else 0


def all_pages(entries: QuerySet[AuditEntry]) -> Iterator[AuditEntry]:
    """Return every entry, read a page at a time."""
    last: Iterable[Any] = ()
    before = None
    while True:
        last, before = log_page(entries, before)
        yield from last
        if not before:
            return


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
