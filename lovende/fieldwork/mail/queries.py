"""What the pages of mail read."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from lovende.fieldwork.mail.rules import not_reached_by_mail, to_be_written_to
from lovende.fieldwork.mail.sending.rounds import in_doubt
from lovende.fieldwork.mail.texts import DEFAULTS, default_text
from lovende.fieldwork.models import Contact, Invitee, Mailing, Message, MessageText, Wave
from lovende.studies.models import Study

PAGE = 50
MOST_SHOWN = 50
State = Message.State


@dataclass
class Counts:
    """How many messages of a round are in each state, and how many of them are in doubt."""

    by_state: dict[str, int] = field(default_factory=dict)
    doubt: int = 0

    def __getitem__(self, state: str) -> int:
        return self.by_state.get(state, 0)

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def settled(self) -> int:
        """How many are done with, well or not; those in doubt wait for a person."""
        return self.total - self[State.WAITING] - self[State.SENDING] + self.doubt

    @property
    def gone(self) -> int:
        """How many went out, whatever came back later."""
        return self[State.SENT] + self[State.BOUNCED] + self[State.COMPLAINED]


@dataclass(frozen=True, slots=True)
class WaveStanding:
    """One wave: who is in it, what was sent to it, and what could be."""

    wave: Wave
    active: int
    finished: int
    mailings: list[Mailing]

    @property
    def invited(self) -> bool:
        """Whether the wave has an invitation, sent or planned."""
        kinds = [m.kind for m in self.mailings if m.state != Mailing.State.CANCELLED]
        return MessageText.Kind.INVITATION in kinds


def counts_of(mailings: Iterable[Mailing]) -> dict[int, Counts]:
    """Return the counts of some rounds by their numbers, with two statements."""
    found = {mailing.pk: Counts() for mailing in mailings}
    rows = Message.objects.filter(mailing__in=list(found)).order_by()
    for mailing, state, number in rows.values_list("mailing", "state").annotate(n=Count("pk")):
        found[mailing].by_state[state] = number
    doubtful = rows.filter(in_doubt()).values_list("mailing").annotate(n=Count("pk"))
    for mailing, number in doubtful:
        found[mailing].doubt = number
    return found


def waves_of(study: Study) -> list[WaveStanding]:
    """Return the waves of a study with what was sent to each."""
    active = Q(invitees__state=Invitee.State.ACTIVE)
    finished = active & Q(invitees__progress=Invitee.Progress.FINISHED)
    waves = study.waves.annotate(
        in_panel=Count("invitees", filter=active), done=Count("invitees", filter=finished)
    )
    mailings: dict[int, list[Mailing]] = {}
    for mailing in mailings_of(study):
        mailings.setdefault(mailing.wave_id, []).append(mailing)
    return [
        WaveStanding(w, w.in_panel, w.done, mailings.get(w.pk, []))
        for w in waves.order_by("number")
    ]


def mailings_of(study: Study) -> QuerySet[Mailing]:
    """Return all rounds of a study, the earliest first."""
    return study.mailings.select_related("wave", "text", "by").order_by("send_at", "pk")


def texts_of(study: Study) -> list[MessageText]:
    """Return the study's texts by kind; where it has none of a kind, ours, not stored."""
    stored = list(study.message_texts.order_by("pk"))
    kinds = {text.kind for text in stored}
    ours = [default_text(study, kind) for kind in DEFAULTS if kind not in kinds]
    order = list(DEFAULTS)
    return sorted([*stored, *ours], key=lambda text: order.index(text.kind))


def newcomers(mailing: Mailing) -> int:
    """Return how many would get a finished round who were not in it."""
    return to_be_written_to(mailing).exclude(messages__mailing=mailing).count()


def doubtful(study: Study) -> int:
    """Return how many messages of a study are in doubt, those outside of rounds included."""
    return Message.objects.filter(in_doubt(), study=study).count()


def by_telephone_only(study: Study) -> int:
    """Return how many have not finished and cannot be written to."""
    return not_reached_by_mail(study).count()


def troubled(mailing: Mailing) -> list[Message]:
    """Return messages of a round that somebody has to decide on: in doubt or failed."""
    rows = mailing.messages.filter(in_doubt() | Q(state=State.FAILED))
    return list(rows.select_related("invitee__contact").order_by("pk")[:MOST_SHOWN])


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked for in the outbox. `state` may be "doubt"; `before` is where the page goes on."""

    state: str = ""
    mailing: int | None = None
    text: str = ""
    before: int | None = None

    @property
    def any(self) -> bool:
        """Whether anything but the place is given."""
        return bool(self.state or self.mailing or self.text)


def outbox_page(study: Study, looked: Looked) -> tuple[list[Message], int | None]:
    """Return one page of what was sent, the newest first, and where the next begins.

    Goes by the number of the message, so the last page is as quick as the first.
    """
    rows = Message.objects.filter(study=study)
    if looked.state == "doubt":
        rows = rows.filter(in_doubt())
    elif looked.state:
        rows = rows.filter(state=looked.state)
    if looked.mailing:
        rows = rows.filter(mailing=looked.mailing)
    if looked.text:
        rows = rows.filter(invitee__in=_people(study, looked.text))
    if looked.before:
        rows = rows.filter(pk__lt=looked.before)
    related = ("invitee__contact", "mailing__wave", "hand_over")
    found = list(rows.select_related(*related).defer("body").order_by("-pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def _people(study: Study, text: str) -> QuerySet[Contact, int]:
    rows = Contact.objects.filter(study=study, search__contains=text.casefold())
    return rows.values_list("invitee", flat=True)


def people_found(study: Study, text: str, limit: int = 10) -> list[Invitee]:
    """Return some active people of the panel whose name or address holds a text."""
    rows = Invitee.objects.filter(study=study, state=Invitee.State.ACTIVE)
    if text:
        rows = rows.filter(pk__in=_people(study, text))
    return list(rows.filter(contact__isnull=False).select_related("contact").order_by("pk")[:limit])


def next_planned(study: Study) -> datetime.datetime | None:
    """Return when the next planned round is to be sent."""
    rows = study.mailings.filter(state=Mailing.State.PLANNED).order_by("send_at")
    return rows.values_list("send_at", flat=True).first()
