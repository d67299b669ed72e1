"""The questionnaire of a stored response as pages; see `lovende.domain.questionnaire.flow`."""

from __future__ import annotations

from lovende.domain.questionnaire.flow import Flow, Walk
from lovende.questionnaires.models import Version
from lovende.responses.models import Response


def flow_of(version: Version, language: str) -> Flow:
    """Return the pages of a version in a language; read once in a process."""
    raise NotImplementedError


def walk_of(response: Response, language: str) -> Walk:
    """Return the respondent's walk as their stored answers make it, at this moment."""
    raise NotImplementedError
