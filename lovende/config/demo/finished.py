"""The finished study of the demo: the example, as it lies in files, on the platform."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

from django.utils import timezone

from lovende.config.demo.clock import as_if_at
from lovende.config.demo.material import (
    add_panel,
    at,
    days_between,
    example_answers,
    make_study,
    panel_rows,
)
from lovende.config.demo.people import give_roles
from lovende.domain.statistics.dispositions import normal
from lovende.fieldwork.mail.actions import plan_mailing
from lovende.fieldwork.mail.sending.rounds import run_due
from lovende.fieldwork.mail.texts import text_of
from lovende.fieldwork.models import Invitee, MessageText, Wave
from lovende.fieldwork.progress import set_disposition
from lovende.findings.actions import publish
from lovende.findings.live.making import make_run
from lovende.findings.models import Plan, Run
from lovende.questionnaires.actions import add_version, make_live
from lovende.questionnaires.models import Version
from lovende.questionnaires.queries import questionnaire_of
from lovende.responses.exchange.storing import Given, store_given
from lovende.responses.models import Entry, Response
from lovende.studies.links import new_code
from lovende.studies.models import Role, Study, User

OPENED, CLOSED = date(2020, 11, 11), date(2021, 1, 18)
REMINDED = (date(2020, 11, 25), date(2020, 12, 14), date(2021, 1, 11))
# How many answers come in on a day: most when a mail has just arrived, few at Christmas.
AFTER_A_MAIL = (14, 9, 6, 4, 3)
QUIET = 1


def make_finished_study(folder: Path, people: dict[Role, User]) -> Study:
    """Make the example study as one that was carried out here; `folder` has its files."""
    owner = people[Role.OWNER]
    with as_if_at(at(OPENED - timedelta(days=16), 9)):
        study = make_study(
            next(iter(owner.memberships.all())).organisation,
            name_da="Kommunale nyskabelser under corona-krisen",
            name_en="Municipal innovations during the corona crisis",
            occasion_da="corona-krisen",
            occasion_en="the corona crisis",
            period_start=OPENED,
            period_end=CLOSED,
            keep_until=timezone.localdate() + timedelta(days=365 * 10),
        )
        give_roles(study, people)
        content = (folder / "questionnaire.xlsx").read_bytes()
        version = add_version(
            study=study, name="questionnaire.xlsx", content=content, by=owner
        ).version
        make_live(version=version, by=owner)
        _plan(study, folder)
        rows = panel_rows(folder)
        waves = {
            name: Wave.objects.create(study=study, number=int(name))
            for name in sorted({row["wave"] for row in rows})
        }
        invitees = add_panel(study, rows, waves)
        study.state = Study.State.LIVE
        study.opened_at = timezone.now()
        study.save()
    _carry_out(study, version, example_answers(folder, questionnaire_of(version)), owner)
    _interview(study, version, folder, invitees, owner)
    with as_if_at(at(CLOSED, 16)):
        _settle(rows)
        study.state = Study.State.CLOSED
        study.closed_at = timezone.now()
        study.save()
    run = make_run(study, audience=Run.Audience.PUBLIC, by=owner)
    publish(run=run, by=owner)
    return study


def _plan(study: Study, folder: Path) -> None:
    files = {
        "settings": "study.toml",
        "index": "index.toml",
        "practices": "practices.csv",
        "themes": "themes.toml",
    }
    texts = {part: (folder / name).read_text("utf-8") for part, name in files.items()}
    Plan.objects.create(study=study, **texts)


def _carry_out(study: Study, version: Version, answers: Sequence[Given], owner: User) -> None:
    """Day by day: a mail to every wave where one is due, then the answers that come in."""
    waiting = iter(answers)
    for day, count in _by_day(len(answers)):
        if day in (OPENED, *REMINDED):
            _send(study, day, owner)
        today = list(islice(waiting, count))
        for hour, part in ((10, today[::2]), (14, today[1::2])):
            if part:
                with as_if_at(at(day, hour, 17)):
                    store_given(study, version, part, by=owner, language="da")


def _send(study: Study, day: date, owner: User) -> None:
    kind = MessageText.Kind.INVITATION if day == OPENED else MessageText.Kind.REMINDER
    with as_if_at(at(day, 8, 30)):
        text = text_of(study, kind)
        for wave in study.waves.all():
            plan_mailing(wave=wave, text=text, send_at=None, answer_by=CLOSED, by=owner)
        run_due()


def _by_day(total: int) -> Iterator[tuple[date, int]]:
    """Share the answers out over the weekdays of the fieldwork, as much as mails bring."""
    weights = {}
    since = 0
    for day in days_between(OPENED, CLOSED):
        since = 0 if day in (OPENED, *REMINDED) else since + 1
        weight = AFTER_A_MAIL[since] if since < len(AFTER_A_MAIL) else QUIET
        weights[day] = weight if day.weekday() < 5 else 0
    whole, so_far, given = sum(weights.values()), 0, 0
    for day, weight in weights.items():
        so_far += weight
        due = total * so_far // whole
        yield day, due - given
        given = due


def _interview(
    study: Study, version: Version, folder: Path, invitees: Sequence[Invitee], owner: User
) -> None:
    """The short interviews with those who did not take part."""
    by_key = {one.key: one for one in invitees}
    with (folder / "nonresponders.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with as_if_at(at(CLOSED - timedelta(days=3), 13)):
        made = Response.objects.bulk_create(
            Response(
                study=study,
                kind=Response.Kind.SHORT,
                invitee=by_key[row.pop("key")],
                version=version,
                key=new_code(),
                link_code=new_code(),
                seq=1,
                answers={name: code for name, code in row.items() if code},
                saved_at=timezone.now(),
                submitted_at=timezone.now(),
            )
            for row in rows
        )
        Entry.objects.bulk_create(
            Entry(
                response=one,
                seq=1,
                kind=Entry.Kind.INTERVIEW,
                version=version,
                answers=one.answers,
                digest=new_code(),
                by=owner,
            )
            for one in made
        )


def _settle(rows: Sequence[dict[str, str]]) -> None:
    """Set how the contact ended with those who did not answer, as the example has it."""
    ended = {row["key"]: row["disposition"] for row in rows}
    silent = Invitee.objects.exclude(progress=Invitee.Progress.FINISHED).select_related("study")
    for one in silent.filter(key__in=ended):
        if normal(ended[one.key]) != normal(one.disposition):
            set_disposition(one, ended[one.key])
