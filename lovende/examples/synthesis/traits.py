"""What makes the answers of a respondent, and of a municipality, hang together.

A respondent has a few hidden traits. Part of a trait is shared by all respondents of a
municipality, which makes municipalities clusters. The inclination to an answer is a weighted sum
of traits and noise with variance 1; who is inclined most gets the answer.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lovende.examples.synthesis.draws import Draws, Floats, Ints

SHARED = 0.16
"""The share of the variance of a trait that lies between municipalities."""

TRAITS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "drive": (),
    "support": (("drive", 0.35),),
    "cooperation": (("drive", 0.30),),
    "institutions": (),
    "citizens": (("cooperation", 0.25),),
    "effect": (("drive", 0.40), ("support", 0.20)),
    "promise": (("effect", 0.45), ("support", 0.20)),
    "breadth": (("drive", 0.30),),
    "focus": (),
    "doubt": (("drive", -0.20),),
    "haste": (("drive", -0.25),),
    "stamina": (("haste", -0.30),),
    "strain": (),
}
"""Each trait, and the earlier traits that it depends on."""

ROWS: Mapping[str, tuple[tuple[str, float], ...]] = {
    "q1": (("drive", 0.70),),
    "q3": (("focus", -0.20),),
    "q11": (("drive", -0.15),),
    "q14": (("support", 0.65),),
    "q15": (("cooperation", 0.55),),
    "q16": (("support", 0.50),),
    "q17": (("effect", 0.62),),
    "q20": (("promise", 0.70),),
    "q21": (("promise", 0.60),),
    "q22": (("promise", 0.50),),
    "q23": (("promise", 0.30),),
    "q24": (("promise", 0.45),),
    "q25": (("drive", 0.35),),
}
"""What the rows of a question depend on; more inclined means an earlier code."""

EXTRA: Mapping[str, tuple[tuple[str, float], ...]] = {
    **dict.fromkeys(["q15_1", "q15_2"], (("support", 0.35),)),
    **dict.fromkeys(["q15_3", "q15_4", "q15_8", "q15_9", "q15_10"], (("institutions", 0.50),)),
    **dict.fromkeys(["q15_7", "q15_11", "q15_12", "q15_13"], (("citizens", 0.45),)),
    **dict.fromkeys(["q16_3", "q16_4", "q16_5"], (("institutions", 0.35),)),
    **dict.fromkeys(["q16_7", "q16_8", "q16_9"], (("citizens", 0.50),)),
    **dict.fromkeys(["q17_4", "q17_5"], (("citizens", 0.35),)),
    "q22_2": (("promise", -1.00),),
}
"""What single rows depend on besides. Row 2 of question 22 is worded the other way round."""

OPTIONS: Mapping[str, tuple[tuple[str, float], ...]] = {
    **dict.fromkeys(["q4_1", "q4_2", "q4_3", "q4_4", "q4_5"], (("focus", 0.55),)),
    **dict.fromkeys(["q4_6", "q4_8", "q8_6"], (("focus", -0.65),)),
    **dict.fromkeys(["q9_4", "q9_5", "q12_3", "q13_5", "q13_6"], (("cooperation", 0.35),)),
    **dict.fromkeys(["q9_7", "q9_11", "q12_5", "q12_8", "q13_7", "q13_10"], (("citizens", 0.50),)),
    **dict.fromkeys(
        ["q9_12", "q9_13", "q12_9", "q12_10", "q13_11", "q13_12"], (("institutions", 0.50),)
    ),
    **dict.fromkeys(["q12_1", "q12_2", "q13_1", "q13_2"], (("support", 0.40),)),
    **dict.fromkeys(["q5_5", "q5_6", "q5_11", "q7_9", "q7_17"], (("strain", 0.60),)),
    **dict.fromkeys(["q7_14", "q7_15", "q7_16"], (("strain", 0.40),)),
    "q12_13": (("cooperation", -0.60),),
    "q13_16": (("support", -0.60),),
}
"""What single options depend on besides the breadth of what a respondent ticks."""

AFFINITY: Mapping[str, tuple[tuple[str, float], ...]] = {
    "Social": (("q4_3", 0.9), ("q8_3", 0.6), ("q7_2", 0.8), ("q7_12", 0.8), ("q10_4", 0.4)),
    "Ældre og Sundhed": (("q4_2", 0.9), ("q8_4", 1.5), ("q8_1", -1.2), ("q10_7", 0.4)),
    "Børn og Familie": (
        ("q8_1", 1.4),
        ("q8_2", 0.5),
        ("q8_4", -1.2),
        ("q7_6", 0.9),
        ("q7_11", 0.5),
    ),
    "Beskæftigelse": (("q7_1", 1.4), ("q8_2", 0.7), ("q8_3", 0.6), ("q8_1", -0.6)),
    "Handicap og Psykiatri": (("q4_1", 1.1), ("q4_5", 0.5), ("q8_3", 0.7), ("q10_5", 0.5)),
}
"""What a respondent ticks more readily because of the administration."""

BREADTH = 0.35
"""The weight of breadth in every option."""


@dataclass(frozen=True, eq=False)
class Traits:
    """The hidden traits of the respondents: trait -> one number a respondent, variance about 1."""

    values: Mapping[str, Floats]
    administration: Sequence[str]

    def row(self, variable: str, draws: Draws) -> Floats:
        """Return how inclined each respondent is to the first codes of a row."""
        question = variable.partition("_")[0]
        return self._sum([*ROWS.get(question, ()), *EXTRA.get(variable, ())], draws)

    def option(self, variable: str, draws: Draws) -> Floats:
        """Return how inclined each respondent is to tick an option."""
        total = self._sum([("breadth", BREADTH), *OPTIONS.get(variable, ())], draws)
        bonus = {
            administration: dict(options).get(variable, 0.0)
            for administration, options in AFFINITY.items()
        }
        likely: Floats = np.array([bonus[administration] for administration in self.administration])
        return total + likely

    def doubt(self, draws: Draws) -> Floats:
        """Return how inclined each respondent is to answer don't know."""
        return self._sum([("doubt", 0.70)], draws)

    def skip(self, draws: Draws) -> Floats:
        """Return how inclined each respondent is to skip a question."""
        return self._sum([("haste", 0.70)], draws)

    def _sum(self, weights: Sequence[tuple[str, float]], draws: Draws) -> Floats:
        size = len(self.administration)
        noise = math.sqrt(max(0.2, 1 - sum(weight**2 for _, weight in weights)))
        total: Floats = noise * draws.normal(size)
        for trait, weight in weights:
            total = total + weight * self.values[trait]
        return total


def draw_traits(place: Ints, administration: Sequence[str], draws: Draws) -> Traits:
    """Draw the traits of respondents in the municipalities `place`."""
    values: dict[str, Floats] = {}
    municipalities = int(place.max()) + 1
    for trait, weights in TRAITS.items():
        shared = draws.normal(municipalities)[place]
        own = math.sqrt(SHARED) * shared + math.sqrt(1 - SHARED) * draws.normal(place.size)
        total: Floats = math.sqrt(1 - sum(weight**2 for _, weight in weights)) * own
        for earlier, weight in weights:
            total = total + weight * values[earlier]
        values[trait] = total
    return Traits(values, administration)
