"""When somebody's data are erased, what was made of them goes too, also what is just being made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lovende.domain.errors import LovendeError
from lovende.fieldwork.models import Invitee
from lovende.findings.live import making
from lovende.findings.models import Run, RunFile
from lovende.responses.exchange.keeping import keep_export
from lovende.responses.models import Export
from lovende.responses.personal import actions, queries
from lovende.responses.personal.meanwhile import erasures_of
from lovende.studies.models import AuditEntry, Study, User


@pytest.fixture(autouse=True)
def _own_ledger(settings: object, tmp_path: Path) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]  # the fixture of pytest-django


@pytest.fixture
def erase(
    live_study: Study, owner: User, make_invitee: Callable[..., Invitee]
) -> Callable[[], None]:
    """Erase somebody of the study."""
    person = make_invitee()

    def erase() -> None:
        subject = queries.subject_of(live_study, "invitee", person.pk)
        assert subject is not None
        actions.erase_person(subject=subject, reason="request", by=owner)

    return erase


def run_of(study: Study, audience: str) -> Run:
    run = Run.objects.create(study=study, audience=audience, digest="x", findings=b"x", answers=1)
    RunFile.objects.create(run=run, name="rapport.pdf", content=b"%PDF", digest="x")
    return run


def test_findings_for_analysts_go_and_those_for_readers_stay(
    live_study: Study, erase: Callable[[], None]
) -> None:
    run_of(live_study, "analyst")
    public = run_of(live_study, "public")
    fields = {f.attname: getattr(live_study, f.attname) for f in Study._meta.concrete_fields}
    other = Study.objects.create(**{**fields, "id": None, "link_code": "another"})
    elsewhere = run_of(other, "analyst")
    erase()
    assert set(Run.objects.all()) == {public, elsewhere}
    assert set(RunFile.objects.values_list("run", flat=True)) == {public.pk, elsewhere.pk}
    assert AuditEntry.objects.get(verb="personal.erase").values["runs"] == 1


def test_findings_that_were_being_made_are_not_kept(
    live_study: Study, erase: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(*_: object) -> None:
        erase()

    monkeypatch.setattr(making, "compute", slowly)
    with pytest.raises(LovendeError) as refused:
        making.make_run(live_study)
    assert refused.value.fault.code == "personal.erased_meanwhile"
    assert not Run.objects.exists()


def test_an_export_that_was_being_made_is_not_kept(
    live_study: Study, erase: Callable[[], None], tmp_path: Path
) -> None:
    path = tmp_path / "svar.zip"
    path.write_bytes(b"PK")
    before = erasures_of(live_study)
    keep_export(study=live_study, by=None, path=path, erasures=before)
    erase()
    with pytest.raises(LovendeError):
        keep_export(study=live_study, by=None, path=path, erasures=before)
    assert not Export.objects.exists()
