"""The tree of a codebook while it is built."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from lovende.domain.errors import Fault, Place, warning
from lovende.domain.texts import N_, Text
from lovende.formats.ddi.words import NAMESPACE, XML_LANG

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


class Codebook:
    """The tree while it is built, and what XML could not hold."""

    def __init__(self, file: str) -> None:
        self.root = etree.fromstring(f'<codeBook xmlns="{NAMESPACE}" version="2.5"/>')
        self.place = Place(file=file)
        self.warnings: list[Fault] = []
        self._unknown_languages: set[str] = set()

    def under(
        self,
        parent: etree._Element,
        name: str,
        text: str | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> etree._Element:
        """Add an element; an attribute whose value is empty is left out."""
        given = {key: self.clean(value) for key, value in (attributes or {}).items() if value}
        element = etree.SubElement(parent, _tag(name), given)
        if text is not None:
            element.text = self.clean(text)
        return element

    def each_language(self, parent: etree._Element, name: str, text: Text) -> None:
        """Add an element for each language of a text."""
        for language, words in text.entries:
            if words:
                self.under(parent, name, words, self.language(language))

    def language(self, tag: str) -> dict[str, str]:
        if _LANGUAGE.fullmatch(tag):
            return {XML_LANG: tag}
        if tag and tag not in self._unknown_languages:
            self._unknown_languages.add(tag)
            self.warnings.append(
                warning(
                    "ddi.language",
                    N_(
                        "“{language}” is no language tag; its texts are written without a language."
                    ),
                    place=self.place,
                    language=tag,
                )
            )
        return {}

    def clean(self, text: str) -> str:
        """Return a text without the control characters that XML cannot hold."""
        cleaned = _ILLEGAL.sub("", text)
        if cleaned != text:
            self.warnings.append(
                warning(
                    "ddi.control_characters",
                    N_("Control characters in “{text}” are left out."),
                    place=self.place,
                    text=cleaned[:40],
                )
            )
        return cleaned


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
