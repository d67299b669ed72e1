"""A few answers to the small questionnaire, stored as the platform stores them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from lovende.fieldwork.models import Invitee
from lovende.questionnaires.models import Version
from lovende.responses.models import Response
from lovende.studies.links import new_code
from lovende.studies.models import Study


def answer(
    study: Study,
    version: Version,
    key: str,
    answers: dict[str, Any],
    *,
    kind: str = Response.Kind.OPEN,
    invitee: Invitee | None = None,
    submitted: bool = True,
    **fields: Any,
) -> Response:
    """Store one response."""
    now = timezone.now()
    return Response.objects.create(
        study=study,
        version=version,
        kind=Response.Kind.PANEL if invitee else kind,
        invitee=invitee,
        key=key,
        link_code=new_code(),
        seq=1,
        answers=answers,
        saved_at=now,
        submitted_at=now if submitted else None,
        seconds=90,
        **fields,
    )
