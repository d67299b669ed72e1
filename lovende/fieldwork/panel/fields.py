"""What a panel file can tell about a person, and the headings by which its columns are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lovende.domain.texts import N_


@dataclass(frozen=True)
class Field:
    """One thing that is told about an invitee. `longest` is in characters.

    `contact` fields are contact data: they are stored apart and every look at them is recorded.
    """

    name: str
    label: str
    longest: int
    headings: tuple[str, ...]
    contact: bool = False
    required: bool = False


FIELDS: tuple[Field, ...] = (
    Field("key", N_("Key"), 100, ("nøgle", "id", "løbenummer", "respondent id", "reference")),
    Field(
        "municipality",
        N_("Municipality"),
        60,
        ("kommune", "kommunenavn", "kommunekode", "kommunenummer", "municipality code"),
    ),
    Field("administration", N_("Administration"), 200, ("forvaltning", "direktørområde")),
    Field("department", N_("Department"), 200, ("afdeling", "enhed", "center", "unit")),
    Field(
        "name",
        N_("Name"),
        200,
        ("navn", "fulde navn", "respondentnavn", "kontaktperson", "full name"),
        contact=True,
        required=True,
    ),
    Field(
        "job_title",
        N_("Job title"),
        200,
        ("stilling", "stillingsbetegnelse", "titel", "jobtitel", "title", "position"),
        contact=True,
    ),
    Field(
        "email",
        N_("E-mail"),
        254,
        (
            "e-mail",
            "mail",
            "e-mailadresse",
            "emailadresse",
            "e-mail-adresse",
            "mailadresse",
            "e-mail address",
            "email address",
        ),
        contact=True,
    ),
    Field(
        "telephone",
        N_("Telephone"),
        40,
        ("telefon", "telefonnummer", "tlf", "mobil", "mobilnummer", "phone", "phone number"),
        contact=True,
    ),
    Field("wave", N_("Wave"), 200, ("bølge", "runde", "udsendelse", "round")),
    Field("language", N_("Language"), 20, ("sprog",), contact=True),
)
BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}
CONTACT_FIELDS = tuple(field.name for field in FIELDS if field.contact)


def folded(heading: str) -> str:
    """Return a heading without case, signs and spaces at its ends: `E-mail:` is `e mail`."""
    plain = unicodedata.normalize("NFC", heading).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


_KNOWN = {
    folded(word): field.name
    for field in FIELDS
    for word in (field.name, field.label, *field.headings)
}


def recognised(columns: Iterable[str]) -> dict[str, str]:
    """Return field -> column for every column whose heading is known; the first one where two are."""
    found: dict[str, str] = {}
    for column in columns:
        field = _KNOWN.get(folded(column))
        if field and field not in found:
            found[field] = column
    return found
