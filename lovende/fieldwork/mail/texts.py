"""The texts of a study's messages, and how one person reads them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from lovende.domain.places import BY_CODE
from lovende.domain.texts import LANGUAGES, N_
from lovende.fieldwork.mail.placeholders import fill, fill_line
from lovende.fieldwork.models import Contact, HandOver, Invitee, MessageText
from lovende.studies.links import Opens, token
from lovende.studies.models import Study
from lovende.translation import translate
from lovende.web.dates import written

Kind = MessageText.Kind

INVITATION = (
    N_("What did you learn from {occasion}? You are invited to take part"),
    N_("""Dear {name}

Many workplaces found new ways of doing things because of {occasion}. With the study "{study}" we want to learn what was new, what it meant, and what is worth keeping. That is why we ask you.

It takes about {minutes} minutes. You can stop at any time and go on later where you left, also on your phone. You can pass it on to a colleague who knows more.

Begin here. The link is yours alone:
{link}

We hope for your answer by {deadline}.

On the first page you can read how your answers are used and protected. If you have a question, write or call: {contact}.

Would you rather not take part? Tell us here, and you will hear no more from us:
{no_link}

Kind regards
{contact_name}"""),
)
REMINDER = (
    N_("Reminder: your experience of {occasion}"),
    N_("""Dear {name}

Not long ago we invited you to take part in the study "{study}". We have not had your whole answer yet, and it counts: the more who answer, the more everyone can learn from {occasion}.

It takes about {minutes} minutes. If you have begun, your answers are kept, and you go on where you left:
{link}

You can answer until {deadline}.

If you have a question, write or call: {contact}.

Would you rather not take part? Tell us here, and you will hear no more from us:
{no_link}

Kind regards
{contact_name}"""),
)
HAND_OVER = (
    N_("{colleague} asks you to answer a questionnaire about {occasion}"),
    N_("""Dear {name}

{colleague} has been invited to take part in the study "{study}" and has passed this on to you: {part}. {colleague} gave us your name and e-mail address for that purpose.

{word}

Begin here. The link is yours alone:
{link}

We store your name, your e-mail address and what you answer. They are used for the study only, and erased on {keep_until} at the latest. On the first page you can read how they are protected.

If you have a question, or do not want us to have your address, write or call: {contact}.

Would you rather not answer? Tell us here, and you will hear no more from us:
{no_link}

Kind regards
{contact_name}"""),
)
DEFAULTS: Mapping[str, tuple[str, str]] = {
    Kind.INVITATION: INVITATION,
    Kind.REMINDER: REMINDER,
    Kind.HAND_OVER: HAND_OVER,
}
WHOLE = N_("the whole questionnaire")
HIDDEN_LINK = "…"


@dataclass(frozen=True, slots=True)
class Wording:
    """Subject and body in both languages, with placeholders. Where one language is empty, the
    other is used."""

    subject_da: str
    subject_en: str
    body_da: str
    body_en: str

    @classmethod
    def of(cls, text: MessageText) -> Wording:
        return cls(text.subject_da, text.subject_en, text.body_da, text.body_en)

    def as_dict(self) -> dict[str, str]:
        """Return the parts by name, for storing."""
        return {name: getattr(self, name) for name in self.__slots__}

    def read(self, language: str, values: Mapping[str, str]) -> tuple[str, str]:
        """Return subject and body in a language, filled in."""
        subject, body = self.parts(language)
        return fill_line(subject, values), fill(body, values)

    def parts(self, language: str) -> tuple[str, str]:
        """Return subject and body in a language, with their placeholders."""
        both = self.as_dict()
        other = "en" if language == "da" else "da"
        return (
            both.get(f"subject_{language}") or both[f"subject_{other}"],
            both.get(f"body_{language}") or both[f"body_{other}"],
        )


def default_text(study: Study, kind: str) -> MessageText:
    """Return our own text of a kind, not stored."""
    subject, body = DEFAULTS[kind]
    words = {
        f"{part}_{language}": translate(message, language)
        for part, message in (("subject", subject), ("body", body))
        for language in LANGUAGES
    }
    return MessageText(study=study, kind=kind, **words)


def text_of(study: Study, kind: str) -> MessageText:
    """Return the study's newest text of a kind, else our own, not stored."""
    found = study.message_texts.filter(kind=kind).order_by("-pk").first()
    return found or default_text(study, kind)


def study_values(study: Study, language: str) -> dict[str, str]:
    """Return what the study fills in."""
    telephone = study.contact_telephone
    said = translate(N_("tel. {number}"), language, number=telephone) if telephone else ""
    return {
        "study": study.name.get(language),
        "occasion": study.occasion.get(language),
        "minutes": str(study.minutes),
        "keep_until": written(study.keep_until, language),
        "contact": ", ".join(filter(None, (study.contact_name, study.contact_email, said))),
        "contact_name": study.contact_name,
        "contact_email": study.contact_email,
        "contact_telephone": telephone,
    }


def person_values(invitee: Invitee, contact: Contact, *, hide_link: bool = False) -> dict[str, str]:
    """Return what someone in the panel fills in. With `hide_link` the links lead nowhere: for
    those who may see the text but not answer for the person."""
    place = BY_CODE.get(invitee.municipality)
    key = HIDDEN_LINK if hide_link else token(Opens.INVITEE, invitee.link_code, invitee.link_round)
    return {
        "name": contact.name,
        "job_title": contact.job_title,
        "municipality": place.name if place else "",
        **link_values(key),
    }


def hand_over_values(hand_over: HandOver, language: str) -> dict[str, str]:
    """Return what a colleague fills in who got the questionnaire passed on."""
    invitee = hand_over.invitee
    contact = Contact.objects.filter(invitee=invitee).first()
    place = BY_CODE.get(invitee.municipality)
    return {
        "name": hand_over.name,
        "job_title": "",
        "municipality": place.name if place else "",
        "colleague": contact.name if contact else translate(N_("A colleague"), language),
        "part": hand_over.page or translate(WHOLE, language),
        "word": hand_over.word,
        **link_values(token(Opens.HAND_OVER, hand_over.link_code, hand_over.link_round)),
    }


def link_values(key: str) -> dict[str, str]:
    """Return the addresses that a token opens."""
    return {"link": answer_address(key), "no_link": no_address(key)}


def answer_address(key: str) -> str:
    """Return the whole address where a token is answered."""
    return f"{settings.BASE_URL}/a/{key}/"


def no_address(key: str) -> str:
    """Return the whole address where the holder of a token says no."""
    return f"{answer_address(key)}no/"


def deadline_value(answer_by: datetime.date | None, language: str) -> dict[str, str]:
    """Return the deadline as people write it; '' where there is none."""
    return {"deadline": written(answer_by, language)}
