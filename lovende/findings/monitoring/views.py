"""The page that tells how fieldwork goes, its numbers alone, and its tables as files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from lovende.findings.monitoring import export
from lovende.findings.monitoring.page import Shown, readers_page, whole_page
from lovende.findings.monitoring.queries import Snapshot, smallest_cell, snapshot
from lovende.findings.monitoring.shown import written
from lovende.studies.access import READERS, study_page
from lovende.studies.models import Role, Study
from lovende.web.languages import on_page


@require_safe
@study_page(*READERS)
def monitoring(request: HttpRequest, study: Study) -> HttpResponse:
    """Show how fieldwork goes."""
    return render(request, "findings/monitoring/page.html", _context(request, study))


@require_safe
@study_page(*READERS)
def numbers(request: HttpRequest, study: Study) -> HttpResponse:
    """Give the numbers of the page anew; nothing (204) where none has changed since `seen`."""
    now = _now(request, study)
    if request.GET.get("seen") == now.digest:
        return HttpResponse(status=204)
    return render(request, "findings/monitoring/numbers.html", _context(request, study, now))


@require_safe
@study_page(*READERS)
def workbook(request: HttpRequest, study: Study) -> HttpResponse:
    """Give the tables as a workbook."""
    shown = _shown(request, _now(request, study))
    notice = on_page("For those who do the study; not for publication.") if _whole(request) else ""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(export.workbook(shown, notice), kind, study, "xlsx")


@require_safe
@study_page(*READERS)
def table_file(request: HttpRequest, study: Study) -> HttpResponse:
    """Give the tables as CSV."""
    made = export.comma_separated(_shown(request, _now(request, study)))
    return _file(made.encode(), "text/csv; charset=utf-8", study, "csv")


@require_safe
@study_page(*READERS)
def outcomes(request: HttpRequest, study: Study) -> HttpResponse:
    """Give dispositions and rates as text for a report."""
    made = export.outcomes_text(_shown(request, _now(request, study)))
    return _file(made.encode(), "text/plain; charset=utf-8", study, "txt", "aapor")


def _context(request: HttpRequest, study: Study, now: Snapshot | None = None) -> dict[str, object]:
    now = now or _now(request, study)
    shown = _shown(request, now)
    query = f"?wave={now.wave}" if now.wave is not None else ""
    return {
        "study": study,
        "here": "monitoring",
        "shown": shown,
        "now": now,
        "whole": _whole(request),
        "written": written,
        "query": query,
        "fresh": f"{reverse('findings:monitoring_numbers', args=[study.pk])}"
        f"?wave={'' if now.wave is None else now.wave}&seen={now.digest}",
        # Readers do not watch single answers come in.
        "live": study.state == Study.State.LIVE and _whole(request),
    }


def _now(request: HttpRequest, study: Study) -> Snapshot:
    """Read the counts; readers see all waves together, because differences tell small groups."""
    asked = request.GET.get("wave", "")
    wave = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else None
    return snapshot(study, wave if _whole(request) else None)


def _shown(request: HttpRequest, now: Snapshot) -> Shown:
    if _whole(request):
        return whole_page(now)
    return readers_page(now, smallest_cell(now.study))


def _whole(request: HttpRequest) -> bool:
    role: Role = request.study_role  # type: ignore[attr-defined]  # set by study_page
    return role in (Role.OWNER, Role.ANALYST)


def _file(content: bytes, kind: str, study: Study, ending: str, name: str = "") -> HttpResponse:
    made = HttpResponse(content, content_type=kind)
    called = f"lovende-{study.pk}-{name or 'monitoring'}.{ending}"
    made.headers["Content-Disposition"] = f'attachment; filename="{called}"'
    return made
