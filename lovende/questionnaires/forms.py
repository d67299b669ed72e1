"""The forms of this app."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from lovende.domain.texts import N_
from lovende.questionnaires.files import ENDINGS
from lovende.questionnaires.models import Comment, Tester
from lovende.web.forms import PlainForm, PlainModelForm
from lovende.web.languages import later, on_page


class UploadForm(PlainForm):
    """A form to be stored as a new version."""

    file = forms.FileField(
        label=later("File"),
        help_text=later(
            "An XLSForm (.xlsx, .xls, .csv or .md) or a survey from LimeSurvey (.lss)."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": later("Choose the file with the questionnaire."),
            "empty": later("The file is empty."),
        },
    )
    note = forms.CharField(
        label=later("What is new?"),
        help_text=later("A line for your colleagues and for later."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse what is larger than the platform takes."""
        sent: UploadedFile[Any] = self.cleaned_data["file"]
        if (sent.size or 0) > settings.LARGEST_UPLOAD:
            message = N_("The file is larger than the {megabytes} MB that can be sent.")
            largest = settings.LARGEST_UPLOAD // 1024 // 1024
            raise forms.ValidationError(on_page(message, megabytes=largest))
        return sent


class TesterForm(PlainModelForm):
    """Someone who tries the questionnaire."""

    class Meta:
        model = Tester
        fields = ("name", "email")
        labels = {"name": later("Name"), "email": later("E-mail")}  # noqa: RUF012 - Django's own way
        help_texts = {  # noqa: RUF012  # as Django declares it
            "email": later(
                "Only so that you know where to send the link. Nothing is sent by itself."
            )
        }
        error_messages = {  # noqa: RUF012  # as Django declares it
            "name": {"required": later("Write a name.")},
            "email": {"invalid": later("Write an e-mail address such as name@example.org.")},
        }


class ReplyForm(PlainForm):
    """What is answered to a comment."""

    reply = forms.CharField(
        label=later("Reply"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": later("Write a reply.")},
    )

    def __init__(self, comment: Comment, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"reply": comment.reply})
        super().__init__(*args, prefix=f"comment{comment.pk}", **kwargs)
