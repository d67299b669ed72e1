"""A backup made while answers come in, and put back: every acknowledged save is there."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.platforms import Platform, platform

SET_UP = """
import datetime, json, sys
from lovende.questionnaires.models import Version
from lovende.responses.models import Response
from lovende.studies.links import new_code
from lovende.studies.models import Organisation, Study, User
user = User.objects.create_user("æbler@example.org", "en god lang kode", name="Åse Ærø")
study = Study.objects.create(
    organisation=Organisation.objects.create(name="Læsø"), name_da="Blåbærgrød", occasion_da="x",
    contact_name="A", contact_email="a@example.org", privacy_da="p",
    keep_until=datetime.date(2031, 2, 3), link_code=new_code(), state="live",
)
version = Version.objects.create(
    study=study, number=1, state="live", source_name="a.xlsx", source=bytes(range(256)), digest="d"
)
for number in range(3):
    Response.objects.create(
        study=study, kind="open", version=version, key=f"k{number}", link_code=new_code()
    )
print(json.dumps(study.pk))
"""

WRITE = """
import sys, uuid
from django.db import transaction
from lovende.responses.models import Entry, Response
response = Response.objects.get(key="k1")
for number in range(1, 100_000):
    answers = {"q1": str(number), "q2": "på en ø 🦉"}
    with transaction.atomic():
        Entry.objects.create(
            response=response, seq=number, kind="page", version_id=response.version_id, page="p",
            answers=answers, digest=uuid.uuid4().hex,
        )
        Response.objects.filter(pk=response.pk).update(seq=number, answers=answers)
    print(number, flush=True)
"""

SHOW = """
import json
from lovende.questionnaires.models import Version
from lovende.responses.models import Entry, Response
from lovende.studies.models import Study, User
response = Response.objects.get(key="k1")
entries = list(Entry.objects.filter(response=response).order_by("seq").values_list("seq", "answers"))
print(json.dumps({
    "user": User.objects.get().name, "study": Study.objects.get().name_da,
    "signs_in": User.objects.get().check_password("en god lang kode"),
    "source": list(bytes(Version.objects.get().source)), "seq": response.seq,
    "answers": response.answers, "entries": entries,
    "started": response.started_at.isoformat(), "keys": sorted(Response.objects.values_list("key", flat=True)),
}))
"""

ADD = """
import json
from lovende.studies.models import Organisation
print(json.dumps(Organisation.objects.create(name="Ny").pk))
"""


MOVES = [("sqlite", "postgres"), ("postgres", "sqlite")]


@pytest.fixture(scope="module", params=MOVES, ids=["to postgres", "to sqlite"])
def two(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Platform, Platform]]:
    """A platform with something in it, and an empty one on the other kind of database."""
    folder = tmp_path_factory.mktemp("platforms")
    here, there = request.param
    with platform(folder / "busy", here) as busy, platform(folder / "empty", there) as empty:
        busy.python(SET_UP)
        yield busy, empty


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform on SQLite, and its backup as `all.zip` in its data folder."""
    with platform(tmp_path_factory.mktemp("filled"), "sqlite") as made:
        made.python(SET_UP)
        made.run("backup", str(made.folder / "all.zip"))
        yield made


@pytest.mark.needs("postgres")
def test_a_backup_while_answers_come_in(two: tuple[Platform, Platform], tmp_path: Path) -> None:
    busy, empty = two
    file = tmp_path / "all.zip"
    with subprocess.Popen(
        busy.python_command(WRITE), env=busy.environment, stdout=subprocess.PIPE, text=True
    ) as writer:
        try:
            before = _acknowledged(writer, 20)
            busy.run("backup", str(file))
            after = _acknowledged(writer, before + 1)
        finally:
            writer.kill()
    assert after > before, "the writer went on"
    assert file.stat().st_mode & 0o077 == 0
    empty.run("restore", str(file))
    there = empty.python(SHOW)
    assert there["seq"] >= before
    assert [seq for seq, _ in there["entries"]] == list(range(1, there["seq"] + 1))
    assert there["answers"] == {"q1": str(there["seq"]), "q2": "på en ø 🦉"}
    original = busy.python(SHOW)
    for name in ("user", "study", "source", "started", "keys", "signs_in"):
        assert there[name] == original[name]
    assert there["entries"] == original["entries"][: there["seq"]]
    assert empty.python(ADD) == 2, "new rows get numbers of their own"
    assert "--replace" in empty.run("restore", str(file), status=1).stderr
    empty.run("restore", str(file), "--replace")
    assert empty.python(ADD) == 2, "what came after the backup is gone"


def _acknowledged(writer: subprocess.Popen[str], at_least: int) -> int:
    assert writer.stdout is not None
    number = 0
    while number < at_least:
        number = int(writer.stdout.readline())
    return number


@pytest.mark.parametrize("spoil", ["cut", "changed", "no backup", "not there"])
def test_a_damaged_backup_changes_nothing(spoil: str, filled: Platform, tmp_path: Path) -> None:
    file = tmp_path / "all.zip"
    file.write_bytes((filled.folder / "all.zip").read_bytes())
    _spoil(file, spoil)
    database = filled.folder / "lovende.sqlite3"
    before = database.read_bytes()
    failed = filled.run("restore", str(file), "--replace", status=1)
    assert failed.stderr.startswith("all.zip: ")
    assert len(failed.stderr.splitlines()) == 1
    assert database.read_bytes() == before
    assert not list(filled.folder.glob(".*.part*"))


def _spoil(file: Path, how: str) -> None:
    if how == "not there":
        file.unlink()
    elif how == "cut":
        file.write_bytes(file.read_bytes()[:-200])
    elif how == "no backup":
        with zipfile.ZipFile(file, "w") as other:
            other.writestr("a.txt", "b")
    else:
        with zipfile.ZipFile(file) as old:
            parts = {name: old.read(name) for name in old.namelist()}
        parts["studies.study.jsonl"] = parts["studies.study.jsonl"].replace(b"live", b"draft")
        with zipfile.ZipFile(file, "w") as new:
            for name, content in parts.items():
                new.writestr(name, content)


HOLD = """
import sys, time
from pathlib import Path
from lovende.config.running import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_running_platform_is_not_restored(filled: Platform) -> None:
    command = filled.python_command(HOLD, str(filled.folder))
    with subprocess.Popen(
        command, env=filled.environment, stdout=subprocess.PIPE, text=True
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            file = str(filled.folder / "all.zip")
            assert "running" in filled.run("restore", file, "--replace", status=1).stderr
        finally:
            holder.kill()


def test_the_manifest_tells_what_is_in_it(filled: Platform, tmp_path: Path) -> None:
    said = json.loads(filled.run("backup", str(tmp_path / "all.zip"), "--json").stdout)
    rows = {table["model"]: table["rows"] for table in said["tables"]}
    assert rows["responses.response"] == 3
    assert rows["studies.user"] == 1
    assert not any("session" in name for name in rows)
