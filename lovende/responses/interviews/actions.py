"""Every write of interviews: each stores what was said and the call in which it was said."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from lovende.domain.errors import LovendeError, fault
from lovende.domain.questionnaire.flow import Stored
from lovende.domain.texts import N_
from lovende.fieldwork.calls.actions import ask_to_deepen, claim, record_call, release
from lovende.fieldwork.calls.queries import stored_before
from lovende.fieldwork.models import Call, CallTask, Invitee
from lovende.questionnaires.models import Version
from lovende.responses.actions import new_save_key, save_page, start_response, submit
from lovende.responses.interviews.queries import SHORT_PAGE, TOLD, TOLD_PAGE
from lovende.responses.models import Entry, Response
from lovende.studies.audit import record
from lovende.studies.models import Study, User

LONGEST_TOLD = 20_000


@transaction.atomic
def store_short_interview(
    *,
    invitee: Invitee,
    version: Version,
    answers: Stored,
    language: str,
    note: str,
    calls_seen: int,
    by: User,
) -> Response:
    """Store the short interview of someone who does not take part, and the call.

    Again (a correction) it adds to the same response. Raises LovendeError where nothing was
    answered, somebody else has the person, or the study is closed.
    """
    if not any(answers.values()):
        message = N_(
            "Nothing is answered. Choose an answer, or store the call without an interview."
        )
        raise LovendeError(fault("short.empty", message))
    task = claim(invitee=invitee, purpose=Call.Purpose.PARTICIPATION, by=by)
    if stored_before(invitee, Call.Outcome.SHORT_INTERVIEW, calls_seen, by):
        release(task=task, by=by)
        return Response.objects.get(invitee=invitee, kind=Response.Kind.SHORT)
    response = start_response(
        study=invitee.study,
        language=language,
        invitee=invitee,
        version=version,
        kind=Response.Kind.SHORT,
        by=by,
    )
    save_page(
        response=response,
        page=SHORT_PAGE,
        answers=answers,
        stands="",
        seen=response.seq,
        save_key=new_save_key(),
        kind=Entry.Kind.INTERVIEW,
        language=language,
        by=by,
    )
    submit(response=response, language=language, by=by)
    record_call(
        invitee=invitee,
        purpose=Call.Purpose.PARTICIPATION,
        outcome=Call.Outcome.SHORT_INTERVIEW,
        note=note,
        seen=calls_seen,
        by=by,
    )
    record("call.short_interview", study=invitee.study, by=by, subject=response)
    return response


@transaction.atomic
def store_told(
    *, invitee: Invitee, text: str, language: str, note: str, calls_seen: int, by: User
) -> Response:
    """Add what someone told about their open answers to the history of their response.

    What was told in an earlier call is kept before it. Raises LovendeError where nothing is
    written, there is no response, somebody else has the person, or the study is closed.
    """
    said = text.replace("\0", "").strip()[:LONGEST_TOLD]
    if not said:
        raise LovendeError(fault("told.empty", N_("Write what was told.")))
    response = Response.objects.filter(invitee=invitee, kind=Response.Kind.PANEL).first()
    if response is None:
        message = N_("This person has no answers that could be deepened.")
        raise LovendeError(fault("told.no_response", message))
    task = claim(invitee=invitee, purpose=Call.Purpose.DEEPENING, by=by)
    if stored_before(invitee, Call.Outcome.DEEPENED, calls_seen, by):
        release(task=task, by=by)
        return response
    response.refresh_from_db()
    before = response.answers.get(TOLD)
    whole = f"{before}\n\n{said}" if isinstance(before, str) and before else said
    save_page(
        response=response,
        page=TOLD_PAGE,
        answers={TOLD: whole},
        stands=response.page,
        seen=response.seq,
        save_key=new_save_key(),
        kind=Entry.Kind.INTERVIEW,
        language=response.language or language,
        by=by,
    )
    record_call(
        invitee=invitee,
        purpose=Call.Purpose.DEEPENING,
        outcome=Call.Outcome.DEEPENED,
        note=note,
        seen=calls_seen,
        by=by,
    )
    record("call.told", study=invitee.study, by=by, subject=response)
    return response


def ask_about_answers(*, study: Study, key: str, ask: str, to: User | None, by: User) -> CallTask:
    """Put the respondent of some answers on the list for deepening; `key` is that of the answers,
    or of the invitee. Raises LovendeError for a key that nobody has.
    """
    wanted = key.strip()
    invitee = Invitee.objects.filter(
        Q(responses__key=wanted, responses__kind=Response.Kind.PANEL) | Q(key=wanted), study=study
    ).first()
    if invitee is None:
        message = N_("Nobody in the panel has this key.")
        raise LovendeError(fault("told.no_key", message))
    return ask_to_deepen(invitee=invitee, ask=ask, to=to, by=by)
