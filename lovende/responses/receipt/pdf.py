"""The receipt: every question and answer of one response as an accessible PDF (PDF/UA-1).

Apart from what was answered, and the names of colleagues who answered a page, it holds no
personal data: who loses the paper loses the answers only.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import resources
from typing import Any

from lovende.domain.texts import N_
from lovende.reporting.characters import printable
from lovende.reporting.typesetting import breakable, typeset_pdf
from lovende.responses.answering.said import Said, SaidPage
from lovende.responses.answering.showing import said_moment
from lovende.responses.models import Response
from lovende.studies.models import Study
from lovende.web.languages import current_language, on_page
from lovende.web.templating import day, here


def receipt_pdf(
    study: Study, response: Response, pages: Sequence[SaidPage], *, now: datetime
) -> bytes:
    """Return the receipt in the language of the page."""
    template = (resources.files(__package__) / "receipt.typ").read_bytes()
    return typeset_pdf(template, _document(study, response, pages, now))


def _document(
    study: Study, response: Response, pages: Sequence[SaidPage], now: datetime
) -> dict[str, Any]:
    if response.submitted_at:
        status = on_page(N_("Sent on {moment}"), moment=said_moment(response.submitted_at))
    else:
        status = on_page(N_("Saved, but not sent"))
    contact = ", ".join(
        part for part in (study.contact_name, study.contact_email, study.contact_telephone) if part
    )
    return {
        "language": current_language(),
        "title": _clean(on_page(N_("Copy of your answers"))),
        "study": _clean(here(study.name)),
        "facts": [
            [_clean(name), _clean(value)]
            for name, value in (
                (on_page(N_("Status")), status),
                (on_page(N_("Copy made")), said_moment(now)),
                (on_page(N_("Who asks")), study.organisation.name),
                (on_page(N_("Contact")), contact),
                (on_page(N_("Kept until")), day(study.keep_until)),
            )
        ],
        "words": {
            "page": on_page(N_("Page")),
            "unanswered": on_page(N_("Not answered")),
            "question": on_page(N_("Question")),
            "answer": on_page(N_("Answer")),
        },
        "pages": [_page(page) for page in pages],
    }


def _page(page: SaidPage) -> dict[str, Any]:
    title = f"{page.round_title}: {page.title}" if page.round_title else page.title
    by = on_page(N_("Answered by {names}"), names=", ".join(page.by)) if page.by else ""
    return {
        "title": _clean(title) or "–",
        "by": _clean(by),
        "answers": [_answer(said) for said in page.answers],
    }


def _answer(said: Said) -> dict[str, Any]:
    return {
        "label": _clean(said.label) or "–",
        "texts": [_clean(text) for text in said.texts],
        "rows": [[_clean(row.label), [_clean(text) for text in row.texts]] for row in said.rows],
    }


def _clean(text: str) -> str:
    return breakable(printable(text))
