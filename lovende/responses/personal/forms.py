"""Forms about personal data."""

from __future__ import annotations

from django import forms

from lovende.responses.personal.actions import REASONS
from lovende.web.forms import PlainForm
from lovende.web.languages import later


class FindForm(PlainForm):
    """Whom to find."""

    text = forms.CharField(
        label=later("Name, e-mail or key"),
        min_length=2,
        max_length=200,
        help_text=later("Looks among the panel, colleagues who took over, testers and answers."),
        error_messages={
            "required": later("Write a name or an e-mail address."),
            "min_length": later("Write at least two characters."),
        },
    )


class EraseForm(PlainForm):
    """Why somebody is erased, and a second thought."""

    reason = forms.ChoiceField(
        label=later("Why"),
        choices=tuple((code, later(label)) for code, label in REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": later("Choose a reason.")},
    )
    with_answers = forms.BooleanField(
        label=later("Erase the whole questionnaire that they took part in, too"), required=False
    )
    sure = forms.BooleanField(
        label=later("I have checked that this is the right person"),
        error_messages={"required": later("Check that it is the right person, and say so here.")},
    )

    def __init__(self, *args: object, colleague: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not colleague:
            del self.fields["with_answers"]


class RetentionForm(PlainForm):
    """What stays after the retention time."""

    keep_open_answers = forms.BooleanField(
        label=later("Keep answers in own words after that day"),
        required=False,
        help_text=later(
            "Only where they have been read and name nobody: what people write can tell who they are."
        ),
    )
