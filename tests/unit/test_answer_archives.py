"""The National Archives' rules for statistics files."""

from __future__ import annotations

import polars as pl
import pytest

from lovende.domain.dataset.model import Category, Dataset, MissingCodes, Variable, VariableKind
from lovende.domain.texts import Text
from lovende.formats.archives import check_archive_rules
from tests.unit.answer_examples import example

LABEL = Text.of(da="Kommunens størrelse")


def codes(variable: Variable, values: list[object]) -> list[str]:
    dataset = Dataset.from_values((variable,), pl.DataFrame({variable.name: values}))
    return [fault.code for fault in check_archive_rules(dataset)]


def test_the_example_keeps_the_rules() -> None:
    assert check_archive_rules(example()) == ()


@pytest.mark.parametrize("name", ["1a", "a b", "a%", "_x", "x" * 129, "a.b"])
def test_names(name: str) -> None:
    assert codes(Variable(name, VariableKind.TEXT, LABEL), ["x"]) == ["archive.name"]


@pytest.mark.parametrize(
    ("label", "code"),
    [("", "archive.no_label"), ("1", "archive.label"), ("StÃ¸rrelse", "archive.encoding")],
)
def test_labels(label: str, code: str) -> None:
    assert codes(Variable("a", VariableKind.TEXT, Text.of(da=label)), ["x"]) == [code]


def test_value_labels() -> None:
    def variable(*labels: str) -> Variable:
        categories = tuple(
            Category(str(number), Text.of(da=label)) for number, label in enumerate(labels, 1)
        )
        return Variable("a", VariableKind.CODE, LABEL, categories=categories)

    assert codes(variable("Ja", "Nej"), ["1", "2"]) == []
    assert codes(variable("Ja", "Ja"), ["1", "2"]) == ["archive.label_twice"]
    assert codes(variable("Ja", "2"), ["1", "2"]) == ["archive.value_label"]
    assert codes(variable("Ja", ""), ["1", "2"]) == ["archive.value_label"]
    assert codes(variable("Ja"), ["1", "2"]) == ["archive.unlabelled"]


def test_missing_codes_belong_to_numbers_and_categories() -> None:
    labelled = (MissingCodes("99", "99", label=Text.of(da="Uoplyst")),)
    assert codes(Variable("a", VariableKind.TEXT, LABEL, missing=labelled), ["x"]) == [
        "archive.missing_codes"
    ]
    unlabelled = (MissingCodes(99.0, 99.0),)
    assert codes(Variable("a", VariableKind.NUMBER, LABEL, missing=unlabelled), [1]) == [
        "archive.missing_label"
    ]


def test_dates_are_written_in_one_way() -> None:
    variable = Variable("a", VariableKind.TEXT, LABEL)
    assert codes(variable, ["2021-03-31", "31.03.2021", ""]) == ["archive.date_forms"]
    assert codes(variable, ["2021-03-31", "2020-01-01"]) == []
    assert codes(variable, ["2021-03-31", "engang i 2020"]) == []


def test_names_that_differ_in_capitals_only() -> None:
    variables = (Variable("a", VariableKind.TEXT, LABEL), Variable("A", VariableKind.TEXT, LABEL))
    dataset = Dataset.from_values(variables, pl.DataFrame({"a": ["x"], "A": ["y"]}))
    assert {fault.code for fault in check_archive_rules(dataset)} == {"archive.name_twice"}
