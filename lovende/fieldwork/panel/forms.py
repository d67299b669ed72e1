"""Forms of the panel's pages."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings

from lovende.domain.contacts import clean, clean_address, folded_address, shown_telephone
from lovende.domain.places import MUNICIPALITIES
from lovende.domain.texts import N_
from lovende.fieldwork.models import Contact, Invitee, PanelUpload, Wave
from lovende.fieldwork.panel.checking import Known, Row, check_one
from lovende.fieldwork.panel.fields import BY_NAME, FIELDS
from lovende.fieldwork.panel.importing import LEAVE, UPDATE
from lovende.fieldwork.panel.problems import MESSAGES
from lovende.fieldwork.panel.reading import ENDINGS, Table
from lovende.fieldwork.panel.reasons import REASONS
from lovende.studies.models import Study
from lovende.web.forms import PlainForm
from lovende.web.languages import LANGUAGE_NAMES, later, on_page


def wave_label(wave: Wave) -> str:
    """Return how a wave is called on a page: its number, and its name where it has one."""
    said = on_page(N_("Wave {number}"), number=wave.number)
    return f"{said}: {wave.name}" if wave.name else said


def wave_choices(waves: list[Wave]) -> list[tuple[str, str]]:
    """Return the waves for a choice, by their numbers."""
    return [(str(wave.number), wave_label(wave)) for wave in waves]


class UploadForm(PlainForm):
    """A panel file."""

    file = forms.FileField(
        label=later("File with the panel"),
        help_text=later("An Excel workbook (.xlsx) or a text file (.csv), one person in each row."),
        error_messages={
            "required": later("Choose a file first."),
            "empty": later("The file is empty."),
        },
        widget=forms.FileInput({"accept": ",".join(ENDINGS)}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.LARGEST_UPLOAD:
            megabytes = settings.LARGEST_UPLOAD // (1024 * 1024)
            message = N_(
                "The file is larger than the {megabytes} MB that can be uploaded. Split it."
            )
            raise forms.ValidationError(on_page(message, megabytes=megabytes))
        if PurePath(file.name).suffix.lower() not in ENDINGS:
            raise forms.ValidationError(
                on_page(N_("Choose a file that ends in {known}."), known=", ".join(ENDINGS))
            )
        return file


class ColumnsForm(PlainForm):
    """Which column of the file holds which field."""

    def __init__(self, *args: Any, upload: PanelUpload, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", on_page(N_("Not in the file")))]
        choices += [(name, _column_label(name, table)) for name in table.frame.columns]
        for field in FIELDS:
            self.fields[field.name] = forms.ChoiceField(
                label=on_page(field.label),
                choices=choices,
                required=field.required,
                initial=upload.columns.get(field.name, ""),
                error_messages={"required": on_page(N_("Say in which column the names stand."))},
                widget=forms.Select({"class": "form-select"}),
            )

    def clean(self) -> dict[str, Any]:
        chosen: dict[str, str] = {}
        for name, column in self.cleaned_data.items():
            if column and column in chosen:
                message = N_("The column {column} is chosen for {other} already.")
                other = on_page(BY_NAME[chosen[column]].label)
                self.add_error(name, on_page(message, column=column, other=other))
            chosen.setdefault(column, name)
        return self.cleaned_data


def _column_label(name: str, table: Table) -> str:
    samples = ", ".join(sample for sample in table.samples(name) if sample)
    return f"{name} ({samples})" if samples else name


class ConfirmForm(PlainForm):
    """What is to happen with those who are in the panel already, and with rows with problems."""

    existing = forms.ChoiceField(
        label=later("Those who are in the panel already"),
        choices=(
            (UPDATE, later("Update them with what the file says; empty cells change nothing")),
            (LEAVE, later("Leave them as they are")),
        ),
        initial=UPDATE,
        widget=forms.RadioSelect,
        error_messages={"required": later("Choose what is to happen with them.")},
    )
    leave_out = forms.BooleanField(label=later("Leave out the rows with problems"), required=False)
    wave = forms.ChoiceField(label=later("Wave of the rows that name none"))

    def __init__(self, *args: Any, waves: list[Wave], found: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = wave_choices(waves) or [("1", on_page(N_("Wave {number}"), number=1))]
        self.fields["wave"].choices = known  # type: ignore[attr-defined]  # a choice field
        self.fields["wave"].initial = known[0][0]
        if not found["no_wave"]:
            self.fields["wave"].widget = forms.HiddenInput()
            self.fields["wave"].required = False
        if not found["known"]:
            self.fields["existing"].widget = forms.HiddenInput()
        if not found["wrong"]:
            self.fields["leave_out"].widget = forms.HiddenInput()

    def clean_wave(self) -> int:
        return int(self.cleaned_data["wave"] or self.fields["wave"].initial)


class PersonForm(PlainForm):
    """One person of the panel, by the same rules as a row of a file."""

    name = forms.CharField(
        label=later("Name"), max_length=200, error_messages={"required": later("Write the name.")}
    )
    job_title = forms.CharField(label=later("Job title"), max_length=200, required=False)
    email = forms.CharField(
        label=later("E-mail"), max_length=254, required=False, widget=forms.EmailInput
    )
    telephone = forms.CharField(
        label=later("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel"}),
    )
    municipality = forms.ChoiceField(label=later("Municipality"), required=False)
    administration = forms.CharField(label=later("Administration"), max_length=200, required=False)
    department = forms.CharField(label=later("Department"), max_length=200, required=False)
    language = forms.ChoiceField(
        label=later("Language"), choices=tuple(LANGUAGE_NAMES.items()), initial="da"
    )
    wave = forms.ChoiceField(label=later("Wave"))
    key = forms.CharField(
        label=later("Key"),
        max_length=100,
        required=False,
        help_text=later("Your own number for the person. Empty: the platform makes one."),
    )

    def __init__(
        self,
        *args: Any,
        study: Study,
        waves: list[Wave],
        person: Invitee | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.study, self.person, self.waves = study, person, waves
        self.row = Row(0, {})
        self.fields["municipality"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", on_page(N_("Not stated"))),
            *((each.code, each.name) for each in MUNICIPALITIES),
        ]
        self.fields["wave"].choices = wave_choices(waves)  # type: ignore[attr-defined]  # as above
        if person is not None:
            del self.fields["key"]

    @classmethod
    def initial_of(cls, person: Invitee) -> dict[str, object]:
        """Return what stands in the form of someone who is in the panel."""
        contact = person.contact
        return {
            "name": contact.name,
            "job_title": contact.job_title,
            "email": contact.email,
            "telephone": shown_telephone(contact.telephone),
            "municipality": person.municipality,
            "administration": person.administration,
            "department": person.department,
            "language": contact.language,
            "wave": str(person.wave.number),
        }

    def clean(self) -> dict[str, Any]:
        given = {name: str(value) for name, value in self.cleaned_data.items() if name != "wave"}
        row, problems = check_one(given, self._known(given))
        for problem in problems:
            # What is missing has been told by the field itself.
            if problem.stops and problem.field in self.cleaned_data:
                self.add_error(problem.field, on_page(problem.message, **problem.params))
        if row.invitee is not None and "email" in self.cleaned_data and not self.errors:
            holder = Invitee.objects.get(pk=row.invitee)
            named = "key" if given.get("key") == holder.key else "email"
            message = MESSAGES["key_doubled"] if named == "key" else MESSAGES["email_of_other"]
            self.add_error(named, on_page(message, key=holder.key, row="–"))
        self.row = row
        return self.cleaned_data

    def _known(self, given: dict[str, str]) -> Known:
        """Who else has this address or key."""
        address, key = (
            folded_address(clean_address(given.get("email", ""))),
            clean(given.get("key", "")),
        )
        people = Contact.objects.filter(study=self.study, address=address) if address else ()
        mine = self.person.pk if self.person else None
        addresses = {
            each.address: (each.invitee_id, True, "") for each in people if each.invitee_id != mine
        }
        keys = Invitee.objects.filter(study=self.study, key=key) if key else ()
        return Known({each.key: (each.pk, True) for each in keys}, addresses, {}, {})

    @property
    def chosen_wave(self) -> Wave:
        """The wave that was chosen."""
        return next(w for w in self.waves if str(w.number) == self.cleaned_data["wave"])


class WithdrawForm(PlainForm):
    """Why someone leaves the panel."""

    reason = forms.ChoiceField(
        label=later("Why"),
        choices=tuple((reason.code, later(reason.label)) for reason in REASONS),
        widget=forms.RadioSelect,
        error_messages={"required": later("Choose a reason.")},
    )


class WaveForm(PlainForm):
    """The name of a wave."""

    name = forms.CharField(
        label=later("Name of the wave"),
        max_length=200,
        required=False,
        help_text=later("For example: heads of administration, or second round."),
    )


class FilterForm(PlainForm):
    """Which part of the panel is shown."""

    text = forms.CharField(
        label=later("Search"),
        required=False,
        max_length=200,
        help_text=later("Name, e-mail, municipality or key"),
        widget=forms.TextInput({"type": "search"}),
    )
    wave = forms.ChoiceField(label=later("Wave"), required=False)
    state = forms.ChoiceField(label=later("State"), required=False)
    progress = forms.ChoiceField(label=later("Progress"), required=False)

    def __init__(self, *args: Any, waves: list[Wave], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", on_page(N_("All")))
        for name, choices in (
            ("wave", wave_choices(waves)),
            ("state", _labels(Invitee.State)),
            ("progress", _labels(Invitee.Progress)),
        ):
            self.fields[name].choices = [everything, *choices]  # type: ignore[attr-defined]  # a field of choices


def _labels(choices: Any) -> list[tuple[str, str]]:
    return [(value, on_page(label)) for value, label in choices.choices]
