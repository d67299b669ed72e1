"""What a page is called that is passed on."""

from __future__ import annotations

from lovende.domain.questionnaire.model import Group
from lovende.questionnaires.models import Version
from lovende.questionnaires.queries import questionnaire_of


def page_title(version: Version, page: str, language: str) -> str:
    """Return what a page is called for those who answer; its name where it has no title."""
    questionnaire = questionnaire_of(version)
    for item, _ in questionnaire.walk():
        if isinstance(item, Group) and item.page and item.name == page.split("__")[0]:
            return item.label.get(language) or page
    return page
