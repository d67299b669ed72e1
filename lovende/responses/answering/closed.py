"""Pages for a door that does not open: what is the matter, in the visitor's language, and whom to ask."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.template import loader

from lovende.domain.errors import Fault
from lovende.domain.texts import N_
from lovende.responses.errors import NotSavedError
from lovende.studies.models import Study
from lovende.web.languages import on_page

NOT_SAVED = N_("The page was not saved")
NO_LONGER = N_("Answers are no longer taken here. This is what you had written; you can copy it.")
Shown = Sequence[tuple[str, str]]
"""Names of fields and what was typed in them."""


def closed_page(
    status: int,
    title: str,
    text: str,
    *,
    study: Study | None = None,
    typed: Shown = (),
    words: Shown | None = None,
    again: str = "",
    receipt: str = "",
    link: tuple[str, str] | None = None,
    faults: Sequence[Fault] = (),
) -> HttpResponse:
    """Return a page that says why; `title` and `text` are marked messages.

    `typed` is what was not saved, shown so that it is not lost (as `words` where these are known);
    with `again` (an address) it can be sent once more. `receipt` is the address of the copy of one's own answers.
    """
    context = {
        "title": on_page(title),
        "text": on_page(text),
        "study": study,
        "typed": [(name, value) for name, value in words or typed if value.strip()],
        "fields": typed,
        "again": again,
        "receipt": receipt,
        "link": link,
        "faults": faults,
    }
    page = loader.get_template("responses/answering/closed.html", using="jinja2")
    return HttpResponse(page.render(context), status=status)


def unknown_link() -> HttpResponse:
    """The token is no link of ours."""
    text = N_(
        "Check that the whole link from the e-mail is in the address line. If you copied it, "
        "the end may be missing. If that does not help, answer the e-mail that the link came in."
    )
    return closed_page(404, N_("This link does not work"), text)


def revoked_link(study: Study) -> HttpResponse:
    """The token was right once."""
    text = N_(
        "It has been replaced by another, or it is no longer needed. You can ask for a new one."
    )
    return closed_page(410, N_("This link no longer works"), text, study=study)


def too_many_tries() -> HttpResponse:
    text = N_(
        "Many links that do not exist were opened from your network. Try again in 10 minutes."
    )
    page = closed_page(429, N_("Please wait a little"), text)
    page["Retry-After"] = "600"
    return page


def not_open_yet(study: Study) -> HttpResponse:
    text = N_("Nothing is wrong with your link. Keep it: it opens when the study begins.")
    return closed_page(403, N_("The questionnaire is not open yet"), text, study=study)


def study_closed(study: Study, receipt: str) -> HttpResponse:
    """Closed, with the copy of one's own answers where they were sent."""
    text = (
        N_("Thank you for taking part. You can still get a copy of your answers.")
        if receipt
        else N_("Answers are no longer collected. Thank you for your interest.")
    )
    title = N_("The questionnaire is closed")
    return closed_page(410, title, text, study=study, receipt=receipt)


def too_large() -> HttpResponse:
    text = N_(
        "It is larger than what we can take in. Go back, shorten the longest text, try again."
    )
    return closed_page(413, NOT_SAVED, text)


def too_many_saves(
    study: Study, problem: NotSavedError, typed: Shown, again: str, words: Shown | None
) -> HttpResponse:
    """The same answers were saved as no person can; what was typed is kept in the page."""
    text = N_("What you wrote is still here in the window. You can copy it, or send it again.")
    page = closed_page(
        problem.status,
        NOT_SAVED,
        text,
        study=study,
        typed=typed,
        words=words,
        again=again,
        faults=problem.faults,
    )
    page["Retry-After"] = "60"
    return page


def no_database(
    request: HttpRequest, typed: Shown, again: str, words: Shown | None = None
) -> HttpResponse:
    """The database cannot be reached: nothing was stored, and what was typed is kept in the page."""
    if request.method == "POST":
        title = NOT_SAVED
        text = N_(
            "We cannot reach our database at the moment. What you wrote is still here in the "
            "window. Wait a little, and press the button to send it again."
        )
    else:
        title = N_("We cannot show the page at the moment")
        text = N_("What you have saved is kept. Wait a little, and open the page again.")
    page = closed_page(503, title, text, typed=typed, words=words, again=again)
    page["Retry-After"] = "30"
    return page
