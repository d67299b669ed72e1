"""What can be wrong with the table `[uncertainty]` of an index file."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from lovende.domain.errors import Fault, Place, fault
from lovende.domain.promise.composite import Mean
from lovende.domain.promise.definition import IndexDefinition
from lovende.domain.promise.uncertainty.assumptions import (
    FEWEST_DRAWS,
    MOST_DRAWS,
    Assumptions,
)
from lovende.domain.texts import N_


def check_assumptions(definition: IndexDefinition) -> Iterator[Fault]:
    """Yield everything that is wrong with the assumptions of `definition`, each with its line."""
    given = definition.uncertainty
    for key in ("scoring", "dont_know", "weights", "mean"):
        yield from _list(given, key)
    yield from _dont_know(given)
    yield from _ranges(definition)
    if not (isfinite(given.concentration) and given.concentration > 0):
        yield fault(
            "index.concentration",
            N_("The concentration is {value}; give a number above 0, such as 100."),
            place=Place(row=given.line("concentration")),
            value=given.concentration,
        )
    if given.draws is not None and not FEWEST_DRAWS <= given.draws <= MOST_DRAWS:
        yield fault(
            "index.draws",
            N_("The number of draws is {value}; give a whole number from {least} to {most}."),
            place=Place(row=given.line("draws")),
            value=given.draws,
            least=FEWEST_DRAWS,
            most=MOST_DRAWS,
        )
    if given.mean and Mean.ORDERED in given.mean and not definition.order_weights:
        yield fault(
            "index.no_order_weights",
            N_("The ordered mean needs order_weights under [index]; give them, or leave it out."),
            place=Place(row=given.line("mean")),
        )


def _list(given: Assumptions, key: str) -> Iterator[Fault]:
    values = getattr(given, key)
    if values is None:
        return
    place = Place(row=given.line(key))
    if not values:
        yield fault(
            "index.nothing_tried",
            N_("{key} is empty; name at least one assumption, or remove the line."),
            place=place,
            key=key,
        )
    elif len(set(values)) < len(values):
        yield fault(
            "index.tried_twice",
            N_("{key} names an assumption twice; name each once."),
            place=place,
            key=key,
        )


def _dont_know(given: Assumptions) -> Iterator[Fault]:
    for value in given.dont_know:
        if isinstance(value, float) and not 0 <= value <= 1:
            yield fault(
                "index.dont_know_tried",
                N_(
                    "A don't know is tried as {value}; give numbers from 0 to 1,"
                    ' "left_out" or "as_defined".'
                ),
                place=Place(row=given.line("dont_know")),
                value=value,
            )


def _ranges(definition: IndexDefinition) -> Iterator[Fault]:
    given = definition.uncertainty
    for key, values in (
        ("max_dont_know", given.max_dont_know),
        ("threshold", given.threshold),
    ):
        if values is None:
            continue
        place = Place(row=given.line(key))
        if len(values) != 2 or not all(isfinite(value) for value in values):
            yield fault(
                "index.range",
                N_("{key} must be a range of two numbers, the lower one first."),
                place=place,
                key=key,
            )
        elif values[0] > values[1]:
            yield fault(
                "index.range_upside_down",
                N_("{key} runs from {low} down to {high}; put the lower number first."),
                place=place,
                key=key,
                low=values[0],
                high=values[1],
            )
        elif key == "threshold" and not 0 <= values[0] <= values[1] <= 1:
            yield fault(
                "index.threshold_tried",
                N_("The threshold is tried from {low} to {high}; give numbers from 0 to 1."),
                place=place,
                low=values[0],
                high=values[1],
            )
        elif values[0] < 0 or values[1] > max(len(definition.items), 1):
            yield fault(
                "index.max_dont_know_tried",
                N_(
                    "max_dont_know is tried from {low} to {high};"
                    " give numbers from 0 to the number of items, {items}."
                ),
                place=place,
                low=values[0],
                high=values[1],
                items=len(definition.items),
            )
