"""The numbers at the top of the page."""

from __future__ import annotations

from lovende.analysis.findings import Response
from lovende.fieldwork.tally import Measure
from lovende.findings.monitoring.queries import Snapshot
from lovende.findings.monitoring.shown import Tile, typography
from lovende.web.languages import on_page


def tiles(now: Snapshot, response: Response, *, whole: bool) -> list[Tile]:
    """Return the headline numbers; without `whole`, only those that are safe for readers."""
    if not now.standings:
        return _open_tiles(now) if whole else []
    begun, done = now.of_panel(Measure.STARTED), now.of_panel(Measure.FINISHED)
    type_ = typography()
    found = [Tile(type_.number(response.invited), on_page("invited"), _panel_note(now))]
    if whole:
        found.append(Tile(type_.number(begun), on_page("have begun"), _share(begun, response)))
        found.append(Tile(type_.number(done), on_page("have submitted"), _share(done, response)))
    else:
        found.append(
            Tile(
                type_.number(response.answered),
                on_page("have answered"),
                _share(response.answered, response),
            )
        )
    rates = response.rates
    if "RR1" in rates:
        both = on_page(
            "RR1, complete answers. With partial ones (RR2): {rate}",
            rate=type_.percent(rates["RR2"], 1),
        )
        found += [
            Tile(type_.percent(rates["RR1"], 1), on_page("response rate"), both),
            Tile(
                type_.percent(rates["REF1"], 1),
                on_page("refusal rate"),
                on_page("REF1, refusals and break-offs of all invited"),
            ),
            Tile(
                type_.percent(rates["CON1"], 1),
                on_page("contact rate"),
                on_page("CON1, heard from, of all invited"),
            ),
        ]
    if whole and (came := now.by_link(Measure.STARTED)):
        submitted = type_.number(now.by_link(Measure.FINISHED))
        note = on_page("of whom {count} have submitted; not in the rates", count=submitted)
        found.append(Tile(type_.number(came), on_page("came by the open link"), note))
    return found


def _open_tiles(now: Snapshot) -> list[Tile]:
    begun, done = now.total(Measure.STARTED), now.total(Measure.FINISHED)
    type_ = typography()
    note = on_page("{share} of those who have begun", share=type_.share(done, begun))
    return [
        Tile(type_.number(begun), on_page("have begun")),
        Tile(type_.number(done), on_page("have submitted"), note if begun else ""),
    ]


def _share(count: int, response: Response) -> str:
    share = typography().share(count, response.invited)
    return on_page("{share} of those invited", share=share)


def _panel_note(now: Snapshot) -> str:
    if not now.waiting:
        return ""
    return on_page("{count} more wait for their wave", count=typography().number(now.waiting))
