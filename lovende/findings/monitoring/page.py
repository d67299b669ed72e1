"""The parts of the page, in order, for those who may see everything and for readers."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lovende.analysis.findings import BreakOff, Response
from lovende.domain.statistics.response import eligibility
from lovende.findings.monitoring import answering, course, evenness, groups, headline, outcomes
from lovende.findings.monitoring.queries import Snapshot, response_of
from lovende.findings.monitoring.shown import Part, Table, Tile

if TYPE_CHECKING:
    from lovende.analysis.panel_counts import PanelResponse

VARIABLES = ("wave", "region", "size")


@dataclass(frozen=True)
class Shown:
    """The page at one moment."""

    now: Snapshot
    tiles: list[Tile]
    parts: list[Part]
    response: Response
    eligible: float

    @property
    def tables(self) -> list[Table]:
        """Every table of the page, in order."""
        return [table for part in self.parts for table in part.tables]


def whole_page(now: Snapshot) -> Shown:
    """Return everything, for owners and analysts."""
    found = response_of(now.standings)
    response = found.response
    parts: list[Part | None] = [course.by_day(now)]
    if now.standings:
        parts += [groups.by_group(now, response, name) for name in VARIABLES]
        parts += [groups.map_part(response), evenness.evenness(found, response)]
        parts += [outcomes.outcome_part(response, _eligible(response))]
    parts += [answering.break_offs(now), answering.time_used(now)]
    return _shown(now, headline.tiles(now, response, whole=True), parts, response)


def readers_page(now: Snapshot, smallest: int) -> Shown:
    """Return what is safe for readers: no count of fewer than `smallest` people can be found."""
    found = response_of(now.standings)
    response = protected(now, found, smallest)
    parts: list[Part | None] = []
    # With the number of partial answers hidden, the number of complete ones would give it away.
    if not now.standings or response.complete is not None:
        parts.append(course.by_day_for_readers(now, smallest))
    if now.standings:
        parts += [groups.by_group(now, response, name, whole=False) for name in VARIABLES]
        parts += [groups.map_part(response), outcomes.outcome_part(response, None)]
    parts.append(answering.time_used(now, smallest))
    tiles = headline.tiles(now, response, whole=False)
    return _shown(now, tiles, parts, response)


def protected(now: Snapshot, found: PanelResponse, smallest: int) -> Response:
    """Return the response with small counts, and what gives them away, taken out."""
    from lovende.analysis.protection.response import mask_response  # scipy: not in every process

    response = deepcopy(found.response)
    response.break_offs = [
        BreakOff(number, title.as_dict(), count)
        for number, (_, title, count) in enumerate(now.pages, 1)
    ]
    mask_response(response, smallest)
    return response


def _eligible(response: Response) -> float:
    from lovende.analysis.panel_counts import outcome_counts  # scipy: not in every process

    return eligibility(outcome_counts({one.code: one.count for one in response.dispositions}))


def _shown(now: Snapshot, tiles: list[Tile], parts: list[Part | None], response: Response) -> Shown:
    kept = [part for part in parts if part is not None]
    return Shown(now, tiles, kept, response, _eligible(response))
