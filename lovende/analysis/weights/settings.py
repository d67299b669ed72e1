"""The part `weights` of a study file, checked by itself."""

from __future__ import annotations

from collections.abc import Iterator

from lovende.analysis.study_file import StudyFile, WeightsPart
from lovende.domain.errors import Fault, fault
from lovende.domain.texts import N_


def columns_of_weights(part: WeightsPart | None) -> tuple[str, ...]:
    """Return the columns that the answers may have for the weights."""
    if part is None:
        return ()
    named = (part.weight, part.strata, part.cluster, part.fpc)
    return tuple(name for name in named if name)


def check_weights(file: StudyFile) -> Iterator[Fault]:
    """Yield what is wrong with the settings, whatever the answers are."""
    part = file.weights
    if part is None:
        return
    yield from _method(part)
    if part.method != "given" and part.population == "invited" and file.panel is None:
        message = N_(
            "weights.population is invited, but the study has no panel. Name the panel, or another population."
        )
        yield fault("study.weights_without_panel", message)
    if not (part.smallest is None or 0 <= part.smallest < 1) or not (
        part.largest is None or part.largest > 1
    ):
        message = N_(
            "weights.smallest must lie between 0 and 1, and weights.largest above 1: they are multiples of the mean weight."
        )
        yield fault("study.weights_limits", message)
    if not 20 <= part.replicate_count <= 5_000:
        message = N_("weights.replicate_count must lie between 20 and 5,000.")
        yield fault("study.replicate_count", message)


def _method(part: WeightsPart) -> Iterator[Fault]:
    if part.method == "given":
        if part.weight is None:
            message = N_(
                "weights.method is given, so weights.weight must name the column with the weights."
            )
            yield fault("study.weights_not_given", message)
        if part.margins or part.file or part.smallest is not None or part.largest is not None:
            message = N_(
                "weights.method is given, so margins, file, smallest and largest are not used. Take them out, or choose rake or poststratify."
            )
            yield fault("study.weights_given", message)
        return
    if not part.margins:
        message = N_(
            "weights.margins is empty. Name what is known of the population, such as region."
        )
        yield fault("study.weights_without_margins", message)
    if (part.population == "file") != (part.file is not None):
        message = N_(
            "weights.population and weights.file go together: name a file and say that the population is a file, or neither."
        )
        yield fault("study.weights_file", message)
