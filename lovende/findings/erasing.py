"""What this room removes when somebody's data in a study are erased."""

from __future__ import annotations

from collections.abc import Mapping

from lovende.findings.models import Run
from lovende.responses.personal.elsewhere import also_erase
from lovende.studies.models import Study


@also_erase
def forget_runs(study: Study) -> Mapping[str, int]:
    """Remove the findings made for analysts, and their documents: they tell of single answers.

    Findings for readers stay: they hold no key, no open answer and no cell of a few.
    """
    runs = study.runs.filter(audience=Run.Audience.ANALYST)
    number = runs.count()
    runs.delete()
    return {"runs": number}
