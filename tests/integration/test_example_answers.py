"""The generated answers fit the questionnaire of the example: its columns, its codes, its routing."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import polars as pl

from lovende.domain.dataset.from_questionnaire import variables_of
from lovende.domain.dataset.model import VariableKind
from lovende.domain.questionnaire.checking import Checker
from lovende.domain.questionnaire.model import Questionnaire
from lovende.examples.synthesis import synthetic_study
from lovende.formats.xlsform.reading import read_xlsform


@cache
def answers() -> pl.DataFrame:
    return synthetic_study().answers


@cache
def questionnaire() -> Questionnaire:
    form = Path(str(files("lovende.examples"))) / "data" / "questionnaire.md"
    return read_xlsform(form)[0]


def test_the_columns_are_the_variables_in_order() -> None:
    expected = [variable.name for variable in variables_of(questionnaire())]
    assert answers().columns == ["key", "submitted", *expected]


def test_every_answer_follows_codes_and_routing() -> None:
    variables = variables_of(questionnaire())
    checker = Checker(questionnaire())
    for row in answers().iter_rows(named=True):
        given: dict[str, object] = {}
        for variable in variables:
            if variable.kind is VariableKind.FLAG:
                ticked = [variable.option] if row[variable.name] == "1" else []
                given.setdefault(str(variable.question), []).extend(ticked)  # type: ignore[attr-defined]  # lists of options
            elif row[variable.name] is not None:
                given[variable.name] = row[variable.name]
        assert checker.check(given, complete=False).faults == ()
