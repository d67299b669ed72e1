"""The findings as an Excel workbook: a contents sheet with links, and one sheet a question."""

from lovende.reporting.workbook.write import render_workbook, write_workbook

__all__ = ["render_workbook", "write_workbook"]
