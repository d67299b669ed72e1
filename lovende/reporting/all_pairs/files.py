"""pairs.parquet, pairs.xlsx and pairs.html in a folder: all of them, or none."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from lovende.analysis.all_pairs import AllPairs
from lovende.reporting.files import write_together

FILES = ("pairs.parquet", "pairs.xlsx", "pairs.html")
Step = Callable[[int, int, str], None]


def write_all_pairs(
    pairs: AllPairs, folder: Path, language: str, progress: Step | None = None
) -> list[Path]:
    """Write the three files into `folder` and return their paths.

    They are made in a hidden folder and moved when all of them are whole, so that an interruption
    leaves what was there before. Raises LovendeError where the folder cannot be written.
    """

    def parquet() -> bytes:
        made = io.BytesIO()
        pairs.frame(language).write_parquet(made, metadata=pairs.metadata())
        return made.getvalue()

    def workbook() -> bytes:
        from lovende.reporting.all_pairs.workbook import render_pairs

        return render_pairs(pairs, language)

    def page() -> bytes:
        from lovende.reporting.all_pairs.page import tell_pairs
        from lovende.reporting.html import render_html

        return render_html(tell_pairs(pairs, language)).encode("utf-8")

    makes = (parquet, workbook, page)
    return write_together(list(zip(FILES, makes, strict=True)), folder, progress)
