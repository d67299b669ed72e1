"""The steps and checks that this room knows: details, going live, closing."""

from __future__ import annotations

from collections.abc import Iterable

from lovende.domain.texts import N_
from lovende.studies.access import ANALYSTS, OWNERS
from lovende.studies.models import LegalBasis, Study
from lovende.studies.readiness import Obstacle, before_opening
from lovende.studies.steps import ORDER, Standing, State, Step, register
from lovende.web.languages import on_page
from lovende.web.templating import day


def register_all() -> None:
    """Register the steps and checks of this room."""
    register(
        Step("details", ORDER["details"], N_("Details"), "studies:settings", ANALYSTS, _details)
    )
    register(Step("live", ORDER["live"], N_("Open the study"), "studies:open", OWNERS, _live))
    register(
        Step("closed", ORDER["closed"], N_("Close the study"), "studies:close", OWNERS, _closed)
    )
    before_opening(complete_details)


def complete_details(study: Study) -> Iterable[Obstacle]:
    """What a respondent must be told is there."""
    if not (study.privacy_da and study.contact_email):
        message = N_("The privacy notice or the contact is missing.")
        yield Obstacle("study.no_privacy", message, "studies:settings")
    if study.legal_basis == LegalBasis.CONSENT and not study.consent_da:
        message = N_("The legal basis is consent, and there is no consent text.")
        yield Obstacle("study.no_consent", message, "studies:settings")


def _details(study: Study) -> Standing:
    missing = next(iter(complete_details(study)), None)
    if missing:
        return Standing(State.BEGUN, on_page(missing.message))
    return Standing(State.DONE, study.contact_name)


def _live(study: Study) -> Standing:
    if study.state == Study.State.DRAFT:
        return Standing(State.TODO)
    return Standing(State.DONE, day(study.opened_at))


def _closed(study: Study) -> Standing:
    if study.state == Study.State.CLOSED:
        return Standing(State.DONE, day(study.closed_at))
    if study.state == Study.State.DRAFT:
        return Standing(State.LATER)
    if study.period_end:
        return Standing(State.TODO, on_page(N_("Planned for {day}"), day=day(study.period_end)))
    return Standing(State.TODO)
