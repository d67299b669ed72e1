"""XPath as XLSForms use it. Expected values follow XPath 1.0 and the XForms functions of ODK."""

from __future__ import annotations

import math

import pytest

from lovende.domain.errors import LovendeError
from lovende.domain.questionnaire.expressions import Surroundings, parse

CLOCK = Surroundings(now="2021-03-24T10:30:00", choice_label=lambda code, name: f"{name}={code}")


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("${q} = 6", ["6"], True),
        ("${q} = '6'", ["6"], True),
        ("'6' = ${q}", ["6"], True),
        ("${q} = 6", [""], False),
        ("${q} != 6", [""], True),
        ("${q} = ''", [""], True),
        ("${q} > 3", [""], False),
        ("${q} <= 3", [""], False),
        ("${q} >= 10", ["9"], False),
        ("not(${q} >= 10)", ["9"], True),
        ("${a} = 1 and ${b} = 2 or ${c} = 3", ["0", "2", "3"], True),
        ("selected(${q}, '4')", ["1 4 5"], True),
        ("selected(${q}, '4')", ["14 45"], False),
        ("count-selected(${q})", ["1 4 5"], 3.0),
        ("selected-at(${q}, 1)", ["1 4 5"], "4"),
        ("selected-at(${q}, 9)", ["1 4 5"], ""),
        ("if(${q} = 1, 'ja', 'nej')", ["1"], "ja"),
        ("coalesce(${a}, ${b})", ["", "x"], "x"),
        ("regex(${q}, '[a-z]+')", ["abc"], True),
        ("regex(${q}, '[a-z]+')", ["abc1"], False),
        (r"regex(${q}, '[\w-\.]+@[\w-\.]+')", ["a.b@c-d.dk"], True),
        ("substr(${q}, 1, 3)", ["abcd"], "bc"),
        ("substring('12345', 2, 3)", [], "234"),
        ("substring-before(${q}, '-')", ["a-b"], "a"),
        ("string-length(${q})", ["æøå"], 3.0),
        ("contains(${q}, 'ø') and starts-with(${q}, 'æ')", ["æøå", "æøå"], True),
        ("concat(${a}, '-', ${b})", ["1", "2"], "1-2"),
        ("join(', ', ${q})", [["a", "b"]], "a, b"),
        ("sum(${q})", [["1", "2.5"]], 3.5),
        ("max(${q}) - min(${q})", [["3", "8", ""], ["3", "8", ""]], 5.0),
        ("count(${r})", [["1", "2"]], 2.0),
        ("count-non-empty(${q})", [["1", ""]], 1.0),
        ("indexed-repeat(${q}, ${r}, 2)", [["a", "b"], ["1", "2"]], "b"),
        ("round(2.345, 2)", [], 2.35),
        ("round(-2.5)", [], -2.0),
        ("int(7.9) + 7 mod 4 + 7 div 2", [], 13.5),
        ("-${q} * 2", ["3"], -6.0),
        ("pow(2, 3) + sqrt(9) + abs(-1)", [], 12.0),
        ("today()", [], "2021-03-24"),
        ("${q} < today()", ["2021-03-23"], True),
        ("int((today() - ${q}) div 365.25)", ["1980-03-25"], 40.0),
        ("date(today() + 7)", [], "2021-03-31"),
        ("format-date(${q}, '%e/%n %Y')", ["2021-03-04"], "4/3 2021"),
        ("decimal-date-time('1970-01-02T12:00:00')", [], 1.5),
        ("boolean-from-string('true') and not(false())", [], True),
        ("jr:choice-name(${q}, '${q}')", ["1"], "${q}=1"),
        ("position(..)", [], 1.0),
        ("translate(${q}, 'abc', 'AB')", ["aabbcc"], "AABB"),
        ("../q = 1 and /data/page/p = 2", ["1", "2"], True),
    ],
)
def test_values(text: str, values: list[object], expected: object) -> None:
    found = parse(text).evaluate(values, CLOCK)  # type: ignore[arg-type]
    assert found == (pytest.approx(expected) if isinstance(expected, float) else expected)


def test_arithmetic_with_an_empty_answer_is_not_a_number() -> None:
    found = parse("${q} + 1").evaluate([""])
    assert isinstance(found, float)
    assert math.isnan(found)


def test_the_answer_itself_and_the_columns_of_a_choice() -> None:
    assert parse(". >= 18 and . <= 120").evaluate([], here="18") is True
    assert parse("string-length(.) > 3").evaluate([], here="abc") is False
    assert parse("region = ${r}").evaluate(["north"], columns={"region": "north"}) is True
    assert parse("position(..) > 1").evaluate([], round=2) is True


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("${q} = ", "expression.broken"),
        ("${q} == 3", "expression.foreign_operator"),
        ("${q} = “a”", "expression.curly_quotes"),
        ("${q} = 'a", "expression.open_quote"),
        ("(${q} = 1", "expression.open_bracket"),
        ("${q} = 1)", "expression.extra_bracket"),
        ("${q} = 1 AND ${r} = 2", "expression.capital_operator"),
        ("${my q} = 1", "expression.broken_reference"),
        ("${q}/2", "expression.slash"),
        ("selected(${q})", "expression.arguments"),
        ("select(${q}, 'a')", "expression.unknown_function"),
        ("pulldata('a', 'b', 'c', ${q})", "expression.unsupported_function"),
        ("", "expression.empty"),
    ],
)
def test_broken_expressions_say_why(text: str, code: str) -> None:
    with pytest.raises(LovendeError) as caught:
        parse(text)
    assert caught.value.fault.code == code
    assert str(caught.value)


def test_a_condition_may_be_long() -> None:
    text = " or ".join(f"selected(${{q}}, '{code}')" for code in range(2000))
    condition = parse(text)
    assert condition.evaluate(["1999"] * 2000) is True
    assert condition.evaluate(["x"] * 2000) is False


def test_elementpath_itself_is_left_as_it_was() -> None:
    from elementpath import XPath1Parser, XPathContext
    from lxml import etree

    token = XPath1Parser().parse("round(2.5) = 3")
    assert token.evaluate(XPathContext(etree.Element("a"))) is True
    with pytest.raises(TypeError):
        XPath1Parser().parse("selected('a', 'b')")
