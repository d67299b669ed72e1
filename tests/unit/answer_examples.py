"""A small dataset with everything in it that a format of answers must carry."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from lovende.domain.dataset.model import (
    AnswerState,
    Category,
    Dataset,
    Measure,
    MissingCodes,
    MultipleSet,
    Variable,
    VariableKind,
)
from lovende.domain.texts import Text


def text(danish: str, english: str = "") -> Text:
    return Text.of(da=danish, en=english or danish)


SCALE = (
    Category("1", text("I meget høj grad", "To a very high degree")),
    Category("5", text("Slet ikke", "Not at all")),
    Category("0", text("Ved ikke", "Don't know"), dont_know=True),
)

VARIABLES = (
    Variable("nøgle", VariableKind.TEXT, text("Nøgle", "Key")),
    Variable("q1", VariableKind.CODE, text("Nyt?", "New?"), Measure.ORDINAL, SCALE, (), "q1", "1"),
    Variable("q2_1", VariableKind.FLAG, text("Hjælp", "Help"), question="q2", option="1"),
    Variable("q2_2", VariableKind.FLAG, text("Støtte", "Support"), question="q2", option="2"),
    Variable(
        "kommune",
        VariableKind.CODE,
        text("Kommune", "Municipality"),
        categories=(
            Category("0101", text("København", "Copenhagen")),
            Category("A1", text("Ærø")),
        ),
    ),
    Variable(
        "alder",
        VariableKind.NUMBER,
        text("Alder", "Age"),
        Measure.SCALE,
        missing=(MissingCodes(99.0, 99.0, AnswerState.SKIPPED, text("Uoplyst", "Unknown")),),
    ),
    Variable("timer", VariableKind.NUMBER, text("Timer", "Hours"), Measure.SCALE),
    Variable("q19", VariableKind.TEXT, text("Beskriv", "Describe"), question="q19"),
    Variable("dato", VariableKind.DATE, text("Dato", "Date"), Measure.SCALE),
    Variable("tid", VariableKind.DATE, text("Tidspunkt", "Time"), Measure.SCALE),
)

VALUES = pl.DataFrame(
    {
        "nøgle": ["001", "002", "003", "004"],
        "q1": ["1", "0", None, None],
        "q2_1": [True, False, None, None],
        "q2_2": [False, True, None, None],
        "kommune": ["0101", "A1", None, "0101"],
        "alder": [40, 99, None, 20],
        "timer": [1.5, None, 2.0, -1e6],
        "q19": ['=1+1 "x"\nlinje; to, tre', None, "", None],
        "dato": [date(2021, 3, 1), None, None, date(1890, 1, 1)],
        "tid": [datetime(2021, 3, 1, 10, 20, 30), None, None, datetime(2021, 3, 2)],
    }
)

STATES = {
    "q1": [0, 0, 2, 3],
    "q2_1": [0, 0, 2, 3],
    "q2_2": [0, 0, 2, 3],
    "alder": [0, 1, 1, 0],
    "timer": [0, 2, 0, 0],
    "q19": [0, 1, 0, 3],
    "dato": [0, 1, 2, 0],
}


def example() -> Dataset:
    return Dataset.from_values(
        VARIABLES,
        VALUES,
        {name: pl.Series(name, states) for name, states in STATES.items()},
        sets=(MultipleSet("q2", text("Hvad 'hjalp'?", "What 'helped'?"), ("q2_1", "q2_2")),),
        key="nøgle",
        title=text("Prøve", "Sample"),
    )
