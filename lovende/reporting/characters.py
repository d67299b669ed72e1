"""What can stand on a page: any text, less what no file format can hold."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
ADDRESS = re.compile(r"https?://[^\s<>()\"]*[^\s<>()\".,;:]")
"""A web address in running text, without the full stop after it."""


def printable(text: str) -> str:
    """Return `text` without control characters, half surrogates and tabs; line breaks stay."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\t", " "))
