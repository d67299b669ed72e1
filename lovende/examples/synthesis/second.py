"""The second innovation of those who have one: questions 19 to 24 once more.

The source prints nothing about these answers, so they are free: each is drawn in proportion to the
answers about the first innovation.
"""

from __future__ import annotations

from collections.abc import Mapping

from lovende.examples import figures
from lovende.examples.synthesis.draws import Draws, Ints
from lovende.examples.synthesis.promise import ITEMS
from lovende.examples.synthesis.sheet import Sheet

SKIPPED = 0.04
"""The share of single answers that are skipped."""


def fill_second(sheet: Sheet, respondents: Ints, seed: int) -> None:
    """Answer the items of the index about a second innovation."""
    draws = Draws(seed, "second innovation")
    rows = figures.rows()
    for item in ITEMS:
        variable = f"{item}__2"
        sheet.columns[variable] = [None] * sheet.size
        for respondent in respondents.tolist():
            if draws.uniform(1)[0] >= SKIPPED:
                answer = _draw_answer(rows[item], draws)
                sheet.columns[variable][respondent] = answer


def _draw_answer(counts: Mapping[str, int], draws: Draws) -> str:
    """Draw an answer in proportion to the counts."""
    answers = [code for code, count in counts.items() for _ in range(count)]
    return answers[draws.pick(len(answers))]
