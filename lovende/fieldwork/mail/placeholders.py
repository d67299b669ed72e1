"""The placeholders of message texts: which there are, whether a text uses them rightly, filling in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lovende.domain.errors import Fault, LovendeError, Place, fault, nearest
from lovende.domain.texts import N_
from lovende.fieldwork.models import MessageText

PLACEHOLDERS: Mapping[str, str] = {
    "name": N_("The name of the one who is written to"),
    "job_title": N_("Their job title"),
    "municipality": N_("Their municipality"),
    "study": N_("The name of the study"),
    "occasion": N_("The occasion of the study"),
    "minutes": N_("How many minutes it takes"),
    "keep_until": N_("The day until which answers are kept at the latest"),
    "deadline": N_("The last day to answer, as it is given when the round is planned"),
    "link": N_("The personal link to the questionnaire"),
    "no_link": N_("The personal link to saying no"),
    "contact": N_("The study's contact: name, e-mail and telephone"),
    "contact_name": N_("The contact's name"),
    "contact_email": N_("The contact's e-mail address"),
    "contact_telephone": N_("The contact's telephone number"),
    "colleague": N_("When handing over: the one who passed the questionnaire on"),
    "part": N_("When handing over: what was passed on"),
    "word": N_("When handing over: what the colleague wrote"),
}
HANDING_OVER = frozenset({"colleague", "part", "word"})
ROUNDS_ONLY = frozenset({"deadline"})
SUBJECT_WITHOUT = frozenset({"link", "no_link", "word"})

# What people write who guess: their own language, or the words of other survey tools.
GUESSES: Mapping[str, str] = {
    "navn": "name",
    "fornavn": "name",
    "first_name": "name",
    "firstname": "name",
    "stilling": "job_title",
    "titel": "job_title",
    "kommune": "municipality",
    "kortlægning": "study",
    "undersøgelse": "study",
    "survey": "study",
    "anledning": "occasion",
    "minutter": "minutes",
    "frist": "deadline",
    "svarfrist": "deadline",
    "url": "link",
    "surveyurl": "link",
    "optouturl": "no_link",
    "kontakt": "contact",
    "kollega": "colleague",
}

_BRACES = re.compile(r"\{([^{}\n]*)\}")
_EMPTY_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")


def known_for(kind: str) -> dict[str, str]:
    """Return the placeholders of one kind of text with what each stands for."""
    left_out = ROUNDS_ONLY if kind == MessageText.Kind.HAND_OVER else HANDING_OVER
    return {name: said for name, said in PLACEHOLDERS.items() if name not in left_out}


def used(*texts: str) -> set[str]:
    """Return the names that stand in braces in some texts."""
    return {name.strip() for text in texts for name in _BRACES.findall(text)}


def check(kind: str, field: str, text: str) -> list[Fault]:
    """Return what is wrong with a subject (`field` begins with "subject") or a body.

    Unknown placeholders are named with the nearest known one; every body but an empty one must
    hold the personal link.
    """
    subject = field.startswith("subject")
    known = known_for(kind)
    if subject:
        known = {name: said for name, said in known.items() if name not in SUBJECT_WITHOUT}
    faults = [_unknown(field, name, known) for name in sorted(used(text) - known.keys())]
    if not subject and text.strip() and "link" not in used(text):
        message = N_("The text must hold {link}: without it nobody can answer.")
        faults.append(fault("mail.no_link", message, place=Place(column=field), link="{link}"))
    return faults


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled in, once: braces in a value stay as they are.

    Where a value is empty, the empty lines around it become one. Raises LovendeError for a
    placeholder without a value.
    """

    def value(found: re.Match[str]) -> str:
        name = found[1].strip()
        if name not in values:
            raise LovendeError(_unknown("", name, values))
        return values[name]

    return _EMPTY_LINES.sub("\n\n", _BRACES.sub(value, text)).strip()


def fill_line(text: str, values: Mapping[str, str]) -> str:
    """Return a subject with its placeholders filled in, on one line."""
    return " ".join(fill(text, values).split())


def _unknown(field: str, name: str, known: Mapping[str, str]) -> Fault:
    guessed = GUESSES.get(name.casefold(), "")
    meant = guessed if guessed in known else nearest(name, known)
    place = Place(column=field or None)
    given = "{" + name + "}"
    if meant:
        message = N_("{given} is not a placeholder here. Did you mean {meant}?")
        return fault("mail.placeholder", message, place=place, given=given, meant="{" + meant + "}")
    message = N_("{given} is not a placeholder here. These are: {known}.")
    listed = ", ".join("{" + each + "}" for each in known)
    return fault("mail.placeholder", message, place=place, given=given, known=listed)
