"""The step of findings on the way of a study, and the words of its audit entries."""

from __future__ import annotations

from lovende.domain.texts import N_
from lovende.findings.queries import latest_run, published_run
from lovende.studies import verbs
from lovende.studies.access import READERS
from lovende.studies.models import Study
from lovende.studies.steps import ORDER, Standing, State, Step, register
from lovende.web.languages import on_page
from lovende.web.templating import day

VERBS = {
    "findings.plan": N_("changed the plan of the findings"),
    "findings.plan_reset": N_("went back to the usual plan of the findings"),
    "findings.report": N_("made a report"),
    "findings.publish": N_("showed findings to the readers"),
    "findings.withdraw": N_("took findings away from the readers"),
}
THINGS = {"run": N_("findings")}


def register_all() -> None:
    """Register the step and the words."""
    register(
        Step("findings", ORDER["findings"], N_("Findings"), "findings:overview", READERS, _standing)
    )
    verbs.register(VERBS, things=THINGS)


def _standing(study: Study) -> Standing:
    published = published_run(study)
    if published is not None:
        text = on_page(N_("Shown to the readers {day}"), day=day(published.published_at))
        return Standing(State.DONE, text)
    run = latest_run(study)
    if run is not None:
        return Standing(State.BEGUN, on_page(N_("Made {day}"), day=day(run.at)))
    if study.state == Study.State.DRAFT:
        return Standing(State.LATER)
    return Standing(State.TODO)
