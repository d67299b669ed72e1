"""An erasure outlives the restore of an older backup, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
START = """
import django
django.setup()
import datetime
import json
import sys
from pathlib import Path
from django.core.management import call_command
from lovende.fieldwork.models import Contact, Invitee, Wave
from lovende.responses.models import Erasure
from lovende.responses.personal import actions, queries
from lovende.studies.links import new_code
from lovende.studies.models import Organisation, Study, User
"""
FILL = """
call_command("migrate", verbosity=0)
owner = User.objects.create_user("owner@example.org")
study = Study.objects.create(
    organisation=Organisation.objects.create(name="Instituttet"), name_da="x", occasion_da="x",
    contact_name="x", contact_email="x@example.org", privacy_da="x", link_code=new_code(),
    keep_until=datetime.date(2090, 1, 1),
)
wave = Wave.objects.create(study=study, number=1)
for name in ("Bodil Zebrafisk", "Carl Clausen"):
    person = Invitee.objects.create(study=study, wave=wave, key=name, link_code=new_code())
    Contact.of(person, name=name).save()
"""
ERASE = """
study = Study.objects.get()
[subject] = queries.find(study, "zebrafisk")
actions.erase_person(subject=subject, reason="request", by=User.objects.get())
"""
BACK_UP = """
from lovende.config.backup import write_backup
write_backup(Path(sys.argv[1]))
"""
RESTORE = """
from lovende.config.restoring import restore_backup
restore_backup(Path(sys.argv[1]), replace=True)
"""
TELL = """
print(json.dumps({
    "names": list(Contact.objects.values_list("name", flat=True)),
    "states": sorted(Invitee.objects.values_list("state", flat=True)),
    "erasures": Erasure.objects.count(),
}))
"""


def test_what_was_erased_stays_erased_after_a_restore(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    environment = {
        **os.environ,
        "LOVENDE_MODE": "local",
        "LOVENDE_DATA": str(data),
        "LOVENDE_DATABASE": "sqlite:///",
        "DJANGO_SETTINGS_MODULE": "lovende.config.settings",
    }

    def run(program: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / "older.zip")],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    before = json.loads(run(START + FILL + BACK_UP + ERASE + TELL))
    assert before == {"names": ["Carl Clausen"], "states": ["active", "erased"], "erasures": 1}
    after = json.loads(run(START + RESTORE + TELL))
    assert after == before
    assert len((data / "erasures.jsonl").read_text().splitlines()) == 1
