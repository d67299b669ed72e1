"""The respondents: a file of answers fitted to the questionnaire, every answer with its state."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from lovende.analysis.panel import Panel
from lovende.analysis.states import with_states
from lovende.domain.dataset.matching import match
from lovende.domain.dataset.model import Dataset, Variable
from lovende.domain.errors import Fault, LovendeError, Place, Severity, fault, nearest
from lovende.domain.questionnaire.checking import Checker
from lovende.domain.questionnaire.model import Kind, Questionnaire, Role
from lovende.domain.questionnaire.routing import Routing, routing_states
from lovende.domain.texts import N_
from lovende.formats.answers import read_answers

FIRST_ROW = 2
"""The row of a spreadsheet in which the first respondent stands."""

TRUE = ("1", "1.0", "true", "yes", "ja", "x")
"""How a file says that someone submitted; anything else says no."""


def read_respondents(
    path: Path,
    questionnaire: Questionnaire,
    *,
    key: str,
    submitted: str | None = None,
    panel: Panel | None = None,
    partial: bool = False,
) -> tuple[tuple[Dataset, pl.Series | None], tuple[Fault, ...]]:
    """Read the answers of all respondents, and who submitted (None where no column says it).

    `partial` says that the file has only some of the questions on purpose (the short interview
    with non-responders). Raises LovendeError with every fault by row and column: missing or
    doubled keys, unknown codes, answers where the routing did not ask, broken rules.
    """
    raw, warnings = read_answers(path, typed=False)
    faults = [*_no_column(raw, key, submitted)]
    expected = [name for name in (submitted, *(panel.frame.columns if panel else ())) if name]
    dataset, found = match(raw, questionnaire, key=key, expected=expected, first_row=FIRST_ROW)
    faults += [f for f in found if not (partial and f.code == "answers.absent_questions")]
    routing = routing_states(questionnaire, dataset.values)
    faults += _not_asked(dataset, routing)
    faults += _excluded(dataset, questionnaire)
    faults += _broken_rules(dataset, questionnaire)
    placed = [f.at(file=path.name) for f in faults]
    if any(f.severity is Severity.ERROR for f in placed):
        raise LovendeError(f for f in placed if f.severity is Severity.ERROR)
    done = None
    if submitted is not None:
        said = dataset.values[submitted].cast(pl.String).str.to_lowercase().str.strip_chars()
        done = said.is_in(TRUE).fill_null(False)
    asked = {name: routing.asked[name] for name in routing.asked.columns}
    return (with_states(dataset, asked, routing.reads, done), done), (*warnings, *placed)


def _no_column(raw: Dataset, key: str, submitted: str | None) -> Iterator[Fault]:
    columns = raw.values.columns
    for name in (key, submitted):
        if name is not None and name not in columns:
            yield fault(
                "answers.no_column",
                N_("There is no column {column}. The nearest is {guess}."),
                place=Place(column=name),
                column=name,
                guess=nearest(name, columns) or columns[0],
            )


def _not_asked(dataset: Dataset, routing: Routing) -> Iterator[Fault]:
    """An answer to a question that the routing did not ask."""
    for variable in dataset.variables:
        if variable.question is None or variable.name not in routing.asked.columns:
            continue
        wrong = dataset.answered(variable.name) & ~routing.asked[variable.name]
        # A several-choice question is told once, by its first option.
        if variable.option is not None and not _is_first(dataset, variable):
            continue
        for row in wrong.arg_true().to_list():
            yield fault(
                "answers.not_asked",
                N_(
                    "There is an answer, but the routing does not ask this question here. Correct it, or the answers it depends on: {reads}."
                ),
                place=Place(
                    row=row + FIRST_ROW,
                    column=variable.name,
                    question=variable.number or variable.question,
                ),
                reads=", ".join(sorted(routing.reads.get(variable.name, ())))[:200],
            )


def _is_first(dataset: Dataset, variable: Variable) -> bool:
    first = next(dataset.of_question(variable.question or "", variable.round))
    return first.name == variable.name


def _excluded(dataset: Dataset, questionnaire: Questionnaire) -> Iterator[Fault]:
    """An option that excludes the others, ticked together with one of them."""
    for question in questionnaire.questions():
        if question.kind is not Kind.SEVERAL:
            continue
        choices = questionnaire.choice_list(question.choices or "").choices
        alone = {choice.code for choice in choices if choice.role is Role.EXCLUSIVE}
        flags = list(dataset.of_question(question.name))
        if not alone or not flags:
            continue
        ticked = dataset.values.select(
            pl.col(v.name).fill_null(False).cast(pl.Boolean) for v in flags
        )
        many = ticked.sum_horizontal() > 1
        for variable in flags:
            if variable.option not in alone:
                continue
            for row in (ticked[variable.name] & many).arg_true().to_list():
                yield fault(
                    "answers.exclusive",
                    N_(
                        "Option {option} excludes the others, but others are ticked too. Correct the answer."
                    ),
                    place=Place(
                        row=row + FIRST_ROW,
                        column=variable.name,
                        question=variable.number or question.name,
                    ),
                    option=variable.option,
                )


def _broken_rules(dataset: Dataset, questionnaire: Questionnaire) -> Iterator[Fault]:
    """Constraints and choice filters, respondent by respondent, where the questionnaire has any."""
    if not any(q.constraint or q.choice_filter for q in questionnaire.questions()):
        return
    checker = Checker(questionnaire)
    asked = [v for v in dataset.variables if v.question is not None]
    for place, record in enumerate(dataset.values.iter_rows(named=True), FIRST_ROW):
        answers: dict[str, object] = {}
        for variable in asked:
            value = record[variable.name]
            if variable.option is None:
                answers[variable.name] = value
            elif value:
                rounds = "" if variable.round == 1 else f"__{variable.round}"
                codes = answers.setdefault(f"{variable.question}{rounds}", [])
                assert isinstance(codes, list)
                codes.append(variable.option)
        for found in checker.check(answers, complete=False).faults:
            if found.code in ("answers.constraint", "answers.filtered"):
                yield found.at(row=place, column=found.place.question)
