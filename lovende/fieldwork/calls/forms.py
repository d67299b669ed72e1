"""The forms of the telephone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from lovende.domain.questionnaire.model import Question
from lovende.studies.models import User
from lovende.web.forms import PlainForm
from lovende.web.languages import current_language, later


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
