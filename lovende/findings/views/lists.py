"""What only analysts read: the most promising innovations, and the open answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lovende.analysis.findings import Index, Ranked
from lovende.domain.questionnaire.columns import column_name
from lovende.domain.questionnaire.model import Kind, Question, Questionnaire
from lovende.findings import queries
from lovende.findings.views.pages import HERE
from lovende.questionnaires.queries import questionnaire_of
from lovende.responses.exchange.queries import ANSWERS, answered_version
from lovende.responses.models import Response
from lovende.studies.access import ANALYSTS, study_page
from lovende.studies.models import Study
from lovende.web.languages import current_language

ON_A_PAGE = 25
ANSWERS_ON_A_PAGE = 50


@dataclass(frozen=True)
class Innovation:
    """One innovation by rank: its score, and what was said about it; no municipality."""

    ranked: Ranked
    text: str


@require_safe
@study_page(*ANALYSTS)
def promising(request: HttpRequest, study: Study) -> HttpResponse:
    """The innovations by rank. The rank decides what is looked at; people decide the rest."""
    run = queries.latest_run(study)
    index = queries.findings_of_run(run).index if run else None
    context: dict[str, object] = {"study": study, "here": HERE, "run": run, "index": index}
    if index is not None:
        only = request.GET.get("all") != "1"
        ranking = [one for one in index.ranking if one.selected or not only]
        page = Paginator(ranking, ON_A_PAGE).get_page(request.GET.get("page"))
        context |= {
            "page": page,
            "innovations": _described(study, index, list(page.object_list)),
            "only": only,
            "dimensions": index.dimensions,
        }
    return render(request, "findings/promising.html", context)


def _described(study: Study, index: Index, ranking: list[Ranked]) -> list[Innovation]:
    name = str(index.parameters.get("description") or "")
    responses = study.responses.filter(key__in=[one.key for one in ranking], erased_at=None)
    texts = {key: answers.get(name) for key, answers in responses.values_list("key", "answers")}
    return [Innovation(one, str(texts.get(one.key) or "")) for one in ranking]


@dataclass(frozen=True)
class OpenAnswer:
    """What one respondent wrote."""

    key: str
    round: int
    text: str


@require_safe
@study_page(*ANALYSTS)
def open_answers(request: HttpRequest, study: Study) -> HttpResponse:
    """What was written in answer to one open question, page by page."""
    questionnaire = questionnaire_of(answered_version(study))
    questions = [q for q in questionnaire.questions() if q.kind is Kind.TEXT]
    wanted = request.GET.get("question", "")
    question = next((q for q in questions if q.name == wanted), None)
    if wanted and question is None:
        raise Http404
    question = question or next((q for q in questions if "multiline" in q.appearance), None)
    question = question or next(iter(questions), None)
    context: dict[str, object] = {
        "study": study,
        "here": HERE,
        "questions": [(q.name, _title(questionnaire, q)) for q in questions],
        "question": question,
    }
    if question is not None:
        after = request.GET.get("after", "")
        start = int(after) if after.isdecimal() else 0
        answers, rest = _answers(study, question.name, start)
        context |= {
            "title": _title(questionnaire, question),
            "answers": answers,
            "rest": rest,
            "start": start,
        }
    return render(request, "findings/open_answers.html", context)


def _answers(study: Study, question: str, after: int) -> tuple[list[OpenAnswer], int | None]:
    """The answers of the responses behind the id `after`, and the id to go on from."""
    rounds = [column_name(question, (number,)) for number in (1, 2, 3)]
    found = Response.objects.filter(
        study=study, kind__in=ANSWERS, erased_at=None, pk__gt=after, answers__has_any_keys=rounds
    ).order_by("pk")
    rows = list(found.values_list("pk", "key", "answers")[: ANSWERS_ON_A_PAGE + 1])
    shown = rows[:ANSWERS_ON_A_PAGE]
    answers = [
        OpenAnswer(key, number, str(given[column]))
        for _, key, given in shown
        for number, column in enumerate(rounds, 1)
        if given.get(column)
    ]
    return answers, shown[-1][0] if len(rows) > ANSWERS_ON_A_PAGE else None


def _title(questionnaire: Questionnaire, question: Question) -> str:
    """What was asked; a text beside a choice is told with the question of the choice."""
    language = current_language()
    label = question.label.get(language)
    asking = next((q for q in questionnaire.questions() if q.other == question.name), None)
    number = question.number or (asking.number if asking else None)
    if asking is not None:
        label = f"{asking.label.get(language)} – {label}"
    return f"{number}. {label}" if number else label
