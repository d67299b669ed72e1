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
    said = text_in(study.notice, language)
    if study.synthetic and not said:
        said = translate(N_("The answers in this report are invented."), language)
    internal = study.audience == "analyst"
    hint = translate(N_("Not for publication: small counts are shown."), language)
    return [notice for notice in (said, hint if internal else "") if notice]


def short_notice(study: Study, language: str) -> str:
    """Return what fits on one line of every page; the title page has the whole notices."""
    said = text_in(study.notice, language)
    if study.synthetic:
        said = translate(N_("Invented answers."), language)
    hint = translate(N_("Not for publication."), language)
    return " ".join(part for part in (said, hint if study.audience == "analyst" else "") if part)
