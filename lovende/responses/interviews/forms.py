"""The forms of interviews."""

from __future__ import annotations

from typing import Any

from django import forms

from lovende.fieldwork.calls.actions import LONGEST_NOTE
from lovende.responses.interviews.actions import LONGEST_TOLD
from lovende.studies.models import User
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


class AskForm(PlainForm):
    """Whom to ask more, and about what."""

    key = forms.CharField(
        label=later("Key of the answers"),
        help_text=later("The key that stands beside the answers, or the key in the panel."),
        max_length=100,
        error_messages={"required": later("Write a key.")},
    )
    ask = forms.CharField(
        label=later("What is to be asked about?"),
        help_text=later("The interviewer sees this and not the answers: write what it is about."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": later("Write what is to be asked about.")},
    )
    to = forms.ModelChoiceField(
        label=later("Who calls?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=later("Whoever is free"),
    )

    def __init__(self, people: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField, see above
