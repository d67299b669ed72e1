"""What a respondent decides about the response itself: its language, and the consent."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from lovende.responses.models import Response
from lovende.studies import audit


@transaction.atomic
def choose_language(*, response: Response, language: str) -> Response:
    """Show the response's pages in a language from now on."""
    if response.language != language:
        response.language = language
        Response.objects.filter(pk=response.pk).update(language=language)
    return response


@transaction.atomic
def give_consent(*, response: Response) -> Response:
    """Store when the respondent said yes to the study's consent text; the first time counts."""
    if response.consented_at is None:
        response.consented_at = timezone.now()
        changed = Response.objects.filter(pk=response.pk, consented_at=None)
        if changed.update(consented_at=response.consented_at):
            audit.record(
                "response.consent",
                study=response.study,
                by=None,
                actor="respondent",
                subject=response,
                fields=["consented_at"],
            )
    return response
