"""What is wrong with the answers of one page, in words for the respondent."""

from __future__ import annotations

from lovende.domain.errors import Fault
from lovende.domain.questionnaire.flow.shown import Parsed
from lovende.domain.questionnaire.flow.walk import Walk


def check_page(walk: Walk, name: str, parsed: Parsed | None = None) -> dict[str, tuple[Fault, ...]]:
    """Return the faults of a page by column, in the order of the page; {} where there are none.

    Made from the stored answers (give `Walk.saved`), so it can be told again at any time; with
    `parsed` also what could not be stored as it came. The messages stand without the name of
    the question: they are shown beside it. Turn one into words with the `line` filter.
    """
    raise NotImplementedError
