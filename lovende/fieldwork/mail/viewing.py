"""What a preview fills in: a real person's details, but no link that opens their questionnaire."""

from __future__ import annotations

import datetime

from lovende.domain.texts import N_
from lovende.fieldwork.mail.texts import WHOLE, deadline_value, person_values, study_values
from lovende.fieldwork.models import Contact, Invitee, MessageText
from lovende.studies.models import Study
from lovende.translation import translate


def example_person(study: Study) -> Invitee:
    """Return someone who is not stored, for a study whose panel is empty."""
    person = Invitee(study=study, key="-", municipality="0751", link_code="-")
    person.contact = Contact(name="Bodil Bruun", job_title="Fagchef", email="bodil@example.org")
    return person


def preview_values(
    study: Study, kind: str, person: Invitee, language: str, last: datetime.date
) -> dict[str, str]:
    """Return what fills in a text for a person who looks at it in place of the one it is for."""
    values = (
        study_values(study, language)
        | person_values(person, person.contact, hide_link=True)
        | deadline_value(last, language)
    )
    if kind == MessageText.Kind.HAND_OVER:
        values |= {
            "colleague": person.contact.name,
            "name": translate(N_("Their colleague"), language),
            "part": translate(WHOLE, language),
            "word": translate(N_("(Here stands what the colleague writes.)"), language),
        }
    return values
