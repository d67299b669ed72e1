"""The forms of the telephone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from lovende.domain.errors import LovendeError
from lovende.domain.questionnaire.model import Question
from lovende.fieldwork.calls.actions import LONGEST_NOTE
from lovende.fieldwork.models import Call
from lovende.studies.models import User
from lovende.web.forms import MomentInput, PlainForm
from lovende.web.languages import current_language, later, on_page


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


class AssignForm(PlainForm):
    """Who calls a person."""

    to = forms.ModelChoiceField(
        label=later("Who calls?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=later("Whoever is free"),
    )

    def __init__(self, people: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]  # a ModelChoiceField, see above


class ShortQuestionsForm(PlainForm):
    """Which questions the short interview has."""

    questions = forms.MultipleChoiceField(
        label=later("Questions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": later("Choose one or more of the closed questions.")},
    )

    def __init__(self, known: Sequence[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = current_language()
        field = self.fields["questions"]
        assert isinstance(field, forms.MultipleChoiceField)  # declared above
        field.choices = [(q.name, f"{q.number or q.name}. {q.label.get(language)}") for q in known]


def tell_in_form(form: CallForm, error: LovendeError) -> None:
    """Put the faults of an action beside the fields of a form."""
    for each in error.faults:
        column = each.place.column
        field = column if column in form.fields else None
        form.add_error(field, on_page(each.message, **each.params))
