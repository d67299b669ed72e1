"""What is made of many answers takes a while: nothing is kept of someone who was erased meanwhile."""

from __future__ import annotations

from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_
from lovende.responses.models import Erasure
from lovende.studies.models import Study


def erasures_of(study: Study) -> int:
    """Return how many erasures a study has seen; to be asked before answers are read."""
    return Erasure.objects.filter(study=study).count()


def refuse_if_erased_since(study: Study, erasures: int) -> None:
    """Raise LovendeError where data were erased since `erasures_of` said so many.

    In the transaction that stores what was made: an erasure waits for its end, and then removes it.
    """
    Study.objects.select_for_update(of=("self",), no_key=True).get(pk=study.pk)
    if erasures_of(study) != erasures:
        message = N_("Somebody's data were erased while this was being made. Begin it again.")
        raise LovendeError(fault("personal.erased_meanwhile", message))
