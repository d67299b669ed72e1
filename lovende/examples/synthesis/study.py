"""The panel, the answers and the short interviews of the example, as frames of text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from lovende.domain.places import MUNICIPALITIES
from lovende.examples import figures
from lovende.examples.synthesis.closed import FORGOT_TO_SUBMIT, fill_closed, reached
from lovende.examples.synthesis.descriptions import Writer
from lovende.examples.synthesis.draws import Bools, Draws, Ints, ascending
from lovende.examples.synthesis.outcomes import dispositions, short_interviews
from lovende.examples.synthesis.panel import Invitees, draw_job_title, invite
from lovende.examples.synthesis.phrases import OTHERS
from lovende.examples.synthesis.promise import ITEMS, describers, second_describers, tune
from lovende.examples.synthesis.second import fill_second
from lovende.examples.synthesis.sheet import Sheet
from lovende.examples.synthesis.traits import draw_traits

SEED = 2040
"""Of the first seeds, the one whose municipalities are alike to about the degree that is drawn for,
in every question: with three respondents in a municipality, chance moves that a good deal."""

EXPLAINED = 0.7
"""The share of those who tick "other" and say what it is."""

COLLEAGUE = 0.06
"""The share of respondents who correct their job title: a colleague answers instead."""

_OTHER_CODES = {
    "q2_other": ("q2", "4"),
    "q3_other": ("q3", "5"),
    "q4_other": ("q4_7", "1"),
    "q5_other": ("q5_12", "1"),
    "q6_other": ("q6_6", "1"),
    "q7_other": ("q7_18", "1"),
    "q9_other": ("q9_15", "1"),
    "q12_other": ("q12_12", "1"),
    "q13_other": ("q13_15", "1"),
}


@dataclass(frozen=True)
class SyntheticStudy:
    """Three frames whose columns are all String, null where there is nothing.

    `panel`: one row an invitee. `answers`: one row a respondent, with `key`, `submitted` ("1" or
    "0"), the background that the respondent confirmed, and the answers in the order of the
    questionnaire: codes as text, "1" or "0" for each option of a several-choice question that was
    answered. `nonresponders`: one row a short interview, with `key`, `q1` and `q3`.
    """

    panel: pl.DataFrame
    answers: pl.DataFrame
    nonresponders: pl.DataFrame


def synthetic_study(seed: int = SEED) -> SyntheticStudy:
    """Make the example study. The same `seed` gives the same study on every machine.

    Every count of `lovende.examples.figures` comes out exactly whatever the seed. That question 1
    is the only one that any test finds to differ by size is checked for the default seed.
    """
    invitees = invite(seed)
    sheet = _answer_all(invitees, seed)
    submitted = _submitted(sheet)
    complete = submitted.copy()
    complete[reached(sheet, "q25")] = True
    ends = dispositions(invitees, complete.tolist(), seed)
    interviews = short_interviews(ends, seed)
    return SyntheticStudy(
        panel=_panel_frame(invitees, ends),
        answers=_answers_frame(invitees, sheet, submitted, seed),
        nonresponders=_frame(
            {
                "key": [invitees.keys[invitee] for invitee, _, _ in interviews],
                "q1": [q1 for _, q1, _ in interviews],
                "q3": [q3 for _, _, q3 in interviews],
            }
        ),
    )


def _answer_all(invitees: Invitees, seed: int) -> Sheet:
    """Fill in the answers of all respondents."""
    who = np.flatnonzero(invitees.answers)
    administration = [invitees.administration[i] for i in who.tolist()]
    traits = draw_traits(invitees.place[who], administration, Draws(seed, "traits"))
    sheet = Sheet(invitees.large[who], traits, seed)
    fill_closed(sheet)
    first = describers(sheet, seed)
    tune(sheet, first)
    second = second_describers(sheet, first, seed)
    fill_second(sheet, second, seed)
    sheet.write("q25__2", np.array([], dtype=np.int64), [])
    writer = Writer(Draws(seed, "descriptions"))
    for text, novelty, respondents in (("q19", "q23", first), ("q19__2", "q23__2", second)):
        answers = [
            writer.describe(administration[r], sheet.columns[novelty][r])
            for r in respondents.tolist()
        ]
        sheet.write(text, respondents, answers)
    _explain_others(sheet, writer, Draws(seed, "others"))
    return sheet


def _explain_others(sheet: Sheet, writer: Writer, draws: Draws) -> None:
    for variable, (column, code) in _OTHER_CODES.items():
        who = sheet.who(column, code)
        who = who[draws.uniform(who.size) < EXPLAINED]
        sheet.write(variable, who, [writer.explain_other(variable) for _ in who])


def _submitted(sheet: Sheet) -> Bools:
    """Say who sent the answers in: all who got to the end, but for a few who answered nearly all."""
    at_end = reached(sheet, "q25")
    result = np.zeros(sheet.size, dtype=bool)
    result[at_end] = True
    result[sheet.who("q1", "6")] = True
    once = np.setdiff1d(at_end, sheet.who("q25", "1"))
    given = np.array([sum(c[r] is not None for c in sheet.columns.values()) for r in once.tolist()])
    thorough = ascending(-given.astype(float))[: 3 * FORGOT_TO_SUBMIT]
    result[once[thorough[::3]]] = False
    return result


def _panel_frame(invitees: Invitees, ends: list[str]) -> pl.DataFrame:
    numbers = range(1, len(invitees.keys) + 1)
    return _frame(
        {
            "key": invitees.keys,
            "municipality": _codes(invitees.place),
            "administration": invitees.administration,
            "department": invitees.department,
            "name": [f"Testperson {number} Eksempelsen" for number in numbers],
            "job_title": invitees.job_title,
            "email": [f"testperson.{number}@example.org" for number in numbers],
            "telephone": [f"00 00 {number // 100:02d} {number % 100:02d}" for number in numbers],
            "wave": [str(wave) for wave in invitees.wave.tolist()],
            "disposition": ends,
        }
    )


def _answers_frame(invitees: Invitees, sheet: Sheet, submitted: Bools, seed: int) -> pl.DataFrame:
    who = np.flatnonzero(invitees.answers)
    draws = Draws(seed, "background")
    corrected = draws.uniform(who.size) < COLLEAGUE
    titles = [
        draw_job_title(draws) if new else invitees.job_title[i]
        for i, new in zip(who.tolist(), corrected.tolist(), strict=True)
    ]
    background: dict[str, list[str]] = {
        "key": [invitees.keys[i] for i in who.tolist()],
        "submitted": ["1" if sent else "0" for sent in submitted.tolist()],
        "municipality": _codes(invitees.place[who]),
        "administration": [invitees.administration[i] for i in who.tolist()],
        "department": [invitees.department[i] for i in who.tolist()],
        "job_title": titles,
    }
    return _frame({**background, **{name: sheet.columns[name] for name in variables()}})


def variables() -> list[str]:
    """Return the variables of questions 1 to 25 in the order of the questionnaire.

    Question 25 is asked in the first round only; its column of the second round stays empty.
    """
    rows = list(figures.rows())
    result = []
    for number in range(1, 26):
        question = f"q{number}"
        if question == "q19":
            result.append(question)
        elif question in figures.SEVERAL:
            result += [f"{question}_{code}" for code in figures.SEVERAL[question][1]]
        else:
            result += [row for row in rows if row.partition("_")[0] == question]
        if f"{question}_other" in OTHERS:
            result.append(f"{question}_other")
    return [*result, "q19__2", *(f"{item}__2" for item in ITEMS), "q25__2"]


def _codes(place: Ints) -> list[str]:
    return [MUNICIPALITIES[p].code for p in place.tolist()]


def _frame(columns: Mapping[str, Sequence[str | None]]) -> pl.DataFrame:
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
