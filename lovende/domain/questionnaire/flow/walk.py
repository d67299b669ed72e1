"""One respondent's walk over the pages: which are asked now, and what stands on each."""

from __future__ import annotations

from collections.abc import Collection

from lovende.domain.questionnaire.flow.shown import PageLink, ShownPage, Stored
from lovende.domain.questionnaire.model import Questionnaire


class Flow:
    """A questionnaire in one language, made ready for showing. Made once, shared by everyone."""

    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        raise NotImplementedError

    def walk(self, answers: Stored, *, now: str = "") -> Walk:
        """Return the walk of a respondent; `now` is the clock as an ISO date-time."""
        raise NotImplementedError


class Walk:
    """One respondent's walk with the answers of one moment."""

    answers: Stored

    @property
    def pages(self) -> tuple[PageLink, ...]:
        """The pages that are asked now, in order, each with `name`, `title` and `state`."""
        raise NotImplementedError

    def page(self, name: str, *, typed: Stored | None = None) -> ShownPage | None:
        """Return the page, None where there is none or it is not asked now.

        `typed` takes the place of stored answers: what someone typed and must see again.
        """
        raise NotImplementedError

    def saved(self, answers: Stored) -> Walk:
        """Return the walk with the answers of a page put over the earlier ones."""
        raise NotImplementedError

    def next_after(self, name: str) -> str:
        """Return the page that follows, '' after the last. `name` need not be asked any more."""
        raise NotImplementedError

    def before(self, name: str) -> str:
        """Return the page before, '' before the first."""
        raise NotImplementedError

    def resume(self, stands: str) -> str:
        """Return where to go on for `Response.page`: it, or the next asked one; '' at the end."""
        raise NotImplementedError

    def appeared(self, name: str, shown: Collection[str]) -> tuple[str, ...]:
        """Return columns of the page that are asked now but were not among those `shown`.

        Where there are any after a save, show the page again: a question followed from an
        answer of its own page by a condition that the browser cannot follow.
        """
        raise NotImplementedError

    def all_pages(self) -> tuple[ShownPage, ...]:
        """Return every asked page with its answers, for the check page and the receipt."""
        raise NotImplementedError
