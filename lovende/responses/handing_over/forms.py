"""The form for passing on."""

from __future__ import annotations

from typing import Any

from django import forms

from lovende.fieldwork.handing_over import LONGEST_NAME, LONGEST_WORD
from lovende.web.forms import PlainForm
from lovende.web.languages import later

PAGE, WHOLE = "page", "whole"


class HandOverForm(PlainForm):
    """To whom, what, and a word to go with it. What is wrong with it the action says."""

    scope = forms.ChoiceField(
        label=later("What do you pass on?"),
        widget=forms.RadioSelect,
        error_messages={"required": later("Choose what you pass on.")},
    )
    name = forms.CharField(
        label=later("Your colleague's name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": later("Write the name of your colleague.")},
    )
    email = forms.EmailField(
        label=later("Your colleague's e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": later("Write an e-mail address such as name@example.org."),
            "invalid": later("Write an e-mail address such as name@example.org."),
        },
    )
    word = forms.CharField(
        label=later("A word to your colleague"),
        help_text=later("For example why you thought of them. It stands in the e-mail."),
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, page: str, title: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scope"]
        assert isinstance(field, forms.ChoiceField)  # declared above
        whole = (WHOLE, later("The whole questionnaire"))
        field.choices = (
            [(PAGE, later("Only the page “{title}”", title=title)), whole] if page else [whole]
        )
        self.initial.setdefault("scope", PAGE if page else WHOLE)
