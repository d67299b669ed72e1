"""Which questions of a study have answers: told by the room that keeps the answers.

Answers are stored above this room, which therefore asks whoever registered here. To go by
"is live" alone would refuse the correction of a question that nobody has reached yet, on the
first day of fieldwork, when most mistakes are found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from lovende.studies.models import Study


@dataclass(frozen=True)
class AnswerSource:
    """`begun` says whether anyone but testers has answered anything; `answered` which of the
    given questions and rows (by name, in any round) have an answer of anyone but testers."""

    begun: Callable[[Study], bool]
    answered: Callable[[Study, Collection[str]], frozenset[str]]


_sources: list[AnswerSource] = []


def register_answers(source: AnswerSource) -> None:
    """Let `source` tell which questions have answers; called once, when the app is ready."""
    if source not in _sources:
        _sources.append(source)


def begun(study: Study) -> bool:
    """Whether anyone has answered anything."""
    return any(source.begun(study) for source in _sources)


def answered(study: Study, names: Collection[str]) -> frozenset[str]:
    """Return those of the questions `names` that have answers."""
    found = [source.answered(study, names) for source in _sources] if names else []
    return frozenset().union(*found)
