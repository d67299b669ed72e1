"""Whom data can be about: someone in the panel, a colleague, a tester, a respondent by open link."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from lovende.domain.contacts import clean, folded_address
from lovende.domain.texts import N_
from lovende.fieldwork.models import HandOver, Invitee
from lovende.questionnaires.models import Tester
from lovende.responses.models import Response
from lovende.studies.models import Study

MOST_FOUND = 50


class Kind(StrEnum):
    """The kinds of people that a study has data about."""

    INVITEE = "invitee"
    HAND_OVER = "hand_over"
    TESTER = "tester"
    RESPONSE = "response"


KIND_LABELS = {
    Kind.INVITEE: N_("In the panel"),
    Kind.HAND_OVER: N_("Colleague who took over"),
    Kind.TESTER: N_("Tester in the pilot"),
    Kind.RESPONSE: N_("Answered without being in the panel"),
}

Row = Invitee | HandOver | Tester | Response


@dataclass(frozen=True)
class Subject:
    """One person in one study, by the row that they are known by."""

    study: Study
    kind: Kind
    row: Row

    @property
    def code(self) -> str:
        """The pseudonym: random, in no relation to the person, the same in every backup."""
        return f"{self.kind.value}:{self.row.link_code}"

    @property
    def name(self) -> str:
        """What the person is called, their key where there is no name."""
        if isinstance(self.row, Invitee):
            contact = getattr(self.row, "contact", None)
            return contact.name if contact else self.row.key
        return self.row.key if isinstance(self.row, Response) else self.row.name

    @property
    def email(self) -> str:
        """The address, '' where none is known."""
        if isinstance(self.row, Invitee):
            contact = getattr(self.row, "contact", None)
            return contact.email if contact else ""
        return "" if isinstance(self.row, Response) else self.row.email

    @property
    def is_erased(self) -> bool:
        """Whether the data were erased already."""
        if isinstance(self.row, Invitee):
            return self.row.state == Invitee.State.ERASED
        if isinstance(self.row, Response):
            return self.row.erased_at is not None
        return not self.row.name and not self.row.email


def subject_of(study: Study, kind: str, pk: int) -> Subject | None:
    """Return a person of a study by kind and number, or None."""
    return _first(study, kind, Q(pk=pk))


def subject_by_code(study: Study, code: str) -> Subject | None:
    """Return a person of a study by their pseudonym, or None."""
    kind, _, link_code = code.partition(":")
    return _first(study, kind, Q(link_code=link_code))


def find(study: Study, text: str) -> list[Subject]:
    """Return the people whose name or address has `text` in it, or whose key it is."""
    plain = clean(text).casefold()
    if len(plain) < 2:
        return []
    by_name = Q(name__icontains=plain) | Q(email__icontains=plain)
    if "@" in plain:
        by_name |= Q(email__icontains=folded_address(plain))
    found: list[Subject] = []
    in_panel = Q(contact__study=study, contact__search__contains=plain) | Q(key=clean(text))
    if "@" in plain:
        in_panel |= Q(contact__study=study, contact__search__contains=folded_address(plain))
    for kind, condition in (
        (Kind.INVITEE, in_panel),
        (Kind.HAND_OVER, by_name),
        (Kind.TESTER, by_name),
        (Kind.RESPONSE, Q(key=clean(text))),
    ):
        rows = _rows(study, kind).filter(condition).order_by("pk")[:MOST_FOUND]
        found += [Subject(study, kind, row) for row in rows]
    return found


def _first(study: Study, kind: str, condition: Q) -> Subject | None:
    if kind not in tuple(Kind):
        return None
    row = _rows(study, Kind(kind)).filter(condition).first()
    return Subject(study, Kind(kind), row) if row is not None else None


def _rows(study: Study, kind: Kind):  # type: ignore[no-untyped-def]  # of four models, each with its own set
    if kind is Kind.INVITEE:
        return Invitee.objects.filter(study=study).select_related("contact", "wave")
    if kind is Kind.HAND_OVER:
        return HandOver.objects.filter(invitee__study=study).select_related("invitee")
    if kind is Kind.TESTER:
        return Tester.objects.filter(study=study)
    alone = Response.objects.filter(study=study, invitee__isnull=True, tester__isnull=True)
    return alone.select_related("version")
