"""The study of the demo that is in the middle of its fieldwork: the last twelve days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from django.utils import timezone

from lovende.config.demo.clock import as_if_at
from lovende.config.demo.material import add_panel, at, example_answers, make_study, panel_rows
from lovende.config.demo.people import give_roles
from lovende.domain.questionnaire.flow import Stored
from lovende.fieldwork.calls.actions import ask_to_deepen, claim, record_call
from lovende.fieldwork.mail.actions import plan_mailing
from lovende.fieldwork.mail.sending.rounds import run_due
from lovende.fieldwork.mail.texts import default_text
from lovende.fieldwork.models import Call, Invitee, MessageText, Wave
from lovende.fieldwork.progress import record_bounced
from lovende.questionnaires.actions import (
    add_comment,
    add_tester,
    add_version,
    answer_comment,
    make_live,
    resolve_comment,
)
from lovende.questionnaires.models import Version
from lovende.questionnaires.queries import questionnaire_of
from lovende.responses.actions import new_save_key, save_page, start_response, submit
from lovende.responses.flow import walk_of
from lovende.studies.models import Role, Study, User

SEED = 2023
INVITED = 120
BOUNCED = 3
FINISHED, BEGUN = 0.42, 0.12
"""Shares of those who were written to."""


@dataclass(frozen=True)
class Event:
    """Something that happens on the way: who answers, when, and after how many pages they stop."""

    moment: datetime
    invitee: Invitee
    answers: Stored
    pages: int | None


def make_ongoing_study(folder: Path, people: dict[Role, User]) -> Study:
    """Make a study whose first wave has been reminded and whose second was written to lately."""
    owner, today = people[Role.OWNER], timezone.localdate()
    opened = today - timedelta(days=12)
    with as_if_at(at(opened - timedelta(days=4), 9)):
        study = make_study(
            next(iter(owner.memberships.all())).organisation,
            name_da="Nyt efter stormfloden",
            name_en="What is new after the storm surge",
            occasion_da="stormfloden",
            occasion_en="the storm surge",
            period_start=opened,
            period_end=today + timedelta(days=16),
            keep_until=today + timedelta(days=365 * 2),
        )
        give_roles(study, people)
        version = add_version(
            study=study,
            name="questionnaire.xlsx",
            content=(folder / "questionnaire.xlsx").read_bytes(),
            by=owner,
        ).version
        _pilot(study, version, owner)
        make_live(version=version, by=owner)
        waves = {number: Wave.objects.create(study=study, number=int(number)) for number in "12"}
        invitees = add_panel(study, _rows(folder), waves)
        study.state = Study.State.LIVE
        study.opened_at = timezone.now()
        study.save()
    events = sorted(
        _events(folder, version, invitees, opened, today), key=lambda event: event.moment
    )
    first, second = waves["1"], waves["2"]
    for moment, wave, kind in (
        (at(opened, 8, 30), first, MessageText.Kind.INVITATION),
        (at(opened + timedelta(days=5), 8, 30), second, MessageText.Kind.INVITATION),
        (at(opened + timedelta(days=8), 8, 30), first, MessageText.Kind.REMINDER),
    ):
        while events and events[0].moment < moment:
            _answer(study, events.pop(0))
        _send(study, wave, kind, moment, today, owner)
    for event in events:
        _answer(study, event)
    for invitee in invitees[:: len(invitees) // BOUNCED][:BOUNCED]:
        record_bounced(invitee)
    _telephone(study, people)
    plan_mailing(
        wave=second,
        text=default_text(study, MessageText.Kind.REMINDER),
        send_at=at(today + timedelta(days=1), 9),
        answer_by=study.period_end,
        by=owner,
    )
    return study


def _rows(folder: Path) -> list[dict[str, str]]:
    """Some of the example's panel, spread over the country, in two waves."""
    rows = panel_rows(folder)
    chosen = [rows[number * len(rows) // INVITED] for number in range(INVITED)]
    return [
        row | {"key": f"S{number:03}", "wave": "1" if number % 2 else "2"}
        for number, row in enumerate(chosen, start=1)
    ]


def _pilot(study: Study, version: Version, owner: User) -> None:
    """Two colleagues tried the questionnaire and said what they thought."""
    tester = add_tester(study=study, name="Tove Tester", email="tove@example.org", by=owner)
    other = add_tester(study=study, name="Mads Medarbejder", email="mads@example.org", by=owner)
    done = add_comment(
        tester=tester,
        version=version,
        page="page_extent",
        question="q1",
        text="Skal jeg tænke på hele forvaltningen eller kun min afdeling?",
    )
    answer_comment(comment=done, reply="Kun dit eget fagområde. Det står nu i teksten.", by=owner)
    resolve_comment(comment=done, by=owner)
    asked = add_comment(
        tester=other,
        version=version,
        page="page_partners",
        question="q15",
        text="Der er mange linjer. Kan man springe dem over, der ikke passer?",
    )
    answer_comment(comment=asked, reply="Ja, alle spørgsmål kan springes over.", by=owner)
    add_comment(
        tester=other,
        version=version,
        page="page_character",
        question="q4",
        text="Jeg savner unge uden uddannelse og job.",
    )


def _events(
    folder: Path, version: Version, invitees: Sequence[Invitee], opened: date, today: date
) -> Iterator[Event]:
    random = Random(SEED)
    given = [one for one in example_answers(folder, questionnaire_of(version)) if one.submitted]
    for invitee in invitees:
        luck = random.random()
        if luck > FINISHED + BEGUN:
            continue
        first = opened if invitee.wave.number == 1 else opened + timedelta(days=5)
        day = first + timedelta(days=min(int(random.expovariate(0.35)), (today - first).days - 1))
        answers = dict(random.choice(given).answers)
        for name in ("municipality", "administration", "department"):
            answers[name] = getattr(invitee, name)
        yield Event(
            at(day, 8 + int(random.triangular(0, 11, 2)), random.randrange(60)),
            invitee,
            answers,
            None if luck <= FINISHED else random.choice((1, 2, 4, 7, 10, 10, 11, 12)),
        )


def _send(study: Study, wave: Wave, kind: str, moment: datetime, today: date, owner: User) -> None:
    with as_if_at(moment):
        plan_mailing(
            wave=wave,
            text=default_text(study, kind),
            send_at=None,
            answer_by=today + timedelta(days=16),
            by=owner,
        )
        run_due()


def _answer(study: Study, event: Event) -> None:
    """Walk through the pages as a respondent does, a minute or so on each."""
    pace = Random(event.invitee.key)
    moment = event.moment
    with as_if_at(moment):
        response = start_response(study=study, invitee=event.invitee, language="da")
    walk, done = walk_of(response, "da"), 0
    page = walk.resume("")
    while page and done != event.pages:
        shown = walk.page(page)
        assert shown is not None
        answers = {column: event.answers.get(column) for column in shown.columns}
        walk = walk.saved(answers)
        before, moment = moment, moment + timedelta(seconds=pace.triangular(8, 150, 40))
        with as_if_at(moment):
            save_page(
                response=response,
                page=page,
                answers=answers,
                stands=walk.next_after(page),
                seen=response.seq,
                save_key=new_save_key(),
                shown_at=before,
            )
        page, done = walk.next_after(page), done + 1
    if not page:
        with as_if_at(moment + timedelta(seconds=20)):
            submit(response=response)


def _telephone(study: Study, people: dict[Role, User]) -> None:
    """Some who have not answered were called, and one who has is to tell more."""
    caller, today = people[Role.INTERVIEWER], timezone.localdate()
    silent = study.invitees.filter(wave__number=1, progress=Invitee.Progress.NOT_STARTED)
    calls: tuple[tuple[str, str, datetime | None], ...] = (
        (Call.Outcome.NO_ANSWER, "", None),
        (Call.Outcome.CALL_BACK, "Sidder i møde til kl. 11.", at(today, 23)),
        (Call.Outcome.WILL_ANSWER, "Finder mailen frem i eftermiddag.", None),
        (Call.Outcome.REFUSED, "Har ikke tid i år.", None),
    )
    for number, (invitee, call) in enumerate(zip(silent.order_by("pk"), calls, strict=False)):
        outcome, note, next_at = call
        with as_if_at(at(today - timedelta(days=1), 10, 5 * number)):
            claim(invitee=invitee, purpose=Call.Purpose.PARTICIPATION, by=caller)
            record_call(
                invitee=invitee,
                purpose=Call.Purpose.PARTICIPATION,
                outcome=outcome,
                note=note,
                next_at=next_at,
                by=caller,
                seen=0,
            )
    answered = study.invitees.filter(progress=Invitee.Progress.FINISHED).order_by("pk").first()
    if answered is not None:
        ask_to_deepen(
            invitee=answered,
            ask="Hvad skulle der til, for at borgerne selv kunne komme på skærmen?",
            by=people[Role.OWNER],
        )
