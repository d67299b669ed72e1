"""Takes small counts out of the response and the fieldwork."""

from __future__ import annotations

from lovende.analysis.findings import GroupResponse, NonresponderComparison, Option, Response
from lovende.domain.disclosure.suppression import protect
from lovende.domain.disclosure.system import Cell, System


def mask_response(response: Response, threshold: int) -> None:
    """Remove small counts, and what gives them away, from `response`.

    Protected are those who answered; how many did not answer in a group of a known size is no
    answer of anybody. The map keeps only whether anyone answered.
    """
    hidden_variables = _mask_groups(response, threshold)
    response.tests = [t for t in response.tests if t.variable not in hidden_variables]
    if response.test is not None and response.test.variable in hidden_variables:
        response.test = None
    response.representativity = [
        one for one in response.representativity if not hidden_variables.intersection(one.variables)
    ]
    _mask_fieldwork(response, threshold)
    for tile in response.tiles:
        tile.invited = tile.answered = None
    response.nonresponders = [
        one for one in response.nonresponders if not _has_small(one, threshold)
    ]
    if is_small(response.nonresponder_count, threshold):
        response.nonresponder_count = None


def is_small(count: int | None, threshold: int) -> bool:
    """Whether `count` is of 1 to `threshold` - 1 people."""
    return count is not None and 0 < count < threshold


def _mask_groups(response: Response, threshold: int) -> set[str]:
    """Hide small groups of respondents; return the variables of which a group is hidden."""
    by_variable: dict[str, list[GroupResponse]] = {}
    for group in response.by_group:
        by_variable.setdefault(group.variable or "", []).append(group)
    found = set()
    for variable, groups in by_variable.items():
        system = System()
        whole = system.add(Cell("all", response.answered, None))
        keys = [
            system.add(Cell(place, group.answered or 0, 1.0 + (group.answered or 0)))
            for place, group in enumerate(groups)
        ]
        unplaced = response.answered - sum(group.answered or 0 for group in groups)
        if unplaced > 0:
            keys.append(system.add(Cell("no group", unplaced, 0.0, shown=False, guarded=False)))
        if unplaced >= 0:
            system.total(whole, keys)
        hidden = protect(system, threshold)
        for place, group in enumerate(groups):
            if place in hidden:
                group.answered = group.rate = group.low = group.high = None
        if hidden:
            found.add(variable)
    return found


def _mask_fieldwork(response: Response, threshold: int) -> None:
    """The steps of the fieldwork add up to printed totals: a small one takes its table with it."""
    dispositions = [one.count for one in response.dispositions]
    if any(is_small(count, threshold) for count in dispositions):
        response.dispositions = []
        response.rates = {}
    if is_small(response.complete, threshold) or is_small(response.partial, threshold):
        response.complete = response.partial = None
        response.dispositions = []
        response.rates = {}
    if any(is_small(one.count, threshold) for one in response.break_offs):
        response.break_offs = []
    # How many were asked a question tells how many gave the answer that leads to it.
    response.item_nonresponse = []


def _has_small(one: NonresponderComparison, threshold: int) -> bool:
    """The two columns are printed whole or not at all: there are few in the short interview."""

    def small(options: list[Option], base: int) -> bool:
        return any(
            is_small(option.count, threshold) or is_small(base - (option.count or 0), threshold)
            for option in options
        )

    return small(one.nonresponders, one.base_nonresponders) or small(
        one.respondents, one.base_respondents
    )
