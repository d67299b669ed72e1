"""The language of a page: what the person chose, else what the browser asks for, else Danish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import lazy

from lovende.domain.errors import Fault
from lovende.domain.texts import LANGUAGES
from lovende.translation import describe, translate

LANGUAGE_NAMES = {"da": "Dansk", "en": "English"}


def current_language() -> str:
    """Return the language that the page is on_page in: one of `LANGUAGES`."""
    found = (translation.get_language() or "da")[:2]
    return found if found in LANGUAGES else "da"


def on_page(message: str, **params: Any) -> str:
    """Return a marked message in the language of the page."""
    return translate(message, current_language(), **params)


# For labels of form fields, which are made before there is a page.
later = lazy(on_page, str)


def line(found: Fault) -> str:
    """Return a fault as one line in the language of the page: what is wrong, where, what to do."""
    return describe(found, current_language())


YEAR = 365 * 24 * 60 * 60


def remember_language(response: HttpResponse, language: str) -> None:
    """Have the browser ask for this language from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


class UserLanguage:
    """Shows the page in the chosen language and tells the browser which it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(_chosen(request)):
            request.LANGUAGE_CODE = current_language()
            response = self._get_response(request)
            response.headers.setdefault("Content-Language", current_language())
            return response


def _chosen(request: HttpRequest) -> str:
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if cookie in LANGUAGES:
        return cookie
    return translation.get_language_from_request(request)[:2]
