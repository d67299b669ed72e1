"""The sections of a study's pages, and who may see each. A section appears when its page is there."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from lovende.domain.texts import N_
from lovende.studies.access import ANALYSTS, CALLERS, EVERYONE, READERS
from lovende.studies.models import Role


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the menu: its name in templates (`here`), its label and the name of its page."""

    name: str
    label: str
    page: str
    roles: tuple[Role, ...]


SECTIONS = (
    Section("overview", N_("Overview"), "studies:overview", EVERYONE),
    Section("questionnaire", N_("Questionnaire"), "questionnaires:overview", READERS),
    Section("panel", N_("Panel"), "fieldwork:panel", ANALYSTS),
    Section("fieldwork", N_("Fieldwork"), "fieldwork:overview", ANALYSTS),
    Section("calls", N_("Calls"), "fieldwork:calls", CALLERS),
    Section("monitoring", N_("Monitoring"), "findings:monitoring", READERS),
    Section("answers", N_("Answers"), "responses:overview", ANALYSTS),
    Section("findings", N_("Findings"), "findings:overview", READERS),
    Section("personal", N_("Personal data"), "responses:personal", ANALYSTS),
    Section("settings", N_("Settings"), "studies:settings", ANALYSTS),
)


def sections(request: HttpRequest) -> dict[str, object]:
    """Give templates `study_sections`: those of SECTIONS that the role in this study may see."""
    role = getattr(request, "study_role", None)
    return {"study_sections": [each for each in SECTIONS if role in each.roles]}
