"""The questionnaire of a stored response as pages; see `lovende.domain.questionnaire.flow`."""

from __future__ import annotations

from functools import lru_cache

from django.utils import timezone

from lovende.domain.questionnaire.flow import BoundedMemory, Flow, Stored, Walk
from lovende.domain.texts import Text
from lovende.questionnaires.models import Version
from lovende.questionnaires.queries import live_version, questionnaire_of
from lovende.responses.models import Response

FROM_PANEL = ("municipality", "administration", "department", "job_title")
"""Questions that the panel answers in advance, for the respondent to confirm or correct."""
LIVE_KINDS = (Response.Kind.PANEL, Response.Kind.OPEN)


def flow_of(version: Version, language: str) -> Flow:
    """Return the pages of a version in a language; read once in a process."""
    return _flow(version.pk, version.digest, version.study.occasion, language)


@lru_cache(maxsize=64)
def _flow(pk: int, digest: str, occasion: Text, language: str) -> Flow:
    # Only what tells versions apart, so that no version with its file is kept in memory.
    questionnaire = questionnaire_of(Version(pk=pk, digest=digest), occasion)
    return Flow(questionnaire, language, _memory(pk, digest, occasion))


@lru_cache(maxsize=32)
def _memory(pk: int, digest: str, occasion: Text) -> BoundedMemory:  # noqa: ARG001  # one for each
    """Return the memory that the languages of a version share."""
    return BoundedMemory()


def walk_of(response: Response, language: str) -> Walk:
    """Return the respondent's walk as their stored answers make it, at this moment.

    A corrected version that went live meanwhile takes the place of the one that the response
    was begun with; `response.version` says which, and the next save stores it.
    """
    if response.version.state == Version.State.RETIRED and response.kind in LIVE_KINDS:
        response.version = live_version(response.version.study) or response.version
    flow = flow_of(response.version, language)
    return flow.walk(response.answers, now=clock(), prefill=_prefill(response, flow))


def clock() -> str:
    """Return what conditions see as now(): Danish time to the minute."""
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


def _prefill(response: Response, flow: Flow) -> Stored:
    """Return what the panel knows of an invitee, until they have said it themselves."""
    invitee = response.invitee
    asked = (name for name in FROM_PANEL if name in flow.plan.by_name)
    if invitee is None or all(name in response.answers for name in asked):
        return {}
    contact = getattr(invitee, "contact", None)
    return {
        "municipality": invitee.municipality or None,
        "administration": invitee.administration or None,
        "department": invitee.department or None,
        "job_title": (contact.job_title or None) if contact else None,
    }
