"""A questionnaire as pages: laid out, routed, shown."""

from __future__ import annotations

import pytest

from lovende.domain.questionnaire.flow import (
    BoundedMemory,
    FieldTest,
    Flow,
    ShownIf,
    ShownItem,
    ShownPage,
    Stored,
    Walk,
)
from tests.unit.xlsform.forms import form

SMALL = """
    | survey |
    | | type | name | label::da | label::en | relevant | appearance | other | required | repeat_while | repeat_max |
    | | begin_group | one | Først | First | | field-list |
    | | select_one degree | q1 | Hvor meget? | How much? | | | | yes |
    | | select_multiple who | q2 | Hvem? | Who? | | | q2_other |
    | | text | q2_other | Hvem ellers? | Who else? | selected(${q2}, '3') |
    | | end_group |
    | | begin_group | two | Om ${q2} | About ${q2} | not(${q1} = '4') | field-list |
    | | begin_group | q3 | Hvad med | What of | | table-list |
    | | select_one degree | q3_1 | Borgerne | Citizens |
    | | select_one degree | q3_2 | Andre | Others | ${q1} = '1' |
    | | end_group |
    | | end_group |
    | | begin_repeat | again | Nyskabelse | Innovation | not(${q1} = '4') | | | | ${more} = '1' | 2 |
    | | begin_group | three | Fortæl | Tell | | field-list |
    | | text | title | Navn | Name |
    | | end_group |
    | | begin_group | four | Mere om ${title} | More about ${title} | | field-list |
    | | select_one yes | more | Flere? | More? |
    | | end_group |
    | | end_repeat |
    | | note | thanks | Tak | Thanks |
    | choices |
    | | list_name | name | label::da | label::en | role |
    | | degree | 1 | Meget | Much |
    | | degree | 4 | Slet ikke | Not at all |
    | | who | 1 | Børn | Children |
    | | who | 3 | Andre | Others | other |
    | | who | 4 | Ingen | None | exclusive |
    | | yes | 1 | Ja | Yes |
    | | yes | 2 | Nej | No |
"""


@pytest.fixture(scope="module")
def small() -> Flow:
    return Flow(form(SMALL), "da")


def shown(walk: Walk, name: str) -> ShownPage:
    page = walk.page(name)
    assert page is not None
    return page


def item(walk: Walk, page: str, column: str) -> ShownItem:
    return next(each for each in shown(walk, page).items if each.column == column)


@pytest.mark.parametrize(
    ("answers", "names"),
    [
        ({}, ("one", "two", "three", "four", "thanks")),
        ({"q1": "4"}, ("one", "thanks")),
        ({"more": "1"}, ("one", "two", "three", "four", "three__2", "four__2", "thanks")),
        (
            {"more": "1", "more__2": "1"},
            ("one", "two", "three", "four", "three__2", "four__2", "thanks"),
        ),
        ({"q1": "4", "more": "1"}, ("one", "thanks")),
    ],
)
def test_which_pages_are_asked(small: Flow, answers: Stored, names: tuple[str, ...]) -> None:
    assert small.walk(answers).names == names


def test_pages_are_numbered_among_those_asked_now(small: Flow) -> None:
    page = shown(small.walk({"q1": "1"}), "three")
    assert (page.number, page.count, page.before, page.after) == (3, 5, "two", "four")
    assert page.progress == pytest.approx(2 / 5)
    assert (page.title, page.repeat_title, page.round) == ("Fortæl", "Nyskabelse", 1)


def test_a_page_that_is_not_asked_cannot_be_opened(small: Flow) -> None:
    walk = small.walk({"q1": "4"})
    for name in ("two", "three__2", "three__0", "three__1", "four__3", "nowhere", "", "one__2"):
        assert walk.page(name) is None


def test_from_a_page_that_is_no_longer_asked_one_goes_on(small: Flow) -> None:
    walk = small.walk({"q1": "4", "more": "1"})
    assert walk.next_after("two") == "thanks"
    assert walk.next_after("four__2") == "thanks"
    assert walk.before("three__2") == "one"
    assert walk.next_after("thanks") == ""
    assert walk.resume("two") == "thanks"
    assert walk.resume("one") == "one"
    assert walk.resume("") == "", "at the end"
    assert small.walk({}).resume("") == "one", "at the beginning"


def test_rounds_come_one_after_another(small: Flow) -> None:
    walk = small.walk({"q1": "1", "more": "1"})
    assert walk.next_after("four") == "three__2"
    assert walk.before("three__2") == "four"
    assert shown(walk, "four__2").round == 2
    assert [each.column for each in shown(walk, "three__2").items] == ["title__2"]


def test_how_many_rounds_there_are_does_not_depend_on_what_is_asked_first(small: Flow) -> None:
    walk = small.walk({"q1": "1", "more": "1"})
    assert walk.interview.asked(small.plan.by_name["more"], (1,))
    assert walk.next_after("four") == "three__2"


def test_answers_stand_in_the_texts_in_their_own_round(small: Flow) -> None:
    walk = small.walk({"q2": ["1", "3"], "title": "Gåture", "title__2": "Chat", "more": "1"})
    assert shown(walk, "two").title == "Om Børn, Andre"
    assert shown(walk, "four").title == "Mere om Gåture"
    assert shown(walk, "four__2").title == "Mere om Chat"
    assert shown(small.walk({}), "four").title == "Mere om …"


def test_texts_are_in_the_language_of_the_page() -> None:
    flow = Flow(form(SMALL), "en")
    assert shown(flow.walk({"q2": ["4"]}), "two").title == "About None"


def test_the_text_of_other_stands_with_its_option(small: Flow) -> None:
    asked = item(small.walk({"q2": ["3"], "q2_other": "Naboer"}), "one", "q2")
    assert [each.column for each in shown(small.walk({}), "one").items] == ["q1", "q2"]
    other = asked.choices[1].other
    assert other is not None
    assert (other.column, other.label, other.value) == ("q2_other", "Hvem ellers?", "Naboer")
    assert other.shown_if == ShownIf(((FieldTest("q2", ("3",)),),), "Hvem?", ("Andre",))
    assert [choice.selected for choice in asked.choices] == [False, True, False]
    assert asked.choices[2].is_exclusive
    assert asked.columns == ("q2", "q2_other")


def test_a_matrix_shows_the_rows_that_are_asked(small: Flow) -> None:
    rows = item(small.walk({"q1": "1", "q3_2": "4"}), "two", "q3").rows
    assert [(row.column, row.label, row.value) for row in rows] == [
        ("q3_1", "Borgerne", ""),
        ("q3_2", "Andre", "4"),
    ]
    assert [row.column for row in item(small.walk({}), "two", "q3").rows] == ["q3_1"]


def test_required_is_said(small: Flow) -> None:
    walk = small.walk({})
    assert item(walk, "one", "q1").required
    assert not item(walk, "one", "q2").required


def test_progress_counts_questions_by_page(small: Flow) -> None:
    walk = small.walk({"q1": "1", "q2": ["3"]})
    assert [(p.name, p.asked, p.answered) for p in walk.pages][:2] == [("one", 3, 2), ("two", 2, 0)]


def test_for_reading_through_only_what_is_asked_stands_there(small: Flow) -> None:
    page = small.walk({"q2": ["1"]}).all_pages()[0]
    assert all(choice.other is None for each in page.items for choice in each.choices)


def test_known_things_stand_in_the_fields_until_they_are_answered(small: Flow) -> None:
    prefill: Stored = {"title": "Fra listen"}
    assert item(small.walk({}, prefill=prefill), "three", "title").value == "Fra listen"
    said = small.walk({"title": None}, prefill=prefill)
    assert item(said, "three", "title").value == ""
    assert small.walk({}, prefill=prefill).names == small.walk({}).names


def test_what_was_typed_stands_there_again(small: Flow) -> None:
    page = small.walk({"title": "kort"}).page("three", typed={"title": "meget langt"})
    assert page is not None
    assert page.items[0].value == "meget langt"


LOOSE = """
    | survey |
    | | type | name | label | relevant | appearance | other | repeat_max | guidance_hint | default |
    | | note | hello | Hej |
    | | integer | age | Alder | | | | | | 40 |
    | | begin_group | section | Afsnit |
    | | select_one yn | a | A | | | a_text |
    | | text | a_text | Hvad? | ${a} = '3' |
    | | begin_group | sub | Underafsnit |
    | | text | b | B | | multiline | | | - Hvad er det?<br>- For hvem? |
    | | end_group |
    | | end_group |
    | | begin_repeat | child | Barn | | | | 3 |
    | | text | name | Navn |
    | | date | born | Født |
    | | end_repeat |
    | | begin_group | last | Sidst | | field-list |
    | | begin_group | part | Del et |
    | | text | c | C |
    | | end_group |
    | | begin_repeat | trip | Tur | | | | 2 |
    | | text | place | Sted |
    | | end_repeat |
    | | end_group |
    | choices |
    | | list_name | name | label | role |
    | | yn | 1 | Ja |
    | | yn | 3 | Andet | other |
"""


def test_questions_outside_pages_are_pages_of_their_own() -> None:
    walk = Flow(form(LOOSE), "da").walk({})
    assert walk.names == ("hello", "age", "a", "b", "name", "born", "last")
    assert shown(walk, "a").title == "Afsnit"
    assert shown(walk, "b").title == "Underafsnit"
    choices = shown(walk, "a").items[0].choices
    assert choices[1].other is not None
    long_text = shown(walk, "b").items[0]
    assert long_text.is_long
    assert long_text.guidance == ("Hvad er det?", "For hvem?")
    assert shown(walk, "age").items[0].value == "40"


def test_where_the_respondent_decides_a_further_round_can_be_begun() -> None:
    flow = Flow(form(LOOSE), "da")
    walk = flow.walk({"name": "Ida"})
    assert shown(walk, "name").further == ""
    assert shown(walk, "born").further == "name__2"
    assert shown(walk, "born").after == "last"
    begun = shown(walk, "name__2")
    assert (begun.round, begun.before, begun.after) == (2, "born", "last")
    assert walk.page("name__3") is None
    two = walk.saved({"name__2": "Bo"})
    assert two.next_after("name__2") == "born__2"
    assert shown(two, "born").further == ""
    three = two.saved({"name__3": "Liv"})
    assert shown(three, "born__3").further == "", "three at most"
    assert three.page("name__4") is None
    assert walk.saved({"name__2": None}).names == walk.names, "an empty round is none"


def test_a_repeat_on_a_page_has_one_empty_round_more() -> None:
    flow = Flow(form(LOOSE), "da")
    columns = ["c", "place"]
    assert [each.column for each in shown(flow.walk({}), "last").items] == columns
    page = shown(flow.walk({"place": "Fanø"}), "last")
    assert [each.column for each in page.items] == [*columns, "place__2"]
    page = shown(flow.walk({"place": "Fanø", "place__2": "Mols"}), "last")
    assert [each.column for each in page.items] == [*columns, "place__2"]
    assert [each.headings for each in page.items] == [("Del et",), ("Tur",), ("Tur",)]


SAME_PAGE = """
    | survey |
    | | type | name | label | relevant | appearance | choice_filter |
    | | begin_group | before | Før | | field-list |
    | | select_one yn | early | Tidligt |
    | | end_group |
    | | begin_group | page | Side | | field-list |
    | | select_one yn | q | Spørgsmål |
    | | select_multiple yn | m | Flere |
    | | text | simple | S | ${q} = '1' |
    | | text | either | E | selected(${m}, '1') or selected(${m}, '2') |
    | | text | both | B | ${q} = '1' and ${early} = '2' |
    | | text | one_of | O | ${q} = '1' or ${early} = '2' |
    | | text | any | A | ${q} != '' |
    | | text | none | N | not(${q} = '1') |
    | | text | hard | H | count-selected(${m}) > 1 |
    | | calculate | sum |  |
    | | text | chain | K | ${simple} != '' |
    | | select_one town | town | By | | | area = ${q} |
    | | end_group |
    | choices |
    | | list_name | name | label | area |
    | | yn | 1 | Ja |
    | | yn | 2 | Nej |
    | | town | a | A | 1 |
    | | town | b | B | 2 |
"""


@pytest.fixture(scope="module")
def same() -> Flow:
    return Flow(form(SAME_PAGE.replace("    | | calculate | sum |  |\n", "")), "da")


def conditions(walk: Walk) -> dict[str, ShownIf | None]:
    return {each.column: each.shown_if for each in shown(walk, "page").items}


def test_what_depends_on_its_own_page_says_so(same: Flow) -> None:
    found = conditions(same.walk({"early": "1"}))
    assert found["q"] is None
    assert found["simple"] == ShownIf(((FieldTest("q", ("1",)),),), "Spørgsmål", ("Ja",))
    assert found["either"] == ShownIf(((FieldTest("m", ("1", "2")),),), "Flere", ("Ja", "Nej"))
    assert found["none"] == ShownIf(((FieldTest("q", ("1",), True),),), "Spørgsmål", ("Ja",), True)
    assert found["any"] == ShownIf(((FieldTest("q", ()),),), "Spørgsmål")
    assert found["chain"] == ShownIf(((FieldTest("simple", ()),),), "S")
    assert ShownIf(((FieldTest("q", ("1",)),),)).rule == [[["q", ["1"], False]]]


def test_what_earlier_pages_settle_is_settled(same: Flow) -> None:
    early_no, early_yes = (
        conditions(same.walk({"early": "2"})),
        conditions(same.walk({"early": "1"})),
    )
    assert "both" not in early_yes
    assert early_no["both"] == ShownIf(((FieldTest("q", ("1",)),),), "Spørgsmål", ("Ja",))
    assert early_no["one_of"] is None
    assert early_yes["one_of"] == ShownIf(((FieldTest("q", ("1",)),),), "Spørgsmål", ("Ja",))


def test_what_the_browser_cannot_follow_appears_after_saving(same: Flow) -> None:
    walk = same.walk({"m": ["1"]})
    assert "hard" not in conditions(walk)
    columns = shown(walk, "page").columns
    assert walk.appeared("page", columns) == ()
    after = walk.saved({"m": ["1", "2"]})
    assert after.appeared("page", columns) == ("hard",)
    assert conditions(after)["hard"] is None


def test_choices_that_depend_on_the_page_are_all_offered(same: Flow) -> None:
    town = item(same.walk({"q": "1"}), "page", "town")
    assert [choice.code for choice in town.choices] == ["a", "b"]
    assert town.offered_elsewhere


def test_choices_follow_earlier_pages() -> None:
    flow = Flow(
        form(
            """
            | survey |
            | | type | name | label | choice_filter |
            | | select_one yn | q | Q |
            | | select_one town | town | By | area = ${q} |
            | choices |
            | | list_name | name | label | area |
            | | yn | 1 | Ja |
            | | yn | 2 | Nej |
            | | town | a | A | 1 |
            | | town | b | B | 2 |
            """
        ),
        "da",
    )
    asked = item(flow.walk({"q": "2"}), "town", "town")
    assert [choice.code for choice in asked.choices] == ["b"]
    assert asked.codes == ("a", "b")


def test_a_condition_with_very_many_parts_does_not_hang() -> None:
    many = " or ".join(
        "(" + " and ".join(f"selected(${{m}}, '{i}{j}')" for j in range(9)) + ")" for i in range(9)
    )
    flow = Flow(
        form(
            f"""
            | survey |
            | | type | name | label | relevant | appearance |
            | | begin_group | page | P | | field-list |
            | | select_multiple yn | m | M |
            | | text | t | T | {many} |
            | | end_group |
            | choices |
            | | list_name | name | label |
            | | yn | 11 | A |
            """
        ),
        "da",
    )
    assert [each.column for each in shown(flow.walk({}), "page").items] == ["m"]


def test_the_clock_is_no_part_of_what_is_remembered() -> None:
    flow = Flow(
        form(
            """
            | survey |
            | | type | name | label | relevant |
            | | note | early | A | today() < '2021-03-24' |
            | | note | late | B | not(today() < '2021-03-24') |
            """
        ),
        "da",
    )
    assert flow.walk({}, now="2021-03-23T10:00").names == ("early",)
    assert flow.walk({}, now="2021-03-24T10:00").names == ("late",)


def test_the_memory_is_bounded() -> None:
    memory = BoundedMemory(most=10)
    for number in range(1000):
        memory["text", number] = True
        assert len(memory) <= 10
    memory["text", "x" * 1000] = True
    assert ("text", "x" * 1000) not in memory
    flow = Flow(form(SMALL), "da", memory)
    for number in range(100):
        assert flow.walk({"title": str(number), "q1": "1"}).names[0] == "one"
    assert len(memory) <= 10
