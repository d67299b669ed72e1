"""Forms of answers out and in."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from lovende.domain.texts import N_
from lovende.formats.content import ENDINGS
from lovende.responses.exchange.packing import FORMATS
from lovende.web.forms import PlainForm
from lovende.web.languages import LANGUAGE_NAMES, later, on_page


class ExportForm(PlainForm):
    """What an export is to hold."""

    formats = forms.MultipleChoiceField(
        label=later(N_("Formats")),
        choices=list(FORMATS.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["sav", "csv", "xlsx"],
    )
    languages = forms.MultipleChoiceField(
        label=later(N_("Language of the labels")),
        choices=list(LANGUAGE_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["da"],
    )
    submitted_only = forms.BooleanField(label=later(N_("Only submitted answers")), required=False)
    open_answers = forms.BooleanField(
        label=later(N_("With open answers")),
        help_text=later(N_("What people wrote in their own words can say who they are.")),
        required=False,
        initial=True,
    )
    contact = forms.BooleanField(
        label=later(N_("With names, job titles, e-mail addresses and telephone numbers")),
        help_text=later(N_("Without them, respondents are told apart by a pseudonymous key only.")),
        required=False,
    )
    sure = forms.BooleanField(
        label=later(
            N_(
                "I need the contact data for the study, and I keep the file safe and no longer than needed"
            )
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Contact data go out only with a word of confirmation, which the audit log keeps."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("contact") and not given.get("sure"):
            message = N_("Confirm that you need the contact data, or leave them out.")
            self.add_error("sure", on_page(message))
        given.pop("sure", None)
        return given


class AnswersForm(PlainForm):
    """A file of answers that were collected elsewhere."""

    file = forms.FileField(
        label=later(N_("File with answers")),
        help_text=later(
            N_("One row a respondent, one column a question: .sav, .dta, .csv, .xlsx or .parquet.")
        ),
    )

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse what is too large, or by its name no file of answers."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.LARGEST_UPLOAD:
            limit = settings.LARGEST_UPLOAD // (1024 * 1024)
            message = N_("The file is larger than {limit} MB. Save it as .parquet or .zsav.")
            raise forms.ValidationError(on_page(message, limit=limit))
        if PurePath(file.name or "").suffix.lower() not in ENDINGS:
            message = N_("This is no file of answers. It can end with {known}.")
            raise forms.ValidationError(on_page(message, known=", ".join(ENDINGS)))
        return file


class ColumnsForm(PlainForm):
    """Which columns of a file say who answered, and whether they submitted."""

    key = forms.ChoiceField(
        label=later(N_("Column with the respondents' keys")),
        help_text=later(N_("The same keys as in the panel, if the respondents are in it.")),
    )
    submitted = forms.ChoiceField(
        label=later(N_("Column that says who submitted")),
        help_text=later(N_("1, yes or a date means submitted.")),
        required=False,
    )

    def __init__(self, columns: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(name, name) for name in columns]
        key, submitted = self.fields["key"], self.fields["submitted"]
        assert isinstance(key, forms.ChoiceField)
        assert isinstance(submitted, forms.ChoiceField)
        key.choices = named
        submitted.choices = [("", on_page(N_("None"))), *named]
