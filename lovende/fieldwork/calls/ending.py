"""How a call ended: the one form of every page from which somebody is called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from lovende.fieldwork.calls.actions import LONGEST_NOTE
from lovende.fieldwork.models import Call
from lovende.web.forms import MomentInput, PlainForm
from lovende.web.languages import later, on_page


class CallForm(PlainForm):
    """How a call ended."""

    outcome = forms.ChoiceField(
        label=later("How did it end?"),
        widget=forms.RadioSelect,
        error_messages={"required": later("Choose how the call ended.")},
    )
    next_at = forms.DateTimeField(
        label=later("Call again"),
        help_text=later(
            "Left empty: tomorrow after no answer, in two hours when busy, in a week for those who will answer themselves."
        ),
        required=False,
        widget=MomentInput,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"invalid": later("Write a day and a time.")},
    )
    note = forms.CharField(
        label=later("Note"),
        help_text=later("For the next who calls. Nothing about health or other private matters."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, outcomes: Sequence[Call.Outcome], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)  # declared above
        field.choices = [(each.value, on_page(str(each.label))) for each in outcomes]
