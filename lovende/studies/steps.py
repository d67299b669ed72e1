"""The way of a study from its details to its findings: each room registers its own steps.

    register(Step("pilot", ORDER["pilot"], N_("Try it on a few people"), "questionnaires:pilot",
                  ANALYSTS, pilot_standing))

in the room's `apps.ready`; so this room shows the steps of those above it without knowing them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from lovende.studies.models import Role, Study

ORDER = {
    "details": 10,
    "questionnaire": 20,
    "pilot": 30,
    "panel": 40,
    "messages": 50,
    "live": 60,
    "fieldwork": 70,
    "closed": 80,
    "findings": 90,
}
"""Where the steps stand. A step of another name takes a number between these."""


class State(StrEnum):
    """How far a step is. `OPTIONAL` may be left out; `LATER` cannot be begun yet."""

    DONE = "done"
    BEGUN = "begun"
    TODO = "todo"
    OPTIONAL = "optional"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a step is, and a few words about it in the language of the page ("412 invited")."""

    state: State
    text: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a stable name, its place, its title (marked), the name of its page, who may go there."""

    name: str
    order: int
    title: str
    page: str
    roles: tuple[Role, ...]
    standing: Callable[[Study], Standing]


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step with how far it is; `next` marks the first that waits for someone."""

    step: Step
    standing: Standing
    open_to_role: bool
    next: bool


known_steps: dict[str, Step] = {}


def register(step: Step) -> None:
    """Add a step, or put it in the place of the one of the same name."""
    known_steps[step.name] = step


def steps_of(study: Study, role: Role) -> list[ShownStep]:
    """Return all steps in order, with how far each is.

    Once a study is open, what belongs before the opening is no longer what comes next.
    """
    found = [(s, s.standing(study)) for s in sorted(known_steps.values(), key=lambda s: s.order)]
    begin = 0 if study.state == Study.State.DRAFT else ORDER["live"]
    ahead = (s for s in found if s[0].order >= begin)
    waiting = (s.name for s, at in ahead if at.state in (State.TODO, State.BEGUN))
    first = next(waiting, "")
    return [ShownStep(s, at, role in s.roles, s.name == first) for s, at in found]
