"""Where each answering page stands."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from lovende.responses.answering.visit import Visit

RESERVED = frozenset(
    {"check", "done", "saved", "language", "reopen", "receipt.pdf", "hand-over", "no"}
)
_MARK = "page:"
FROM_CHECK = "?check"
"""At the end of the address of a page that one came to from the page with all answers."""


def page_address(visit: Visit, page: str, view: str = "page", *more: object) -> str:
    """Return the address of a page of the questionnaire, the check page for ''."""
    if not page:
        return reverse("responses:check", args=[visit.token])
    return reverse(f"responses:{view}", args=[visit.token, as_part(page), *more])


def address(visit: Visit, view: str) -> str:
    """Return the address of a page that every questionnaire has."""
    return reverse(f"responses:{view}", args=[visit.token])


def as_part(page: str) -> str:
    """Return a page's name as part of an address; it never takes the place of another page."""
    return _MARK + page if page in RESERVED else page


def page_name(part: str) -> str:
    """Return the name of the page that a part of an address means."""
    return part.removeprefix(_MARK)


def hand_over_address(visit: Visit, page: str) -> str:
    """Return where a page is passed on to a colleague, '' where that cannot be done."""
    if visit.invitee is None or visit.hand_over is not None:
        return ""
    try:
        return reverse("responses:hand_over", args=[visit.token, page])
    except NoReverseMatch:
        return ""
