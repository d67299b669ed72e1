"""What every page and every sheet must say about the findings that it shows."""

from __future__ import annotations

from lovende.analysis.findings import Study, Texts
from lovende.domain.texts import LANGUAGES, N_
from lovende.translation import translate


def text_in(texts: Texts | None, language: str) -> str:
    """Return a text in `language`, else in one that it has, else ""."""
    known = texts or {}
    for candidate in (language, *LANGUAGES):
        if known.get(candidate):
            return known[candidate]
    return next((text for text in known.values() if text), "")


def notices(study: Study, language: str) -> list[str]:
    """Return the notices: the study's own, that answers are invented, that it is not for publication."""
    said = [text_in(study.notice, language)]
    if study.synthetic and not said[0]:
        said.append(
            translate(N_("The answers are invented; they show how the report looks."), language)
        )
    if study.audience == "analyst":
        said.append(translate(N_("For analysis; not for publication."), language))
    return [notice for notice in said if notice]
