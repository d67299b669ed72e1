"""What all our forms have in common: the design system's look, dates, and plain words for mistakes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpRequest, QueryDict
from django.utils.safestring import SafeString

from lovende.domain.errors import LovendeError, Place
from lovende.web.languages import line

MOST_TOLD = 20
CLASS_BY_WIDGET: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-checkbox"),
    (forms.CheckboxSelectMultiple, "form-checkbox"),
    (forms.RadioSelect, "form-radio"),
    (forms.Select, "form-select"),
    (forms.FileInput, "lovende-file"),
    (forms.HiddenInput, ""),
    (forms.Widget, "form-input"),
)


def control(bound: BoundField, **more: str) -> SafeString:
    """Return the control of a field: its class, and what a screen reader is told about it.

    Works for every Django form, ours or a library's. `more` are further attributes, underscores
    for hyphens.
    """
    attributes: dict[str, str | bool] = {"class": classes(bound.field.widget)}
    told = described_by(bound)
    if told and not bound.field.widget.use_fieldset:
        attributes["aria-describedby"] = told
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return bound.as_widget(attrs=attributes | {k.replace("_", "-"): v for k, v in more.items()})


def classes(widget: forms.Widget) -> str:
    """Return the design system's class for a widget, after the widget's own."""
    for kind, name in CLASS_BY_WIDGET:
        if isinstance(widget, kind):
            own = str(widget.attrs.get("class", "")).split()
            return " ".join([*own, *([name] if name and name not in own else [])])
    return ""


def described_by(bound: BoundField) -> str:
    """Return the ids of a field's hint and mistake, '' where it has none."""
    ids = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    return " ".join([*ids, *([f"{bound.auto_id}_error"] if bound.errors else [])])


def dress(form: forms.BaseForm) -> None:
    """Give the widgets of a form the design system's classes, so that they may be used alone."""
    for field in form.fields.values():
        field.widget.attrs["class"] = classes(field.widget)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form was filled in with, None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def tell_in_form(form: forms.BaseForm, error: LovendeError, *, field: str | None = None) -> None:
    """Say what an action found wrong: beside the field that a fault's column names, else beside
    `field`, else above the form."""
    for found in error.faults[:MOST_TOLD]:
        named = found.place.column
        if named in form.fields:
            form.add_error(named, line(replace(found, place=Place())))
        else:
            form.add_error(field, line(found))


class DateInput(forms.DateInput):
    """A day, chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "input-width-s", **(attrs or {})}, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and a time, chosen in the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "input-width-m", **(attrs or {})}, format="%Y-%m-%dT%H:%M")


class Dressed:
    """Mixin: our look; mistakes are told by our page, in our words, and not by the browser."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)  # type: ignore[arg-type]  # only ever mixed into a form


class PlainForm(Dressed, forms.Form):
    """The base of our forms."""


class PlainModelForm(Dressed, forms.ModelForm):  # type: ignore[type-arg]  # the model is named by the subclass
    """The base of our forms that store one object."""
