"""The current answers made anew from the history, and where they differ from what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from lovende.responses.history import replayed
from lovende.responses.models import Entry, Response
from lovende.studies.models import Study

REBUILT = ("answers", "seq", "page", "submitted_at")
AT_ONCE = 500


@dataclass(frozen=True)
class Difference:
    """A response that is stored otherwise than its history says: the names of what differs."""

    response: int
    fields: tuple[str, ...]
    columns: tuple[str, ...]


def rebuilt(response: Response) -> dict[str, Any]:
    """Return what the history of a response makes of it, by name of the field.

    When answers that were collected elsewhere had been submitted, only the response knows.
    """
    entries = sorted(response.entries.all(), key=lambda entry: entry.seq)
    marks = [e for e in entries if e.kind in (Entry.Kind.SUBMITTED, Entry.Kind.REOPENED)]
    submitted_at = None
    if marks and marks[-1].kind == Entry.Kind.SUBMITTED:
        submitted_at = marks[-1].at
    elif not marks and entries and not entries[0].save_key:
        submitted_at = response.submitted_at
    return {
        "answers": replayed(entries),
        "seq": entries[-1].seq if entries else 0,
        "page": entries[-1].stands if entries else "",
        "submitted_at": submitted_at,
    }


def differences(study: Study | None = None, *, mend: bool = False) -> Iterator[Difference]:
    """Yield the responses that differ from their history; with `mend` they are stored as it says.

    A response that differs is looked at again with nobody else writing to it.
    """
    rows = Response.objects.all() if study is None else study.responses.all()
    with_history = rows.order_by("pk").prefetch_related("entries")
    for response in with_history.iterator(chunk_size=AT_ONCE):
        if _differs(response) is None:
            continue
        with transaction.atomic():
            held = Response.objects.select_for_update().filter(pk=response.pk).first()
            found = _differs(held) if held is not None else None
            if found is not None and mend:
                held = Response.objects.get(pk=response.pk)
                for name, value in rebuilt(held).items():
                    setattr(held, name, value)
                held.save(update_fields=REBUILT)
        if found is not None:
            yield found


def _differs(response: Response) -> Difference | None:
    made = rebuilt(response)
    fields = tuple(name for name in REBUILT if made[name] != getattr(response, name))
    if not fields:
        return None
    columns = sorted({*made["answers"], *response.answers})
    stored, true = response.answers, made["answers"]
    differing = [c for c in columns if (c in stored, stored.get(c)) != (c in true, true.get(c))]
    return Difference(response.pk, fields, tuple(differing))
