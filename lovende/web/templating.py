"""The Jinja environment of all pages: addresses, static files, texts and dates in the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from babel.dates import format_datetime
from babel.numbers import format_decimal
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from jinja2 import Environment
from markupsafe import Markup

from lovende import __version__
from lovende.domain.texts import Text
from lovende.translation import translate, translate_plural
from lovende.web.dates import locale_of, pattern_of, written
from lovende.web.forms import control, described_by
from lovende.web.languages import LANGUAGE_NAMES, current_language, line


def environment(**options: Any) -> Environment:
    """Return the environment that Django renders our templates with."""
    made = Environment(**options, trim_blocks=True, lstrip_blocks=True)
    made.globals.update(
        _=_on_page,
        plural=_plural,
        static=staticfiles_storage.url,
        url=_url,
        url_or_none=url_or_none,
        with_query=with_query,
        icon=icon,
        control=control,
        described_by=described_by,
        language=current_language,
        languages=LANGUAGE_NAMES,
        version=__version__,
        by_invitation=lambda: settings.SIGN_UP == "invited",
    )
    filters: dict[str, Callable[..., Any]] = {
        "day": day,
        "moment": moment,
        "number": number,
        "here": here,
        "line": line,
    }
    made.filters.update(filters)
    return made


def _on_page(message: str, **params: Any) -> str:
    """Return a marked message in the language of the page, its placeholders filled in."""
    return translate(str(message), current_language(), **params) if message else ""


def _plural(one: str, many: str, count: int, **params: Any) -> str:
    return translate_plural(one, many, count, current_language(), **params)


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def url_or_none(name: str, *args: Any, **kwargs: Any) -> str | None:
    """Return an address by its name; None where no room of the house has a page of that name."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return None


def with_query(request: HttpRequest, **changes: object) -> str:
    """Return the query of this page with some of its words changed; None removes a word."""
    words = request.GET.copy()
    for name, value in changes.items():
        words.pop(name, None)
        if value is not None:
            words[name] = str(value)
    return f"?{words.urlencode()}"


def icon(name: str, label: str = "") -> Markup:
    """Return an icon of the design system; without a label it only accompanies a text."""
    told = Markup('role="img" aria-label="{}"').format(label) if label else 'aria-hidden="true"'
    address = f"{staticfiles_storage.url('dkfds/img/all-svg-icons.svg')}#{name}"
    drawn = '<svg class="icon-svg" focusable="false" {}><use href="{}"></use></svg>'
    return Markup(drawn).format(Markup(told), address)


def day(value: date | None) -> str:
    """Return a date as people write it; '' for None."""
    if isinstance(value, datetime):
        value = timezone.localdate(value)
    return written(value, current_language())


def moment(value: datetime | None) -> str:
    """Return a moment in Danish time, to the minute; '' for None."""
    if value is None:
        return ""
    language = current_language()
    pattern = pattern_of("d. MMMM y", language) + (" 'kl.' HH.mm" if language == "da" else " HH:mm")
    return format_datetime(timezone.localtime(value), pattern, locale=locale_of(language))


def number(value: float | None, decimals: int = 0) -> str:
    """Return a number with the marks of the language; '' for None."""
    if value is None:
        return ""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, pattern, locale=locale_of(current_language()))


def here(value: Text | dict[str, str]) -> str:
    """Return a text in the language of the page."""
    return (value if isinstance(value, Text) else Text.of(value)).get(current_language())
