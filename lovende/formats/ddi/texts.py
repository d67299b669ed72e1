"""Texts of a codebook in the languages they are given in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from lxml import etree

from lovende.domain.texts import Text
from lovende.formats.ddi.words import XML_LANG

_WRAPPED = re.compile(r"[ \t]*\r?\n[ \t]+")
_SPACES = re.compile(r"[ \t\u00a0]+")


def language_of(element: etree._Element) -> str:
    """The language of an element, its own or that of the nearest element around it."""
    current: etree._Element | None = element
    while current is not None:
        tag = current.get(XML_LANG) or current.get("xml-lang") or current.get("lang")
        if tag:
            return str(tag)
        current = current.getparent()
    return ""


def text_in(element: etree._Element) -> str:
    """The text in an element.

    A line break with an indented line after it was made by whoever laid the file out and becomes a
    space; one without belongs to the text.
    """
    whole = _WRAPPED.sub(" ", "".join(map(str, element.itertext())))
    if "&" in whole:
        # Entities of a document type that is not fetched stay as they are written.
        whole = unescape(whole)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in whole.splitlines()).strip()


def text_from(elements: Iterable[etree._Element]) -> Text:
    """The texts of several elements by language; the first in a language counts."""
    found: dict[str, str] = {}
    for element in elements:
        text = text_in(element)
        if text:
            found.setdefault(language_of(element), text)
    return Text.of(found)
