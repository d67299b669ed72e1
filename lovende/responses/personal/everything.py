"""Everything that a study has stored about one person, for the person to see (GDPR art. 15)."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from lovende.domain.contacts import shown_telephone
from lovende.domain.questionnaire.model import MatrixRow, Question
from lovende.domain.statistics import dispositions
from lovende.domain.texts import N_
from lovende.fieldwork.models import HandOver, Invitee
from lovende.fieldwork.panel.queries import municipality_name
from lovende.questionnaires.models import Tester, Version
from lovende.questionnaires.queries import questionnaire_of
from lovende.responses.models import Entry, Response
from lovende.responses.personal.columns import question_of
from lovende.responses.personal.subjects import Kind, Subject
from lovende.studies.models import AuditEntry
from lovende.studies.verbs import field_names, what
from lovende.web.languages import LANGUAGE_NAMES, current_language, on_page
from lovende.web.templating import moment

MOST_AUDIT = 500
Record = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """One part of what is stored: a stable name, a marked title, and its records.

    A record is field -> value; the fields' marked labels stand in `LABELS`.
    """

    name: str
    title: str
    records: list[Record]


LABELS: Mapping[str, str] = {
    "name": N_("Name"),
    "job_title": N_("Job title"),
    "email": N_("E-mail"),
    "telephone": N_("Telephone"),
    "language": N_("Language"),
    "mail": N_("Mail"),
    "key": N_("Key"),
    "municipality": N_("Municipality"),
    "administration": N_("Administration"),
    "department": N_("Department"),
    "wave": N_("Wave"),
    "state": N_("State"),
    "progress": N_("Progress"),
    "disposition": N_("Disposition"),
    "created_at": N_("Stored on"),
    "invited_at": N_("First invited"),
    "started_at": N_("Began on"),
    "finished_at": N_("Submitted on"),
    "submitted_at": N_("Submitted on"),
    "saved_at": N_("Last saved on"),
    "consented_at": N_("Consented on"),
    "kind": N_("Kind"),
    "to": N_("To"),
    "subject": N_("Subject"),
    "body": N_("Text"),
    "sent_at": N_("Sent on"),
    "reports": N_("Replies of mail servers"),
    "outcome": N_("Outcome"),
    "note": N_("Note"),
    "ask": N_("To ask about"),
    "next_at": N_("Next attempt"),
    "at": N_("When"),
    "by": N_("By"),
    "page": N_("Page"),
    "word": N_("Message to the colleague"),
    "question": N_("Question"),
    "answer": N_("Answer"),
    "column": N_("Column"),
    "version": N_("Version"),
    "answers": N_("Answers"),
    "text": N_("Text"),
    "reply": N_("Reply"),
    "what": N_("What was done"),
    "fields": N_("Fields"),
    "reason": N_("Reason"),
}


def everything_about(subject: Subject) -> list[Part]:
    """Return all parts that hold something about a person, in the language of the page."""
    makers: dict[Kind, Callable[[Any], list[Part]]] = {
        Kind.INVITEE: _of_invitee,
        Kind.HAND_OVER: _of_hand_over,
        Kind.TESTER: _of_tester,
        Kind.RESPONSE: _of_response,
    }
    parts = makers[subject.kind](subject.row)
    return [*(part for part in parts if part.records), _audit(subject)]


def as_document(subject: Subject, parts: Iterable[Part]) -> dict[str, Any]:
    """Return it as data for JSON: moments as ISO text in UTC."""
    return {
        "study": subject.study.name.get(current_language()),
        "kind": subject.kind.value,
        **{part.name: [_plain(record) for record in part.records] for part in parts},
    }


def shown(value: Any) -> str:
    """Return a value as a person reads it."""
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, dict):
        return "\n".join(f"{name}: {shown(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(shown(each) for each in value)
    return "–" if value in (None, "") else str(value)


def _of_invitee(invitee: Invitee) -> list[Part]:
    contact = getattr(invitee, "contact", None)
    details = ["name", "job_title", "email", "telephone", "language"]
    known = {name: getattr(contact, name) for name in details} if contact else {}
    if contact:
        known |= {
            "telephone": shown_telephone(contact.telephone),
            "language": LANGUAGE_NAMES.get(contact.language, contact.language),
            "mail": on_page(contact.get_mail_display()),
        }
    standing = {
        "key": invitee.key,
        "municipality": municipality_name(invitee.municipality),
        "administration": invitee.administration,
        "department": invitee.department,
        "wave": invitee.wave.number,
        "state": on_page(invitee.get_state_display()),
        "progress": on_page(invitee.get_progress_display()),
        "disposition": on_page(dispositions.label(invitee.disposition)),
        "created_at": invitee.created_at,
        "invited_at": invitee.invited_at,
        "started_at": invitee.started_at,
        "finished_at": invitee.finished_at,
    }
    return [
        Part("contact", N_("Contact data"), [known] if known else []),
        Part("panel", N_("In the panel"), [standing]),
        Part("messages", N_("Mails"), _messages(invitee)),
        Part("calls", N_("Calls and notes"), _calls(invitee)),
        Part("hand_overs", N_("Passed on to colleagues"), _hand_overs(invitee.hand_overs.all())),
        *_answers(Response.objects.filter(invitee=invitee)),
    ]


def _of_hand_over(hand_over: HandOver) -> list[Part]:
    mails = hand_over.messages.select_related("mailing").order_by("pk")
    entries = Entry.objects.filter(hand_over=hand_over)
    return [
        Part(
            "hand_overs",
            N_("Passed on to this person"),
            _hand_overs(HandOver.objects.filter(pk=hand_over.pk)),
        ),
        Part("messages", N_("Mails"), [_message(each) for each in mails]),
        Part("history", N_("Every save of answers"), _history(entries)),
    ]


def _of_tester(tester: Tester) -> list[Part]:
    details = {"name": tester.name, "email": tester.email, "created_at": tester.created_at}
    comments = [
        {"page": each.page, "question": each.question, "text": each.text, "reply": each.reply}
        for each in tester.comments.order_by("pk")
    ]
    return [
        Part("contact", N_("Contact data"), [details]),
        Part("comments", N_("Comments in the pilot"), comments),
        *_answers(Response.objects.filter(tester=tester)),
    ]


def _of_response(response: Response) -> list[Part]:
    return _answers(Response.objects.filter(pk=response.pk))


def _messages(invitee: Invitee) -> list[Record]:
    rows = invitee.messages.select_related("mailing").prefetch_related("reports").order_by("pk")
    return [_message(each) for each in rows]


def _message(message: Any) -> Record:
    return {
        "kind": on_page(message.mailing.get_kind_display()) if message.mailing else "",
        "state": on_page(message.get_state_display()),
        "to": message.to,
        "subject": message.subject,
        "body": message.body,
        "sent_at": message.sent_at,
        "reports": [
            f"{on_page(each.get_kind_display())} {each.explanation}".strip()
            for each in message.reports.all()
        ],
    }


def _calls(invitee: Invitee) -> list[Record]:
    made = [
        {
            "kind": on_page(each.get_purpose_display()),
            "outcome": on_page(each.get_outcome_display()),
            "note": each.note,
            "next_at": each.next_at,
            "at": each.at,
            "by": str(each.by) if each.by else "",
        }
        for each in invitee.calls.select_related("by").order_by("pk")
    ]
    tasks = [
        {"kind": on_page(each.get_purpose_display()), "ask": each.ask, "next_at": each.next_at}
        for each in invitee.call_tasks.order_by("pk")
    ]
    return [*made, *tasks]


def _hand_overs(rows: QuerySet[HandOver]) -> list[Record]:
    return [
        {
            "name": each.name,
            "email": each.email,
            "page": each.page,
            "word": each.word,
            "state": on_page(each.get_state_display()),
            "created_at": each.created_at,
        }
        for each in rows.order_by("pk")
    ]


def _answers(rows: QuerySet[Response]) -> list[Part]:
    responses = list(rows.select_related("version__study").defer("version__source").order_by("pk"))
    told = [
        {
            "kind": on_page(each.get_kind_display()),
            "key": each.key,
            "language": LANGUAGE_NAMES.get(each.language, each.language),
            "version": each.version.number,
            "started_at": each.started_at,
            "saved_at": each.saved_at,
            "submitted_at": each.submitted_at,
            "consented_at": each.consented_at,
        }
        for each in responses
    ]
    answers = [record for each in responses for record in _said(each.version, each.answers)]
    entries = Entry.objects.filter(response__in=[each.pk for each in responses])
    return [
        Part("responses", N_("Answering"), told),
        Part("answers", N_("Answers"), answers),
        Part("history", N_("Every save of answers"), _history(entries)),
    ]


def _history(entries: QuerySet[Entry]) -> list[Record]:
    rows = entries.select_related("by").order_by("response_id", "seq")
    return [
        {
            "at": each.at,
            "kind": on_page(each.get_kind_display()),
            "page": each.page,
            "answers": {column: value for column, value in each.answers.items() if value},
            "by": str(each.by) if each.by else "",
        }
        for each in rows
    ]


def _said(version: Version, answers: Mapping[str, Any]) -> list[Record]:
    """The current answers with the words of the questionnaire."""
    questionnaire, language = questionnaire_of(version), current_language()
    by_name: dict[str, tuple[str, dict[str, str]]] = {}
    for question in questionnaire.questions():
        options = _options(version, question, language)
        by_name[question.name] = (question.label.get(language), options)
        for row in question.rows:
            by_name[row.name] = (_row_label(question, row, language), options)
    told = []
    for column, value in answers.items():
        label, options = by_name.get(question_of(column), (column, {}))
        codes = value if isinstance(value, list) else [value]
        texts = [options.get(str(code), str(code)) for code in codes if code not in (None, "")]
        if texts:
            told.append({"question": label, "answer": ", ".join(texts), "column": column})
    return told


def _options(version: Version, question: Question, language: str) -> dict[str, str]:
    if not question.choices:
        return {}
    choices = questionnaire_of(version).choice_list(question.choices).choices
    return {each.code: each.label.get(language) for each in choices}


def _row_label(question: Question, row: MatrixRow, language: str) -> str:
    return f"{question.label.get(language)} – {row.label.get(language)}"


def _audit(subject: Subject) -> Part:
    """What the log says of this person's rows; who did it are employees, and are named."""
    things: list[Model] = [subject.row]
    if isinstance(subject.row, Invitee):
        things += [*subject.row.hand_overs.all(), *subject.row.responses.all()]
    names = [f"{each._meta.model_name}:{each.pk}" for each in things]
    rows = AuditEntry.objects.filter(
        Q(subject__in=[*names, subject.code]), study=subject.study
    ).order_by("-pk")[:MOST_AUDIT]
    records = [
        {"at": each.at, "by": each.actor, "what": what(each), "fields": field_names(each)}
        for each in rows
    ]
    return Part("audit", N_("What was done with the data"), records)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat(timespec="seconds")
    return value
