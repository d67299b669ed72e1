"""What belongs to one study does not exist under the address of another, not even for its owner.

Every address with a number beyond the study's is tried with the number of a real row of another
study. The list is made from the address book, so that a new page is tried on its first day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from lovende.fieldwork.models import (
    Call,
    CallTask,
    HandOver,
    Invitee,
    Mailing,
    Message,
    MessageText,
    PanelUpload,
    Wave,
)
from lovende.findings.models import Run, RunFile
from lovende.questionnaires.models import Comment, Version
from lovende.questionnaires.models import Tester as PilotTester
from lovende.responses.models import AnswerUpload, Export, Response
from lovende.studies.links import new_code
from lovende.studies.models import Job, Role, Study, StudyRole, User

from .test_every_address import OF_STUDIES

SignIn = Callable[[User], Client]
NAME = re.compile(r"<(?:\w+:)?(\w+)>")
WORDS = {
    "language": "da",
    "part": "page_one",
    "name": "index",
    "kind": "invitee",
    "what": "pause",
}
"""For what names no row."""
KIND_OF_FILE = "xlsform"
BY_FOLDER: Mapping[str, Mapping[str, type[Model]]] = {
    "upload": {"panel": PanelUpload, "answers": AnswerUpload},
    "upload_id": {"panel": PanelUpload, "answers": AnswerUpload},
    "pk": {"personal": Invitee},
}
MODELS: Mapping[str, type[Model]] = {
    "role_id": StudyRole,
    "job_id": Job,
    "version_id": Version,
    "tester_id": PilotTester,
    "comment_id": Comment,
    "text_id": MessageText,
    "mailing_id": Mailing,
    "message_id": Message,
    "wave_id": Wave,
    "invitee_id": Invitee,
    "task_id": CallTask,
    "hand_over_id": HandOver,
    "export": Export,
    "run": Run,
    "file": RunFile,
}
WITH_ROWS = [a for a in OF_STUDIES if set(NAME.findall(a)) - {"study_id", *WORDS}]


@dataclass
class Neighbours:
    """A study with one of everything, and the study of someone else in the same organisation."""

    full: Study
    other: Study
    rows: Mapping[type[Model], Model]

    def address(self, pattern: str, study: Study) -> str:
        """An address of `study` with the numbers of the rows of the full one."""
        folder = pattern.split("/")[3]

        def part(match: re.Match[str]) -> str:
            name = match[1]
            if name == "study_id":
                return str(study.pk)
            if name in WORDS:
                return KIND_OF_FILE if pattern.endswith("/as/<str:kind>/") else WORDS[name]
            model = BY_FOLDER[name][folder] if name in BY_FOLDER else MODELS[name]
            return str(self.rows[model].pk)

        return NAME.sub(part, pattern)


@pytest.fixture
def neighbours(
    live_study: Study,
    owner: User,
    version: Version,
    wave: Wave,
    make_invitee: Callable[..., Invitee],
    make_user: Callable[[str], User],
) -> Neighbours:
    study, now = live_study, timezone.now()
    invitee = make_invitee()
    text = MessageText.objects.create(
        study=study, kind="invitation", subject_da="Hej", body_da="{link}"
    )
    mailing = Mailing.objects.create(
        study=study, wave=wave, text=text, kind="invitation", round=1, send_at=now
    )
    run = Run.objects.create(
        study=study, audience="public", digest="x", published_at=now, findings=b"", answers=0
    )
    tester = PilotTester.objects.create(study=study, name="Tove", link_code=new_code())
    made: list[Model] = [
        study.roles.get(user=owner),
        version,
        wave,
        invitee,
        text,
        mailing,
        tester,
        run,
        RunFile.objects.create(run=run, name="rapport.pdf", content=b"%PDF", digest="x"),
        Job.objects.create(study=study, by=owner, kind="make_findings"),
        Comment.objects.create(
            study=study, version=version, tester=tester, page="p", text="Uklart."
        ),
        Message.objects.create(study=study, mailing=mailing, invitee=invitee, code="kode"),
        PanelUpload.objects.create(study=study, source_name="p.csv", source=b"navn\n"),
        CallTask.objects.create(
            study=study, invitee=invitee, purpose=Call.Purpose.DEEPENING, ask="q1"
        ),
        HandOver.objects.create(
            invitee=invitee, name="Kim", email="kim@example.org", link_code=new_code()
        ),
        Response.objects.create(
            study=study, invitee=invitee, version=version, key="r1", link_code=new_code()
        ),
        AnswerUpload.objects.create(study=study, source_name="a.csv", source=b"key\n"),
        Export.objects.create(study=study, name="svar.zip", digest="x", expires_at=now),
    ]
    fields = {
        field.attname: getattr(study, field.attname)
        for field in Study._meta.concrete_fields
        if field.name not in ("id", "link_code")
    }
    other = Study.objects.create(**fields, link_code=new_code())
    neighbour = make_user("neighbour")
    StudyRole.objects.create(study=other, user=neighbour, email=neighbour.email, role=Role.OWNER)
    Wave.objects.create(study=other, number=1)
    return Neighbours(study, other, {type(row): row for row in made})


def test_every_number_in_an_address_is_known() -> None:
    names = {name for address in OF_STUDIES for name in NAME.findall(address)}
    assert names <= {"study_id", *WORDS, *BY_FOLDER, *MODELS}
    assert len(WITH_ROWS) > 40


@pytest.mark.parametrize("pattern", WITH_ROWS)
def test_rows_of_another_study_are_not_there(
    pattern: str, neighbours: Neighbours, signed_in: SignIn
) -> None:
    neighbour = User.objects.get(email="neighbour@example.org")
    address = neighbours.address(pattern, neighbours.other)
    before = {
        row: row.__class__._base_manager.filter(pk=row.pk).values().get()
        for row in neighbours.rows.values()
    }
    client = signed_in(neighbour)
    answers = [client.get(address), client.post(address, {"reply": "x", "administrator": "yes"})]
    assert {answer.status_code for answer in answers} <= {404, 405}, address
    assert any(answer.status_code == 404 for answer in answers), address
    for row, stored in before.items():
        assert row.__class__._base_manager.filter(pk=row.pk).values().get() == stored


@pytest.mark.parametrize("pattern", WITH_ROWS)
def test_under_their_own_study_the_same_rows_are_there(
    pattern: str, neighbours: Neighbours, signed_in: SignIn, owner: User
) -> None:
    """Else the test above could not fail."""
    client = signed_in(owner)
    client.raise_request_exception = False
    address = neighbours.address(pattern, neighbours.full)
    assert client.get(address).status_code != 404, address
