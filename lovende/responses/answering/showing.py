"""A page of the questionnaire as HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.template import loader
from django.utils import timezone

from lovende.domain.errors import Fault
from lovende.domain.questionnaire.flow import LONGEST_TEXT, ShownItem, ShownPage, ShownRow
from lovende.domain.questionnaire.model import Kind
from lovende.domain.texts import N_
from lovende.questionnaires.models import Comment
from lovende.responses.actions import new_save_key
from lovende.responses.answering.addresses import (
    FROM_CHECK,
    address,
    hand_over_address,
    page_address,
)
from lovende.responses.answering.visit import Visit
from lovende.studies.links import Opens
from lovende.web.languages import on_page
from lovende.web.templating import day

Faults = Mapping[str, Sequence[Fault]]
INNOVATION = "innovation"
"""The repeat of the shipped questionnaire that describes one innovation in each round."""
_NATIVE = {
    Kind.DATE: ("date", re.compile(r"\d{4}-\d\d-\d\d")),
    Kind.TIME: ("time", re.compile(r"\d\d:\d\d(:\d\d(\.\d+)?)?")),
    Kind.DATETIME: ("datetime-local", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?")),
}


@dataclass(frozen=True)
class Telling:
    """What a page says beyond its questions: faults, how it came to be shown again, and whether one
    came from all answers and may want to go back there."""

    faults: Faults = field(default_factory=dict)
    appeared: bool = False
    comments: Mapping[str, Sequence[Comment]] | None = None
    typed_comments: Mapping[str, str] = field(default_factory=dict)
    from_check: bool = False


def clock(moment: datetime | None) -> str:
    """Return the time of day as it is said in the language of the page: 10.43, 10:43."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    today = local.date() == timezone.localtime().date()
    pattern = on_page(N_("%H:%M")) if today else on_page(N_("%H:%M on %d/%m/%Y"))
    return local.strftime(pattern)


def said_moment(moment: datetime) -> str:
    """Return a moment as it is said: 24. marts 2021 kl. 14.30."""
    time = timezone.localtime(moment).strftime(on_page(N_("%H:%M")))
    return on_page(N_("{day} at {time}"), day=day(moment), time=time)


def input_type(item: ShownItem) -> str:
    """Return the type of the input; plain text where the browser could not show what was typed."""
    if item.kind not in _NATIVE:
        return "text"
    name, pattern = _NATIVE[item.kind]
    return name if not item.value or pattern.fullmatch(item.value) else "text"


def condition_said(item: ShownItem | ShownRow) -> str:
    """Return when the question is to be answered, for those without script; '' if always."""
    condition = item.shown_if
    if condition is None or not condition.question:
        return ""
    answers = ", ".join(on_page(N_("“{answer}”"), answer=answer) for answer in condition.answers)
    if condition.negated:
        message = N_("Answer this unless you answered {answers} to “{question}”.")
    elif answers:
        message = N_("Answer this only if you answered {answers} to “{question}”.")
    else:
        message = N_("Answer this only if you answered “{question}”.")
    return on_page(message, answers=answers, question=condition.question)


def round_title(shown: ShownPage) -> str:
    """Return which round of a repeat a page belongs to: "Innovation 2".

    The first innovation has the title that it has in the questionnaire ("The most important
    innovation"), which the second is not.
    """
    if shown.round == 1 or not shown.rounds:
        return shown.repeat_title
    if shown.repeat == INNOVATION or not shown.repeat_title:
        return on_page(N_("Innovation {number}"), number=shown.round)
    return f"{shown.repeat_title} {shown.round}"


def summary(shown: ShownPage, faults: Faults) -> list[tuple[str, str, Sequence[Fault]]]:
    """Return the faults in the order of the page: column, what it is called, what is wrong."""
    labels: dict[str, str] = {}
    for item in shown.items:
        labels[item.column] = _named(item)
        labels |= {row.column: f"{_named(item)} – {row.label}" for row in item.rows}
        labels |= {c.other.column: c.other.label for c in item.choices if c.other}
    order = {column: at for at, column in enumerate(labels)}
    return [
        (column, labels.get(column, column), faults[column])
        for column in sorted(faults, key=lambda column: order.get(column, len(order)))
    ]


def _named(item: ShownItem) -> str:
    return f"{item.number}. {item.label}" if item.number else item.label


def show_page(visit: Visit, shown: ShownPage, telling: Telling, *, seq: int) -> HttpResponse:
    """Return the page as the respondent meets it; 422 where something is to be corrected."""
    response = visit.response
    assert response is not None  # a page is shown to a response only
    submitted = response.submitted_at is not None
    context: dict[str, Any] = {
        **page_context(shown, telling),
        "study": visit.study,
        "action": page_address(visit, shown.name) + (FROM_CHECK if telling.from_check else ""),
        "typed_action": page_address(visit, shown.name, "typed"),
        "language_form": "answers",
        "seen": seq,
        "save_key": new_save_key(),
        "shown_at": timezone.now().isoformat(timespec="seconds"),
        "saved_at": response.saved_at,
        "tester": visit.is_test,
        "submitted": submitted,
        "from_check": telling.from_check,
        "only_page": bool(visit.page),
        "pass_on": bool(hand_over_address(visit, shown.name)),
        "link_to_keep": keepable_link(visit) if response.saved_at is None else "",
    }
    page = loader.get_template("responses/answering/page.html", using="jinja2")
    return HttpResponse(page.render(context), status=422 if telling.faults else 200)


def page_context(shown: ShownPage, telling: Telling) -> dict[str, Any]:
    """Return what the questions of a page need, for a respondent and in a preview alike."""
    return {
        "shown": shown,
        "round_title": round_title(shown),
        "told": telling.faults,
        "summary": summary(shown, telling.faults) if telling.faults else (),
        "appeared": telling.appeared,
        "comments": telling.comments,
        "typed_comments": telling.typed_comments,
        "clock": clock,
        "condition_said": condition_said,
        "input_type": input_type,
        "longest_text": LONGEST_TEXT,
    }


def keepable_link(visit: Visit) -> str:
    """Return the address that someone by the open link must keep themselves, else ''."""
    return f"{settings.BASE_URL}{address(visit, 'start')}" if visit.opens is Opens.RESPONSE else ""
