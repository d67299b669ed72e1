"""What is wrong with the answers of one page, in words for the respondent."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from lovende.domain.errors import Fault, fault
from lovende.domain.questionnaire.columns import column_name
from lovende.domain.questionnaire.flow.page_view import PageView
from lovende.domain.questionnaire.flow.prepared import PreparedPage, words_of
from lovende.domain.questionnaire.flow.shown import Parsed
from lovende.domain.questionnaire.flow.walk import Flow, Walk
from lovende.domain.questionnaire.model import Kind, Role
from lovende.domain.questionnaire.normalising import EMPTY, Normalised
from lovende.domain.questionnaire.plan import Rounds, Step
from lovende.domain.texts import N_, Text

# A number with three digits after its only mark: 1.250 is a thousand to some and not to others.
_TWO_READINGS = re.compile(r"([+-]?[1-9]\d{0,2})[.,](\d{3})")


def check_page(walk: Walk, name: str, parsed: Parsed | None = None) -> dict[str, tuple[Fault, ...]]:
    """Return the faults of a page by column, in the order of the page; {} where there are none.

    Made from the stored answers (give `Walk.saved`), so it can be told again at any time; with
    `parsed` also what could not be stored as it came. The messages stand without the name of
    the question: they are shown beside it. Turn one into words with the `line` filter.
    """
    place = walk.flow.place_of(name)
    if place is None:
        return {}
    page, rounds = place
    problems = parsed.problems if parsed is not None else {}
    found: dict[str, tuple[Fault, ...]] = {}
    for step in page.steps:
        for where in walk.interview.all_rounds(step.repeats, rounds):
            column = column_name(step.name, where)
            faults = problems.get(column) or tuple(
                _with_answers(walk, page, step, where, each) for each in _of_step(walk, step, where)
            )
            if faults:
                found[column] = faults
    return found | {column: told for column, told in problems.items() if column not in found}


def check_all(walk: Walk) -> dict[str, dict[str, tuple[Fault, ...]]]:
    """Return the faults of every page that is asked, by page and column; pages without are left out."""
    found = {name: check_page(walk, name) for name in walk.names}
    return {name: faults for name, faults in found.items() if faults}


def _of_step(walk: Walk, step: Step, rounds: Rounds) -> Iterator[Fault]:
    answer = walk.given.get((step.name, rounds), EMPTY)
    owner = walk.flow.rules.owner(step)
    if owner is not None and answer is not EMPTY and not walk.interview.asked(step, rounds):
        if walk.interview.asked(owner, rounds[: len(owner.repeats)]):
            yield _other_without_choice(walk.flow, owner)
        return
    broken = walk.flow.rules.broken(walk.interview, step, rounds, answer)
    told = [_told(walk.flow, step, answer, each) for each in broken]
    yield from (each for each in told if each is not None)
    if step.kind is Kind.DECIMAL and not told:
        raw = str(walk.answers.get(column_name(step.name, rounds)) or "").strip()
        if (readings := _TWO_READINGS.fullmatch(raw)) is not None:
            yield _two_readings(readings[1], readings[2])


def _with_answers(
    walk: Walk, page: PreparedPage, step: Step, rounds: Rounds, found: Fault
) -> Fault:
    """Fill the answers in that the questionnaire's own words name."""
    words = found.params.get("explanation")
    if not isinstance(words, Text) or "${" not in words.get(walk.flow.language):
        return found
    view = PageView(walk, page, rounds[: len(page.repeats)])
    said = view.said(words_of(words, walk.flow.language), step.repeats, rounds)
    return replace(found, params={"explanation": said})


def _two_readings(before: str, after: str) -> Fault:
    """Ask which of two numbers is meant, each written so that it can be read in one way."""
    part = after.rstrip("0") if after.endswith("0") else f"{after}0"
    return fault(
        "page.two_readings",
        N_("This can be read as two numbers. Write {whole} or {part}."),
        whole=f"{before}{after}",
        part=Text.of(da=f"{before},{part}", en=f"{before}.{part}") if part else before,
    )


Wording = Callable[[Flow, Step, Normalised, Fault], Fault]


def _told(flow: Flow, step: Step, answer: Normalised, found: Fault) -> Fault | None:
    """Return a fault in words for the respondent, None for one that is not theirs."""
    if found.code in ("answers.not_asked", "answers.too_many_rounds"):
        return None
    worded = _WORDINGS.get(found.code)
    return fault("page.wrong", _WRONG) if worded is None else worded(flow, step, answer, found)


_WRONG = N_("This answer cannot be right. Please look at it once more.")


def _required(_flow: Flow, step: Step, _answer: Normalised, _found: Fault) -> Fault:
    return _own_words(step.question.required_message) or fault(
        "page.required", N_("This question has no answer yet, and it must have one.")
    )


def _constraint(_flow: Flow, step: Step, _answer: Normalised, _found: Fault) -> Fault:
    return _own_words(step.question.constraint_message) or fault("page.wrong", _WRONG)


def _own_words(words: Text) -> Fault | None:
    """Return what the questionnaire itself says of the fault."""
    return fault("page.own_words", N_("{explanation}"), explanation=words) if words else None


def _exclusive(flow: Flow, step: Step, _answer: Normalised, found: Fault) -> Fault:
    message = N_("You have chosen “{option}” together with other answers. Remove one or the other.")
    return fault("page.exclusive", message, option=_label(flow, step, found))


def _filtered(flow: Flow, step: Step, _answer: Normalised, found: Fault) -> Fault:
    message = N_("“{option}” does not go with your earlier answers. Choose again.")
    return fault("page.filtered", message, option=_label(flow, step, found))


def _not_whole(_flow: Flow, _step: Step, _answer: Normalised, _found: Fault) -> Fault:
    return fault("page.not_whole", N_("Write a whole number, such as 12."))


def _not_a_number(_flow: Flow, step: Step, answer: Normalised, found: Fault) -> Fault:
    if step.kind is Kind.INTEGER:
        return _not_whole(_flow, step, answer, found)
    return fault("page.not_a_number", N_("Write a number, such as 12 or 3.5."))


def _not_a_date(_flow: Flow, _step: Step, _answer: Normalised, _found: Fault) -> Fault:
    return fault(
        "page.not_a_date", N_("Write a date with day, month and year, such as 24-03-2021.")
    )


def _not_a_time(_flow: Flow, _step: Step, _answer: Normalised, _found: Fault) -> Fault:
    return fault("page.not_a_time", N_("Write a time, such as 14:30."))


def _unknown_code(_flow: Flow, _step: Step, _answer: Normalised, _found: Fault) -> Fault:
    return fault(
        "page.unknown_code",
        N_("What was chosen here is not among the options. Choose again."),
    )


def _other_without_choice(flow: Flow, owner: Step) -> Fault:
    listed = flow.plan.lists.get(owner.question.choices or "")
    labels = flow.option_labels.get(owner.question.choices or "", {})
    wanted = [c.code for c in listed.choices if c.role is Role.OTHER] if listed else []
    return fault(
        "page.other_without_choice",
        N_(
            "You have written something here without choosing “{option}”. Choose it, or delete the text."
        ),
        option=labels.get(wanted[0], wanted[0]) if wanted else "…",
    )


def _other(flow: Flow, step: Step, _answer: Normalised, _found: Fault) -> Fault:
    owner = flow.rules.owner(step)
    return fault("page.wrong", _WRONG) if owner is None else _other_without_choice(flow, owner)


def _label(flow: Flow, step: Step, found: Fault) -> str:
    code = str(found.params.get("option", ""))
    return flow.option_labels.get(step.question.choices or "", {}).get(code, code)


_WORDINGS: dict[str, Wording] = {
    "answers.required": _required,
    "answers.constraint": _constraint,
    "answers.exclusive": _exclusive,
    "answers.filtered": _filtered,
    "answers.not_whole": _not_whole,
    "answers.not_a_number": _not_a_number,
    "answers.not_a_date": _not_a_date,
    "answers.not_a_time": _not_a_time,
    "answers.unknown_code": _unknown_code,
    "answers.other_without_choice": _other,
}
