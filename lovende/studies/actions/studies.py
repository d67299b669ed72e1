"""A study is created, changed, opened, closed and opened again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_
from lovende.studies.audit import record
from lovende.studies.links import new_code
from lovende.studies.models import Organisation, Role, Study, StudyRole, User
from lovende.studies.readiness import (
    follow_closing,
    obstacles_to_opening,
)

PERSONAL = {"contact_name", "contact_email", "contact_telephone"}
TEXTS = {"privacy_da", "privacy_en", "consent_da", "consent_en"}


@transaction.atomic
def create_study(*, organisation: Organisation, by: User, details: Mapping[str, Any]) -> Study:
    """Create a study as a draft; who creates it owns it. `details` are fields of Study."""
    study = Study.objects.create(organisation=organisation, link_code=new_code(), **details)
    StudyRole.objects.create(study=study, user=by, email=by.email, role=Role.OWNER)
    record("study.create", study=study, by=by, subject=study)
    return study


@transaction.atomic
def change_study(study: Study, *, by: User, details: Mapping[str, Any]) -> list[str]:
    """Store the details that differ from what is stored, and return their names."""
    stored = Study.objects.select_for_update().get(pk=study.pk)
    changed = [name for name, value in details.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(study, name, details[name])
    if changed:
        study.save(update_fields=changed)
        plain = {n: _plain(details[n]) for n in changed if n not in PERSONAL | TEXTS}
        record("study.change", study=study, by=by, subject=study, fields=changed, values=plain)
    return changed


@transaction.atomic
def renew_open_link(study: Study, *, by: User) -> None:
    """Make a new open link; the old one opens nothing any more."""
    Study.objects.filter(pk=study.pk).update(link_round=F("link_round") + 1)
    study.refresh_from_db(fields=["link_round"])
    record("study.new_link", study=study, by=by, subject=study)


def open_study(study: Study, *, by: User) -> None:
    """Set a draft live. Raises LovendeError with all that is missing."""
    _go_live(study, Study.State.DRAFT, "study.open", by)


def reopen_study(study: Study, *, by: User) -> None:
    """Set a closed study live again. Raises LovendeError with all that is missing."""
    _go_live(study, Study.State.CLOSED, "study.reopen", by)


@transaction.atomic
def _go_live(study: Study, state: Study.State, verb: str, by: User) -> None:
    _in_state(study, state)
    obstacles = obstacles_to_opening(study)
    if obstacles:
        raise LovendeError([each.fault() for each in obstacles])
    study.state = Study.State.LIVE
    study.opened_at = study.opened_at or timezone.now()
    study.closed_at = None
    study.save(update_fields=["state", "opened_at", "closed_at"])
    record(verb, study=study, by=by, subject=study, values={"state": study.state})


@transaction.atomic
def close_study(study: Study, *, by: User) -> None:
    """Close a live study: nothing can be answered any more. Raises LovendeError."""
    _in_state(study, Study.State.LIVE)
    study.state = Study.State.CLOSED
    study.closed_at = timezone.now()
    study.save(update_fields=["state", "closed_at"])
    record("study.close", study=study, by=by, subject=study, values={"state": study.state})
    follow_closing(study, by)


def _in_state(study: Study, state: Study.State) -> None:
    stored = Study.objects.select_for_update().get(pk=study.pk)
    study.state = Study.State(stored.state)
    if study.state != state:
        message = N_("Someone else changed the state of the study. Look at the overview again.")
        raise LovendeError(fault("study.other_state", message))
    if stored.erased_at:
        message = N_("The data of this study have been erased. It cannot be opened or closed.")
        raise LovendeError(fault("study.erased", message))


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | None) else str(value)
