"""Who stands at the door: what a secret address opens, and why it does not open.

The address is the key: no session, no cookie and no CSRF token, so nothing expires in the
middle of an answer. One query finds a response with its study and version, two where it is not
begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet

from lovende.fieldwork.models import HandOver, Invitee
from lovende.questionnaires.models import Tester, Version
from lovende.questionnaires.queries import live_version, newest_version
from lovende.responses.models import Response
from lovende.studies.links import Link, Opens, read_token
from lovende.studies.models import Study

EARLIER_ROUNDS = 50
Row = TypeVar("Row", bound=Model)
_WITH = ("study", "version", "invitee")


class UnknownLinkError(Exception):
    """No link of ours has this token."""


class RevokedLinkError(Exception):
    """The link was right once: it was revoked, or who had it left the panel."""

    def __init__(self, study: Study, invitee: Invitee | None = None) -> None:
        self.study = study
        self.invitee = invitee
        super().__init__()


@dataclass
class Visit:
    """What a token opens. `response` is None before the start; `page` limits a handing-over.

    `version` is the one that a tester tries.
    """

    token: str
    opens: Opens
    study: Study
    response: Response | None = None
    invitee: Invitee | None = None
    tester: Tester | None = None
    hand_over: HandOver | None = None
    version: Version | None = None

    @property
    def page(self) -> str:
        """The only page that may be answered; '' for all of them."""
        return self.hand_over.page if self.hand_over else ""

    @property
    def is_known(self) -> bool:
        """Whether something was saved by this link before: then it was not guessed."""
        return self.response is not None and self.response.seq > 0

    @property
    def is_test(self) -> bool:
        return self.opens is Opens.TESTER


def find_visit(token: str) -> Visit:
    """Return what a token opens. Raises UnknownLinkError or RevokedLinkError."""
    link = read_token(token)
    if link is None:
        raise UnknownLinkError
    visit = _FINDERS[link.opens](token, link)
    if visit.response is not None:
        # One study for all, so that nobody asks the database for it again.
        visit.response.study = visit.study
        if visit.response.version.state == Version.State.RETIRED:
            # A correction of the wording breaks no answer, so everyone goes on in the newest one.
            visit.response.version = live_version(visit.study) or visit.response.version
        visit.response.version.study = visit.study
    if visit.study.erased_at or (visit.response is not None and visit.response.erased_at):
        raise RevokedLinkError(visit.study, visit.invitee)
    return visit


def _one(rows: QuerySet[Row]) -> Row | None:
    """Return the only row, or None; unlike `first` it does not sort, which costs a third more."""
    return next(iter(rows[:1]), None)


def _checked(link: Link, link_round: int, study: Study, invitee: Invitee | None = None) -> None:
    """Raise where the signature is not the one of this round."""
    if link.holds(link_round):
        return
    earlier = range(max(1, link_round - EARLIER_ROUNDS), link_round)
    if any(link.holds(each) for each in earlier):
        raise RevokedLinkError(study, invitee)
    raise UnknownLinkError


def _invitee(token: str, link: Link) -> Visit:
    response = _one(
        Response.objects.select_related(*_WITH)
        .defer("version__source")
        .filter(invitee__link_code=link.code, kind=Response.Kind.PANEL)
    )
    invitee = response.invitee if response else None
    if invitee is None:
        invitee = _one(Invitee.objects.select_related("study").filter(link_code=link.code))
    if invitee is None:
        raise UnknownLinkError
    study = response.study if response else invitee.study
    _checked(link, invitee.link_round, study, invitee)
    if invitee.state != Invitee.State.ACTIVE:
        raise RevokedLinkError(study, invitee)
    return Visit(token, link.opens, study, response, invitee=invitee)


def _hand_over(token: str, link: Link) -> Visit:
    found = _one(HandOver.objects.select_related("invitee__study").filter(link_code=link.code))
    if found is None:
        raise UnknownLinkError
    study = found.invitee.study
    _checked(link, found.link_round, study)
    gone = found.state == HandOver.State.WITHDRAWN
    if gone or found.invitee.state != Invitee.State.ACTIVE:
        raise RevokedLinkError(study, found.invitee)
    response = _one(
        Response.objects.select_related("version")
        .defer("version__source")
        .filter(invitee=found.invitee, kind=Response.Kind.PANEL)
    )
    if response is not None:
        # What the panel says of the invitee is not offered to a colleague as their own answer.
        response.invitee = None
    return Visit(token, link.opens, study, response, invitee=found.invitee, hand_over=found)


def _tester(token: str, link: Link) -> Visit:
    tester = _one(Tester.objects.select_related("study").filter(link_code=link.code))
    if tester is None:
        raise UnknownLinkError
    _checked(link, tester.link_round, tester.study)
    version = newest_version(tester.study)
    found = Response.objects.filter(tester=tester, version=version, kind=Response.Kind.PILOT)
    response = _one(found) if version is not None else None
    if response is not None and version is not None:
        response.version = version
    return Visit(token, link.opens, tester.study, response, tester=tester, version=version)


def _open_study(token: str, link: Link) -> Visit:
    study = _one(Study.objects.filter(link_code=link.code))
    if study is None:
        raise UnknownLinkError
    _checked(link, study.link_round, study)
    if not study.open_link:
        raise RevokedLinkError(study)
    return Visit(token, link.opens, study)


def _own_response(token: str, link: Link) -> Visit:
    response = _one(
        Response.objects.select_related("study", "version")
        .defer("version__source")
        .filter(link_code=link.code, invitee=None, tester=None)
    )
    if response is None:
        raise UnknownLinkError
    _checked(link, response.link_round, response.study)
    return Visit(token, link.opens, response.study, response)


_FINDERS = {
    Opens.INVITEE: _invitee,
    Opens.HAND_OVER: _hand_over,
    Opens.TESTER: _tester,
    Opens.STUDY: _open_study,
    Opens.RESPONSE: _own_response,
}
