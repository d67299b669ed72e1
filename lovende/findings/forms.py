"""Forms of findings: the plan, a report, the narrowing to a part."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from lovende.domain.texts import N_
from lovende.findings.models import Run
from lovende.findings.plan.texts import PlanTexts
from lovende.reporting.files import FORMATS
from lovende.web.forms import PlainForm
from lovende.web.languages import LANGUAGE_NAMES, later

MOST_CHARACTERS = 1_000_000


def _text(label: str, help_text: str) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 16, "class": "findings-code", "spellcheck": "false"})
    return forms.CharField(
        label=later(label),
        help_text=later(help_text),
        widget=widget,
        required=False,
        strip=False,
        max_length=MOST_CHARACTERS,
    )


class PlanForm(PlainForm):
    """The parts of a plan as texts."""

    settings = _text(
        N_("Study file (study.toml)"),
        N_("Groupings, comparisons, answers taken together, chapters and figures, as TOML."),
    )
    index = _text(
        N_("Index file (index.toml)"),
        N_("The promising-practice index: dimensions, items and scores. Empty: no index."),
    )
    practices = _text(
        N_("Published innovations (practices.csv)"),
        N_("One row an innovation, for the report's second appendix. Empty: none."),
    )
    themes = _text(
        N_("Themes of the innovations (themes.toml)"),
        N_("The themes in printed order, with their names in Danish and English."),
    )

    def texts(self) -> PlanTexts:
        """Return the plan with the line ends of files."""
        given = {name: self.cleaned_data[name].replace("\r\n", "\n") for name in self.fields}
        return PlanTexts(**given)


class ManyFilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Cleans each of several files."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Return the files. Raises ValidationError without any."""
        given = data if isinstance(data, list | tuple) else [data]
        clean = super().clean
        return [clean(each, initial) for each in given] or [clean(None, initial)]


class PlanFilesForm(PlainForm):
    """A plan that stands in files."""

    plan_files = ManyFilesField(
        label=later(N_("Files of the plan")),
        help_text=later(
            N_("study.toml, index.toml, practices.csv and themes.toml, or a zip of them.")
        ),
    )


class ReportForm(PlainForm):
    """What a report is to be."""

    audience = forms.ChoiceField(
        label=later(N_("Whom is it for?")),
        choices=[
            (
                Run.Audience.ANALYST.value,
                later(N_("Analysts: every number, not for publication")),
            ),
            (
                Run.Audience.PUBLIC.value,
                later(N_("Readers: small numbers are hidden, it may be published")),
            ),
        ],
        widget=forms.RadioSelect,
    )
    formats = forms.MultipleChoiceField(
        label=later(N_("Documents")),
        choices=[
            ("html", later(N_("Web page (.html)"))),
            ("pdf", "PDF (.pdf)"),
            ("docx", "Word (.docx)"),
            ("xlsx", later(N_("All tables for Excel (.xlsx)"))),
            ("json", later(N_("All numbers for programs (.json)"))),
        ],
        widget=forms.CheckboxSelectMultiple,
        initial=list(FORMATS),
    )
    languages = forms.MultipleChoiceField(
        label=later(N_("Languages")),
        choices=list(LANGUAGE_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["da"],
    )
