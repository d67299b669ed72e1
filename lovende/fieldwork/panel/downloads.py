"""The panel as a file, with or without contact data; nothing in it is ever run as a formula."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import xlsxwriter
from django.utils import timezone

from lovende.domain.statistics import dispositions
from lovende.domain.texts import N_
from lovende.fieldwork.models import Contact, Invitee
from lovende.fieldwork.panel.fields import BY_NAME, CONTACT_FIELDS
from lovende.fieldwork.panel.queries import Wanted, everyone, municipality_name
from lovende.formats import formula_safety
from lovende.studies.models import Study
from lovende.web.languages import on_page

PLACE = ("key", "municipality", "administration", "department")
STANDING = {
    "wave": N_("Wave"),
    "state": N_("State"),
    "progress": N_("Progress"),
    "disposition": N_("Disposition"),
    "outcome": N_("What it means"),
    "replaced_by": N_("Replaced by"),
    "invited": N_("First invited"),
    "finished": N_("Submitted on"),
}


def headings(*, contacts: bool) -> list[str]:
    """Return the headings of the file in the language of the page."""
    known = [*PLACE, *(CONTACT_FIELDS if contacts else ())]
    return [on_page(BY_NAME[name].label) for name in known] + [
        on_page(label) for label in STANDING.values()
    ]


def csv_portions(
    study: Study, wanted: Wanted, *, contacts: bool, separator: str
) -> Iterator[bytes]:
    """Yield the panel as text that a spreadsheet opens, a portion at a time."""
    names = headings(contacts=contacts)
    yield "\ufeff".encode() + (separator.join(names) + "\r\n").encode()
    for portion in everyone(study, wanted):
        frame = pl.DataFrame(
            [_cells(each, contacts) for each in portion],
            schema=[(str(position), pl.String) for position in range(len(names))],
            orient="row",
        )
        frame = frame.with_columns(formula_safety.guarded(pl.all()))
        text = frame.write_csv(include_header=False, separator=separator, line_terminator="\r\n")
        yield text.encode()


def workbook(study: Study, wanted: Wanted, *, contacts: bool) -> bytes:
    """Return the panel as a workbook; every cell is text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "panel.xlsx"
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("Panel")
            bold = book.add_format({"bold": True})
            for column, heading in enumerate(headings(contacts=contacts)):
                sheet.write_string(0, column, heading, bold)
            row = 0
            for portion in everyone(study, wanted):
                for each in portion:
                    row += 1
                    for column, cell in enumerate(_cells(each, contacts)):
                        if cell:
                            sheet.write_string(row, column, cell)
            sheet.freeze_panes(1, 0)
        return path.read_bytes()


def _cells(person: Invitee, contacts: bool) -> list[str]:
    contact = contact_of(person)
    reach = [getattr(contact, name) if contact else "" for name in CONTACT_FIELDS]
    return [
        person.key,
        municipality_name(person.municipality),
        person.administration,
        person.department,
        *(reach if contacts else ()),
        str(person.wave.number),
        on_page(person.get_state_display()),
        on_page(person.get_progress_display()),
        person.disposition,
        on_page(dispositions.label(person.disposition)),
        person.replaced_by.key if person.replaced_by else "",
        timezone.localdate(person.invited_at).isoformat() if person.invited_at else "",
        timezone.localdate(person.finished_at).isoformat() if person.finished_at else "",
    ]


def contact_of(person: Invitee) -> Contact | None:
    """Return the contact data of someone, None where they are erased."""
    return getattr(person, "contact", None)
