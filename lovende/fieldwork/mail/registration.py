"""What mail tells the room of studies: its steps, and the words of its audit entries."""

from __future__ import annotations

from lovende.domain.texts import N_
from lovende.fieldwork.models import Mailing, MessageText
from lovende.studies import verbs
from lovende.studies.access import ANALYSTS
from lovende.studies.models import Study
from lovende.studies.steps import ORDER, Standing, State, Step, register
from lovende.web.languages import on_page
from lovende.web.templating import moment

VERBS = {
    "text.save": N_("saved the text of a message"),
    "text.remove": N_("removed the text of a message"),
    "text.preview": N_("saw a message as a person in the panel will"),
    "text.test": N_("sent a test mail to their own address"),
    "mailing.plan": N_("planned a mailing"),
    "mailing.begin": N_("began a mailing at its time"),
    "mailing.cancel": N_("called off a mailing"),
    "mailing.pause": N_("paused a mailing"),
    "mailing.resume": N_("went on with a mailing"),
    "mailing.newcomers": N_("sent a mailing to those who came later"),
    "message.was_sent": N_("noted a message in doubt as sent"),
    "message.send_again": N_("let a message be sent again"),
    "message.send": N_("sent a single message"),
    "outbox.look": N_("looked at the outbox"),
    "invitee.say_no": N_("said no by the personal link"),
    "hand_over.decline": N_("said no to a questionnaire that was handed over"),
    "mail.report": N_("recorded a delivery report"),
}
FIELDS = {
    "subject_da": N_("subject in Danish"),
    "subject_en": N_("subject in English"),
    "body_da": N_("text in Danish"),
    "body_en": N_("text in English"),
    "body": N_("text"),
    "round": N_("round"),
    "send_at": N_("time of sending"),
    "messages": N_("messages"),
    "searched": N_("searched"),
    "status": N_("status"),
}
WORDS = {str(value): str(label) for value, label in MessageText.Kind.choices}
THINGS = {
    "messagetext": N_("text of a message"),
    "mailing": N_("mailing"),
    "message": N_("message"),
    "handover": N_("handing over"),
}


def register_all() -> None:
    """Register the steps and the words of mail."""
    verbs.register(VERBS, fields=FIELDS, things=THINGS, words=WORDS)
    title = N_("Write the invitation")
    register(Step("messages", ORDER["messages"], title, "fieldwork:overview", ANALYSTS, _texts))
    title = N_("Send invitations and reminders")
    register(Step("fieldwork", ORDER["fieldwork"], title, "fieldwork:overview", ANALYSTS, _sending))


def _texts(study: Study) -> Standing:
    """Our own text does, so writing one is up to the study."""
    if study.message_texts.filter(kind=MessageText.Kind.INVITATION).exists():
        return Standing(State.DONE)
    return Standing(State.OPTIONAL, on_page(N_("Our standard text is used")))


def _sending(study: Study) -> Standing:
    """Sending is begun with the first round, and goes on until the study closes."""
    states = dict(study.mailings.order_by("-send_at").values_list("state", "send_at"))
    if Mailing.State.PLANNED in states:
        when = moment(states[Mailing.State.PLANNED])
        return Standing(State.BEGUN, on_page(N_("The next is planned for {moment}"), moment=when))
    if study.state == Study.State.CLOSED or not _somebody(study):
        return Standing(State.DONE if states else State.OPTIONAL)
    if study.state == Study.State.DRAFT:
        return Standing(State.LATER)
    if Mailing.State.SENT in states or Mailing.State.SENDING in states:
        return Standing(State.DONE)
    return Standing(State.TODO)


def _somebody(study: Study) -> bool:
    return study.invitees.exists()
