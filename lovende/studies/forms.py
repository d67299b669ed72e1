"""The forms of this room."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from lovende.domain.places import BY_CODE, MUNICIPALITIES
from lovende.domain.texts import LANGUAGES
from lovende.studies import verbs
from lovende.studies.models import LegalBasis, Organisation, Role, Study, User
from lovende.web.forms import DateInput, PlainForm, PlainModelForm
from lovende.web.languages import LANGUAGE_NAMES, later, on_page

MINUTES_AT_MOST = 240


def legal_bases() -> list[tuple[str, str]]:
    """Return the legal bases in the language of the page."""
    return [(value, on_page(label)) for value, label in LegalBasis.choices]


def roles() -> list[tuple[str, str]]:
    """Return the roles in the language of the page."""
    return [(value, on_page(label)) for value, label in Role.choices]


class DetailsForm(PlainModelForm):
    """What a study is about, who answers for it and how long its data are kept."""

    legal_basis = forms.ChoiceField(
        choices=legal_bases, widget=forms.RadioSelect, label=later("Legal basis")
    )
    minutes = forms.IntegerField(
        label=later("Minutes it takes to answer"),
        min_value=1,
        max_value=MINUTES_AT_MOST,
        initial=15,
        widget=forms.NumberInput({"class": "input-width-xs"}),
    )

    class Meta:
        model = Study
        fields = (
            "name_da",
            "name_en",
            "occasion_da",
            "occasion_en",
            "period_start",
            "period_end",
            "contact_name",
            "contact_email",
            "contact_telephone",
            "legal_basis",
            "minutes",
            "keep_until",
            "open_link",
        )
        widgets = {  # noqa: RUF012  # Django reads it once
            "period_start": DateInput(),
            "period_end": DateInput(),
            "keep_until": DateInput(),
            "contact_telephone": forms.TextInput({"class": "input-width-s", "type": "tel"}),
        }
        labels = {  # noqa: RUF012  # as Django declares it
            "name_da": later("Name in Danish"),
            "name_en": later("Name in English"),
            "occasion_da": later("Occasion in Danish"),
            "occasion_en": later("Occasion in English"),
            "period_start": later("First day"),
            "period_end": later("Last day"),
            "contact_name": later("Contact person"),
            "contact_email": later("E-mail"),
            "contact_telephone": later("Telephone"),
            "keep_until": later("Personal data are erased on"),
            "open_link": later("Anyone with the link may answer (an open study)"),
        }
        help_texts = {  # noqa: RUF012  # as Django declares it
            "occasion_da": later(
                "As it reads within a sentence: “coronakrisen”, “stormfloden i 2023”."
            ),
            "occasion_en": later(
                "As it reads within a sentence: “the corona crisis”, “the flood of 2023”."
            ),
            "keep_until": later(
                "Contact data and answers that can be traced are erased on this day at the latest."
            ),
            "open_link": later("Without this, only those who are invited can answer."),
        }

    def clean(self) -> dict[str, Any]:
        """Check that the days follow each other."""
        given = super().clean() or {}
        first, last, keep = (given.get(n) for n in ("period_start", "period_end", "keep_until"))
        if first and last and last < first:
            self.add_error("period_end", on_page("The last day is before the first."))
        if keep and last and keep < last:
            message = on_page("The data must be kept until the study has ended.")
            self.add_error("keep_until", message)
        if keep and "keep_until" in self.changed_data and keep <= timezone.localdate():
            self.add_error("keep_until", on_page("Give a day that lies ahead."))
        return given


class NewStudyForm(DetailsForm):
    """A new study, in one of the user's organisations."""

    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=later("Organisation"), empty_label=None
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "contact_name": user.name,
            "contact_email": user.email,
            "legal_basis": LegalBasis.PUBLIC_TASK,
            "keep_until": timezone.localdate() + datetime.timedelta(days=2 * 365),
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organisation.objects.filter(memberships__user=user)
        field.initial = field.queryset.first()
        if field.queryset.count() == 1:
            field.widget = field.hidden_widget()

    def details(self) -> dict[str, Any]:
        """Return the fields of the study."""
        return {name: self.cleaned_data[name] for name in DetailsForm.Meta.fields}


class SettingsForm(DetailsForm):
    """All details of a study with what respondents are told."""

    class Meta(DetailsForm.Meta):
        fields = (
            *DetailsForm.Meta.fields,
            "privacy_da",
            "privacy_en",
            "consent_da",
            "consent_en",
        )  # type: ignore[assignment]  # as Django declares it
        labels = {  # noqa: RUF012  # as Django declares it
            **DetailsForm.Meta.labels,
            "privacy_da": later("Privacy notice in Danish"),
            "privacy_en": later("Privacy notice in English"),
            "consent_da": later("Consent text in Danish"),
            "consent_en": later("Consent text in English"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("privacy_da", "privacy_en"):
            self.fields[name].widget.attrs["rows"] = 14
        for name in ("consent_da", "consent_en"):
            self.fields[name].widget.attrs["rows"] = 5
        if self.instance.state != Study.State.DRAFT:
            # People have answered on these terms.
            for name in ("legal_basis", "consent_da", "consent_en"):
                self.fields[name].disabled = True
                self.fields[name].help_text = later(
                    "Cannot be changed any more: people have answered on these terms."
                )

    def clean(self) -> dict[str, Any]:
        """Check that a study by consent says what is consented to."""
        given = super().clean()
        if given.get("legal_basis") == LegalBasis.CONSENT and not given.get("consent_da"):
            self.add_error("consent_da", on_page("Write what the respondents consent to."))
        return given


class RoleForm(PlainForm):
    """A colleague and a role."""

    email = forms.EmailField(label=later("E-mail of the colleague"), max_length=254)
    role = forms.ChoiceField(
        choices=roles, widget=forms.RadioSelect, label=later("Role"), initial=Role.ANALYST
    )


class OrganisationForm(PlainForm):
    """A municipality from the list, or another organisation by its name."""

    municipality = forms.ChoiceField(
        label=later("Municipality"),
        required=False,
        choices=lambda: [
            ("", on_page("Choose, if it is a municipality")),
            *sorted(((m.code, m.name) for m in MUNICIPALITIES), key=lambda pair: pair[1]),
        ],
    )
    name = forms.CharField(
        label=later("Or the name of another organisation"), required=False, max_length=200
    )

    def clean(self) -> dict[str, Any]:
        """Check that exactly one of the two is given."""
        given = super().clean() or {}
        if bool(given.get("municipality")) == bool(given.get("name")):
            message = on_page("Choose a municipality, or write the name of another organisation.")
            self.add_error("municipality", message)
        return given

    def full_name(self) -> str:
        """Return what the organisation is called."""
        code = self.cleaned_data["municipality"]
        return f"{BY_CODE[code].name} Kommune" if code else str(self.cleaned_data["name"])


class MemberForm(PlainForm):
    """Someone who is to belong to the organisation."""

    email = forms.EmailField(label=later("E-mail of the colleague"), max_length=254)
    administrator = forms.BooleanField(label=later("May invite and remove members"), required=False)


class ProfileForm(PlainForm):
    """What a person is called, and in which language we write to them."""

    name = forms.CharField(
        label=later("Your name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=later("Language of pages and e-mails"),
        choices=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        widget=forms.RadioSelect,
    )


class LogForm(PlainForm):
    """What to look for in the audit log."""

    who = forms.CharField(label=later("Who (e-mail)"), required=False, max_length=254)
    verb = forms.ChoiceField(label=later("What"), required=False)
    since = forms.DateField(label=later("From"), required=False, widget=DateInput())
    until = forms.DateField(label=later("To"), required=False, widget=DateInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted((on_page(text), verb) for verb, text in verbs.known_verbs().items())
        field = self.fields["verb"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", on_page("Everything")), *((verb, text) for text, verb in known)]
