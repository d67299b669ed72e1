"""A LimeSurvey survey as a questionnaire."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from lovende.domain.errors import Fault, LovendeError, Place, Severity, fault
from lovende.domain.questionnaire.analysis import COLUMNS, check_questionnaire
from lovende.domain.questionnaire.changing import Part, with_parts_changed
from lovende.domain.questionnaire.model import (
    Group,
    Item,
    Kind,
    Question,
    Questionnaire,
)
from lovende.domain.texts import N_
from lovende.formats.limesurvey.building import Draft
from lovende.formats.limesurvey.conditions import with_equations
from lovende.formats.limesurvey.limits import tell_attributes
from lovende.formats.limesurvey.placeholders import without_placeholders
from lovende.formats.limesurvey.questions import items_of
from lovende.formats.limesurvey.tables import RawGroup, RawSurvey, read_tables
from lovende.formats.limesurvey.texts import joined
from lovende.formats.xml_file import child, local_name, read_xml, text_of

_LOST_TABLES = {
    "quota": N_("{count} quotas are left out."),
    "assessments": N_("{count} assessment rules are left out."),
    "survey_url_parameters": N_("{count} parameters of the address are left out."),
}


def read_limesurvey(path: str | os.PathLike[str]) -> tuple[Questionnaire, tuple[Fault, ...]]:
    """Read a questionnaire from the structure of a LimeSurvey survey (`.lss`).

    Returns the questionnaire, which passes `check_questionnaire`, and a warning for everything that
    is left out, by question. Raises LovendeError for a file that is no survey structure.
    """
    file = Path(path)
    survey = read_tables(_document(file))
    draft = Draft(survey.languages, survey.language, file.name)
    items = _welcome(survey, draft)
    for group in survey.groups:
        items.append(_page(group, draft))
    _tell_lost(survey, draft)
    questionnaire = Questionnaire(
        name=f"survey_{survey.sid}" if survey.sid else _stem(file),
        items=tuple(item for item in items if not isinstance(item, Group) or item.items),
        lists=tuple(draft.lists.values()),
        title=draft.text(survey.title, None),
        languages=survey.languages,
        default_language=survey.language,
    )
    used = {question.choices for question in questionnaire.questions()}
    lists = tuple(each for each in questionnaire.lists if each.name in used)
    questionnaire = replace(questionnaire, lists=lists)
    questionnaire = with_equations(questionnaire, draft)
    questionnaire = without_placeholders(questionnaire, draft)
    questionnaire = _checked(questionnaire, draft)
    return questionnaire, _once(draft.warnings)


def _document(file: Path) -> etree._Element:
    """Return the root of a survey structure. Raises LovendeError where the file is something else."""
    root = read_xml(file)
    kind = text_of(child(root, "LimeSurveyDocType"))
    if local_name(root) != "document" or (kind and kind != "Survey"):
        raise LovendeError(
            fault(
                "limesurvey.no_survey",
                N_("This is no survey structure of LimeSurvey; export the survey as .lss."),
                place=Place(file=file.name),
            )
        )
    if child(root, "questions", "rows", "row") is None:
        raise LovendeError(
            fault(
                "limesurvey.no_questions",
                N_("The survey has no questions."),
                place=Place(file=file.name),
            )
        )
    return root


def _stem(file: Path) -> str:
    return re.sub(r"\W+", "_", file.stem) or "survey"


def _welcome(survey: RawSurvey, draft: Draft) -> list[Item]:
    """The welcome text as a page of its own."""
    text = joined(draft.text(survey.description, None), draft.text(survey.welcome, None), "\n\n")
    if not text:
        return []
    note = Question(draft.name("welcome_text", told=False), Kind.NOTE, text)
    return [Group(draft.name("welcome", told=False), (note,), page=True)]


def _page(group: RawGroup, draft: Draft) -> Group:
    name = draft.name(f"group_{group.gid}", told=False)
    items: list[Item] = []
    intro = draft.text(group.description, None)
    if intro:
        items.append(Question(draft.name(f"{name}_intro", told=False), Kind.NOTE, intro))
    for raw in group.questions:
        tell_attributes(raw, draft)
        items += items_of(raw, draft)
    if group.random:
        draft.warn(
            "random_group",
            N_("The group “{group}” is shown in random order in LimeSurvey; here it stands still."),
            None,
            group=group.name.get(draft.base),
        )
    draft.later(name, "relevance", group.relevance, name)
    return Group(name, tuple(items), draft.text(group.name, None), page=True)


def _tell_lost(survey: RawSurvey, draft: Draft) -> None:
    if draft.text(survey.end, None):
        draft.warn("end_text", N_("The text at the end of the survey is left out."), None)
    if draft.text(survey.policy, None):
        draft.warn("policy", N_("The notice about data protection is left out."), None)
    for table, message in _LOST_TABLES.items():
        if survey.counts.get(table):
            draft.warn(table, message, None, count=survey.counts[table])


def _checked(questionnaire: Questionnaire, draft: Draft) -> Questionnaire:
    """Return the questionnaire without the conditions that do not stand the check."""
    fields = {column: name for name, column in COLUMNS.items()}
    for _ in range(len(draft.pending) + 1):
        faults = [f for f in check_questionnaire(questionnaire) if f.place.column in fields]
        bad = {
            (f.place.question, fields[str(f.place.column)]): f
            for f in faults
            if f.severity is Severity.ERROR or f.code == "questionnaire.unquoted_text"
        }
        if not bad:
            break
        for (name, _field), found in bad.items():
            draft.warnings.append(replace(found, severity=Severity.WARNING).at(file=draft.file))
            draft.warn(
                "condition_left_out",
                N_(
                    "The condition is left out for that reason, so the question is asked of everyone."
                ),
                name,
            )

        def cleaned(part: Part, bad: Any = bad) -> Part:
            drop: dict[str, Any] = {field: None for name, field in bad if name == part.name}
            return replace(part, **drop) if drop else part

        questionnaire = with_parts_changed(questionnaire, cleaned)
    errors = [f for f in check_questionnaire(questionnaire) if f.severity is Severity.ERROR]
    if errors:
        raise LovendeError(f.at(file=draft.file) for f in errors)
    return questionnaire


def _once(warnings: list[Fault]) -> tuple[Fault, ...]:
    """The same warning about the same question is told once."""
    seen: dict[tuple[object, ...], Fault] = {}
    for each in warnings:
        seen.setdefault((each.code, each.place, *map(str, each.params.values())), each)
    return tuple(seen.values())
