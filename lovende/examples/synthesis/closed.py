"""The closed questions, in the order of the questionnaire and along its routing."""

from __future__ import annotations

import numpy as np

from lovende.examples import figures
from lovende.examples.synthesis.draws import Ints, ascending
from lovende.examples.synthesis.sheet import Sheet

REACHED: dict[str, int] = {
    **dict.fromkeys(["q3", "q4", "q5", "q6", "q7"], 283),
    **dict.fromkeys(["q8", "q9", "q10"], 270),
    **dict.fromkeys(["q11", "q12"], 261),
    **dict.fromkeys(["q13", "q14"], 252),
    "q15": 236,
    "q16": 233,
    **dict.fromkeys(["q17", "q18"], 230),
    **dict.fromkeys(["q19", "q20", "q21", "q22", "q23", "q24", "q25"], 210),
}
"""How many of the 291 who are not sent to the end after question 2 get as far as a question.

People break off between two pages, so the questions of a page share a number. The printed bases
lie under these numbers: the difference are those who skipped the question. Nobody breaks off
after question 19, where the bases hardly fall any more.
"""

FORGOT_TO_SUBMIT = 6
"""So many answer to the last question and never send their answers in."""


ASKED_IF: dict[str, dict[str, tuple[str, ...]]] = {
    "q5": {"q4_1": ("1",)},
    "q6": {"q4_2": ("1",)},
    "q7": {"q4_3": ("1",)},
    "q10": {"q9_4": ("1",), "q9_5": ("1",)},
    "q18": {"q17_1": ("1", "2", "3", "4")},
}
"""The routing: a question is asked of those who gave one of these answers."""


def fill_closed(sheet: Sheet) -> None:
    """Answer questions 1 to 25 once, question 19 apart."""
    _fill_extent(sheet)
    rows = figures.rows()
    for question in REACHED:
        if question in figures.SEVERAL:
            base, options = figures.SEVERAL[question]
            sheet.fill_options(question, base, options, _asked(sheet, question))
        for variable, counts in rows.items():
            if variable.partition("_")[0] == question:
                sheet.fill_row(variable, counts, _asked(sheet, question))


def reached(sheet: Sheet, question: str) -> Ints:
    """Return who gets as far as `question`: those with the most stamina."""
    going_on = np.setdiff1d(np.arange(sheet.size), sheet.who("q1", "6"))
    stamina = sheet.traits.values["stamina"][going_on]
    return going_on[ascending(-stamina)[: REACHED[question]]]


def _asked(sheet: Sheet, question: str) -> Ints:
    """Return who gets as far as `question` and is asked it."""
    conditions = ASKED_IF.get(question)
    if conditions is None:
        return reached(sheet, question)
    chosen = [sheet.who(variable, *answers) for variable, answers in conditions.items()]
    return np.unique(np.concatenate(chosen))


def _fill_extent(sheet: Sheet) -> None:
    """Answer question 1 and, where it is "not at all", question 2.

    One respondent in a large municipality skips question 1 and answers the rest.
    """
    stamina = np.where(sheet.large, sheet.traits.values["stamina"], -np.inf)
    pool = np.delete(np.arange(sheet.size), int(np.argmax(stamina)))
    sheet.fill_row("q1", figures.ONE["q1"], pool, figures.Q1_LARGE)
    sheet.fill_row("q2", figures.ONE["q2"], sheet.who("q1", "6"))
