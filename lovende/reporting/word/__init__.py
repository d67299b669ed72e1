"""A document as a Word file with real headings, captions, table headers and text alternatives."""

from lovende.reporting.word.write import render_docx, write_docx

__all__ = ["render_docx", "write_docx"]
