"""The look of the Word file, all of it in named styles that the reader can change in one place."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from lovende.reporting.word.xml import element

INK, QUIET, ACCENT, AMBER = "1D2B36", "55636F", "0B5563", "8A5A00"
PAPER, AMBER_PAPER, LINE = "F2F6F7", "FDF5E3", "B9C4CB"
FONT = "Arial"
"""On every machine, as itself or as Liberation Sans, which has the same widths."""
LOCALES = {"da": "da-DK", "en": "en-GB"}

# name, based on, size, colour, bold, space before, space after, keep with next
_PARAGRAPHS = (
    ("Normal", None, 10, INK, False, 0, 7, False),
    ("Title", "Normal", 30, ACCENT, True, 150, 6, True),
    ("Subtitle", "Normal", 15, QUIET, False, 0, 40, False),
    ("Heading 1", "Normal", 20, ACCENT, True, 0, 12, True),
    ("Heading 2", "Normal", 13.5, ACCENT, True, 18, 6, True),
    ("Heading 3", "Normal", 11, INK, True, 13, 4, True),
    ("TOC Heading", "Normal", 20, ACCENT, True, 0, 12, True),
    ("TOC 1", "Normal", 10, INK, True, 7, 2, False),
    ("TOC 2", "Normal", 9.5, INK, False, 0, 2, False),
    ("Caption", "Normal", 9, INK, False, 14, 5, True),
    ("Lead", "Normal", 12, QUIET, False, 0, 9, False),
    ("Note", "Normal", 8.5, QUIET, False, 4, 14, False),
    ("Callout", "Normal", 10, INK, False, 9, 9, False),
    ("Warning", "Normal", 10, INK, False, 9, 9, False),
    ("Key Figure", "Normal", 11, INK, False, 5, 5, False),
    ("Table Text", "Normal", 8.5, INK, False, 1, 1, False),
    ("Table Text Small", "Table Text", 7, INK, False, 1, 1, False),
    ("Header", "Normal", 8, AMBER, True, 0, 0, False),
    ("Footer", "Normal", 8, QUIET, False, 0, 0, False),
)


def set_up_styles(document: Any, language: str) -> None:
    """Give the file its styles and its language."""
    for name, base, size, colour, bold, before, after, keep in _PARAGRAPHS:
        style = _style(document, name, WD_STYLE_TYPE.PARAGRAPH)
        if base:
            style.base_style = document.styles[base]
        _font(style, size, colour, bold)
        spacing = style.paragraph_format
        spacing.space_before, spacing.space_after = Pt(before), Pt(after)
        spacing.keep_with_next = keep
        spacing.line_spacing = 1.0 if name.startswith("Table") else 1.15
    document.styles["Heading 1"].paragraph_format.page_break_before = True
    document.styles["TOC Heading"].paragraph_format.page_break_before = True
    document.styles["TOC 2"].paragraph_format.left_indent = Pt(14)
    for name, colour, paper in (("Callout", ACCENT, PAPER), ("Warning", AMBER, AMBER_PAPER)):
        _side_line(document.styles[name], colour, paper)
    _side_line(document.styles["Key Figure"], ACCENT, None)
    _character_styles(document)
    _table_style(document)
    _set_language(document, LOCALES.get(language, language))


def _style(document: Any, name: str, kind: Any) -> Any:
    names = {style.name for style in document.styles}
    style = document.styles[name] if name in names else document.styles.add_style(name, kind)
    style.hidden = False
    style.quick_style = True
    return style


def _font(style: Any, size: float, colour: str, bold: bool) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, False
    font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{key}"), None)
    for key in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(key), FONT)
    for effect in ("w:spacing", "w:kern"):
        for given in style.element.rPr.findall(qn(effect)):
            style.element.rPr.remove(given)
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _side_line(style: Any, colour: str, paper: str | None) -> None:
    """Draw a line at the left of the paragraphs of a style, and shade them."""
    properties = style.element.get_or_add_pPr()
    borders = element("pBdr")
    borders.append(element("left", val="single", sz="18", space="8", color=colour))
    shading = element("shd", val="clear", color="auto", fill=paper) if paper else None
    following = next(
        (child for child in properties if child.tag in (qn("w:spacing"), qn("w:ind"))), None
    )
    for piece in (borders, shading):
        if piece is None:
            continue
        if following is None:
            properties.append(piece)
        else:
            following.addprevious(piece)
    style.paragraph_format.left_indent = Pt(10)


def _character_styles(document: Any) -> None:
    link = _style(document, "Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor.from_string(ACCENT)
    link.font.underline = True
    value = _style(document, "Key Value", WD_STYLE_TYPE.CHARACTER)
    value.font.size, value.font.bold = Pt(20), True
    value.font.color.rgb = RGBColor.from_string(ACCENT)


def _table_style(document: Any) -> None:
    """A table with hairlines between the rows, and lines above and below its header."""
    style = _style(document, "Lovende Table", WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    properties = element("tblPr")
    borders = element("tblBorders")
    for side, size, colour in (("top", 8, ACCENT), ("bottom", 4, LINE), ("insideH", 4, LINE)):
        borders.append(element(side, val="single", sz=size, space="0", color=colour))
    properties.append(borders)
    margins = element("tblCellMar")
    for side, width in (("top", 30), ("left", 70), ("bottom", 30), ("right", 70)):
        margins.append(element(side, w=width, type="dxa"))
    properties.append(margins)
    style.element.append(properties)


def _set_language(document: Any, locale: str) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)
    theme = document.settings.element.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), locale)
