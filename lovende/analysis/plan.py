"""The plan held against the questionnaire: questions, rows, codes and groupings that do not exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lovende.analysis.study_file import CollapsePart, FigurePart, StudyFile
from lovende.analysis.weights import check_weights
from lovende.domain.errors import Fault, LovendeError, fault, nearest
from lovende.domain.questionnaire.model import Question, Questionnaire
from lovende.domain.texts import N_

_FIGURES_OF_QUESTIONS = ("distribution", "several", "matrix", "groups")


def check_plan(file: StudyFile, questionnaire: Questionnaire, name: str) -> None:
    """Raise LovendeError with every question, row, code or grouping of the plan that does not exist.

    `name` is the study file's name, for the messages.
    """
    faults = [
        *_doubled(file),
        *_comparisons(file, questionnaire),
        *_collapses(file, questionnaire),
        *_figures(file, questionnaire),
        *_limits(file),
        *check_weights(file),
    ]
    if faults:
        raise LovendeError(found.at(file=name) for found in faults)


def _find(
    questionnaire: Questionnaire, wanted: str, key: str
) -> tuple[Question | None, list[Fault]]:
    closed = [q for q in questionnaire.questions() if q.kind.has_choices]
    for question in closed:
        if wanted in (question.number, question.name):
            return question, []
    names = [name for q in closed for name in (q.number, q.name) if name]
    guess = nearest(wanted, names)
    message = (
        N_(
            "{key} names the question {wanted}, which the questionnaire does not have. Did you mean {guess}?"
        )
        if guess
        else N_(
            "{key} names the question {wanted}, which is no closed question of the questionnaire."
        )
    )
    return None, [fault("study.unknown_question", message, key=key, wanted=wanted, guess=guess)]


def _rows(question: Question, rows: Sequence[int], key: str) -> Iterator[Fault]:
    known = [row.row for row in question.rows]
    for row in rows:
        if row not in known:
            yield fault(
                "study.unknown_row",
                N_("{key} names row {wanted} of question {question}, which has {count} rows."),
                key=key,
                wanted=row,
                question=question.number or question.name,
                count=len(known),
            )


def _grouping(file: StudyFile, wanted: str | None, key: str) -> Iterator[Fault]:
    names = [grouping.name for grouping in file.grouping]
    if wanted is not None and wanted not in names:
        yield fault(
            "study.unknown_grouping",
            N_(
                "{key} names the grouping {wanted}, which the study file does not have. It has: {known}."
            ),
            key=key,
            wanted=wanted,
            known=", ".join(names) or "-",
        )


def _doubled(file: StudyFile) -> Iterator[Fault]:
    names = [grouping.name for grouping in file.grouping]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield fault(
            "study.doubled_grouping",
            N_("Two groupings are named {name}. Give each its own name."),
            name=name,
        )


def _comparisons(file: StudyFile, questionnaire: Questionnaire) -> Iterator[Fault]:
    for place, comparison in enumerate(file.comparison, 1):
        key = f"comparison[{place}]"
        yield from _grouping(file, comparison.by, key)
        for wanted in comparison.questions:
            yield from _find(questionnaire, wanted, key)[1]


def _collapses(file: StudyFile, questionnaire: Questionnaire) -> Iterator[Fault]:
    for place, part in enumerate(file.collapse, 1):
        key = f"collapse[{place}]"
        question, faults = _find(questionnaire, part.question, key)
        yield from faults
        if question is not None:
            yield from _rows(question, part.rows, key)
            yield from _codes(questionnaire, question, part, key)
        yield from _sentence(part, key)


def _codes(
    questionnaire: Questionnaire, question: Question, part: CollapsePart, key: str
) -> Iterator[Fault]:
    known = questionnaire.choice_list(question.choices or "").codes
    for code in part.codes:
        if code not in known:
            yield fault(
                "study.unknown_code",
                N_(
                    "{key} takes the code {wanted}, which question {question} does not have. Its codes: {known}."
                ),
                key=key,
                wanted=code,
                question=part.question,
                known=", ".join(known),
            )


def _sentence(part: CollapsePart, key: str) -> Iterator[Fault]:
    for _, sentence in part.sentence.entries:
        try:
            sentence.format(percent="", count="", base="")
        except (KeyError, IndexError, ValueError):
            yield fault(
                "study.bad_sentence",
                N_(
                    "{key} has a sentence with a placeholder other than {{percent}}, {{count}} and {{base}}."
                ),
                key=key,
            )


def _figures(file: StudyFile, questionnaire: Questionnaire) -> Iterator[Fault]:
    for c, chapter in enumerate(file.chapter, 1):
        for s, section in enumerate(chapter.section, 1):
            for f, figure in enumerate(section.figure, 1):
                yield from _figure(
                    file, questionnaire, figure, f"chapter[{c}].section[{s}].figure[{f}]"
                )


def _figure(
    file: StudyFile, questionnaire: Questionnaire, figure: FigurePart, key: str
) -> Iterator[Fault]:
    yield from _grouping(file, figure.by, key)
    if figure.question is not None:
        question, faults = _find(questionnaire, figure.question, key)
        yield from faults
        if question is not None:
            yield from _rows(question, figure.rows, key)
    elif figure.figure in _FIGURES_OF_QUESTIONS:
        yield fault("study.figure_without_question", N_("{key} must name a question."), key=key)
    if figure.figure == "profile" and file.index is None:
        yield fault(
            "study.profile_without_index",
            N_("{key} shows the index, but the study has none."),
            key=key,
        )
    if figure.figure in ("response", "map") and file.panel is None:
        yield fault(
            "study.response_without_panel",
            N_("{key} shows the response, but the study has no panel."),
            key=key,
        )


def _limits(file: StudyFile) -> Iterator[Fault]:
    if file.protection.smallest not in (3, 5):
        yield fault("study.smallest", N_("protection.smallest must be 3 or 5."))
    if not 100 <= file.analysis.permutations <= 1_000_000:
        yield fault(
            "study.permutations", N_("analysis.permutations must lie between 100 and 1,000,000.")
        )
    if not 0 <= file.answers.complete_share <= 100:
        yield fault(
            "study.complete_share", N_("answers.complete_share is a percentage from 0 to 100.")
        )
