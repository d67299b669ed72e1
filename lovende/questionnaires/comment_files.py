"""The comments of the pilot as a file for a spreadsheet; no cell of it can run as a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable

import polars as pl
import xlsxwriter
from django.utils import timezone

from lovende.domain.texts import N_
from lovende.formats.formula_safety import guarded
from lovende.questionnaires.models import Comment
from lovende.translation import translate

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HEADS = (
    N_("Version"),
    N_("Page"),
    N_("Question"),
    N_("Tester"),
    N_("Comment"),
    N_("State"),
    N_("Reply"),
    N_("Replied by"),
    N_("Date"),
)
LONGEST_CELL = 32_000


def comment_file(comments: Iterable[Comment], kind: str, language: str) -> bytes:
    """Return the comments as `csv` (with a byte order mark, for Excel) or `xlsx`."""
    heads = [translate(head, language) for head in HEADS]
    rows = [_cells(comment, language) for comment in comments]
    return _xlsx(heads, rows) if kind == "xlsx" else _csv(heads, rows)


def _cells(comment: Comment, language: str) -> list[str]:
    return [
        str(comment.version.number),
        comment.page,
        comment.question,
        comment.tester.name or translate(N_("Removed tester"), language),
        comment.text,
        translate(str(Comment.State(comment.state).label), language),
        comment.reply,
        str(comment.replied_by or ""),
        timezone.localdate(comment.created_at).isoformat(),
    ]


def _csv(heads: list[str], rows: list[list[str]]) -> bytes:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(heads, pl.String), orient="row")
    buffer = io.BytesIO()
    frame.select(guarded(pl.col(name)) for name in heads).write_csv(buffer, include_bom=True)
    return buffer.getvalue()


def _xlsx(heads: list[str], rows: list[list[str]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(heads), 18)
        sheet.set_column(4, 4, 60)
        sheet.set_column(6, 6, 60)
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for number, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell[:LONGEST_CELL], wrapped)
    return buffer.getvalue()
