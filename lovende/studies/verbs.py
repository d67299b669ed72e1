"""What the audit log says in plain words: each room registers its verbs, its fields and its things.

    register(VERBS, fields=FIELDS, things=THINGS, words=WORDS)

in the room's `apps.ready`. Verbs read on from the name of who did it ("Anna | changed the details
of the study"); what nobody registered is shown as it is stored.
"""

from __future__ import annotations

from collections.abc import Mapping

from lovende.domain.texts import N_
from lovende.studies.models import AuditEntry
from lovende.web.languages import on_page

_verbs: dict[str, str] = {}
_fields: dict[str, str] = {}
_things: dict[str, str] = {}
_words: dict[str, str] = {}

VERBS = {
    "study.create": N_("created the study"),
    "study.change": N_("changed the details of the study"),
    "study.open": N_("opened the study"),
    "study.close": N_("closed the study"),
    "study.new_link": N_("made a new open link"),
    "study.reopen": N_("opened the study again"),
    "role.give": N_("gave a colleague a role"),
    "role.change": N_("changed the role of a colleague"),
    "role.take": N_("took a colleague out of the study"),
    "role.accept": N_("joined the study after confirming the e-mail address"),
    "audit.download": N_("downloaded the audit log"),
    "job.again": N_("began a job again"),
    "organisation.create": N_("created an organisation"),
    "member.invite": N_("invited a member"),
    "member.accept": N_("became a member after confirming the e-mail address"),
    "member.change": N_("changed the rights of a member"),
    "member.remove": N_("removed a member"),
    "member.uninvite": N_("took an invitation back"),
    "user.change": N_("changed their profile"),
}
FIELDS = {
    "name_da": N_("name in Danish"),
    "name_en": N_("name in English"),
    "occasion_da": N_("occasion in Danish"),
    "occasion_en": N_("occasion in English"),
    "period_start": N_("first day"),
    "period_end": N_("last day"),
    "contact_name": N_("name of the contact"),
    "contact_email": N_("e-mail of the contact"),
    "contact_telephone": N_("telephone of the contact"),
    "privacy_da": N_("privacy notice in Danish"),
    "privacy_en": N_("privacy notice in English"),
    "legal_basis": N_("legal basis"),
    "consent_da": N_("consent text in Danish"),
    "consent_en": N_("consent text in English"),
    "minutes": N_("minutes it takes"),
    "keep_until": N_("retention date"),
    "open_link": N_("open link"),
    "role": N_("role"),
    "state": N_("state"),
    "kind": N_("kind"),
}
THINGS = {
    "studyrole": N_("role"),
    "study": N_("study"),
    "job": N_("job"),
    "user": N_("person"),
    "organisation": N_("organisation"),
}


def register(
    verbs: Mapping[str, str],
    *,
    fields: Mapping[str, str] | None = None,
    things: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
) -> None:
    """Add the words of a room; all values are marked messages. `words` are stored values."""
    _verbs.update(verbs)
    _fields.update(fields or {})
    _things.update(things or {})
    _words.update(words or {})


def known_verbs() -> dict[str, str]:
    """Return the marked sentence of every registered verb."""
    return dict(_verbs)


def what(entry: AuditEntry) -> str:
    """Return what was done, in the language of the page."""
    return on_page(_verbs[entry.verb]) if entry.verb in _verbs else entry.verb


def thing(entry: AuditEntry) -> str:
    """Return what it was done to ("role 12"); '' for nothing in particular."""
    kind, _, key = entry.subject.partition(":")
    return f"{on_page(_things[kind])} {key}" if kind in _things else entry.subject


def field_names(entry: AuditEntry) -> list[str]:
    """Return the names of the fields in the language of the page, without those in `values`."""
    return [_field(name) for name in entry.fields if name not in entry.values]


def values(entry: AuditEntry) -> list[str]:
    """Return the stored values as "name: value"."""
    return [f"{_field(name)}: {_value(value)}" for name, value in entry.values.items()]


def _value(value: object) -> object:
    """Return a stored value as people say it; what nobody registered as it is stored."""
    if isinstance(value, bool):
        return on_page(N_("yes")) if value else on_page(N_("no"))
    return on_page(_words[value]) if isinstance(value, str) and value in _words else value


def _field(name: object) -> str:
    return on_page(_fields[str(name)]) if name in _fields else str(name)
