"""What the platform knows of a study, laid over the plan: its name, and where answers and panel are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.findings.plan.texts import INDEX, PRACTICES, SETTINGS, THEMES, PlanTexts, period_of
from lovende.formats.toml_file import Completion, Tables
from lovende.responses.exchange.gathering import Names
from lovende.studies.models import Study

ANSWERS, PANEL, NONRESPONDERS = "answers.csv", "panel.csv", "nonresponders.csv"


def completed_by(
    study: Study,
    texts: PlanTexts,
    names: Names,
    *,
    questionnaire: str,
    panel: bool,
    nonresponders: bool,
) -> Completion:
    """Return what makes a whole study file of the plan.

    The plan may say what the study is called and what it is about; else the platform does. What
    the files are and which columns they have is never the plan's to say.
    """

    def completed(tables: Tables) -> Tables:
        _check(tables, texts)
        about = _about(study)
        known: dict[str, dict[str, Any] | None] = {
            "study": about | _table(tables, "study"),
            "questionnaire": {"file": questionnaire},
            "answers": _over(
                tables,
                "answers",
                file=ANSWERS,
                key=names.key,
                submitted=names.about["submitted"],
            ),
            "panel": _over(
                tables,
                "panel",
                file=PANEL,
                key="key",
                municipality="municipality",
                disposition="disposition",
                email="email",
            )
            if panel
            else None,
            "nonresponders": {"file": NONRESPONDERS, "key": names.key} if nonresponders else None,
            "practices": _over(tables, "practices", file=PRACTICES, themes=THEMES)
            if texts.practices.strip()
            else None,
            "index": {"file": INDEX} if texts.index.strip() else None,
        }
        # What is no table is left for the reader of the file to complain of.
        merged = {k: v for k, v in tables.items() if k not in known or not isinstance(v, dict)}
        return {key: value for key, value in known.items() if value is not None} | merged

    return completed


def _about(study: Study) -> dict[str, Any]:
    about: dict[str, Any] = {"name": _said(study.name), "occasion": _said(study.occasion)}
    if period := period_of(study):
        about["period"] = period.as_dict()
    if study.contact_email:
        about["contact"] = study.contact_email
    about["publisher"] = study.organisation.name
    return about


def _said(text: Any) -> dict[str, str]:
    return {language: said for language, said in text.as_dict().items() if said}


def _table(tables: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = tables.get(name)
    return dict(found) if isinstance(found, dict) else {}


def _over(tables: Mapping[str, Any], name: str, **known: str) -> dict[str, Any]:
    return _table(tables, name) | known


def _check(tables: Tables, texts: PlanTexts) -> None:
    """Raise for what a study file on its own may say, and a plan cannot."""
    place = Place(file=SETTINGS)
    faults = []
    if _table(tables, "questionnaire").get("constants"):
        message = N_(
            "The plan sets constants of the questionnaire. The respondents saw the questionnaire"
            " without them: set them there instead."
        )
        faults.append(fault("plan.constants", message, place=place))
    for key, file, text in (
        ("index", INDEX, texts.index),
        ("practices", PRACTICES, texts.practices),
    ):
        if key in tables and not text.strip():
            message = N_(
                "The plan has the table {key}, but {file} is empty. Fill it in, or take the table out."
            )
            faults.append(fault("plan.no_file", message, place=place, key=key, file=file))
    if _table(tables, "weights").get("file") is not None:
        message = N_(
            "The plan names a file with the population of its weights, and a plan has no files. Name invited, municipalities or inhabitants."
        )
        faults.append(fault("plan.weights_file", message, place=place))
    if faults:
        raise LovendeError(faults)
