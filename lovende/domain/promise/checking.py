"""What can be wrong with an index definition, alone and against the questions it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import isclose, isfinite

from lovende.domain.dataset.model import Category
from lovende.domain.errors import Fault, Place, fault, nearest, warning
from lovende.domain.promise.composite import Mean
from lovende.domain.promise.definition import Aggregation, Direction, IndexDefinition, Item
from lovende.domain.promise.uncertainty.checking import check_assumptions
from lovende.domain.questionnaire.model import Kind, Questionnaire, Role
from lovende.domain.texts import N_

Scales = Mapping[str, tuple[Category, ...] | None]
"""Variable -> its categories in printed order; None for a variable without one coded answer."""


def scales_of_questionnaire(questionnaire: Questionnaire) -> Scales:
    """Return the scale of every variable that the questionnaire makes."""
    scales: dict[str, tuple[Category, ...] | None] = {}
    for question in questionnaire.questions():
        categories = None
        if question.kind in (Kind.ONE, Kind.MATRIX) and question.choices is not None:
            choices = questionnaire.choice_list(question.choices).choices
            categories = tuple(
                Category(c.code, c.label, dont_know=c.role is Role.DONT_KNOW) for c in choices
            )
        if question.kind is Kind.MATRIX:
            scales |= {row.name: categories for row in question.rows}
        elif question.kind is not Kind.NOTE:
            scales[question.name] = categories
    return scales


def check_definition(
    definition: IndexDefinition, scales: Scales | None = None
) -> tuple[Fault, ...]:
    """Return everything that is wrong with `definition`, in the order of the file.

    With `scales` its items, codes and description are held against the questionnaire as well.
    """
    faults = [*_limits(definition), *_dimensions(definition), *_aggregation(definition)]
    for item in definition.items:
        faults += _item(item, definition)
        if scales is not None:
            faults += _item_in_questionnaire(item, scales)
    faults += _doubled(definition)
    faults += check_assumptions(definition)
    if scales is not None and definition.description and definition.description not in scales:
        faults.append(_no_description(definition.description, scales))
    return tuple(faults)


def _no_description(name: str, scales: Scales) -> Fault:
    guess = nearest(name, scales)
    if guess is None:
        message = N_(
            "The description {name} is not a question of the questionnaire; name the open question."
        )
    else:
        message = N_(
            "The description {name} is not a question of the questionnaire. Did you mean {nearest}?"
        )
    return fault("index.unknown_description", message, name=name, nearest=guess)


def _limits(definition: IndexDefinition) -> Iterator[Fault]:
    if not 0 <= definition.threshold <= 1:
        yield fault(
            "index.threshold",
            N_("The threshold is {value}; give a number from 0 to 1."),
            value=definition.threshold,
        )
    if definition.max_dont_know is not None and definition.max_dont_know < 0:
        yield fault(
            "index.max_dont_know",
            N_("max_dont_know is {value}; give 0 or a larger whole number."),
            value=definition.max_dont_know,
        )
    if not definition.items:
        yield fault(
            "index.no_items",
            N_("The index has no items; add a table [[item]] for each question that counts."),
        )


def _dimensions(definition: IndexDefinition) -> Iterator[Fault]:
    counts = Counter(dimension.key for dimension in definition.dimensions)
    for key, count in counts.items():
        if count > 1:
            yield fault(
                "index.doubled_dimension",
                N_("The dimension {key} is given {count} times; keep one."),
                key=key,
                count=count,
            )
    for dimension in definition.dimensions:
        place = Place(row=dimension.line)
        if not definition.items_of(dimension.key):
            yield fault(
                "index.empty_dimension",
                N_("The dimension {key} has no items; give it one or remove it."),
                place=place,
                key=dimension.key,
            )
        if dimension.weight is not None and not _is_share(dimension.weight):
            yield fault(
                "index.dimension_weight",
                N_("The weight of the dimension {key} is {value}; give a number from 0 to 1."),
                place=place,
                key=dimension.key,
                value=dimension.weight,
            )
    yield from _dimension_weights(definition)


def _dimension_weights(definition: IndexDefinition) -> Iterator[Fault]:
    weights = {d.key: d.weight for d in definition.dimensions if d.weight is not None}
    if not weights:
        return
    without = [d.key for d in definition.dimensions if d.weight is None]
    if without:
        yield fault(
            "index.dimension_weight_missing",
            N_(
                "Some dimensions have a weight, but not {keys};"
                " give every dimension a weight or none."
            ),
            keys=", ".join(without),
        )
    elif not isclose(sum(weights.values()), 1, abs_tol=1e-6):
        yield fault(
            "index.dimension_weights_sum",
            N_("The weights of the dimensions sum to {total}; they must sum to 1."),
            total=round(sum(weights.values()), 6),
        )
    if definition.aggregation is not Aggregation.DIMENSION_MEAN:
        yield warning(
            "index.dimension_weights_unused",
            N_(
                "The weights of the dimensions are not used: the aggregation is {aggregation}."
                ' Use aggregation = "dimension_mean", or remove them.'
            ),
            aggregation=definition.aggregation.value,
        )


def _aggregation(definition: IndexDefinition) -> Iterator[Fault]:
    if not (isfinite(definition.offset) and definition.offset > 0):
        yield fault(
            "index.offset",
            N_("The offset of the geometric mean is {value}; give a number above 0, such as 0.01."),
            value=definition.offset,
        )
    tried = definition.uncertainty.mean
    # Order weights that are given are tried by default.
    ordered = bool(definition.order_weights) if tried is None else Mean.ORDERED in tried
    weights = definition.order_weights
    if definition.aggregation is not Aggregation.ORDERED_WEIGHTS and not (ordered and weights):
        return
    if len(weights) != len(definition.items):
        yield fault(
            "index.order_weights_count",
            N_("There are {count} order_weights for {items} items; give one for each item."),
            count=len(weights),
            items=len(definition.items),
        )
    elif not all(_is_share(w) for w in weights) or not isclose(sum(weights), 1, abs_tol=1e-6):
        yield fault(
            "index.order_weights_sum",
            N_("The order_weights must be numbers from 0 to 1 that sum to 1; they sum to {total}."),
            total=round(sum(weights), 6),
        )


def _item(item: Item, definition: IndexDefinition) -> Iterator[Fault]:
    place = Place(row=item.line, question=item.variable)
    keys = [dimension.key for dimension in definition.dimensions]
    if item.dimension not in keys:
        guess = nearest(item.dimension, keys)
        if guess is None:
            message = N_("There is no dimension {key}. The dimensions are: {keys}.")
        else:
            message = N_("There is no dimension {key}. Did you mean {nearest}?")
        yield fault(
            "index.unknown_dimension",
            message,
            place=place,
            key=item.dimension,
            nearest=guess,
            keys=", ".join(keys) or "-",
        )
    for code, score in item.scores:
        if not _is_share(score):
            yield fault(
                "index.score",
                N_("The score of code {answer} is {value}; scores run from 0 to 1."),
                place=place,
                answer=code,
                value=score,
            )
    if item.dont_know is not None and not _is_share(item.dont_know):
        yield fault(
            "index.dont_know_score",
            N_('The score of a don\'t know is {value}; give a number from 0 to 1, or "left_out".'),
            place=place,
            value=item.dont_know,
        )
    if not (isfinite(item.weight) and item.weight > 0):
        yield fault(
            "index.item_weight",
            N_("The weight of the item is {value}; give a number above 0."),
            place=place,
            value=item.weight,
        )
    yield from _direction(item, place)


def _direction(item: Item, place: Place) -> Iterator[Fault]:
    if item.direction is None:
        yield fault(
            "index.direction_missing",
            N_('The direction is missing; give direction = "best_first" or "best_last".'),
            place=place,
        )
        return
    scores = [score for _, score in item.scores]
    if len(scores) < 2 or scores[0] == scores[-1]:
        yield fault(
            "index.flat_scores",
            N_("The scores do not tell a good answer from a bad one; give two codes or more."),
            place=place,
        )
        return
    along = scores if item.direction is Direction.BEST_LAST else scores[::-1]
    if any(later < earlier for earlier, later in pairwise(along)):
        yield fault(
            "index.direction_contradicted",
            N_(
                "The direction is {direction}, but the scores run another way; correct one of them."
            ),
            place=place,
            direction=item.direction.value,
        )


def _item_in_questionnaire(item: Item, scales: Scales) -> Iterator[Fault]:
    place = Place(row=item.line, question=item.variable)
    if item.variable not in scales:
        guess = nearest(item.variable, scales)
        if guess is None:
            message = N_(
                "There is no question {name} in the questionnaire;"
                " give the name of a question or of a row of a matrix."
            )
        else:
            message = N_(
                "There is no question {name} in the questionnaire. Did you mean {nearest}?"
            )
        yield fault("index.unknown_item", message, place=place, name=item.variable, nearest=guess)
        return
    categories = scales[item.variable]
    if categories is None:
        yield fault(
            "index.not_coded",
            N_("An item must be a question with one answer out of a list, or a row of a matrix."),
            place=place,
        )
        return
    if not categories:
        return
    printed = [category.code for category in categories]
    unsure = dont_know_codes(item, categories)
    for code in (*item.codes, *(item.dont_know_codes or ())):
        if code not in printed:
            yield fault(
                "index.unknown_code",
                N_("The question has no code {answer}; its codes are {codes}."),
                place=place,
                answer=code,
                codes=", ".join(printed),
            )
    lacking = [code for code in printed if code not in item.codes and code not in unsure]
    if lacking:
        yield fault(
            "index.code_without_score",
            N_("No score is given for code {codes} of the question; give each code a score."),
            place=place,
            codes=", ".join(lacking),
        )
    yield from _order(item, printed, unsure, place)


def _order(item: Item, printed: list[str], unsure: frozenset[str], place: Place) -> Iterator[Fault]:
    both = [code for code in item.codes if code in unsure]
    if both:
        yield fault(
            "index.scored_dont_know",
            N_(
                'Code {codes} means don\'t know; give its score with "dont_know", not among the scores.'
            ),
            place=place,
            codes=", ".join(both),
        )
    listed = [code for code in item.codes if code in printed]
    order = [code for code in printed if code in listed]
    if listed != order:
        yield fault(
            "index.code_order",
            N_(
                "The codes are listed as {listed}, but the question prints {order};"
                " list them in printed order, so that the direction can be checked."
            ),
            place=place,
            listed=", ".join(listed),
            order=", ".join(order),
        )


def _doubled(definition: IndexDefinition) -> Iterator[Fault]:
    counts = Counter(item.variable for item in definition.items)
    for variable, count in counts.items():
        if count > 1:
            yield fault(
                "index.doubled_item",
                N_("The item is given {count} times; keep one."),
                place=Place(question=variable),
                count=count,
            )


def dont_know_codes(item: Item, categories: tuple[Category, ...]) -> frozenset[str]:
    """Return the codes that mean don't know for `item`: those it names, else those marked so."""
    if item.dont_know_codes is not None:
        return frozenset(item.dont_know_codes)
    return frozenset(category.code for category in categories if category.dont_know)


def _is_share(value: float) -> bool:
    return isfinite(value) and 0 <= value <= 1
