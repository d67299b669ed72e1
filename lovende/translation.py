"""Messages in the user's language, through gettext. English is the source language."""

from __future__ import annotations

import gettext
import os
from functools import cache
from importlib import resources
from typing import Any

from lovende.domain.errors import Fault
from lovende.domain.texts import LANGUAGES, Term, Text


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    path = resources.files("lovende") / "locale" / language / "LC_MESSAGES" / "lovende.mo"
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def translate(message: str, language: str, **params: Any) -> str:
    """Return `message` (an English string marked with `N_`) in `language`, its placeholders filled in."""
    text = _catalogue(language).gettext(message)
    return text.format(**params) if params else text


def translate_plural(one: str, many: str, count: int, language: str, **params: Any) -> str:
    """Like `translate`, with the form that `count` asks for; `{count}` is filled in."""
    return _catalogue(language).ngettext(one, many, count).format(count=count, **params)


def in_all_languages(message: str, **params: Any) -> dict[str, str]:
    """Return `message` as a text by language, for findings."""
    return {language: translate(message, language, **params) for language in LANGUAGES}


def user_language() -> str:
    """The language of one-line messages on the command line: LOVENDE_LANG, else the locale, else English."""
    for name in ("LOVENDE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return value[:2] if value[:2] in LANGUAGES else "en"
    return "en"


def describe(fault: Fault, language: str) -> str:
    """Return a fault as one line: where it is, what is wrong, what to do."""
    place = fault.place
    words = {
        "sheet": translate("sheet {value}", language, value=place.sheet) if place.sheet else "",
        "row": translate("row {value}", language, value=place.row) if place.row else "",
        "column": translate("column {value}", language, value=place.column) if place.column else "",
        "question": translate("question {value}", language, value=place.question)
        if place.question
        else "",
    }
    where = ", ".join(part for part in (place.file, *words.values()) if part)
    params = {
        name: translate(value, language)
        if isinstance(value, Term)
        else value.get(language)
        if isinstance(value, Text)
        else value
        for name, value in fault.params.items()
    }
    what = translate(fault.message, language).format(**params)
    line = f"{where}: {what}" if where else what
    return " ".join(line.split())
