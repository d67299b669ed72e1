"""Raw tables fitted to a questionnaire."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lovende.domain.dataset.from_questionnaire import sets_of, variables_of
from lovende.domain.dataset.matching import match
from lovende.domain.dataset.model import (
    AnswerState,
    Category,
    Dataset,
    Measure,
    MissingCodes,
    Variable,
    VariableKind,
)
from lovende.domain.errors import Fault
from lovende.domain.questionnaire.model import (
    Choice,
    ChoiceList,
    Group,
    Kind,
    MatrixRow,
    Question,
    Questionnaire,
    Repeat,
    Role,
)
from lovende.domain.texts import Text
from lovende.formats.answers import read_answers
from tests.unit.answer_examples import text

DEGREE = ChoiceList(
    "degree",
    (
        Choice("1", text("Meget høj", "Very high")),
        Choice("2", text("Høj", "High")),
        Choice("0", text("Ved ikke", "Don't know"), Role.DONT_KNOW),
    ),
    ordinal=True,
)
HELP = ChoiceList(
    "help",
    (
        Choice("1", text("Hjælp", "Help")),
        Choice("2", text("Råd, vejledning", "Advice, guidance")),
        Choice("9", text("Intet", "Nothing"), Role.EXCLUSIVE),
    ),
)
QUESTIONNAIRE = Questionnaire(
    "prøve",
    (
        Group(
            "page1",
            (
                Question("q1", Kind.ONE, text("Hvor?"), "1", choices="degree"),
                Question("q4", Kind.SEVERAL, text("Hvad?"), "4", choices="help"),
                Question("note", Kind.NOTE, text("Tak")),
                Question("sum", Kind.CALCULATION, calculation="1+1"),
            ),
            page=True,
        ),
        Question(
            "q15",
            Kind.MATRIX,
            text("Hvordan?"),
            "15",
            choices="degree",
            rows=(
                MatrixRow("q15_1", text("Borgere"), 1),
                MatrixRow("q15_staff", text("Ansatte"), 2),
            ),
        ),
        Question("antal", Kind.INTEGER),
        Question("timer", Kind.DECIMAL),
        Question("dato", Kind.DATE),
        Repeat(
            "innovation",
            (
                Question("q19", Kind.TEXT, text("Beskriv")),
                Question(
                    "q20",
                    Kind.MATRIX,
                    text("Potentiale"),
                    choices="degree",
                    rows=(MatrixRow("q20_1", text("Borgere"), 1),),
                ),
                Question("q21", Kind.SEVERAL, text("For hvem?"), choices="help"),
            ),
            maximum=2,
        ),
    ),
    (DEGREE, HELP),
)


def raw(**columns: list[str | None]) -> Dataset:
    """A table of texts, as a CSV gives it."""
    values = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    variables = tuple(Variable(name, VariableKind.TEXT) for name in columns)
    return Dataset.from_values(variables, values)


def table(columns: dict[str, list[str | None]]) -> Dataset:
    return raw(**columns)


def errors(faults: tuple[Fault, ...]) -> list[tuple[str, int | None, str | None]]:
    return [
        (fault.code, fault.place.row, fault.place.column)
        for fault in faults
        if fault.code != "answers.absent_questions"
    ]


def test_variables_of_a_questionnaire() -> None:
    variables = {variable.name: variable for variable in variables_of(QUESTIONNAIRE)}
    assert list(variables) == [
        *("q1", "q4_1", "q4_2", "q4_9", "q15_1", "q15_staff", "antal", "timer", "dato"),
        *("q19", "q20_1", "q21_1", "q21_2", "q21_9"),
        *("q19__2", "q20_1__2", "q21_1__2", "q21_2__2", "q21_9__2"),
    ]
    q1 = variables["q1"]
    assert (q1.kind, q1.measure, q1.number) == (VariableKind.CODE, Measure.ORDINAL, "1")
    assert [category.dont_know for category in q1.categories] == [False, False, True]
    flag = variables["q4_9"]
    assert (flag.kind, flag.question, flag.option) == (VariableKind.FLAG, "q4", "9")
    assert flag.label == text("Intet", "Nothing")
    row = variables["q15_staff"]
    assert (row.question, row.row, row.number) == ("q15", 2, "15")
    assert variables["antal"].measure is Measure.SCALE
    assert variables["q20_1__2"].round == 2
    names = [(one.name, one.variables) for one in sets_of(QUESTIONNAIRE)]
    assert names[0] == ("q4", ("q4_1", "q4_2", "q4_9"))
    assert names[2] == ("q21__2", ("q21_1__2", "q21_2__2", "q21_9__2"))


def test_a_repeat_without_maximum_has_as_many_rounds_as_the_data() -> None:
    repeat = Repeat("child", (Question("age", Kind.INTEGER),))
    endless = Questionnaire("x", (repeat,))
    assert [v.name for v in variables_of(endless)] == ["age"]
    dataset, faults = match(table({"child[1]/age": ["3"], "child[3]/age": ["5"]}), endless)
    assert dataset.values.row(0, named=True) == {"age": 3, "age__2": None, "age__3": 5}
    assert [fault.params["names"] for fault in faults] == ["age__2"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1", "1"),
        (" 1 ", "1"),
        ("1.0", "1"),
        ("1,0", "1"),
        ("01", "1"),
        ("meget  HØJ", "1"),
        ("High", "2"),
        ("don't know", "0"),
        ("", None),
        (None, None),
        ("NA", None),
        ("#NULL!", None),
    ],
)
def test_codes_labels_and_numbers(cell: str | None, code: str | None) -> None:
    dataset, faults = match(table({"q1": [cell]}), QUESTIONNAIRE)
    assert dataset.values["q1"].to_list() == [code]
    assert dataset.answered("q1").to_list() == [code is not None]
    assert errors(faults) == []


@pytest.mark.parametrize("names", ["q4_{}", "q4/{}", "q4[{}]", "q4.{}", "q4#{}", "page1/q4/{}"])
@pytest.mark.parametrize(
    ("yes", "no"),
    [("1", "0"), ("ja", "nej"), ("Yes", "No"), ("true", "false"), ("x", ""), ("1.0", "0.0")],
)
def test_options_in_columns_of_their_own(names: str, yes: str, no: str) -> None:
    columns: dict[str, list[str | None]] = {
        names.format(1): [yes, no, yes],
        names.format(2): [no, no, yes],
        names.format(9): [no, no, no],
    }
    dataset, faults = match(table(columns), QUESTIONNAIRE)
    assert dataset.values["q4_1"].to_list() == [True, None, True]
    assert dataset.values["q4_2"].to_list() == [False, None, True]
    assert dataset.values["q4_9"].to_list() == [False, None, False]
    assert dataset.states["q4_9"].to_list() == [0, int(AnswerState.SKIPPED), 0]
    assert errors(faults) == []


@pytest.mark.parametrize(
    "cells",
    [
        ["1 2", "9", None],
        ["1,2", "9", ""],
        ["2;1", "9", " "],
        ["1 | 2", "9.0", "NA"],
        ["Hjælp; Råd, vejledning", "nothing", None],
        ["Help\nAdvice, guidance", "Intet", None],
    ],
)
def test_options_listed_in_one_column(cells: list[str | None]) -> None:
    dataset, faults = match(table({"q4": cells}), QUESTIONNAIRE)
    assert dataset.values["q4_1"].to_list() == [True, False, None]
    assert dataset.values["q4_2"].to_list() == [True, False, None]
    assert dataset.values["q4_9"].to_list() == [False, True, None]
    assert dataset.states["q4_1"].to_list() == [0, 0, int(AnswerState.SKIPPED)]
    assert errors(faults) == []


def test_options_in_columns_go_before_the_listing_that_stands_beside_them() -> None:
    columns: dict[str, list[str | None]] = {
        "q4": ["1"],
        "q4/1": ["0"],
        "q4/2": ["1"],
        "q4/9": ["0"],
    }
    dataset, faults = match(table(columns), QUESTIONNAIRE)
    assert dataset.values["q4_2"].to_list() == [True]
    assert dataset.values["q4_1"].to_list() == [False]
    assert errors(faults) == []


@pytest.mark.parametrize(
    "name", ["q15_2", "q15[2]", "q15/q15_staff", "Q15_STAFF", "q15[q15_staff]"]
)
def test_rows_of_a_matrix(name: str) -> None:
    dataset, faults = match(table({"q15_1": ["1"], name: ["2"]}), QUESTIONNAIRE)
    assert dataset.values["q15_staff"].to_list() == ["2"]
    assert errors(faults) == []


@pytest.mark.parametrize("name", ["q20_1__2", "innovation[2]/q20_1", "innovation[2]/q20/q20_1"])
def test_rounds_of_a_repeat(name: str) -> None:
    dataset, faults = match(table({"q20_1": ["1"], name: ["2"]}), QUESTIONNAIRE)
    assert dataset.values["q20_1"].to_list() == ["1"]
    assert dataset.values["q20_1__2"].to_list() == ["2"]
    assert errors(faults) == []


def test_numbers_and_dates() -> None:
    columns: dict[str, list[str | None]] = {
        "antal": ["12", "1 200", None],
        "timer": ["1,5", "1.234,5", "7"],
        "dato": ["31-12-2020", "2020-12-31", "31.12.2020"],
    }
    dataset, faults = match(table(columns), QUESTIONNAIRE)
    assert dataset.values["antal"].to_list() == [12, 1200, None]
    assert dataset.values["timer"].to_list() == [1.5, 1234.5, 7.0]
    assert [str(day) for day in dataset.values["dato"]] == ["2020-12-31"] * 3
    assert errors(faults) == []


def test_every_unreadable_cell_is_told_with_its_place() -> None:
    columns: dict[str, list[str | None]] = {
        "q1": ["1", "7", "Hoj"],
        "q4": ["1 8", "1", "2"],
        "antal": ["ti", "1", "1"],
        "dato": ["2020-02-30", None, None],
        "q21_1": ["måske", None, None],
    }
    _, faults = match(table(columns), QUESTIONNAIRE)
    assert errors(faults) == [
        ("answers.unknown_code", 3, "q1"),
        ("answers.unknown_code", 4, "q1"),
        ("answers.unknown_code", 2, "q4"),
        ("answers.not_a_number", 2, "antal"),
        ("answers.not_a_date", 2, "dato"),
        ("answers.not_ticked_or_not", 2, "q21_1"),
    ]
    assert str(faults[0]) == (
        "row 3, column q1, question q1: “7” is not an answer to this question; its codes are 1, 2, 0."
    )
    assert "did you mean “Høj”" in str(faults[1])


def test_a_column_of_nothing_but_mistakes_is_summed_up() -> None:
    _, faults = match(table({"q1": ["77"] * 5000}), QUESTIONNAIRE)
    told = [fault for fault in faults if fault.place.column == "q1"]
    assert len(told) == 1001
    assert told[-1].params["count"] == 4000


def test_unknown_absent_and_doubled_columns() -> None:
    columns: dict[str, list[str | None]] = {
        "q1": ["1"],
        "Q1": ["2"],
        "region": ["Syd"],
        "anntal": ["5"],
    }
    dataset, faults = match(table(columns), QUESTIONNAIRE, expected=["region"])
    told = {fault.code: fault for fault in faults}
    assert set(told) == {
        "answers.doubled_column",
        "answers.unknown_column",
        "answers.absent_questions",
    }
    assert told["answers.unknown_column"].params == {"name": "anntal", "nearest": "antal"}
    assert told["answers.absent_questions"].params["names"].startswith("q4, q15, antal, timer")
    assert dataset.values["region"].to_list() == ["Syd"]
    assert dataset.states["timer"].to_list() == [int(AnswerState.SKIPPED)]


def test_keys() -> None:
    columns: dict[str, list[str | None]] = {"nr": ["7", "8", "7", None], "q1": ["1", "2", "1", "2"]}
    dataset, faults = match(table(columns), QUESTIONNAIRE, key="nr")
    assert dataset.key == "nr"
    assert dataset.variables[0].name == "nr"
    assert errors(faults) == [("answers.empty_key", 5, "nr"), ("answers.doubled_key", 4, "nr")]
    assert str(faults[1]).endswith("The key 7 stands in row 2 and again in row 4; keep one.")
    _, faults = match(table(columns), QUESTIONNAIRE, key="nrr")
    assert faults[0].params == {"key": "nrr", "nearest": "nr"}


def test_states_and_declared_missing_codes_are_kept() -> None:
    declared = MissingCodes(99.0, 99.0, AnswerState.SKIPPED, Text.of({"": "Uoplyst"}))
    variables = (
        Variable("q1", VariableKind.CODE, missing=(declared,)),
        Variable("antal", VariableKind.NUMBER),
    )
    values = pl.DataFrame({"q1": ["1", "99", None], "antal": [5.0, None, None]})
    states = {"q1": pl.Series([0, 1, 3]), "antal": pl.Series([0, 2, 3])}
    dataset, faults = match(Dataset.from_values(variables, values, states), QUESTIONNAIRE)
    assert errors(faults) == []
    assert dataset.values["q1"].to_list() == ["1", "99", None]
    assert dataset.states["q1"].to_list() == [0, 1, 3]
    assert dataset.states["antal"].to_list() == [0, 2, 3]
    assert dataset["q1"].missing == (declared,)


def test_other_codes_in_a_file_are_understood_by_their_labels() -> None:
    """A .sav whose codes are numbered anew, with the labels of the questionnaire."""
    categories = (Category("11", Text.of({"": "Høj"})), Category("12", Text.of({"": "Ved ikke"})))
    variables = (Variable("q1", VariableKind.CODE, categories=categories),)
    source = Dataset.from_values(variables, pl.DataFrame({"q1": ["11", "12"]}))
    dataset, faults = match(source, QUESTIONNAIRE)
    assert dataset.values["q1"].to_list() == ["2", "0"]
    assert errors(faults) == []


def test_ten_thousand_columns(tmp_path: Path) -> None:
    names = [f"x{number}" for number in range(10_000)]
    (tmp_path / "wide.csv").write_text("q1," + ",".join(names) + "\n1" + ",2" * 10_000 + "\n")
    source, _ = read_answers(tmp_path / "wide.csv", typed=False)
    dataset, faults = match(source, QUESTIONNAIRE)
    assert dataset.values["q1"].to_list() == ["1"]
    assert [f.params["count"] for f in faults if f.code == "answers.unknown_column"] == [10_000]


def test_an_option_and_the_text_beside_it_both_have_a_name() -> None:
    """`or_other` makes the option `other` and the text `q_other`, which a flag must not be named too."""
    options = ChoiceList("uses", (Choice("a"), Choice("other")))
    items = (Question("q", Kind.SEVERAL, choices="uses"), Question("q_other", Kind.TEXT))
    form = Questionnaire("form", items, (options,))
    assert [v.name for v in variables_of(form)] == ["q_a", "q_other_ticked", "q_other"]
    dataset, faults = match(raw(key=["1"], q=["a other"], q_other=["skates"]), form, key="key")
    assert faults == ()
    assert dataset.values.row(0, named=True) == {
        "key": "1",
        "q_a": True,
        "q_other_ticked": True,
        "q_other": "skates",
    }
