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


def fill_closed(sheet: Sheet) -> None:
    """Answer questions 1 to 25 once, question 19 apart."""
    _fill_extent(sheet)
    rows = figures.rows()
    for variable, counts in rows.items():
        question = variable.partition("_")[0]
        if question not in ("q1", "q2", "q17", "q25"):
            sheet.fill_row(variable, counts, reached(sheet, question))
    for question in ("q4", "q8", "q9", "q12", "q13"):
        base, counts = figures.SEVERAL[question]
        sheet.fill_options(question, base, counts, reached(sheet, question))
    for question, option in (("q5", "q4_1"), ("q6", "q4_2"), ("q7", "q4_3")):
        base, counts = figures.SEVERAL[question]
        sheet.fill_options(question, base, counts, sheet.who(option, "1"))
    base, counts = figures.SEVERAL["q10"]
    elsewhere = np.union1d(sheet.who("q9_4", "1"), sheet.who("q9_5", "1"))
    sheet.fill_options("q10", base, counts, elsewhere)
    for row in range(1, 1 + len(figures.MATRICES["q17"])):
        sheet.fill_row(f"q17_{row}", rows[f"q17_{row}"], reached(sheet, "q17"))
    base, counts = figures.SEVERAL["q18"]
    sheet.fill_options("q18", base, counts, sheet.who("q17_1", "1", "2", "3", "4"))
    sheet.fill_row("q25", rows["q25"], reached(sheet, "q25"))


def reached(sheet: Sheet, question: str) -> Ints:
    """Return who gets as far as `question`: those with the most stamina."""
    going_on = np.setdiff1d(np.arange(sheet.size), sheet.who("q1", "6"))
    stamina = sheet.traits.values["stamina"][going_on]
    return going_on[ascending(-stamina)[: REACHED[question]]]


def _fill_extent(sheet: Sheet) -> None:
    """Answer question 1 and, where it is "not at all", question 2.

    One respondent in a large municipality skips question 1 and answers the rest.
    """
    stamina = np.where(sheet.large, sheet.traits.values["stamina"], -np.inf)
    pool = np.delete(np.arange(sheet.size), int(np.argmax(stamina)))
    sheet.fill_row("q1", figures.ONE["q1"], pool, figures.Q1_LARGE)
    sheet.fill_row("q2", figures.ONE["q2"], sheet.who("q1", "6"))
