"""The forms of interviews."""

from __future__ import annotations

from django import forms

from lovende.fieldwork.calls.actions import LONGEST_NOTE
from lovende.responses.interviews.actions import LONGEST_TOLD
from lovende.web.forms import PlainForm
from lovende.web.languages import later


class ShortForm(PlainForm):
    """What goes with the answers of a short interview; the answers are read by the page itself."""

    note = forms.CharField(
        label=later("Note"),
        help_text=later("For example why they do not take part."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    calls_seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ToldForm(PlainForm):
    """What was told on the telephone."""

    text = forms.CharField(
        label=later("What was told"),
        help_text=later("As close to their own words as you can. No names of citizens."),
        max_length=LONGEST_TOLD,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": later("Write what was told.")},
    )
    note = forms.CharField(
        label=later("Note"),
        help_text=later("For yourselves: it is not part of the answers."),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    calls_seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
