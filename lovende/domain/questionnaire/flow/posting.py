"""What a browser sent of a page, brought into the form in which it is stored."""

from __future__ import annotations

from typing import Protocol

from lovende.domain.questionnaire.flow.shown import Parsed, ShownPage


class Form(Protocol):
    """Fields that can come more than once, such as Django's QueryDict."""

    def getlist(self, name: str) -> list[str]: ...


def parse_page(shown: ShownPage, form: Form) -> Parsed:
    """Return the answers of a page from what was sent.

    Only columns that the page has and that were on it (`COLUMN_FIELD`; all of them where it was
    not sent) are read. Codes that the question does not have are refused, as nobody can have
    chosen them; a text is kept up to LONGEST_TEXT characters, control characters left out and
    line ends made one. Everything else is kept as given, right or wrong.
    """
    raise NotImplementedError
