"""Small forms as tables, so that a test shows the form and what is expected side by side."""

from __future__ import annotations

from lovende.domain.errors import Fault, LovendeError
from lovende.domain.questionnaire.model import Questionnaire
from lovende.formats.xlsform import xlsform_markdown


def form(text: str) -> Questionnaire:
    """Read a form from Markdown tables whose rows may leave out empty cells at the end."""
    return xlsform_markdown(filled(text))[0]


def faults_of(text: str) -> list[Fault]:
    """Return the faults of a form, or its warnings where it can be read."""
    try:
        return list(xlsform_markdown(filled(text))[1])
    except LovendeError as error:
        return list(error.faults)


def filled(text: str) -> str:
    """Give every row of a table as many cells as its headings have."""
    lines, width = [], 0
    for line in text.strip().splitlines():
        cells = line.strip().strip("|").split("|")
        if cells[0].strip():
            width = 0
        elif width:
            cells += [""] * (width - len(cells))
        else:
            width = len(cells)
        lines.append(f"|{'|'.join(cells)}|")
    return "\n".join(lines)
