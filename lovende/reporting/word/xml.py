"""Small pieces of WordprocessingML that python-docx has no call for: fields, links, bookmarks."""

from __future__ import annotations

from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsmap, qn
from lxml import etree

from lovende.reporting.characters import ADDRESS, printable

_W = f"{{{nsmap['w']}}}"
_PREFIX = {"w": nsmap["w"]}


def element(name: str, /, **attributes: Any) -> Any:
    """Return an element of the `w` namespace: `element("shd", fill="F2F6F7")`."""
    made = etree.Element(f"{_W}{name}", nsmap=_PREFIX)
    for key, value in attributes.items():
        made.set(f"{_W}{key}", str(value))
    return made


def run(text: str, *, bold: bool = False, style: str | None = None) -> Any:
    """Return a run; line breaks in `text` become breaks in the paragraph."""
    made = element("r")
    if bold or style:
        properties = element("rPr")
        if style:
            properties.append(element("rStyle", val=style))
        if bold:
            properties.append(element("b"))
        made.append(properties)
    for number, line in enumerate(printable(text).split("\n")):
        if number:
            made.append(element("br"))
        part = element("t")
        part.set(qn("xml:space"), "preserve")
        part.text = line
        made.append(part)
    return made


def field(instruction: str, shown: str, *, bold: bool = False) -> list[Any]:
    """Return the runs of a field: what Word computes, and what stands there until it does."""
    return [mark("begin"), code(instruction), mark("separate"), run(shown, bold=bold), mark("end")]


def mark(kind: str) -> Any:
    """Return a run with one mark of a field: `begin`, `separate` or `end`."""
    holder = element("r")
    holder.append(element("fldChar", fldCharType=kind))
    return holder


def code(instruction: str) -> Any:
    """Return a run with the instruction of a field."""
    text = element("instrText")
    text.set(qn("xml:space"), "preserve")
    text.text = f" {instruction} "
    holder = element("r")
    holder.append(text)
    return holder


def link_within(bookmark: str, content: list[Any]) -> Any:
    """Return a link to a bookmark of this file."""
    made = element("hyperlink", anchor=bookmark, history="1")
    made.extend(content)
    return made


def add_text(paragraph: Any, text: str, *, bold: bool = False) -> None:
    """Append `text` to a paragraph of python-docx, web addresses as links."""
    text = printable(text)
    at = 0
    for match in ADDRESS.finditer(text):
        if match.start() > at:
            paragraph._p.append(run(text[at : match.start()], bold=bold))
        target = paragraph.part.relate_to(
            match.group(), RELATIONSHIP_TYPE.HYPERLINK, is_external=True
        )
        made = element("hyperlink", history="1")
        made.set(qn("r:id"), target)
        made.append(run(match.group(), style="Hyperlink"))
        paragraph._p.append(made)
        at = match.end()
    if at < len(text) or not text:
        paragraph._p.append(run(text[at:], bold=bold))


class Bookmarks:
    """Names that Word accepts for the link targets of a document, each once."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._placed = 0

    def name(self, anchor: str) -> str:
        """Return the bookmark of a link target: at most 40 characters, letters and digits."""
        return self._names.setdefault(anchor, f"_Lovende{len(self._names) + 1:05d}")

    def place(self, paragraph: Any, anchor: str) -> None:
        """Put the bookmark around the content of a paragraph."""
        self._placed += 1
        start = element("bookmarkStart", id=self._placed, name=self.name(anchor))
        first = 1 if paragraph._p.pPr is not None else 0
        paragraph._p.insert(first, start)
        paragraph._p.append(element("bookmarkEnd", id=self._placed))
