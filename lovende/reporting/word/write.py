"""From a document to the bytes of a .docx file."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from lovende.formats.replacing import replacing
from lovende.reporting.characters import printable
from lovende.reporting.document import (
    Block,
    Bullets,
    Callout,
    Document,
    FigureBlock,
    Heading,
    KeyFigures,
    Paragraph,
    TableBlock,
)
from lovende.reporting.layout import (
    behind_anchor,
    behind_words,
    figure_share,
    parts,
    with_tables_at_the_end,
)
from lovende.reporting.typesetting import figures_png
from lovende.reporting.word.styles import LOCALES, set_up_styles
from lovende.reporting.word.tables import table_element
from lovende.reporting.word.xml import (
    Bookmarks,
    add_text,
    code,
    field,
    link_within,
    mark,
    run,
)

SIDE_MM, TOP_MM = 25.0, 25.0
SHORT_MM, LONG_MM = 210.0, 297.0
MADE = datetime.datetime(2000, 1, 1)
"""Stands in the file as its date: the same findings give the same bytes."""
LONGEST_PROPERTY = 255
_NUMBER = re.compile(r"^(.*?)(\d+)$")


def write_docx(document: Document, path: Path) -> None:
    """Write `document` to `path` as a Word file; the same document always gives the same bytes."""
    content = render_docx(document)
    with replacing(path) as part:
        part.write_bytes(content)


def render_docx(document: Document) -> bytes:
    """Return `document` as the bytes of a .docx file."""
    return _Writer(with_tables_at_the_end(document)).render()


class _Writer:
    """Holds the file while the blocks are added to it, one after the other."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = docx.Document()
        self.bookmarks = Bookmarks()
        figures = [block for block in document.blocks if isinstance(block, FigureBlock)]
        made = figures_png([figure.svg for figure in figures])
        self.pictures = {figure.anchor: png for figure, png in zip(figures, made, strict=True)}
        self.across = False

    def render(self) -> bytes:
        set_up_styles(self.file, self.document.language)
        self._style_ids = {style.name: style.style_id for style in self.file.styles}
        self._properties()
        self._page(self.file.sections[0], across=False)
        self._header_and_footer()
        self._title_page()
        self._contents()
        for number, part in enumerate(parts(self.document.blocks)):
            if part.landscape != self.across or (number and part.landscape):
                self._page(self.file.add_section(WD_SECTION.NEW_PAGE), across=part.landscape)
            for block in part.blocks:
                self._put(block)
        return _with_fixed_dates(self.file)

    # The frame

    def _properties(self) -> None:
        core = self.file.core_properties
        core.title = _property(self.document.title)
        core.author = core.last_modified_by = _property(self.document.author)
        core.subject = _property(self.document.subtitle)
        core.comments = _property(self.document.description)
        core.keywords = _property(" · ".join(self.document.notices))
        core.language = LOCALES.get(self.document.language, self.document.language)
        core.created = core.modified = MADE
        core.revision = 1

    def _page(self, section: Any, *, across: bool) -> None:
        self.across = across
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        width, height = (LONG_MM, SHORT_MM) if across else (SHORT_MM, LONG_MM)
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.left_margin = section.right_margin = Mm(SIDE_MM)
        section.top_margin = section.bottom_margin = Mm(TOP_MM)
        section.header_distance = section.footer_distance = Mm(11)

    def _text_width(self) -> float:
        return (LONG_MM if self.across else SHORT_MM) - 2 * SIDE_MM

    def _header_and_footer(self) -> None:
        section = self.file.sections[0]
        header = section.header.paragraphs[0]
        add_text(header, self.document.on_every_page)
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        said = [self.document.author, self.document.date, self._word("page", "Page")]
        add_text(footer, " · ".join(part for part in said if part) + " ")
        footer._p.extend(field("PAGE", "1"))
        footer._p.append(run(" / "))
        footer._p.extend(field("NUMPAGES", "1"))

    def _word(self, key: str, otherwise: str) -> str:
        return self.document.words.get(key, otherwise)

    def _title_page(self) -> None:
        self._paragraph(self.document.title, "Title")
        if self.document.subtitle:
            self._paragraph(self.document.subtitle, "Subtitle")
        for name, value in self.document.facts:
            made = self.file.add_paragraph()
            add_text(made, f"{name}: ", bold=True)
            add_text(made, value)
        if not self.document.facts and self.document.author:
            add_text(self.file.add_paragraph(), self.document.author, bold=True)
        for text in (self.document.date, self.document.description):
            if text:
                self._paragraph(text, "Normal")
        for notice in self.document.notices:
            self._paragraph(notice, "Warning")

    def _contents(self) -> None:
        """Write a table of contents with its entries, so that it is there before Word updates it."""
        self._paragraph(self._word("contents", "Contents"), "TOC Heading")
        headings = [
            block
            for block in self.document.blocks
            if isinstance(block, Heading) and block.level <= 2
        ]
        if not headings:
            return
        last = len(headings) - 1
        for number, heading in enumerate(headings):
            paragraph = self._begin(f"TOC {heading.level}")._p
            if number == 0:
                paragraph.extend([mark("begin"), code(r'TOC \o "1-2" \h \z \u'), mark("separate")])
            target = self.bookmarks.name(heading.anchor)
            paragraph.append(link_within(target, [run(_heading_text(heading))]))
            if number == last:
                paragraph.append(mark("end"))

    # The blocks

    def _put(self, block: Block) -> None:
        match block:
            case Heading():
                made = self._paragraph(_heading_text(block), f"Heading {block.level}")
                self.bookmarks.place(made, block.anchor)
            case Paragraph():
                self._paragraph(block.text, "Lead" if block.lead else "Normal")
            case Bullets():
                for item in block.items:
                    self._paragraph(item, "List Bullet")
            case KeyFigures():
                for figure in block.items:
                    made = self._begin("Key Figure")
                    made._p.append(run(figure.value, style="KeyValue"))
                    add_text(made, f"  {figure.text}")
            case Callout():
                self._paragraph(block.text, "Warning" if block.kind == "warning" else "Callout")
            case TableBlock():
                self._table(block)
            case FigureBlock():
                self._figure(block)

    def _begin(self, style: str) -> Any:
        """Add an empty paragraph. Asking python-docx for the style by name would take most of the time."""
        made = self.file.add_paragraph()
        made._p.get_or_add_pPr().get_or_add_pStyle().val = self._style_ids[style]
        return made

    def _paragraph(self, text: str, style: str) -> Any:
        made = self._begin(style)
        add_text(made, text)
        return made

    def _caption(self, block: TableBlock | FigureBlock) -> None:
        """A caption whose number is a SEQ field that always comes out as the printed number."""
        made = self._begin("Caption")
        label = printable(block.caption_label)
        if block.number:
            made._p.append(run(f"{label} " if label else "", bold=True))
            match = _NUMBER.match(block.number)
            if match and label:
                before, last = match.groups()
                if before:
                    made._p.append(run(before, bold=True))
                name = re.sub(r"\W", "", label)
                sequence = rf"SEQ {name} \* ARABIC \r {last}"
                made._p.extend(field(sequence, last, bold=True))
            else:
                made._p.append(run(block.number, bold=True))
            made._p.append(run(". ", bold=True))
        add_text(made, block.caption)
        self.bookmarks.place(made, block.anchor)

    def _table(self, table: TableBlock) -> None:
        self._caption(table)
        body = self.file.element.body
        body.insert(len(body) - 1, table_element(table, self._text_width()))
        self._paragraph(table.note, "Note")

    def _figure(self, figure: FigureBlock) -> None:
        self._caption(figure)
        holder = self.file.add_paragraph()
        picture = holder.add_run().add_picture(io.BytesIO(self.pictures[figure.anchor]))
        width = self._text_width() * figure_share(figure, self._text_width())
        height = width * picture.height / picture.width
        picture.width, picture.height = Mm(width), Mm(height)
        properties = picture._inline.docPr
        properties.set("descr", printable(figure.alt) or printable(figure.caption))
        label = f"{figure.caption_label} {figure.number}".strip()
        properties.set("name", printable(label) or "Figure")
        holder.paragraph_format.keep_with_next = bool(figure.note or figure.table)
        note = self._paragraph(figure.note, "Note")
        if figure.table is not None:
            said = behind_words(self.document.language)
            if figure.note:
                note._p.append(run("\n"))
            target = self.bookmarks.name(behind_anchor(figure))
            note._p.append(link_within(target, [run(said, style="Hyperlink")]))


def _property(text: str) -> str:
    """Return `text` as a property of the file, which holds at most 255 characters."""
    return printable(text)[:LONGEST_PROPERTY]


def _heading_text(heading: Heading) -> str:
    return f"{heading.number}\u2002{heading.text}" if heading.number else heading.text


def _with_fixed_dates(file: Any) -> bytes:
    """Save the file so that its bytes depend on its content only, not on when it was made."""
    saved = io.BytesIO()
    file.save(saved)
    made = io.BytesIO()
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return made.getvalue()
