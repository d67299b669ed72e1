"""What comes back from a page: read, kept, and told what is wrong with it."""

from __future__ import annotations

import pytest

from lovende.domain.questionnaire.flow import (
    COLUMN_FIELD,
    LONGEST_TEXT,
    Flow,
    Parsed,
    Stored,
    Walk,
    check_all,
    check_page,
    parse_page,
)
from lovende.translation import describe
from tests.unit.xlsform.forms import form


class Sent(dict[str, list[str]]):
    """A form as a browser sends it."""

    def getlist(self, name: str) -> list[str]:
        return self.get(name, [])


@pytest.fixture(scope="module")
def flow() -> Flow:
    return Flow(
        form(
            """
            | survey |
            | | type | name | label::da | relevant | appearance | other | required | constraint | constraint_message::da | required_message::da | choice_filter |
            | | begin_group | page | Side | | field-list |
            | | select_one yn | one | Et | | | | yes |
            | | select_multiple who | many | Flere | | | many_other |
            | | text | many_other | Hvem? | selected(${many}, '3') |
            | | text | story | Fortæl | | multiline |
            | | integer | number | Hvor mange? | | | | | . >= 0 | Tallet kan ikke være under nul. |
            | | decimal | share | Andel |
            | | date | day | Dag |
            | | time | clock | Tid |
            | | begin_group | m | Matrix | | table-list |
            | | select_one yn | m_1 | Række |
            | | select_one yn | m_2 | Række |
            | | end_group |
            | | text | must | Skal | | | | yes | | | Skriv et navn. |
            | | end_group |
            | | begin_group | next | Næste | | field-list |
            | | select_one town | town | By | | | | | | | | area = ${one} |
            | | text | hidden | Aldrig | ${one} = '2' |
            | | end_group |
            | choices |
            | | list_name | name | label::da | role | area |
            | | yn | 1 | Ja |
            | | yn | 2 | Nej |
            | | who | 1 | Børn |
            | | who | 2 | Voksne |
            | | who | 3 | Andre | other |
            | | who | 4 | Ingen af dem | exclusive |
            | | town | a | Albæk | | 1 |
            | | town | b | Brovst | | 2 |
            """
        ),
        "da",
    )


GOOD = {"one": ["1"], "must": ["navn"]}


def sent(walk: Walk, fields: dict[str, list[str]], page: str = "page") -> Parsed:
    shown = walk.page(page)
    assert shown is not None
    return parse_page(shown, Sent(fields))


def told(
    flow: Flow, fields: dict[str, list[str]], page: str = "page", **before: str
) -> dict[str, str]:
    """Return what is said of a page in Danish, by column."""
    walk = flow.walk(before)
    parsed = sent(walk, fields if page != "page" else {**GOOD, **fields}, page)
    faults = check_page(walk.saved(parsed.answers), page, parsed)
    return {column: " ".join(describe(f, "da") for f in found) for column, found in faults.items()}


def test_every_column_of_the_page_gets_an_answer(flow: Flow) -> None:
    answers = sent(flow.walk({}), {"one": ["1"], "many": ["3", "1"], "m_2": ["2"]}).answers
    assert answers == {
        "one": "1",
        "many": ["1", "3"],
        "many_other": None,
        "story": None,
        "number": None,
        "share": None,
        "day": None,
        "clock": None,
        "m_1": None,
        "m_2": "2",
        "must": None,
    }


def test_what_was_hidden_by_the_script_is_left_as_it_was(flow: Flow) -> None:
    parsed = sent(flow.walk({}), {"one": ["1"], COLUMN_FIELD: ["one", "story", "town", "x"]})
    assert parsed.answers == {"one": "1", "story": None}


@pytest.mark.parametrize(
    "fields",
    [
        {"unknown": ["1"]},
        {"town": ["a"]},
        {"page": ["1"], "m": ["1"]},
        {"one__2": ["1"]},
        {"": ["1"], "-column": [""]},
        {"__proto__": ["1"]},
    ],
)
def test_forged_fields_are_not_read(flow: Flow, fields: dict[str, list[str]]) -> None:
    shown = flow.walk({}).page("page")
    assert shown is not None
    parsed = parse_page(shown, Sent(fields))
    assert not any(parsed.answers.values())
    assert set(parsed.answers) <= set(shown.columns)


@pytest.mark.parametrize("code", ["7", "0", "1 2", "ja", "' or 1=1", "1\x00", "٣"])
def test_a_code_that_the_question_does_not_have_is_refused(flow: Flow, code: str) -> None:
    parsed = sent(flow.walk({}), {"one": [code], "many": ["1", code]})
    kept = "1" if code == "1\x00" else None
    assert parsed.answers["one"] == kept
    assert parsed.answers["many"] == ["1"]
    if kept is None:
        assert [f.code for f in parsed.problems["one"]] == ["page.unknown_code"]


def test_a_field_that_is_sent_twice(flow: Flow) -> None:
    same = sent(flow.walk({}), {"one": ["1", "1"], "many": ["1", "1"], "story": ["a", "a"]})
    assert (same.answers["one"], same.answers["many"], same.answers["story"]) == ("1", ["1"], "a")
    assert not same.problems
    other = sent(flow.walk({}), {"one": ["1", "2"], "story": ["a", "b"]})
    assert other.answers["one"] is None
    assert other.answers["story"] == "a\nb"
    assert set(other.problems) == {"one", "story"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Én\r\nto\rtre\nfire", "Én\nto\ntre\nfire"),
        ("a\x00b\x07c\x1b", "abc"),
        ("tab\tbliver", "tab\tbliver"),
        ("👩🏽‍⚕️ og 🇩🇰", "👩🏽‍⚕️ og 🇩🇰"),
        ("مرحبا \u200fabc\u200e", "مرحبا \u200fabc\u200e"),
        ("  med luft  ", "  med luft  "),
        ("   \r\n ", None),
        ("\ufffe\uffffx\ud800", "x"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("=1+1", "=1+1"),
    ],
)
def test_texts_are_kept_as_they_were_written(flow: Flow, typed: str, kept: str | None) -> None:
    assert sent(flow.walk({}), {"story": [typed]}).answers["story"] == kept


@pytest.mark.parametrize("length", [LONGEST_TEXT + 1, 5 * 1024 * 1024])
def test_a_text_that_is_too_long_is_kept_in_full_on_the_page(flow: Flow, length: int) -> None:
    text = "å" * length
    parsed = sent(flow.walk({}), {"story": [text], "one": ["1"]})
    assert parsed.answers["story"] == text[:LONGEST_TEXT]
    assert parsed.answers["one"] == "1"
    page = flow.walk(parsed.answers).page("page", typed=parsed.typed)
    assert page is not None
    assert next(each for each in page.items if each.column == "story").value == text
    assert str(length) in describe(parsed.problems["story"][0], "da")


def test_a_text_of_the_greatest_length_is_fine(flow: Flow) -> None:
    assert told(flow, {"story": ["å" * LONGEST_TEXT]}) == {}


@pytest.mark.parametrize(
    ("column", "typed", "kept"),
    [
        ("number", " 12 ", "12"),
        ("number", "1.250", "1250"),
        ("number", "1 250 000", "1250000"),
        ("share", "3,5", "3,5"),
        ("day", "2021-03-24", "2021-03-24"),
        ("day", "24-03-2021", "2021-03-24"),
        ("day", "4.3.2021", "2021-03-04"),
        ("day", "4/3 2021", "2021-03-04"),
        ("clock", "9.30", "09:30"),
        ("clock", "14:30", "14:30"),
    ],
)
def test_numbers_and_dates_as_people_write_them(
    flow: Flow, column: str, typed: str, kept: str
) -> None:
    assert sent(flow.walk({}), {column: [typed]}).answers[column] == kept
    assert told(flow, {column: [typed]}) == {}


@pytest.mark.parametrize(
    ("fields", "column", "said"),
    [
        ({"one": []}, "one", "Spørgsmålet mangler et svar, og det skal besvares."),
        ({"must": [" "]}, "must", "Skriv et navn."),
        ({"one": ["7"]}, "one", "Det valgte svar findes ikke blandt mulighederne. Vælg igen."),
        (
            {"many": ["1", "4"]},
            "many",
            "Du har valgt »Ingen af dem« sammen med andre svar. Fjern det ene eller det andet.",
        ),
        (
            {"many": ["1"], "many_other": ["Naboer"]},
            "many_other",
            "Du har skrevet noget her uden at vælge »Andre«. Vælg det, eller slet teksten.",
        ),
        ({"number": ["-1"]}, "number", "Tallet kan ikke være under nul."),
        ({"number": ["mange"]}, "number", "Skriv et helt tal, for eksempel 12."),
        ({"number": ["1,5"]}, "number", "Skriv et helt tal, for eksempel 12."),
        ({"share": ["halvdelen"]}, "share", "Skriv et tal, for eksempel 12 eller 3,5."),
        (
            {"share": ["1.250"]},
            "share",
            "Det kan læses som to forskellige tal. Skriv 1250 eller 1,25.",
        ),
        ({"share": ["9" * 400]}, "share", "Skriv et tal, for eksempel 12 eller 3,5."),
        (
            {"day": ["31-02-2021"]},
            "day",
            "Skriv en dato med dag, måned og år, for eksempel 24-03-2021.",
        ),
        ({"day": ["i går"]}, "day", "Skriv en dato med dag, måned og år, for eksempel 24-03-2021."),
        ({"clock": ["25:00"]}, "clock", "Skriv et klokkeslæt, for eksempel 14.30."),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(
    flow: Flow, fields: dict[str, list[str]], column: str, said: str
) -> None:
    assert told(flow, fields) == {column: said}


def test_what_is_wrong_is_stored_as_given_and_can_be_told_again(flow: Flow) -> None:
    parsed = sent(flow.walk({}), {**GOOD, "number": ["mange"], "many": ["1", "4"]})
    assert parsed.answers["number"] == "mange"
    assert parsed.answers["many"] == ["1", "4"]
    assert not parsed.problems
    again = flow.walk(parsed.answers)
    assert list(check_page(again, "page")) == ["many", "number"]
    assert list(check_all(again)) == ["page"]


def test_an_option_that_earlier_answers_have_taken_away(flow: Flow) -> None:
    """The earlier page was changed in another window while this one stood open."""
    said = told(flow, {"town": ["b"]}, page="next", one="1")
    assert said == {"town": "»Brovst« passer ikke med dine tidligere svar. Vælg igen."}
    assert told(flow, {"town": ["a"]}, page="next", one="1") == {}


def test_answers_that_are_not_asked_for_are_kept_and_not_complained_of(flow: Flow) -> None:
    walk = flow.walk({"one": "1", "hidden": "før"})
    assert check_page(walk, "next") == {}
    assert walk.saved({"one": "2"}).page("next") is not None


def test_nothing_is_wrong_with_a_page_that_does_not_exist(flow: Flow) -> None:
    assert check_page(flow.walk({}), "nowhere") == {}


def test_stored_answers_of_another_questionnaire_are_no_trouble(flow: Flow) -> None:
    odd: Stored = {"gone": "1", "one__2": "1", "one": ["1", "2"], "many": "1 3", "m_1": ""}
    page = flow.walk(odd).page("page")
    assert page is not None
    assert {each.column: each.values for each in page.items}["many"] == ("1", "3")


def test_the_questionnaires_own_words_name_other_answers() -> None:
    made = Flow(
        form(
            """
            | survey |
            | | type | name | label | constraint | constraint_message::da |
            | | integer | all | Hvor mange i alt? |
            | | integer | part | Heraf børn? | . <= ${all} | Der er kun ${all} i alt. |
            """
        ),
        "da",
    )
    faults = check_page(made.walk({"all": "3", "part": "7"}), "part")
    assert describe(faults["part"][0], "da") == "Der er kun 3 i alt."
