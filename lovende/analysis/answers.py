"""The respondents: a file of answers fitted to the questionnaire, every answer with its state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from lovende.analysis.panel import Panel
from lovende.analysis.states import with_states
from lovende.domain.dataset.matching import match
from lovende.domain.dataset.model import AnswerState, Dataset, Variable
from lovende.domain.errors import Fault, LovendeError, Place, fault, nearest
from lovende.domain.questionnaire.model import Kind, Questionnaire, Role
from lovende.domain.questionnaire.routing import Routing, routing_states
from lovende.domain.questionnaire.rules import broken_rules
from lovende.domain.texts import N_
from lovende.formats.answers import first_row, read_answers

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
    expected: Sequence[str] = (),
) -> tuple[tuple[Dataset, pl.Series | None], tuple[Fault, ...]]:
    """Read the answers of all respondents, and who submitted (None where no column says it).

    `expected` are further columns that belong there. `partial` says that the file has only some of the questions on purpose (the short interview
    with non-responders). With them comes every fault by row and column, errors too: doubled keys,
    unknown codes, answers where the routing did not ask, broken rules; rows count as the file's user
    counts them. Raises LovendeError for a
    file that cannot be read as answers at all.
    """
    raw, warnings = read_answers(path, typed=False)
    _check_columns(raw, questionnaire, key, path)
    fitted, faults = fit_respondents(
        raw,
        questionnaire,
        key=key,
        submitted=submitted,
        expected=(*(panel.frame.columns if panel else ()), *expected),
        partial=partial,
        first=first_row(path),
    )
    return fitted, (*warnings, *(f.at(file=path.name) for f in faults))


def fit_respondents(
    raw: Dataset,
    questionnaire: Questionnaire,
    *,
    key: str,
    submitted: str | None = None,
    expected: Sequence[str] = (),
    partial: bool = False,
    first: int = 1,
    only_asked: bool = False,
) -> tuple[tuple[Dataset, pl.Series | None], tuple[Fault, ...]]:
    """Fit a raw table of answers to the questionnaire: what `read_respondents` does with a file.

    `expected` are further columns that belong there; `first` is the number of the first row in the
    faults. Every answer has its state by the routing. `only_asked` takes answers to questions that
    the routing does not ask (any more) away without a fault.
    """
    faults = _no_column(raw, submitted)
    known = [name for name in (submitted, *expected) if name]
    dataset, found = match(raw, questionnaire, key=key, expected=known, first_row=first)
    faults += [f for f in found if not (partial and f.code == "answers.absent_questions")]
    if dataset.size == 0 and not partial:
        faults.append(
            fault("answers.nobody", N_("There are no answers in the file. Name the right file."))
        )
    routing = routing_states(questionnaire, dataset.values)
    if only_asked:
        dataset = _as_asked(dataset, routing)
    faults += _not_asked(dataset, routing, first)
    faults += _excluded(dataset, questionnaire, first)
    told = {(f.place.row, f.place.question) for f in faults if f.code == "answers.exclusive"}
    faults += [
        f
        for f in _broken_rules(dataset, questionnaire, first)
        if (f.place.row, f.place.question) not in told
    ]
    done = None
    if submitted is not None and submitted in dataset.values.columns:
        said = dataset.values[submitted].cast(pl.String).str.to_lowercase().str.strip_chars()
        done = said.is_in(TRUE).fill_null(False)
    asked = {name: routing.asked[name] for name in routing.asked.columns}
    return (with_states(dataset, asked, routing.reads, done), done), tuple(faults)


def _no_column(raw: Dataset, submitted: str | None) -> list[Fault]:
    columns = raw.values.columns
    if submitted is None or submitted in columns:
        return []
    guess = nearest(submitted, columns)
    message = (
        N_("There is no column {column}. Did you mean {guess}?")
        if guess
        else N_("There is no column {column}. Correct answers.submitted, or leave it out.")
    )
    return [
        fault(
            "answers.no_column",
            message,
            place=Place(column=submitted),
            column=submitted,
            guess=guess,
        )
    ]


def _check_columns(raw: Dataset, questionnaire: Questionnaire, key: str, path: Path) -> None:
    """Raise for a file of something else before it is fitted, however large it is."""
    if key in raw.values.columns and len(raw.values.columns) > 1:
        return
    names = [q.name.lower() for q in questionnaire.questions() if q.kind.is_asked]
    columns = [column.lower() for column in raw.values.columns]
    if not any(name in column for column in columns for name in names):
        raise LovendeError(
            fault(
                "answers.other_file",
                N_(
                    "There is neither the column {key} nor a column of any question. Name the file with the answers to this questionnaire."
                ),
                place=Place(file=path.name),
                key=key,
            )
        )


def _not_asked(dataset: Dataset, routing: Routing, first: int) -> Iterator[Fault]:
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
                    row=row + first,
                    column=variable.name,
                    question=variable.number or variable.question,
                ),
                reads=", ".join(sorted(routing.reads.get(variable.name, ())))[:200],
            )


def _as_asked(dataset: Dataset, routing: Routing) -> Dataset:
    """Leave an answer that was not asked for empty; the routing never saw it."""
    names = [
        v.name
        for v in dataset.variables
        if v.question is not None
        and v.name in routing.asked.columns
        and (dataset.answered(v.name) & ~routing.asked[v.name]).any()
    ]
    states = {
        name: dataset.states[name].set(~routing.asked[name], int(AnswerState.SKIPPED))
        for name in names
    }
    return replace(
        dataset,
        values=dataset.values.with_columns(
            pl.when(routing.asked[name]).then(pl.col(name)).alias(name) for name in names
        ),
        states=dataset.states.with_columns(states[name].alias(name) for name in names),
    )


def _is_first(dataset: Dataset, variable: Variable) -> bool:
    first = next(dataset.of_question(variable.question or "", variable.round))
    return first.name == variable.name


def _excluded(dataset: Dataset, questionnaire: Questionnaire, first: int) -> Iterator[Fault]:
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
                        row=row + first,
                        column=variable.name,
                        question=variable.number or question.name,
                    ),
                    option=variable.option,
                )


def _broken_rules(dataset: Dataset, questionnaire: Questionnaire, first: int) -> Iterator[Fault]:
    """Constraints and choice filters of the questionnaire that an answer breaks."""
    for rule in broken_rules(questionnaire, dataset.values):
        for row in rule.rows:
            yield rule.fault.at(row=row + first, column=rule.column)
