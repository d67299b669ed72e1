"""How the answers were weighted, as the findings tell it."""

from __future__ import annotations

import numpy as np

from lovende.analysis.findings import WeightCategory, Weighting, WeightMargin
from lovende.analysis.loaded import LoadedStudy
from lovende.analysis.weights.model import KnownMargin, StudyWeights
from lovende.domain.texts import LANGUAGES, N_
from lovende.translation import describe, in_all_languages

NO_RANKS = N_(
    "The rank tests have no weighted p-value: the library that the weighting rests on has none that takes margins or a finite population into account. The weighted chi-square test of the same answers stands instead."
)
NO_RANKS_OF_REPLICATES = N_(
    "The rank tests have no weighted p-value, because the standard errors come from replicate weights. The weighted chi-square test of the same answers stands instead."
)
IN_PUBLIC = N_(
    "The weighted figures are left out of what is made for the public: together with the unweighted ones they could tell of small groups that are hidden."
)


def describe_weights(study: LoadedStudy) -> Weighting | None:
    """Return the part of the findings about the weights; None where the study names none."""
    weights = study.weights
    if weights is None:
        return None
    part = weights.part
    said = Weighting(
        method=part.method,
        population=part.population,
        standard_errors="linearised" if part.replicates == "none" else part.replicates,
        interval="logit",
        left_out=[
            {language: describe(found, language) for language in LANGUAGES}
            for found in weights.left_out
        ],
    )
    if weights.weighted is not None:
        _numbers(weights, said)
        if weights.replicates is not None:
            said.left_out.append(in_all_languages(NO_RANKS_OF_REPLICATES))
        elif weights.weighted.margins or weights.weighted.sampling.population is not None:
            said.left_out.append(in_all_languages(NO_RANKS))
    return said


def _numbers(weights: StudyWeights, said: Weighting) -> None:
    from lovende.domain.statistics.weighting import summary_of

    weighted = weights.weighted
    assert weighted is not None
    summary = summary_of(weighted.weights)
    said.respondents, said.total = summary.people, summary.total
    said.smallest = summary.smallest / summary.mean
    said.largest = summary.largest / summary.mean
    said.coefficient_of_variation = summary.cv
    said.design_effect, said.effective = summary.design_effect, summary.effective
    said.rounds = weighted.rounds
    if weighted.sampling.clusters is not None:
        said.clusters = int(np.unique(weighted.sampling.clusters).size)
    if weights.replicates is not None:
        said.replicates = int(weights.replicates.weights.shape[1])
    said.margins = [_margin(weights, margin) for margin in weights.margins]


def _margin(weights: StudyWeights, margin: KnownMargin) -> WeightMargin:
    weighted = weights.weighted
    assert weighted is not None
    grouping, size = margin.grouping, len(margin.grouping.keys)
    codes = np.array(grouping.respondents, dtype=np.int64)[weights.members]
    people = np.bincount(codes, minlength=size)
    before = np.bincount(codes, weighted.base, minlength=size)
    after = np.bincount(codes, weighted.weights, minlength=size)
    return WeightMargin(
        grouping.name,
        grouping.label.as_dict(),
        [
            WeightCategory(
                category=key,
                label=label.as_dict(),
                population=float(margin.totals[place]),
                population_percent=float(100 * margin.totals[place] / margin.totals.sum()),
                respondents=int(people[place]),
                respondents_percent=float(100 * before[place] / before.sum()),
                weighted_percent=float(100 * after[place] / after.sum()),
            )
            for place, (key, label) in enumerate(zip(grouping.keys, grouping.labels, strict=True))
        ],
    )
