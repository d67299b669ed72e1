"""The rules that one answer of one respondent keeps to: required, offered, in range, in its place."""

from __future__ import annotations

from collections.abc import Iterator

from lovende.domain.errors import Fault, fault
from lovende.domain.questionnaire.expressions import Expression, as_boolean, as_text
from lovende.domain.questionnaire.interview import Interview
from lovende.domain.questionnaire.model import Kind, Role
from lovende.domain.questionnaire.normalising import EMPTY, Normalised
from lovende.domain.questionnaire.plan import Plan, Rounds, Step
from lovende.domain.texts import N_


class AnswerRules:
    """The rules of a questionnaire for single answers."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._owners = {s.question.other: s for s in plan.steps if s.question.other and not s.row}

    def owner(self, step: Step) -> Step | None:
        """Return the question whose "other, please state" a step is, None where it is none."""
        return self._owners.get(step.name)

    def broken(
        self,
        interview: Interview,
        step: Step,
        rounds: Rounds,
        answer: Normalised,
        *,
        complete: bool = True,
    ) -> Iterator[Fault]:
        """Yield what is wrong with the answer to a step in a round; faults are without a place.

        Where `complete` is false, a required answer may be missing.
        """
        if step.kind in (Kind.NOTE, Kind.CALCULATION):
            return
        if not interview.asked(step, rounds):
            if answer is not EMPTY:
                yield _not_asked(step, answer)
            return
        yield from answer.faults
        if answer is EMPTY:
            if complete and is_required(interview, step, rounds):
                yield fault(
                    "answers.required",
                    N_("{question} must be answered, but has no answer."),
                    question=step.name,
                )
            return
        if step.choice_filter is not None:
            yield from self._filtered(interview, step, rounds, answer, step.choice_filter)
        if step.constraint is not None and not answer.faults:
            yield from self._constraint(interview, step, rounds, answer, step.constraint)
        yield from self._other(interview, step, rounds)

    def _constraint(
        self,
        interview: Interview,
        step: Step,
        rounds: Rounds,
        answer: Normalised,
        constraint: Expression,
    ) -> Iterator[Fault]:
        if not as_boolean(interview.evaluate(constraint, step.repeats, rounds, here=answer.text)):
            yield fault(
                "answers.constraint",
                N_("{question}: “{answer}” breaks the rule {rule}."),
                question=step.name,
                answer=answer.text,
                rule=constraint.text,
                explanation=step.question.constraint_message,
            )

    def _filtered(
        self,
        interview: Interview,
        step: Step,
        rounds: Rounds,
        answer: Normalised,
        choice_filter: Expression,
    ) -> Iterator[Fault]:
        choices = self._plan.lists.get(step.question.choices or "")
        codes = answer.value if isinstance(answer.value, tuple) else (answer.text,)
        for code in codes:
            same = [c for c in choices.choices if c.code == code] if choices else []
            shown = any(
                as_boolean(
                    interview.evaluate(
                        choice_filter,
                        step.repeats,
                        rounds,
                        columns={**dict(c.filters), "name": c.code},
                    )
                )
                for c in same
            )
            if same and not shown:
                yield fault(
                    "answers.filtered",
                    N_("{question}: the option {option} is not offered after the earlier answers."),
                    question=step.name,
                    option=code,
                    rule=choice_filter.text,
                )

    def _other(self, interview: Interview, step: Step, rounds: Rounds) -> Iterator[Fault]:
        """A text under "other, please state" goes with the choice that asks for it."""
        owner = self._owners.get(step.name)
        if owner is None:
            return
        choices = self._plan.lists.get(owner.question.choices or "")
        wanted = [c.code for c in choices.choices if c.role is Role.OTHER] if choices else []
        seen = interview.seen(owner.name, step.repeats, rounds, False)
        if wanted and not set(wanted) & set(as_text(seen).split()):
            yield fault(
                "answers.other_without_choice",
                N_("{question} has a text, but {owner} does not have the option {option}."),
                question=step.name,
                owner=owner.name,
                option=wanted[0],
            )


def _not_asked(step: Step, answer: Normalised) -> Fault:
    relevance = " and ".join(condition.expression.text for condition in step.relevance)
    if not relevance:
        return fault(
            "answers.too_many_rounds",
            N_("{question} has the answer “{answer}” in a round that is not asked."),
            question=step.name,
            answer=answer.text,
        )
    return fault(
        "answers.not_asked",
        N_("{question} has the answer “{answer}”, but is asked only if {condition}."),
        question=step.name,
        answer=answer.text,
        condition=relevance,
    )


def is_required(interview: Interview, step: Step, rounds: Rounds) -> bool:
    """Whether a step must be answered, as the answers stand."""
    if step.required:
        return True
    return step.required_when is not None and as_boolean(
        interview.evaluate(step.required_when, step.repeats, rounds)
    )
