"""How sure the ranking of a study is, as the findings tell it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lovende.analysis.findings import Admitted, Assumption, Importance, Spread, Texts, Uncertainty
from lovende.analysis.loaded import LoadedStudy
from lovende.domain.promise.composite import Mean
from lovende.domain.promise.definition import Aggregation, IndexDefinition
from lovende.domain.promise.scoring import Assessments, Scores
from lovende.domain.promise.uncertainty import propagation
from lovende.domain.promise.uncertainty.assumptions import Factor, Scoring, WeightScheme
from lovende.domain.promise.uncertainty.propagation import propagate
from lovende.domain.promise.uncertainty.sobol import SobolIndices
from lovende.domain.promise.uncertainty.space import Space
from lovende.domain.texts import LANGUAGES, N_
from lovende.translation import in_all_languages, translate, user_language

Step = Callable[[int, int, str], None]

LABELS = {
    Factor.SCORING: N_("Scoring"),
    Factor.DONT_KNOW: N_("Don't know"),
    Factor.MAX_DONT_KNOW: N_("Limit of don't knows"),
    Factor.WEIGHTS: N_("Weights"),
    Factor.MEAN: N_("Mean"),
    Factor.THRESHOLD: N_("Threshold for most promising"),
}
SCORINGS = {
    Scoring.AS_DEFINED: N_("the scores of the index"),
    Scoring.RIDIT: N_("ridits (by how many gave each answer)"),
}
SCHEMES = {
    WeightScheme.ITEM: N_("those of the items"),
    WeightScheme.DIMENSION: N_("those of the dimensions"),
    WeightScheme.DIRICHLET: N_("drawn around both"),
}
MEANS = {
    Mean.ARITHMETIC: N_("arithmetic"),
    Mean.GEOMETRIC: N_("geometric"),
    Mean.ORDERED: N_("ordered weights"),
}
EACH_ITEM = N_("as each item says")
WORDS = {"as_defined": EACH_ITEM, "left_out": N_("left out")}
NO_LIMIT = N_("no limit")


@dataclass(frozen=True)
class Trust:
    """How far one ranked innovation can be trusted."""

    low: int | None
    high: int | None
    probability: float


def make_uncertainty(
    study: LoadedStudy,
    assessments: Assessments,
    scores: Scores,
    draws: int | None = None,
    progress: Step | None = None,
) -> tuple[Uncertainty | None, dict[int, Trust]]:
    """Return the uncertainty of the ranking `scores`, and of each row of it that is ranked.

    None where nothing is ranked. `draws` overrides those of the index file; where neither says how
    many, the number of innovations does (`draws_for`), and the findings tell how many it was.
    """
    what = translate(N_("Other assumptions"), user_language())

    def done(finished: int, total: int) -> None:
        if progress is not None:
            progress(finished, total, what)

    found = propagate(assessments, scores, study.file.analysis.seed, draws, done)
    if found is None:
        return None, {}
    trust = {
        int(row): Trust(
            int(found.rank_low[place]) or None,
            int(found.rank_high[place]) or None,
            float(found.selected[place]),
        )
        for place, row in enumerate(found.places)
        if scores.ranked[row]
    }
    return _told(found, scores), trust


def _told(found: propagation.Uncertainty, scores: Scores) -> Uncertainty:
    assumptions = [
        Assumption(
            str(factor),
            in_all_languages(LABELS[factor]),
            _values(found.space, factor),
            _baseline(found.space.definition, factor),
            rank_shift=_importance(found.indices, 0, place),
            overlap=_importance(found.indices, 1, place),
        )
        for place, factor in enumerate(Factor)
    ]
    return Uncertainty(
        draws=found.draws,
        evaluations=found.indices.evaluations,
        concentration=found.space.definition.uncertainty.concentration,
        rank_shift=_spread(found.rank_shift),
        overlap=_spread(found.overlap),
        selected=_spread(found.count),
        assumptions=assumptions,
        admitted=_admitted(found, scores),
    )


def _spread(found: propagation.Spread) -> Spread:
    return Spread(found.mean, found.low, found.high)


def _importance(found: SobolIndices, output: int, factor: int) -> Importance:
    at = (output, factor)
    return Importance(
        first=float(found.first[at]),
        total=float(found.total[at]),
        first_low=float(found.first_low[at]),
        first_high=float(found.first_high[at]),
        total_low=float(found.total_low[at]),
        total_high=float(found.total_high[at]),
    )


def _admitted(found: propagation.Uncertainty, scores: Scores) -> list[Admitted]:
    """Those that some draw ranks and the index does not: the likeliest selected first, then by key."""
    admitted = [
        Admitted(
            str(scores.keys[int(row)]),
            float(found.ranked[place]),
            int(found.rank_low[place]),
            int(found.rank_high[place]),
            float(found.selected[place]),
        )
        for place, row in enumerate(found.places)
        if not scores.ranked[row] and found.ranked[place] > 0
    ]
    return sorted(admitted, key=lambda one: (-one.selection_probability, one.key))


def _values(space: Space, factor: Factor) -> list[Texts]:
    """Return what was tried for one assumption, in words."""
    match factor:
        case Factor.SCORING:
            return [in_all_languages(SCORINGS[one]) for one in space.scorings]
        case Factor.DONT_KNOW:
            return [_dont_know(one) for one in space.dont_knows]
        case Factor.MAX_DONT_KNOW:
            return [_limit(one) for one in space.limits]
        case Factor.WEIGHTS:
            return [in_all_languages(SCHEMES[one]) for one in space.definition.uncertainty.weights]
        case Factor.MEAN:
            return [in_all_languages(MEANS[one]) for one in space.means]
        case Factor.THRESHOLD:
            low, high = space.threshold
            if low == high:
                return [_number(low)]
            return [{name: f"{one}–{_number(high)[name]}" for name, one in _number(low).items()}]


def _baseline(definition: IndexDefinition, factor: Factor) -> Texts:
    """Return what the index itself assumes, in words."""
    nested = definition.aggregation is Aggregation.DIMENSION_MEAN
    match factor:
        case Factor.SCORING:
            return in_all_languages(SCORINGS[Scoring.AS_DEFINED])
        case Factor.DONT_KNOW:
            rules = {item.dont_know for item in definition.items}
            if len(rules) > 1:
                return in_all_languages(EACH_ITEM)
            (rule,) = rules
            return _dont_know("left_out" if rule is None else rule)
        case Factor.MAX_DONT_KNOW:
            return _limit(definition.max_dont_know)
        case Factor.WEIGHTS:
            return in_all_languages(
                SCHEMES[WeightScheme.DIMENSION if nested else WeightScheme.ITEM]
            )
        case Factor.MEAN:
            means = {
                Aggregation.GEOMETRIC: Mean.GEOMETRIC,
                Aggregation.ORDERED_WEIGHTS: Mean.ORDERED,
            }
            return in_all_languages(MEANS[means.get(definition.aggregation, Mean.ARITHMETIC)])
        case Factor.THRESHOLD:
            return _number(definition.threshold)


def _dont_know(value: float | str) -> Texts:
    if isinstance(value, str):
        return in_all_languages(WORDS[value])
    return _number(value)


def _limit(value: int | None) -> Texts:
    return in_all_languages(NO_LIMIT) if value is None else _number(value)


def _number(value: float) -> Texts:
    """A number as each language writes it."""
    return {name: f"{value:g}".replace(".", "," if name == "da" else ".") for name in LANGUAGES}
