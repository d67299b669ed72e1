"""Pages that every room may need: one that asks before something is done."""

from __future__ import annotations

from collections.abc import Sequence

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def confirm(
    request: HttpRequest,
    *,
    title: str,
    action: str,
    back: str,
    text: str = "",
    points: Sequence[str] = (),
    warning: str = "",
    danger: bool = False,
    form: BaseForm | None = None,
    frame: str = "web/base.html",
    **context: object,
) -> HttpResponse:
    """Return a page that asks; its button posts to the same address.

    `title`, `text`, `points`, `warning` and `action` (the words of the button) are texts in the
    language of the page; `back` is the address for those who change their mind; `frame` the
    template to stand in ("studies/study_base.html" with `study` and `here` in `context`).
    """
    asked = {
        "title": title,
        "action": action,
        "back": back,
        "text": text,
        "points": points,
        "warning": warning,
        "danger": danger,
        "form": form,
        "frame": frame,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "web/confirm.html", {**asked, **context}, status=status)
