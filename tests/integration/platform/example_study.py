"""The example study in the platform: imported as a user would, with the plan of its study file."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

from lovende.fieldwork.models import Invitee, Wave
from lovende.findings.models import Plan
from lovende.questionnaires.models import Version
from lovende.questionnaires.queries import questionnaire_of
from lovende.responses.exchange.reading import read_elsewhere
from lovende.responses.exchange.storing import given_answers, store_given
from lovende.responses.models import Response
from lovende.studies.links import new_code
from lovende.studies.models import Study


def place_example(study: Study, folder: Path) -> None:
    """Put the example study that lies in `folder` into the database."""
    study.occasion_da, study.occasion_en = "corona-krisen", "the corona crisis"
    study.save()
    source = (folder / "questionnaire.xlsx").read_bytes()
    version = Version.objects.create(
        study=study,
        number=1,
        state=Version.State.LIVE,
        source_name="questionnaire.xlsx",
        source=source,
        digest=hashlib.sha256(source).hexdigest(),
    )
    _place_panel(study, folder / "panel.csv")
    for name in ("answers.csv", "nonresponders.csv"):
        _place_answers(study, version, folder / name, short=name.startswith("non"))
    _restore_dispositions(study, folder / "panel.csv")
    Plan.objects.create(
        study=study,
        settings=(folder / "study.toml").read_text("utf-8"),
        index=(folder / "index.toml").read_text("utf-8"),
        practices=(folder / "practices.csv").read_text("utf-8"),
        themes=(folder / "themes.toml").read_text("utf-8"),
    )


def _place_panel(study: Study, path: Path) -> None:
    waves = {}
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    for row in rows:
        if row["wave"] not in waves:
            waves[row["wave"]] = Wave.objects.create(study=study, number=int(row["wave"]))
    Invitee.objects.bulk_create(
        Invitee(
            study=study,
            wave=waves[row["wave"]],
            key=row["key"],
            municipality=row["municipality"],
            administration=row["administration"],
            department=row["department"],
            disposition=row["disposition"],
            link_code=new_code(),
        )
        for row in rows
    )


def _place_answers(study: Study, version: Version, path: Path, *, short: bool) -> None:
    questionnaire = questionnaire_of(version)
    found = read_elsewhere(path.name, path.read_bytes(), questionnaire)
    for rows in given_answers(found.dataset, found.submitted.to_list(), questionnaire):
        if not short:
            store_given(study, version, rows, by=None, language="da")
            continue
        invitees = {one.key: one for one in study.invitees.all()}
        for row in rows:
            Response.objects.create(
                study=study,
                kind=Response.Kind.SHORT,
                invitee=invitees[row.key],
                version=version,
                key=row.key,
                link_code=new_code(),
                seq=1,
                answers=row.answers,
            )


def _restore_dispositions(study: Study, path: Path) -> None:
    """The fieldwork of the example was over long before its answers came in here."""
    codes = {
        row["key"]: row["disposition"]
        for row in csv.DictReader(path.read_text("utf-8").splitlines())
    }
    invitees = list(study.invitees.all())
    for one in invitees:
        one.disposition = codes[one.key]
    Invitee.objects.bulk_update(invitees, ["disposition"], batch_size=500)
