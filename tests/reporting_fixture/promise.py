"""The index of the fixture: 160 described innovations, 60 above the threshold."""

from __future__ import annotations

from lovende.analysis.findings import (
    Admitted,
    Assumption,
    Exclusion,
    Importance,
    Index,
    IndexDimension,
    IndexItem,
    Ranked,
    Spread,
    Uncertainty,
)

DIMENSIONS = [
    ("potential", "Potentiale", "Potential", 4, "20", 0.78, 0.92),
    ("impact", "Betydning", "Impact", 4, "21", 0.86, 0.97),
    ("transferability", "Overførbarhed", "Transferability", 2, "22", 0.79, 0.90),
    ("novelty", "Nyhed", "Novelty", 1, "23", 0.27, 0.48),
    ("profitability", "Rentabilitet", "Profitability", 2, "24", 0.74, 0.93),
]


def _items() -> list[IndexItem]:
    items = []
    for key, da, en, size, question, mean, _ in DIMENSIONS:
        for row in range(1, size + 1):
            items.append(
                IndexItem(
                    item=f"{question}.{row}" if size > 1 else question,
                    dimension=key,
                    label={"da": f"{da}, del {row}", "en": f"{en}, part {row}"},
                    question=question,
                    row=row if size > 1 else None,
                    mean=mean + 0.03 * (row - 2),
                    scored=152 - 3 * row,
                    dont_know=2 + row,
                    scores={"1": 1.0, "2": 0.75, "3": 0.5, "4": 0.25, "5": 0.0},
                    weight=1 / 13,
                    correlation=0.7 - 0.05 * row if size > 1 else None,
                    vif=1.2 + 0.1 * row,
                )
            )
    return items


def _dimensions() -> list[IndexDimension]:
    keys = [key for key, *_ in DIMENSIONS]
    return [
        IndexDimension(
            dimension=key,
            label={"da": da, "en": en},
            items=[f"{question}.{r}" if size > 1 else question for r in range(1, size + 1)],
            weight=size / 13,
            effective_weight=size / 13 * 0.9,
            mean=mean,
            mean_selected=selected,
            correlations={other: 0.1 * (i + j) / 2 for j, other in enumerate(keys) if other != key},
        )
        for i, (key, da, en, size, question, mean, selected) in enumerate(DIMENSIONS)
    ]


def example_index() -> Index:
    """Return the index with 152 scored innovations of 160 described."""
    scores = sorted(
        (0.97 - 0.0027 * n - (0.008 if n >= 60 else 0.0) for n in range(152)), reverse=True
    )
    ranking = [
        Ranked(
            f"N{(n * 61) % 152 + 1:03d}",
            score,
            float(n + 1),
            n % 4,
            score > 0.8,
            {k: score for k, *_ in DIMENSIONS},
            rank_low=max(1, n - 9),
            rank_high=min(155, n + 2 + n % 40),
            selection_probability=max(0.0, (100 - n) / 100),
        )
        for n, score in enumerate(scores)
    ]
    return Index(
        threshold=0.8,
        described=160,
        scored=152,
        excluded=[
            Exclusion(
                "dont_know",
                8,
                {"da": "Mere end 3 gange »ved ikke«", "en": "More than 3 “don't know”"},
            ),
            Exclusion("no_description", 136, {"da": "Ingen beskrivelse", "en": "No description"}),
        ],
        selected=sum(r.selected for r in ranking),
        items=_items(),
        dimensions=_dimensions(),
        ranking=ranking,
        title={"da": "Lovende-indeks", "en": "Promising-practice index"},
        parameters={"dont_know": "left_out", "limit": 3, "mean": "items", "threshold": 0.8},
        attrition=[
            Exclusion("answered", 296, {"da": "Respondenter", "en": "Respondents"}),
            Exclusion(
                "described",
                160,
                {"da": "Har beskrevet en nyskabelse", "en": "Described an innovation"},
            ),
            Exclusion("scored", 152, {"da": "Er med i rangordenen", "en": "Are in the ranking"}),
            Exclusion("selected", 60, {"da": "Er allermest lovende", "en": "Are most promising"}),
        ],
        second_innovations=14,
        uncertainty=example_uncertainty(),
    )


ASSUMPTIONS = [
    ("scoring", "Scoring af svarene", "Scoring", 0.08),
    ("dont_know", "Ved ikke", "Don't know", 0.22),
    ("max_dont_know", "Grænse for »ved ikke«", "Limit of don't knows", 0.01),
    ("weights", "Vægte", "Weights", 0.26),
    ("mean", "Gennemsnit", "Mean", 0.25),
    ("threshold", "Grænse for allermest lovende", "Threshold for most promising", 0.0),
]


def example_uncertainty() -> Uncertainty:
    """Return what 10,000 draws of other assumptions found."""

    def importance(share: float) -> Importance:
        total = share * 1.4
        return Importance(share, total, share * 0.8, share * 1.2, total * 0.9, total * 1.1)

    return Uncertainty(
        draws=10_000,
        evaluations=32_768,
        concentration=100.0,
        rank_shift=Spread(13.07, 5.5, 22.2),
        overlap=Spread(0.379, 0.18, 0.77),
        selected=Spread(24.75, 11.0, 53.0),
        assumptions=[
            Assumption(
                key,
                {"da": da, "en": en},
                [{"da": "0,75–0,85", "en": "0.75–0.85"}],
                {"da": "0,8", "en": "0.8"},
                rank_shift=importance(share),
                overlap=importance(0.3 - share),
            )
            for key, da, en, share in ASSUMPTIONS
        ],
        admitted=[
            Admitted("N201", 0.3276, 14, 116, 0.1195),
            Admitted("N202", 0.3276, 69, 149, 0.0004),
        ],
    )
