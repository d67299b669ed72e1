"""Forms of the pages of mail."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone

from lovende.domain.errors import LovendeError, Place
from lovende.domain.texts import N_
from lovende.fieldwork.mail import placeholders
from lovende.fieldwork.mail.actions import PARTS
from lovende.fieldwork.mail.moments import danish_moment
from lovende.fieldwork.mail.queries import mailings_of
from lovende.fieldwork.mail.texts import Wording
from lovende.fieldwork.models import Mailing, Message, MessageText, Wave
from lovende.studies.models import Study
from lovende.web.forms import DateInput, MomentInput, PlainForm
from lovende.web.languages import later, line, on_page

DAYS_TO_ANSWER = 14


class TextForm(PlainForm):
    """The text of a message in both languages."""

    name = forms.CharField(
        label=later("Your own name for the text"),
        max_length=100,
        required=False,
        help_text=later("Only you see it. For example: second reminder."),
    )
    subject_da = forms.CharField(
        label=later("Subject in Danish"),
        max_length=200,
        error_messages={"required": later("Write a subject.")},
    )
    body_da = forms.CharField(
        label=later("Text in Danish"),
        max_length=20_000,
        widget=forms.Textarea({"rows": 18}),
        error_messages={"required": later("Write a text.")},
    )
    subject_en = forms.CharField(
        label=later("Subject in English"),
        max_length=200,
        required=False,
        help_text=later("Those who read English get the Danish text where this is empty."),
    )
    body_en = forms.CharField(
        label=later("Text in English"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea({"rows": 18}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def clean(self) -> dict[str, Any]:
        for part in PARTS:
            text = str(self.cleaned_data.get(part, "")).replace("\r\n", "\n")
            self.cleaned_data[part] = text
            for each in placeholders.check(self.kind, part, text):
                self.add_error(part, line(replace(each, place=Place())))
        return self.cleaned_data

    @property
    def wording(self) -> Wording:
        """What was written."""
        return Wording(**{part: self.cleaned_data[part] for part in PARTS})


class MailingForm(PlainForm):
    """What is sent to which wave, and when."""

    NOW, LATER = "now", "later"
    wave = forms.ChoiceField(label=later("To"))
    text = forms.ChoiceField(
        label=later("Text"),
        help_text=later(
            "An invitation goes to everyone in the wave, once. A reminder goes to those who have not finished."
        ),
    )
    when = forms.ChoiceField(
        label=later("When"),
        choices=((NOW, later("Now")), (LATER, later("At a time"))),
        initial=NOW,
        widget=forms.RadioSelect,
        error_messages={"required": later("Choose when it is to be sent.")},
    )
    send_at = forms.CharField(
        label=later("Day and time"),
        required=False,
        help_text=later("Danish time. Only where you chose “At a time”."),
        widget=MomentInput,
    )
    answer_by = forms.DateField(
        label=later("Last day to answer"),
        required=False,
        widget=DateInput,
        help_text=later("Stands in the text as {deadline}. The study does not close by itself."),
        error_messages={"invalid": later("Write a date.")},
    )

    def __init__(
        self,
        *args: Any,
        study: Study,
        waves: list[Wave],
        texts: list[MessageText],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.study, self.waves = study, {str(wave.pk): wave for wave in waves}
        self.texts = {text_key(text): text for text in texts}
        self._choices("wave", [(key, wave_label(wave)) for key, wave in self.waves.items()])
        self._choices("text", [(key, text_label(text)) for key, text in self.texts.items()])
        last = timezone.localdate() + datetime.timedelta(days=DAYS_TO_ANSWER)
        self.fields["answer_by"].initial = last
        soon = timezone.localtime() + datetime.timedelta(days=1)
        self.fields["send_at"].initial = soon.strftime("%Y-%m-%dT09:00")

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a choice field

    def clean_send_at(self) -> datetime.datetime | None:
        if self.data.get("when") != self.LATER:
            return None
        given = str(self.cleaned_data["send_at"]).strip()
        try:
            wall = datetime.datetime.fromisoformat(given).replace(tzinfo=None, second=0)
        except ValueError as problem:
            said = on_page(N_("Write the day and the time of sending."))
            raise forms.ValidationError(said) from problem
        try:
            return danish_moment(wall)
        except LovendeError as error:
            raise forms.ValidationError(line(error.fault)) from error

    @property
    def chosen(self) -> dict[str, Any]:
        """What `plan_mailing` takes."""
        data = self.cleaned_data
        return {
            "wave": self.waves[data["wave"]],
            "text": self.texts[data["text"]],
            "send_at": data["send_at"],
            "answer_by": data["answer_by"],
        }


class OutboxForm(PlainForm):
    """Which part of the outbox is shown."""

    text = forms.CharField(
        label=later("Search"),
        required=False,
        max_length=200,
        help_text=later("Name or e-mail"),
        widget=forms.TextInput({"type": "search"}),
    )
    state = forms.ChoiceField(label=later("State"), required=False)
    mailing = forms.ChoiceField(label=later("Mailing"), required=False)

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = ("", on_page(N_("All")))
        states = [(value, on_page(str(label))) for value, label in Message.State.choices]
        doubt = ("doubt", on_page(N_("In doubt")))
        rounds = [(str(m.pk), mailing_label(m)) for m in mailings_of(study)]
        self.fields["state"].choices = [every, *states, doubt]  # type: ignore[attr-defined]  # a field of choices
        self.fields["mailing"].choices = [every, *rounds]  # type: ignore[attr-defined]  # a field of choices


def text_key(text: MessageText) -> str:
    """Return how a text is named in a form: its number, or its kind where it is not stored."""
    return str(text.pk) if text.pk else text.kind


def text_label(text: MessageText) -> str:
    """Return how a text is called on a page."""
    kind = on_page(str(MessageText.Kind(text.kind).label))
    if text.name:
        return f"{kind}: {text.name}"
    return kind if text.pk else on_page(N_("{kind} (our standard text)"), kind=kind)


def wave_label(wave: Wave) -> str:
    """Return how a wave is called on a page."""
    said = on_page(N_("Wave {number}"), number=wave.number)
    return f"{said}: {wave.name}" if wave.name else said


def mailing_label(mailing: Mailing) -> str:
    """Return how a round is called on a page."""
    kind = on_page(str(MessageText.Kind(mailing.kind).label))
    if mailing.kind == MessageText.Kind.REMINDER:
        kind = on_page(N_("Reminder {number}"), number=mailing.round)
    return f"{wave_label(mailing.wave)}, {kind.lower()}"
