"""Reads of the panel. None grows with the panel: lists are read by where the last page ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from lovende.domain.contacts import clean
from lovende.domain.places import BY_CODE, municipality
from lovende.fieldwork.models import Invitee, PanelUpload, Wave
from lovende.fieldwork.panel.fields import CONTACT_FIELDS
from lovende.studies.audit import record
from lovende.studies.models import Study, User

PAGE = 50
AT_ONCE = 2_000


@dataclass(frozen=True)
class Wanted:
    """Which part of the panel: `text` is looked for in names and addresses, or is a municipality."""

    text: str = ""
    wave: int | None = None
    state: str = ""
    progress: str = ""
    municipality: str = ""

    @property
    def any(self) -> bool:
        """Whether anything narrows the panel down."""
        return bool(self.text or self.wave or self.state or self.progress or self.municipality)


@dataclass(frozen=True)
class Page:
    """Some of the panel, in the order in which it was stored. `after` and `before` are the places
    where the next and the previous page begin, None where there is none."""

    invitees: list[Invitee]
    after: int | None
    before: int | None


def wanted_invitees(study: Study, wanted: Wanted) -> QuerySet[Invitee]:
    """Return the part of the panel that is wanted, in no order."""
    rows = Invitee.objects.filter(study=study)
    if wanted.wave:
        rows = rows.filter(wave__number=wanted.wave, wave__study=study)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.progress:
        rows = rows.filter(progress=wanted.progress)
    if wanted.municipality:
        rows = rows.filter(municipality=wanted.municipality)
    if text := clean(wanted.text).casefold():
        place = municipality(text)
        found = Q(contact__study=study, contact__search__contains=text) | Q(key=wanted.text.strip())
        rows = rows.filter(found | Q(municipality=place.code)) if place else rows.filter(found)
    return rows


def page_of(study: Study, wanted: Wanted, *, after: int = 0, before: int = 0) -> Page:
    """Return a page of the panel: what comes after the invitee `after`, or before `before`."""
    rows = wanted_invitees(study, wanted).select_related("wave", "contact")
    if before:
        found = list(rows.filter(pk__lt=before).order_by("-pk")[: PAGE + 1])
        more_before, found = len(found) > PAGE, found[:PAGE][::-1]
        return Page(found, _last(found) if found else None, _first(found) if more_before else None)
    found = list(rows.filter(pk__gt=after).order_by("pk")[: PAGE + 1])
    more = len(found) > PAGE
    found = found[:PAGE]
    return Page(found, _last(found) if more else None, _first(found) if after and found else None)


def look_at(study: Study, invitees: list[Invitee], *, by: User, where: str, searched: bool) -> None:
    """Note in the audit log that contact data were seen: who saw how many, one entry for a page."""
    record(
        "panel.look",
        study=study,
        by=by,
        subject=invitees[0] if where == "person" and invitees else "",
        fields=CONTACT_FIELDS,
        values={"where": where, "people": len(invitees), "searched": searched},
    )


def counts_by_wave(study: Study) -> dict[int, dict[str, int]]:
    """Return wave's id -> how many are in the panel, how many of them began and finished, how
    many left. Read from one index."""
    rows = (
        Invitee.objects.filter(study=study)
        .order_by()
        .values_list("wave_id", "state", "progress")
        .annotate(n=Count("pk"))
    )
    counts: dict[int, dict[str, int]] = {}
    for wave, state, progress, number in rows:
        mine = counts.setdefault(wave, dict.fromkeys(("active", "left", *Invitee.Progress), 0))
        mine["active" if state == Invitee.State.ACTIVE else "left"] += number
        if state == Invitee.State.ACTIVE:
            mine[progress] += number
    return counts


def waves_of(study: Study) -> list[Wave]:
    """Return the waves in the order of their numbers."""
    return list(study.waves.order_by("number"))


def default_wave(study: Study) -> Wave:
    """Return the first wave, made where there is none yet."""
    return study.waves.order_by("number").first() or Wave.objects.create(study=study, number=1)


def has_panel(study: Study) -> bool:
    """Whether anybody can be invited."""
    return Invitee.objects.filter(study=study, state=Invitee.State.ACTIVE).exists()


def uploads_of(study: Study) -> QuerySet[PanelUpload]:
    """Return the files that are between their preview and the end of their import."""
    rows = PanelUpload.objects.filter(study=study).select_related("job", "by")
    return rows.defer("source", "found").order_by("-pk")


def everyone(study: Study, wanted: Wanted) -> Iterator[list[Invitee]]:
    """Yield the wanted part of the panel in portions, with waves and contact data."""
    rows = wanted_invitees(study, wanted).select_related("wave", "contact", "replaced_by")
    last = 0
    while portion := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = portion[-1].pk
        yield portion


def municipality_name(code: str) -> str:
    """Return the name of a municipality, '' where the panel does not say."""
    found = BY_CODE.get(code)
    return found.name if found else code


def _first(found: list[Invitee]) -> int:
    return found[0].pk


def _last(found: list[Invitee]) -> int:
    return found[-1].pk
