"""The questionnaire as a respondent will see it, for those who make it. Nothing is stored."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import loader
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from lovende.domain.questionnaire.expressions import parse
from lovende.domain.questionnaire.flow import Flow
from lovende.domain.questionnaire.model import Group, Item, Question, Questionnaire, Repeat
from lovende.domain.texts import LANGUAGES
from lovende.questionnaires.models import Version
from lovende.questionnaires.queries import questionnaire_of
from lovende.responses.answering.showing import Telling, page_context
from lovende.studies.access import READERS, study_page
from lovende.studies.models import Study
from lovende.web.security import framed_by_us


@require_safe
@study_page(*READERS)
def preview(
    _request: HttpRequest, study: Study, version_id: int, language: str, part: str = ""
) -> HttpResponse:
    """One page of a version in a language; every page can be reached, whatever the routing."""
    version = get_object_or_404(Version.objects.defer("source"), pk=version_id, study=study)
    if language not in LANGUAGES:
        raise Http404
    version.study = study
    walk = _flow(questionnaire_of(version), language).walk({})
    name = part or next((page.name for page in walk.pages), "")
    shown = walk.page(name)
    if shown is None:
        raise Http404

    def at(page: str) -> str:
        where = [study.pk, version.pk, language, page]
        return reverse("responses:preview", args=where) if page else ""

    with translation.override(language):
        context = {
            **page_context(shown, Telling()),
            "study": study,
            "preview": True,
            "back_to": at(shown.before),
            "on_to": at(shown.after),
            "pages": [(at(page.name), page.title, page.name == name) for page in walk.pages],
        }
        page = loader.get_template("responses/answering/preview.html", using="jinja2")
        response = HttpResponse(page.render(context))
        response.headers["Content-Language"] = language
        return framed_by_us(response)


@lru_cache(maxsize=16)
def _flow(questionnaire: Questionnaire, language: str) -> Flow:
    return Flow(with_every_page(questionnaire), language)


def with_every_page(questionnaire: Questionnaire) -> Questionnaire:
    """Return the questionnaire with no page left out: only conditions within a page remain."""
    items = tuple(_open(item, frozenset()) for item in questionnaire.items)
    return replace(questionnaire, items=items)


def _open(item: Item, page: frozenset[str]) -> Item:
    if isinstance(item, Question):
        rows = tuple(replace(row, relevance=_within(row.relevance, page)) for row in item.rows)
        return replace(item, relevance=_within(item.relevance, page), rows=rows)
    here = page or (_names(item) if isinstance(item, Group) and item.page else page)
    items = tuple(_open(each, here) for each in item.items)
    opened = replace(item, items=items, relevance=_within(item.relevance, page))
    if isinstance(opened, Repeat) and opened.count is not None:
        return replace(opened, count=None)
    return cast(Item, opened)


def _names(group: Group | Repeat) -> frozenset[str]:
    return frozenset(
        name
        for item in group.items
        for name in (
            (item.name, *(row.name for row in item.rows))
            if isinstance(item, Question)
            else _names(item)
        )
    )


def _within(relevance: str | None, page: frozenset[str]) -> str | None:
    """Return a condition where it reads questions of the same page and no others."""
    if relevance is None:
        return None
    names = set(parse(relevance).names)
    return relevance if names and names <= page else None
