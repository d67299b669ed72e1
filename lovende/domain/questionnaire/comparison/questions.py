"""One question compared with itself in an earlier version."""

from __future__ import annotations

from collections.abc import Iterator

from lovende.domain.questionnaire.comparison.model import (
    KIND_LABELS,
    Change,
    Difference,
    Variable,
    Weight,
    plain,
)
from lovende.domain.questionnaire.comparison.options import option_differences
from lovende.domain.questionnaire.model import Kind
from lovende.domain.texts import N_, Term, Text


def question_differences(old: Variable, new: Variable, *, read: bool) -> Iterator[Difference]:
    """Yield what differs between a question in two versions; `read` says whether a condition of
    the questionnaire reads it."""
    yield from _wording(old, new)
    if old.kind is not new.kind:
        yield _breaking(
            new,
            Change.KIND,
            N_(
                "The kind of question is another ({before} became {now}). Answers given could not be read: leave the kind as it was, or ask a new question under a new name."
            ),
            before=Term(KIND_LABELS[old.kind]),
            now=Term(KIND_LABELS[new.kind]),
        )
        return
    if new.kind is Kind.CALCULATION:
        yield from _calculation(old, new, read)
        return
    yield from _routing(old, new)
    if not new.kind.is_asked:
        return
    yield from _rules(old, new)
    yield from option_differences(old, new)


def _wording(old: Variable, new: Variable) -> Iterator[Difference]:
    if old.label != new.label and new.kind is not Kind.CALCULATION:
        yield Difference(
            Change.WORDING,
            Weight.WORDING,
            new.name,
            N_("The question reads “{now}”; before it was “{old}”."),
            {"now": new.label, "old": old.label},
            row=new.row,
        )
    if _small_texts(old) != _small_texts(new):
        yield Difference(
            Change.WORDING,
            Weight.WORDING,
            new.name,
            N_("A hint, a guiding point, a heading or a message beside the question is worded anew."),
            row=new.row,
        )  # fmt: skip


def _small_texts(one: Variable) -> tuple[Text | str | None, ...]:
    question = one.question
    return (
        question.hint if one.line is None else one.line.hint,
        question.label if one.line is not None and one.line.row == 1 else None,
        question.guidance,
        question.required_message,
        question.constraint_message,
        question.number,
        question.appearance,
    )


def _calculation(old: Variable, new: Variable, read: bool) -> Iterator[Difference]:
    if plain(old.question.calculation) == plain(new.question.calculation):
        return
    if not read:
        message = N_("The calculation is another. No answer depends on it.")
        yield Difference(Change.CALCULATION, Weight.ADDITION, new.name, message, row=new.row)
        return
    yield _breaking(
        new,
        Change.CALCULATION,
        N_(
            "The calculation is another, and it decides who is asked what. Answers given could stand at questions that are no longer asked: leave it as it was."
        ),
        everyone=True,
    )


def _routing(old: Variable, new: Variable) -> Iterator[Difference]:
    if old.repeats != new.repeats:
        yield _breaking(
            new,
            Change.REPEAT,
            N_(
                "The question stands in another repetition. Answers are stored by their round: leave it where it was."
            ),
        )
    if old.relevance == new.relevance:
        return
    if not new.kind.is_asked:
        message = N_("It is shown to others than before.")
        yield Difference(Change.ROUTING, Weight.ADDITION, new.name, message, row=new.row)
        return
    yield _breaking(
        new,
        Change.ROUTING,
        N_(
            "The question is put to others than before. Answers could stand where nobody is asked, and the base would be mixed: leave the condition as it was."
        ),
    )


def _rules(old: Variable, new: Variable) -> Iterator[Difference]:
    if new.required and not old.required:
        yield _breaking(
            new,
            Change.REQUIRED,
            N_(
                "The question must now be answered. Those who skipped it have sent their answers: leave it optional."
            ),
            everyone=True,
        )
    elif old.required and not new.required:
        message = N_("The question may now be skipped.")
        yield Difference(Change.REQUIRED, Weight.ADDITION, new.name, message, row=new.row)
    if plain(old.question.required_when) != plain(new.question.required_when):
        yield _breaking(
            new,
            Change.REQUIRED,
            N_("The condition under which it must be answered is another: leave it as it was."),
            everyone=True,
        )
    before, now = plain(old.question.constraint), plain(new.question.constraint)
    if before and not now:
        message = N_("Every answer is now allowed; before, there was a rule.")
        yield Difference(Change.RULE, Weight.ADDITION, new.name, message, row=new.row)
    elif before != now:
        yield _breaking(
            new,
            Change.RULE,
            N_("Answers given may break the new rule ({rule}): leave the rule as it was."),
            rule=now,
        )
    if plain(old.question.choice_filter) != plain(new.question.choice_filter):
        yield _breaking(
            new,
            Change.RULE,
            N_(
                "The options are offered by another rule. Answers may no longer be allowed: leave the filter as it was."
            ),
        )


def _breaking(
    new: Variable, change: Change, message: str, *, everyone: bool = False, **params: object
) -> Difference:
    affected = () if everyone else (new.name,)
    return Difference(change, Weight.BREAKING, new.name, message, params, affected, new.row)
