"""Answers in any format: the one door to the formats for everything above."""

from __future__ import annotations

from pathlib import Path

from lovende.domain.dataset.model import Dataset
from lovende.domain.errors import Fault, LovendeError
from lovende.formats.content import ENDINGS, Content, content_of, unknown_ending
from lovende.formats.delimited import read_delimited, write_delimited
from lovende.formats.excel import read_excel, write_excel
from lovende.formats.parquet import read_parquet, write_parquet
from lovende.formats.spss import read_spss, write_spss
from lovende.formats.stata import read_stata, write_stata
from lovende.formats.text_table import has_separator_line


def read_answers(
    path: Path, *, sheet: str | None = None, typed: bool = True
) -> tuple[Dataset, tuple[Fault, ...]]:
    """Read answers from `path`; what kind of file it is, its content tells.

    `sheet` is the sheet of a workbook (default: the first with anything on it). Text and Excel
    files do not say what their columns are: with `typed` it is guessed; pass False to get texts as
    written, which is what `lovende.domain.dataset.matching.match` wants.

    Returns the dataset, and warnings. Raises LovendeError for a file that is missing, a folder,
    empty, damaged, protected, or not what its ending says, and for a table that is ambiguous.
    """
    content = content_of(path)
    if content is Content.SPSS:
        return read_spss(path)
    if content is Content.STATA:
        return read_stata(path)
    if content is Content.EXCEL:
        return read_excel(path, sheet=sheet, typed=typed)
    if content is Content.PARQUET:
        return read_parquet(path)
    return read_delimited(path, typed=typed)


def first_row(path: Path) -> int:
    """Return the row of `path` in which the first respondent stands, as its user counts rows.

    Text and Excel files have a header above (and a text file may begin with a line `sep=;`);
    statistics programs count respondents from 1. Meant for `match(..., first_row=...)`.
    """
    if content_of(path) not in (Content.TEXT, Content.EXCEL):
        return 1
    with path.open("rb") as file:
        return 3 if has_separator_line(file.read(16)) else 2


def write_answers(dataset: Dataset, path: Path, *, language: str = "da") -> tuple[Fault, ...]:
    """Write answers in the format that the ending of `path` names; labels in `language`.

    Returns warnings for what the format cannot hold. Raises LovendeError for an unknown ending, a
    folder that cannot be written to, or a file that did not come back as it was written.
    """
    content = ENDINGS.get(path.suffix.lower())
    if content is Content.SPSS:
        return write_spss(dataset, path, language=language)
    if content is Content.STATA:
        return write_stata(dataset, path, language=language)
    if content is Content.EXCEL:
        return write_excel(dataset, path)
    if content is Content.PARQUET:
        return write_parquet(dataset, path)
    if content is Content.TEXT:
        return write_delimited(dataset, path, language=language)
    raise LovendeError(unknown_ending(path))
