"""A few questions of a questionnaire on one page, asked of everyone."""

from __future__ import annotations

from lovende.domain.questionnaire.excerpt import excerpt
from lovende.domain.questionnaire.flow import Flow
from lovende.domain.texts import Text
from lovende.formats.xlsform import xlsform_markdown

FORM = """
| survey | type | name | label::Dansk (da) | relevant | required | other |
|  | select_one yes_no | q1 | Var der noget nyt? |  | yes |  |
|  | select_one what | q2 | Hvad? | ${q1} = '1' | yes | q2_other |
|  | text | q2_other | Hvad ellers? | selected(${q2}, '2') |  |  |
|  | text | q3 | Fortæl |  |  |  |

| choices | list_name | name | label::Dansk (da) | role |
|  | yes_no | 1 | Ja |  |
|  | yes_no | 2 | Nej |  |
|  | what | 1 | Skærme |  |
|  | what | 2 | Andet | other |
"""
WHOLE = xlsform_markdown(FORM)[0]
SHORT = excerpt(WHOLE, ["q2"], page="short", title=Text.of(da="Kort"))


def test_only_the_chosen_are_left_with_their_names_and_codes() -> None:
    assert [question.name for question in SHORT.questions()] == ["q2", "q2_other"]
    assert SHORT.choice_list("what") == WHOLE.choice_list("what")


def test_they_are_asked_without_a_condition_and_may_be_skipped() -> None:
    question = SHORT.question("q2")
    assert (question.relevance, question.required, question.required_when) == (None, False, None)


def test_the_other_text_keeps_its_own_condition() -> None:
    assert SHORT.question("q2_other").relevance == "selected(${q2}, '2')"


def test_it_is_one_page() -> None:
    walk = Flow(SHORT, "da").walk({})
    assert [page.name for page in walk.pages] == ["short"]
    assert walk.next_after("short") == ""
