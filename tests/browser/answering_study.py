"""A live study with the shipped questionnaire and someone who is invited to it."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

from lovende.fieldwork.models import Contact, Invitee, Wave
from lovende.formats.questionnaires import read_questionnaire
from lovende.formats.xlsform import write_xlsform
from lovende.questionnaires.models import Version
from lovende.studies.links import Opens, new_code, token
from lovende.studies.models import Organisation, Study

SHIPPED = Path(__file__).resolve().parents[2] / "lovende" / "examples" / "data" / "questionnaire.md"


def place_study(folder: Path, **fields: object) -> Study:
    """Make a live study with the shipped questionnaire; keywords go to the study."""
    given: dict[str, object] = {
        "organisation": Organisation.objects.create(name="Institut for Fælles Viden"),
        "name_da": "Nyskabelser i kommunerne under corona-krisen",
        "name_en": "Innovations in the municipalities during the corona crisis",
        "occasion_da": "corona-krisen",
        "occasion_en": "the corona crisis",
        "contact_name": "Anna Analytiker",
        "contact_email": "anna@example.org",
        "privacy_da": "Svarene bruges kun til kortlægningen. De offentliggøres uden navne.",
        "privacy_en": "The answers are used for this study only.",
        "keep_until": datetime.date(2030, 1, 1),
        "link_code": new_code(),
        "state": Study.State.LIVE,
        **fields,
    }
    study = Study.objects.create(**given)
    questionnaire, _ = read_questionnaire(SHIPPED, second_opinion=False)
    path = folder / "questionnaire.xlsx"
    write_xlsform(questionnaire, path)
    source = path.read_bytes()
    Version.objects.create(
        study=study,
        number=1,
        state=Version.State.LIVE,
        source_name=path.name,
        source=source,
        digest=hashlib.sha256(source).hexdigest(),
    )
    return study


def invite(study: Study) -> str:
    """Add someone to the panel and return the path of their link."""
    wave, _ = Wave.objects.get_or_create(study=study, number=1)
    invitee = Invitee.objects.create(
        study=study,
        wave=wave,
        key=new_code(),
        municipality="0751",
        administration="Social og Sundhed",
        department="Socialpsykiatri",
        link_code=new_code(),
    )
    Contact.objects.create(
        invitee=invitee, name="Bodil Bruun", email="bodil@example.org", job_title="Fagchef"
    )
    return f"/a/{token(Opens.INVITEE, invitee.link_code, invitee.link_round)}/"
