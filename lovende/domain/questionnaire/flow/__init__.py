"""A questionnaire as pages for one respondent: what is asked now, how it is shown, what came back.

flow = Flow(questionnaire, "da")              # once for a version and language; keep it
walk = flow.walk(answers, now="2021-03-24T14:30")   # for each request; answers by column
shown = walk.page("page_two")                 # None where it is not asked (now)
parsed = parse_page(shown, form)              # form: anything with getlist(name)
after = walk.saved(parsed.answers)            # the walk with the answers of the page
faults = check_page(after, "page_two")        # by column, in words for the respondent
next_name = after.next_after("page_two")      # '' after the last page
"""

from lovende.domain.questionnaire.flow.memory import BoundedMemory
from lovende.domain.questionnaire.flow.page_checks import check_all, check_page
from lovende.domain.questionnaire.flow.posting import Form, parse_page
from lovende.domain.questionnaire.flow.shown import (
    COLUMN_FIELD,
    LONGEST_TEXT,
    FieldTest,
    PageLink,
    Parsed,
    ShownChoice,
    ShownIf,
    ShownItem,
    ShownPage,
    ShownRow,
    Stored,
    StoredAnswer,
)
from lovende.domain.questionnaire.flow.walk import Flow, Walk

__all__ = [
    "COLUMN_FIELD",
    "LONGEST_TEXT",
    "BoundedMemory",
    "FieldTest",
    "Flow",
    "Form",
    "PageLink",
    "Parsed",
    "ShownChoice",
    "ShownIf",
    "ShownItem",
    "ShownPage",
    "ShownRow",
    "Stored",
    "StoredAnswer",
    "Walk",
    "check_all",
    "check_page",
    "parse_page",
]
