"""The findings as pages: a part for each chapter, its figures, how old it all is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from lovende.findings import actions, queries
from lovende.findings.live.filters import Filter, chosen, filters_for
from lovende.findings.models import Run
from lovende.findings.parts import figure_named, kind_of, part_named, parts_of
from lovende.responses.exchange.queries import tally
from lovende.studies.access import ANALYSTS, READERS, study_page, user_of
from lovende.studies.models import Role, Study
from lovende.web.languages import current_language

HERE = "findings"


@dataclass(frozen=True)
class Choice:
    """What a request asks to see: the run, and how it is narrowed."""

    run: Run | None
    filters: dict[str, str]
    offered: list[Filter]
    fixed: bool = False
    """Whether a certain run is asked for, and not the latest."""


def role_of(request: HttpRequest) -> Role:
    """Return the role that `study_page` found."""
    return cast(Role, request.study_role)  # type: ignore[attr-defined]  # set by study_page


def choice(request: HttpRequest, study: Study, run: int | None = None) -> Choice:
    """Return what this person sees: analysts the latest, narrowed as they wish; readers what is
    published, whatever they ask for. Raises Http404 for a run that is not for them."""
    role = role_of(request)
    if run is not None:
        found = queries.run_for(study, role, run)
        if found is None:
            raise Http404
        return Choice(found, {}, [], fixed=True)
    if role not in ANALYSTS:
        return Choice(queries.published_run(study), {}, [])
    whole = queries.latest_run(study)
    if whole is None:
        return Choice(None, {}, [])
    offered = filters_for(study, queries.findings_of_run(whole))
    filters = chosen(offered, _words(request))
    return Choice(
        queries.latest_run(study, filters=filters) if filters else whole, filters, offered
    )


def _words(request: HttpRequest) -> dict[str, str]:
    given = request.POST if request.method == "POST" else request.GET
    return {name: str(value) for name, value in given.items()}


@require_safe
@study_page(*READERS)
def overview(request: HttpRequest, study: Study, run: int | None = None) -> HttpResponse:
    """What stands out, and the way to all parts."""
    return _page(request, study, choice(request, study, run), None)


@require_safe
@study_page(*READERS)
def part(request: HttpRequest, study: Study, part: str, run: int | None = None) -> HttpResponse:
    """One chapter: its figures, tables and words."""
    return _page(request, study, choice(request, study, run), part)


def _page(request: HttpRequest, study: Study, seen: Choice, name: str | None) -> HttpResponse:
    context: dict[str, object] = {
        "study": study,
        "here": HERE,
        "seen": seen,
        "run": seen.run,
        "query": f"?{urlencode(seen.filters)}" if seen.filters else "",
        "analyst": role_of(request) in ANALYSTS,
        "kind_of": kind_of,
    }
    if seen.run is None:
        if name is not None and not seen.filters:
            raise Http404
        context |= freshness(study, seen) | {"tally": tally(study)}
        return render(request, "findings/nothing.html", context)
    document = queries.document_of_run(seen.run, current_language())
    parts = parts_of(document)
    shown = parts[0] if name is None and parts else part_named(document, name or "")
    if shown is None:
        raise Http404
    place = parts.index(shown)
    context |= {
        "document": document,
        "parts": parts,
        "part": shown,
        "first": name is None,
        "before": parts[place - 1] if place else None,
        "after": parts[place + 1] if place + 1 < len(parts) else None,
        "address": _addresses(study, seen),
        **(freshness(study, seen) if context["analyst"] and not seen.fixed else {}),
    }
    return render(request, "findings/part.html", context)


def _addresses(study: Study, seen: Choice) -> object:
    """How the parts of what is seen are addressed."""
    query = f"?{urlencode(seen.filters)}" if seen.filters else ""

    def address(name: str = "") -> str:
        words: list[object] = [study.pk]
        kind = "run_" if seen.fixed and seen.run else ""
        if kind and seen.run:
            words.append(seen.run.pk)
        page = f"findings:{kind}part" if name else f"findings:{kind}overview"
        return reverse(page, args=[*words, *([name] if name else [])]) + query

    return address


def freshness(study: Study, seen: Choice) -> dict[str, object]:
    """Return how old the findings are, and whether they are being made."""
    old = seen.run is None or queries.is_old(seen.run)
    job = queries.job_under_way(study, seen.filters)
    failed = None if job or not old else queries.failed_job(study, seen.filters)
    rests = seen.run is not None and queries.may_rest(seen.run)
    return {
        "old": old,
        "job": job,
        "failed": failed,
        "by_itself": old and job is None and failed is None and not rests,
        "filters": seen.filters,
    }


@require_safe
@study_page(*ANALYSTS)
def fresh(request: HttpRequest, study: Study) -> HttpResponse:
    """How old the findings are, for the page that asks again and again while they are made."""
    return _fragment(request, study, request.GET.get("_run", ""))


@require_POST
@study_page(*ANALYSTS)
def refresh(request: HttpRequest, study: Study) -> HttpResponse:
    """Begin to make the findings anew."""
    filters = choice(request, study).filters
    actions.begin_findings(study=study, by=user_of(request), filters=filters)
    if request.headers.get("HX-Request"):
        return _fragment(request, study, request.POST.get("_run", ""))
    back = reverse("findings:overview", args=[study.pk])
    return redirect(f"{back}?{urlencode(filters)}" if filters else back)


def _fragment(request: HttpRequest, study: Study, shown: str) -> HttpResponse:
    """How old the findings are; the page is loaded again where it shows another run than the latest."""
    seen = choice(request, study)
    context = {"study": study, "run": seen.run, **freshness(study, seen)}
    response = render(request, "findings/freshness.html", context)
    if shown != (str(seen.run.pk) if seen.run else ""):
        response["HX-Refresh"] = "true"
    return response


@require_safe
@study_page(*READERS)
def figure(request: HttpRequest, study: Study, run: int, name: str) -> HttpResponse:
    """A figure as a picture of its own, in the language of the page."""
    found = queries.run_for(study, role_of(request), run)
    if found is None:
        raise Http404
    drawing = figure_named(queries.document_of_run(found, current_language()), name)
    if drawing is None:
        raise Http404
    return HttpResponse(drawing, content_type="image/svg+xml")
