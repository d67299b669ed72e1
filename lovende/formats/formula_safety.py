"""Text that a spreadsheet would run as a formula, made harmless in CSV files and taken back.

A text cell that begins with = + - @, a tab or a line break gets an apostrophe before it, which
spreadsheets show and do not run. A cell that already begins with apostrophes before such a
character gets one more, so that taking one away on reading is always exact. Plain numbers are left.
Excel files need none of this: there every text is written as a text cell.
"""

from __future__ import annotations

import re

import polars as pl

_RISKY = r"^'*[=+\-@\t\r\n＝＋－＠]"
_GUARDED = r"^'+[=+\-@\t\r\n＝＋－＠]"
_NUMBER = r"^-?[0-9]+(?:[.,][0-9]+)?$"


def guarded(text: pl.Expr) -> pl.Expr:
    """Put an apostrophe before every cell that could be run."""
    risky = text.str.contains(_RISKY) & ~text.str.contains(_NUMBER)
    return pl.when(risky).then(text.str.replace("^", "'")).otherwise(text)


def may_be_guarded(data: bytes) -> bool:
    """Whether any cell of a file can have such an apostrophe: a quick look that spares a long one."""
    return re.search(rb"'[=+\-@\t\r\n\xef]", data) is not None


def unguarded(text: pl.Expr) -> pl.Expr:
    """Take away the apostrophe that `guarded` put there."""
    return pl.when(text.str.contains(_GUARDED)).then(text.str.slice(1)).otherwise(text)


def guarded_text(text: str) -> str:
    """Put an apostrophe before one text that a spreadsheet could run."""
    return f"'{text}" if re.search(_RISKY, text) and not re.search(_NUMBER, text) else text
