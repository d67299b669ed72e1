"""The audit log of a study: who did what and when."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from lovende.domain.texts import N_
from lovende.formats.formula_safety import guarded_text
from lovende.studies import queries, verbs
from lovende.studies.access import OWNERS, study_page, user_of
from lovende.studies.audit import record
from lovende.studies.forms import LogForm
from lovende.studies.models import AuditEntry, Study
from lovende.web.languages import on_page
from lovende.web.templating import with_query

INVALID = 422


@require_safe
@study_page(*OWNERS)
def log(request: HttpRequest, study: Study) -> HttpResponse:
    """Show a page of the log, filtered by person, verb and days."""
    form = LogForm(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    before = request.GET.get("before", "")
    entries, older = queries.log_page(
        queries.log_of(study, **wanted), int(before) if _is_number(before) else None
    )
    context = {
        "study": study,
        "here": "settings",
        "form": form,
        "rows": [_told(entry) for entry in entries],
        "filtered": any(wanted.values()),
        "newer": with_query(request, before=None) if before else "",
        "older": with_query(request, before=older) if older else "",
    }
    status = INVALID if form.errors else 200
    return render(request, "studies/log.html", context, status=status)


@require_POST
@study_page(*OWNERS)
def download_log(request: HttpRequest, study: Study) -> StreamingHttpResponse:
    """Send the filtered log as CSV; that it was downloaded is an entry of its own."""
    form = LogForm(request.POST)
    wanted = form.cleaned_data if form.is_valid() else {}
    record("audit.download", study=study, by=user_of(request), subject=study)
    rows = _csv(queries.all_pages(queries.log_of(study, **wanted)))
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    name = f"log-{study.pk}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Line:
    """A file that gives each line back as it is written."""

    def write(self, line: str) -> str:
        return line


def _csv(entries: Iterator[AuditEntry]) -> Iterator[str]:
    heads = (N_("When"), N_("Who"), N_("What"), N_("About"), N_("Fields"), N_("Values"))
    writer = csv.writer(_Line(), delimiter=";")
    yield "\ufeff" + str(writer.writerow([*map(on_page, heads), "verb"]))
    for entry in entries:
        told = _told(entry)
        cells = (
            timezone.localtime(entry.at).isoformat(timespec="seconds"),
            entry.actor,
            told["what"],
            told["thing"],
            ", ".join(told["fields"]),
            "; ".join(told["values"]),
            entry.verb,
        )
        yield str(writer.writerow([guarded_text(str(cell)) for cell in cells]))


def _told(entry: AuditEntry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "who": _who(entry),
        "what": verbs.what(entry),
        "thing": verbs.thing(entry),
        "fields": verbs.field_names(entry),
        "values": verbs.values(entry),
    }


def _who(entry: AuditEntry) -> str:
    if entry.user:
        return str(entry.user)
    known = {"system": N_("The system"), "respondent": N_("A respondent")}
    return on_page(known[entry.actor]) if entry.actor in known else entry.actor


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
