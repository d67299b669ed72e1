"""A new form judged against the one that is answered now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lovende.domain.errors import Fault, Place
from lovende.domain.questionnaire.comparison import Difference, Weight, differences
from lovende.domain.questionnaire.model import Questionnaire
from lovende.questionnaires.answered import answered, begun
from lovende.questionnaires.queries import live_version, questionnaire_of
from lovende.studies.models import Study


@dataclass(frozen=True)
class Judgement:
    """What differs from the live version, and what of it must not be: `refused` would break
    answers that are given."""

    differences: tuple[Difference, ...]
    refused: tuple[Difference, ...]

    @property
    def only_words(self) -> bool:
        """Whether nothing but wording differs."""
        return all(each.weight is Weight.WORDING for each in self.differences)

    def faults(self, file: str) -> tuple[Fault, ...]:
        """Return what is refused as faults of the uploaded file."""
        return tuple(
            Fault(
                f"questionnaire.breaks_{each.change}",
                each.message,
                each.params,
                Place(
                    file=file,
                    sheet="survey" if each.row else None,
                    row=each.row,
                    question=each.question or None,
                ),
            )
            for each in self.refused
        )


def judge(study: Study, new: Questionnaire) -> Judgement | None:
    """Compare a form with the live version; None where none is live.

    `new` has the study's occasion set, as `questionnaire_of` returns it. While nobody has
    answered, nothing is refused; afterwards only what touches a question that has answers.
    """
    live = live_version(study)
    if live is None:
        return None
    found = differences(questionnaire_of(live), new)
    return Judgement(found, _refused(study, found))


def _refused(study: Study, found: Iterable[Difference]) -> tuple[Difference, ...]:
    breaking = [each for each in found if each.weight is Weight.BREAKING]
    if not breaking or not begun(study):
        return ()
    held = answered(study, {name for each in breaking for name in each.affected})
    return tuple(each for each in breaking if not each.affected or held.intersection(each.affected))
