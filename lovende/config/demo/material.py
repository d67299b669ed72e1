"""What both studies of the demo are made of: the example's questionnaire, panel and answers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from lovende.domain.questionnaire.model import Questionnaire
from lovende.fieldwork.models import Contact, Invitee, Wave
from lovende.fieldwork.progress import record_added
from lovende.responses.exchange.reading import read_elsewhere
from lovende.responses.exchange.storing import Given, given_answers
from lovende.studies.links import new_code
from lovende.studies.models import Organisation, Study

PRIVACY = {
    "privacy_da": "Vi gemmer dine svar sammen med din kommune, dit fagområde og din stilling. Kun de"
    " medarbejdere, der arbejder med kortlægningen, kan se dem. Resultaterne offentliggøres uden"
    " navne. Du kan til enhver tid få dine oplysninger at se eller få dem slettet.",
    "privacy_en": "We store your answers together with your municipality, your area and your job"
    " title. Only those who work with the study can see them. The results are published without"
    " names. You can ask to see what we store about you, or to have it erased, at any time.",
}


def make_study(organisation: Organisation, **about: Any) -> Study:
    """Make a study of the demo; `about` is what sets it apart."""
    return Study.objects.create(
        organisation=organisation,
        contact_name="Anna Analytiker",
        contact_email="anna@example.org",
        contact_telephone="00 00 00 00",
        legal_basis="public_task",
        link_code=new_code(),
        **PRIVACY,
        **about,
    )


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return a moment of a day in Danish time."""
    return datetime.combine(day, time(hour, minute), timezone.get_default_timezone())


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield the days from the first to the last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def panel_rows(folder: Path) -> list[dict[str, str]]:
    """Return the rows of the example's panel."""
    with (folder / "panel.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def add_panel(
    study: Study, rows: Iterable[dict[str, str]], waves: dict[str, Wave]
) -> list[Invitee]:
    """Put people into the panel with their contact data; `waves` by what the rows call them."""
    wanted = list(rows)
    people = Invitee.objects.bulk_create(
        Invitee(
            study=study,
            wave=waves[row["wave"]],
            key=row["key"],
            municipality=row["municipality"],
            administration=row["administration"],
            department=row["department"],
            link_code=new_code(),
        )
        for row in wanted
    )
    Contact.objects.bulk_create(
        Contact.of(
            one,
            name=row["name"],
            job_title=row["job_title"],
            email=row["email"],
            telephone=row["telephone"],
        )
        for one, row in zip(people, wanted, strict=True)
    )
    record_added(people)
    return people


def example_answers(folder: Path, questionnaire: Questionnaire) -> list[Given]:
    """Return the example's answers as the platform stores them."""
    found = read_elsewhere(
        "answers.csv",
        (folder / "answers.csv").read_bytes(),
        questionnaire,
        key="key",
        submitted="submitted",
    )
    batches = given_answers(found.dataset, found.submitted.to_list(), questionnaire)
    return [one for batch in batches for one in batch]
