"""Response: who was invited, who answered, and whether the response is skewed."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from lovende.analysis.findings import (
    BreakOff,
    GroupResponse,
    ItemNonresponse,
    NonresponderComparison,
    Option,
    Representativity,
    Response,
    ResponseTest,
    Tile,
)
from lovende.analysis.groupings import Grouped
from lovende.analysis.loaded import LoadedStudy, QuestionRow, question_rows, rows_of
from lovende.analysis.panel import Panel
from lovende.analysis.panel_counts import disposition_rows, representativity_of, tiles
from lovende.domain.dataset.model import AnswerState
from lovende.domain.questionnaire.model import Group, Item, Question
from lovende.domain.statistics import dispositions
from lovende.domain.statistics.representativity import (
    compare_nonresponders,
    r_indicator,
    response_test,
)
from lovende.domain.statistics.response import (
    Completion,
    CompletionRule,
    break_off_pages,
    by_group,
    completions,
    item_response,
    rates,
)
from lovende.domain.statistics.tables import Distribution
from lovende.domain.texts import N_
from lovende.translation import in_all_languages

Booleans = NDArray[np.bool_]


def make_response(study: LoadedStudy) -> Response:
    """Return the response of a study; without a panel, only what the answers tell."""
    rows = question_rows(study)
    completion = completions_of(study, rows)
    answered = completion >= Completion.PARTIAL
    response = Response(
        invited=None,
        answered=int(answered.sum()),
        rate=None,
        municipalities=None,
        municipalities_answering=_answering(study, answered),
        rates={},
        by_group=[],
        test=None,
        complete=int((completion == Completion.COMPLETE).sum()),
        partial=int((completion == Completion.PARTIAL).sum()),
        rule=in_all_languages(
            N_(
                "Complete: submitted, or at least {share} % of the asked questions answered. Partial: any answer."
            ),
            share=study.file.answers.complete_share,
        ),
        item_nonresponse=_item_nonresponse(study, rows),
        break_offs=_break_offs(study, rows),
        nonresponders=_nonresponders(study),
        nonresponder_count=study.nonresponders.size if study.nonresponders else None,
    )
    if study.panel is not None:
        _add_panel(study, study.panel, answered, response)
    return response


def completions_of(study: LoadedStudy, rows: list[QuestionRow] | None = None) -> NDArray[np.int64]:
    """Return how far each respondent came (`Completion`), by the rule of the study."""
    rows = question_rows(study) if rows is None else rows
    submitted = np.zeros(study.dataset.size, dtype=bool)
    if study.submitted is not None:
        submitted = study.submitted.to_numpy().astype(bool)
    rule = CompletionRule(complete=study.file.answers.complete_share)
    return completions(_states(study, rows), submitted, rule)


def _states(study: LoadedStudy, rows: list[QuestionRow]) -> NDArray[np.integer]:
    names = [row.variable.name for row in rows]
    # Without columns a table has no rows either; the respondents are there all the same.
    if not names:
        return np.zeros((study.dataset.size, 0), dtype=np.int64)
    return study.dataset.states.select(names).to_numpy()


def _answering(study: LoadedStudy, answered: Booleans) -> int | None:
    found = {place.code for place, yes in zip(study.places, answered, strict=True) if yes and place}
    return len(found) or None


def _add_panel(study: LoadedStudy, panel: Panel, answered: Booleans, response: Response) -> None:
    """Fill in what only a panel can tell."""
    responded = np.zeros(panel.size, dtype=bool)
    for row, yes in zip(study.panel_rows, answered, strict=True):
        if row is not None:
            responded[row] = yes
    response.invited = panel.size
    response.answered = int(responded.sum())
    response.rate = 100 * response.answered / panel.size if panel.size else None
    response.municipalities = len({place.code for place in panel.municipalities if place}) or None
    if panel.dispositions is not None:
        counts = dispositions.tally(panel.dispositions)
        response.rates = {k: v for k, v in rates(counts).values.items() if v is not None}
        codes = Counter(dispositions.normal(code) for code in panel.dispositions)
        response.dispositions = disposition_rows(codes)
    for grouping in study.groupings:
        if grouping.invitees is not None:
            _add_grouping(study, panel, grouping, responded, response)
    if response.tests:
        response.test = response.tests[0]
    response.representativity = _representativity(study, panel, responded)
    response.tiles = _tiles(panel, responded)


def _add_grouping(
    study: LoadedStudy, panel: Panel, grouping: Grouped, responded: Booleans, response: Response
) -> None:
    groups = np.array(grouping.invitees)
    for place, share in enumerate(by_group(responded, groups, len(grouping.keys))):
        response.by_group.append(
            GroupResponse(
                grouping.keys[place],
                grouping.labels[place].as_dict(),
                share.base,
                share.count,
                share.percent,
                share.low,
                share.high,
                grouping.name,
            )
        )
    settings = study.file.analysis
    test = response_test(
        responded,
        groups,
        _clusters(panel),
        seed=settings.seed,
        draws=settings.permutations,
        yates=settings.yates,
    )
    if test is not None:
        response.tests.append(
            ResponseTest(grouping.name, test.statistic, test.df, test.p, test.n, test.p_clustered)
        )


def _clusters(panel: Panel) -> NDArray[np.int64] | None:
    """The municipality of every invitee as a number; None where the panel has none."""
    if not any(panel.municipalities):
        return None
    codes = [place.code if place else "" for place in panel.municipalities]
    numbers: NDArray[np.int64] = np.unique(codes, return_inverse=True)[1]
    return numbers


def _representativity(
    study: LoadedStudy, panel: Panel, responded: Booleans
) -> list[Representativity]:
    """R-indicator over the frame variables that the study file names."""
    part = study.file.panel
    variables: dict[str, NDArray[np.int64]] = {}
    for name in part.frame if part else ():
        grouping = next((g for g in study.groupings if g.name == name), None)
        if grouping is not None and grouping.invitees is not None:
            variables[name] = np.array(grouping.invitees)
        else:
            variables[name] = np.unique(_frame_values(panel, name), return_inverse=True)[1]
    found = r_indicator(responded, variables) if variables else None
    return [representativity_of(found)] if found is not None else []


def _frame_values(panel: Panel, name: str) -> list[str]:
    if name == "region":
        return [place.region if place else "" for place in panel.municipalities]
    if name == "population":
        return [str(place.population) if place else "" for place in panel.municipalities]
    return [value or "" for value in panel.frame[name].to_list()]


def _tiles(panel: Panel, responded: Booleans) -> list[Tile]:
    invited: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    for place, yes in zip(panel.municipalities, responded, strict=True):
        if place is not None:
            invited[place.code] += 1
            answered[place.code] += int(yes)
    return tiles(invited, answered)


def _item_nonresponse(study: LoadedStudy, rows: list[QuestionRow]) -> list[ItemNonresponse]:
    counted = item_response(_states(study, rows))
    return [
        ItemNonresponse(
            row.name,
            row.row,
            row.variable.label.as_dict() if row.row is not None else row.question.label.as_dict(),
            item.asked,
            item.answered,
            item.skipped,
            item.not_reached,
        )
        for row, item in zip(rows, counted, strict=True)
    ]


def _break_offs(study: LoadedStudy, rows: list[QuestionRow]) -> list[BreakOff]:
    """How many broke off on each page; pages are those that hold a tabulated question."""
    states = _states(study, rows)
    if not (states == AnswerState.NOT_REACHED).any():
        return []
    titles, page_of = pages_of(study)
    numbers = np.array([page_of[row.question.name] for row in rows])
    found = break_off_pages(states, numbers)
    return [BreakOff(page, titles[page - 1], count) for page, count in found.items()]


def pages_of(study: LoadedStudy) -> tuple[list[dict[str, str]], dict[str, int]]:
    """Return the titles of the pages, and the page (from 1) of every question.

    A page is a group marked as one; a question outside pages is a page of its own.
    """
    titles: list[dict[str, str]] = []
    page_of: dict[str, int] = {}
    current: Item | None = None
    for item, around in study.questionnaire.walk():
        if not isinstance(item, Question):
            continue
        page: Item = next((a for a in around if isinstance(a, Group) and a.page), item)
        if page is not current:
            current = page
            titles.append((page.label or item.label).as_dict())
        page_of[item.name] = len(titles)
    return titles, page_of


def _nonresponders(study: LoadedStudy) -> list[NonresponderComparison]:
    """Compare the short interviews with the answers, question by question."""
    if study.nonresponders is None:
        return []
    made: list[NonresponderComparison] = []
    for question in study.tabulated():
        if not any(
            study.nonresponders.answered(v.name).any()
            for v in study.nonresponders.of_question(question.name)
        ):
            continue
        pairs = zip(
            rows_of(study.nonresponders, question), rows_of(study.dataset, question), strict=True
        )
        made += [_compared(study, ours, theirs) for ours, theirs in pairs if ours.codes is not None]
    return made


def _compared(study: LoadedStudy, few: QuestionRow, many: QuestionRow) -> NonresponderComparison:
    assert few.codes is not None
    assert many.codes is not None
    settings = study.file.analysis
    found = compare_nonresponders(
        few.codes, many.codes, len(few.options), seed=settings.seed, draws=settings.permutations
    )
    choices = study.questionnaire.choice_list(few.question.choices or "").choices
    labels = {choice.code: choice.label.as_dict() for choice in choices}

    def options(distribution: Distribution) -> list[Option]:
        return [
            Option(code, labels[code], s.count, s.percent, s.low, s.high, code in few.dont_know)
            for code, s in zip(few.options, distribution.shares, strict=True)
        ]

    return NonresponderComparison(
        few.name,
        few.question.label.as_dict(),
        options(found.nonresponders),
        options(found.respondents),
        found.nonresponders.base,
        found.respondents.base,
        found.test.p if found.test else None,
    )
