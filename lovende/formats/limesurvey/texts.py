"""LimeSurvey's texts, which are HTML, as plain text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from lovende.domain.texts import Text

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "center",
        "div",
        "dl",
        "dt",
        "dd",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset({"script", "style", "template", "noscript", "object", "iframe"})
_MEDIA = frozenset({"img", "video", "audio", "iframe", "object", "embed", "svg"})
_MANY_BREAKS = re.compile(r"\n{3,}")


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.media = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.media = self.media or tag in _MEDIA
        if tag in _SILENT:
            self.silent += 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag in _BLOCKS:
            self.parts.append("\n\n" if tag in ("p", "hr") else "\n")
        elif tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n\n" if tag == "p" else "\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            # Line breaks of the source mean nothing in HTML.
            self.parts.append(re.sub(r"[ \t\r\n\f\u00a0]+", " ", data))


def plain_text(html: str) -> str:
    """Return HTML as plain text: paragraphs, breaks and lists keep their lines, pictures their
    alternative text, scripts and styles go."""
    return _read(html)[0]


def shows_media(html: str) -> bool:
    """Whether HTML has a picture, a film, a sound or something embedded."""
    return _read(html)[1]


def _read(html: str) -> tuple[str, bool]:
    if "<" not in html and "&" not in html:
        return _tidy(html), False
    parser = _Plain()
    parser.feed(html)
    parser.close()
    return _tidy("".join(parser.parts)), parser.media


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return _MANY_BREAKS.sub("\n\n", "\n".join(lines)).strip()


WORDS: dict[str, dict[str, str]] = {
    "yes": {
        "da": "Ja", "en": "Yes", "de": "Ja", "fr": "Oui", "sv": "Ja", "nb": "Ja", "no": "Ja",
        "nl": "Ja", "es": "Sí", "it": "Sì", "fi": "Kyllä",
    },
    "no": {
        "da": "Nej", "en": "No", "de": "Nein", "fr": "Non", "sv": "Nej", "nb": "Nei", "no": "Nei",
        "nl": "Nee", "es": "No", "it": "No", "fi": "Ei",
    },
    "uncertain": {
        "da": "Usikker", "en": "Uncertain", "de": "Unsicher", "fr": "Indécis", "sv": "Osäker",
        "nb": "Usikker", "no": "Usikker", "nl": "Onzeker", "es": "Inseguro", "it": "Incerto",
        "fi": "Epävarma",
    },
    "female": {
        "da": "Kvinde", "en": "Female", "de": "Weiblich", "fr": "Féminin", "sv": "Kvinna",
        "nb": "Kvinne", "no": "Kvinne", "nl": "Vrouw", "es": "Femenino", "it": "Femmina",
        "fi": "Nainen",
    },
    "male": {
        "da": "Mand", "en": "Male", "de": "Männlich", "fr": "Masculin", "sv": "Man", "nb": "Mann",
        "no": "Mann", "nl": "Man", "es": "Masculino", "it": "Maschio", "fi": "Mies",
    },
    "increase": {
        "da": "Mere", "en": "Increase", "de": "Zunahme", "fr": "Augmentation", "sv": "Öka",
        "nb": "Øke", "no": "Øke", "nl": "Toename", "es": "Aumentar", "it": "Aumenta",
        "fi": "Kasvaa",
    },
    "same": {
        "da": "Det samme", "en": "Same", "de": "Gleich", "fr": "Sans changement", "sv": "Samma",
        "nb": "Samme", "no": "Samme", "nl": "Gelijk", "es": "Igual", "it": "Uguale", "fi": "Sama",
    },
    "decrease": {
        "da": "Mindre", "en": "Decrease", "de": "Abnahme", "fr": "Diminution", "sv": "Minska",
        "nb": "Minke", "no": "Minke", "nl": "Afname", "es": "Disminuir", "it": "Diminuisce",
        "fi": "Vähenee",
    },
    "other": {
        "da": "Andet", "en": "Other", "de": "Sonstiges", "fr": "Autre", "sv": "Annat",
        "nb": "Annet", "no": "Annet", "nl": "Anders", "es": "Otro", "it": "Altro", "fi": "Muu",
    },
    "comment": {
        "da": "Kommentar", "en": "Comment", "de": "Kommentar", "fr": "Commentaire",
        "sv": "Kommentar", "nb": "Kommentar", "no": "Kommentar", "nl": "Opmerking",
        "es": "Comentario", "it": "Commento", "fi": "Kommentti",
    },
}  # fmt: skip
"""The words that LimeSurvey shows without having them in the file."""


def word(name: str, languages: tuple[str, ...]) -> Text:
    """Return one of LimeSurvey's own words in each of `languages`, in English where unknown."""
    known = WORDS[name]
    return Text.of({tag: known.get(tag.split("-")[0], known["en"]) for tag in languages})


def joined(first: Text, second: Text, between: str = ": ") -> Text:
    """Return two texts as one, in each language of either."""
    longer, other = sorted((first.languages, second.languages), key=len, reverse=True)
    languages = dict.fromkeys((*longer, *other))
    return Text.of(
        {
            tag: between.join(part for part in (first.get(tag), second.get(tag)) if part)
            for tag in languages
        }
    )
