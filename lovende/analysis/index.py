"""The promising-practice index of a study, as the findings tell it."""

from __future__ import annotations

import math

from lovende.analysis.findings import Exclusion, Index, IndexDimension, IndexItem, Ranked
from lovende.analysis.loaded import LoadedStudy
from lovende.analysis.uncertainty import Step, Trust, make_uncertainty
from lovende.domain.dataset.model import Dataset, Variable
from lovende.domain.promise.definition import IndexDefinition
from lovende.domain.promise.diagnostics import DimensionDiagnostics, ItemDiagnostics, diagnose
from lovende.domain.promise.scoring import (
    REASON_LABELS,
    STEP_LABELS,
    Scores,
    assessments_of,
    score,
)
from lovende.translation import in_all_languages


def make_index(
    study: LoadedStudy, draws: int | None = None, progress: Step | None = None
) -> Index | None:
    """Return the index of the respondents' first innovations, or None where the study has no index.

    `draws` of other assumptions override those of the index file; `progress` is told of them.
    """
    definition = study.index
    if definition is None:
        return None
    assessments = assessments_of(study.dataset, definition)
    scores = score(assessments, definition)
    uncertainty, trust = make_uncertainty(study, assessments, scores, draws, progress)
    diagnostics = diagnose(scores)
    steps = scores.attrition()
    return Index(
        threshold=definition.threshold,
        described=int(scores.described.sum()),
        scored=steps["scored"],
        excluded=[
            Exclusion(str(reason), count, in_all_languages(REASON_LABELS[reason]))
            for reason, count in scores.excluded().items()
        ],
        selected=steps["selected"],
        items=[_item(study.dataset, item) for item in diagnostics.items],
        dimensions=[_dimension(definition, found) for found in diagnostics.dimensions],
        ranking=_ranking(definition, scores, trust),
        title=definition.title.as_dict(),
        parameters=_parameters(definition),
        attrition=[
            Exclusion(step, count, in_all_languages(STEP_LABELS[step]))
            for step, count in steps.items()
        ],
        second_innovations=_second(study.dataset, definition),
        uncertainty=uncertainty,
    )


def _item(dataset: Dataset, found: ItemDiagnostics) -> IndexItem:
    item = found.item
    variable: Variable = dataset[item.variable]
    return IndexItem(
        item=item.variable,
        dimension=item.dimension,
        label=(item.label or variable.label).as_dict(),
        question=variable.number or variable.question or item.variable,
        row=variable.row,
        mean=found.mean,
        scored=found.scored,
        dont_know=found.dont_know,
        scores=dict(item.scores),
        weight=found.weight,
        correlation=found.correlation,
        vif=found.vif,
    )


def _dimension(definition: IndexDefinition, found: DimensionDiagnostics) -> IndexDimension:
    places = definition.items_of(found.key)
    return IndexDimension(
        dimension=found.key,
        label=definition.dimension(found.key).label.as_dict(),
        items=[definition.items[place].variable for place in places],
        weight=found.weight,
        effective_weight=found.effective_weight,
        mean=found.mean,
        mean_selected=found.mean_selected,
        correlations={key: value for key, value in found.correlations.items() if value is not None},
    )


def _ranking(definition: IndexDefinition, scores: Scores, trust: dict[int, Trust]) -> list[Ranked]:
    """The ranked innovations, best first, by key; no name of a municipality."""
    keys = [dimension.key for dimension in definition.dimensions]
    ranking = []
    for place in scores.order():
        means = scores.dimensions[place]
        sure = trust.get(int(place))
        ranking.append(
            Ranked(
                key=str(scores.keys[int(place)]),
                score=float(scores.index[place]),
                rank=float(scores.rank[place]),
                dont_know=int(scores.dont_know[place]),
                selected=bool(scores.selected[place]),
                dimensions={
                    key: None if math.isnan(mean) else float(mean)
                    for key, mean in zip(keys, means, strict=True)
                },
                rank_low=sure.low if sure else None,
                rank_high=sure.high if sure else None,
                selection_probability=sure.probability if sure else None,
            )
        )
    return ranking


def _parameters(definition: IndexDefinition) -> dict[str, object]:
    return {
        "aggregation": str(definition.aggregation),
        "max_dont_know": definition.max_dont_know,
        "skipped": str(definition.skipped),
        "description": definition.description,
        "dont_know": {item.variable: item.dont_know for item in definition.items},
    }


def _second(dataset: Dataset, definition: IndexDefinition) -> int | None:
    """How many described a second innovation; None where the questionnaire does not ask."""
    name = f"{definition.description}__2"
    if definition.description is None or name not in dataset:
        return None
    return int((dataset.valid(name).fill_null("") != "").sum())
