"""An XLSForm as a questionnaire: the sheets read, every fault collected."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pyxform import aliases
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from lovende.domain.errors import Fault, LovendeError, Place, Severity, fault, nearest, warning
from lovende.domain.questionnaire.analysis import check_questionnaire
from lovende.domain.questionnaire.model import ChoiceList, Kind, Questionnaire
from lovende.domain.texts import N_, Text
from lovende.formats.xlsform.choices import read_lists
from lovende.formats.xlsform.columns import (
    Row,
    choices_columns,
    language_tag,
    make_rows,
    survey_columns,
    unused_cells,
    unused_columns,
)
from lovende.formats.xlsform.conditions import without_unsupported
from lovende.formats.xlsform.matrix import with_matrices
from lovende.formats.xlsform.sheets import Sheet, Workbook, read_markdown, read_workbook
from lovende.formats.xlsform.survey import SurveyReader
from lovende.formats.xlsform.types import used_cells

_USED_SETTINGS = frozenset(
    [
        "form_title",
        "set_form_title",
        "title",
        "form_id",
        "set_form_id",
        "id_string",
        "version",
        "default_language",
        "allow_choice_duplicates",
    ]
)


def read_xlsform(
    path: str | os.PathLike[str], *, second_opinion: bool = True
) -> tuple[Questionnaire, tuple[Fault, ...]]:
    """Read a questionnaire from an XLSForm (`.xlsx`, `.xlsm`, `.xls`, `.csv`, `.md`).

    With `second_opinion` pyxform builds the form too, and what it refuses is a warning.
    Returns the questionnaire and warnings: what was left out, by name. Raises LovendeError with
    every fault that was found; places have the file's name.
    """
    file = Path(path)
    try:
        questionnaire, warnings = _questionnaire(read_workbook(file), second_opinion)
    except LovendeError as error:
        raise LovendeError(found.at(file=file.name) for found in error.faults) from error
    return questionnaire, tuple(found.at(file=file.name) for found in warnings)


def xlsform_markdown(text: str, name: str = "form") -> tuple[Questionnaire, tuple[Fault, ...]]:
    """Read a questionnaire from Markdown tables, as `read_xlsform` reads an `.md` file."""
    return _questionnaire(read_markdown(text, name), second_opinion=False)


def _questionnaire(book: Workbook, second_opinion: bool) -> tuple[Questionnaire, tuple[Fault, ...]]:
    settings = _settings(book)
    default_language = language_tag(settings.get("default_language", ""))
    survey = book.sheets.get("survey")
    if survey is None or not survey.rows:
        raise LovendeError(_no_survey(book, survey))
    columns, faults = survey_columns(survey, default_language)
    if "type" not in {column.name for column in columns}:
        raise LovendeError([*faults, _no_type_column(survey)])
    rows = make_rows(survey, columns)
    faults += unused_columns(rows)
    lists, in_choices = _choices(book, default_language, settings, faults)
    in_survey = [column.language for column in columns if column.language]
    languages = tuple(dict.fromkeys([*in_survey, *in_choices]))
    reader = SurveyReader({each.name: each for each in lists}, languages, faults)
    items = with_matrices(reader.read(rows), {row.source.row: row for row in rows})
    questionnaire = Questionnaire(
        name=_first(settings, "form_id", "set_form_id", "id_string") or _stem(book),
        items=items,
        lists=tuple(reader.lists.values()),
        title=_title(settings, default_language),
        version=settings.get("version", ""),
        languages=languages,
        default_language=default_language,
    )
    tables = {q.source.row for q in questionnaire.questions() if q.kind is Kind.MATRIX}
    faults += unused_cells(rows, lambda row: used_cells(row, row.source.row in tables))
    questionnaire, left_out = without_unsupported(questionnaire, reader.left_out)
    faults += left_out
    faults += _unused_settings(book, settings)
    faults += check_questionnaire(questionnaire)
    errors = [found for found in faults if found.severity is Severity.ERROR]
    if errors:
        errors = _without_consequences(book, rows, errors)
        notes = [found for found in faults if found.severity is not Severity.ERROR]
        raise LovendeError(_in_order([*errors, *notes]))
    refused = _refused_by_pyxform(book) if second_opinion else []
    return questionnaire, _in_order([*faults, *refused])


def _without_consequences(book: Workbook, rows: Sequence[Row], errors: list[Fault]) -> list[Fault]:
    """Leave out what follows from another error: a name is unknown where the question of that name
    could not be read, and no list is known where there is no sheet of them."""
    names = {row["name"] for row in rows}
    kept = [
        found
        for found in errors
        if not (found.code == "questionnaire.unknown_name" and found.params["name"] in names)
    ]
    lost = [found for found in kept if found.code == "xlsform.unknown_list"]
    if "choices" in book.sheets or not lost:
        return kept or errors
    missing = fault(
        "xlsform.no_choices",
        N_(
            "There is no sheet choices, and {count} questions need a choice list from it. Add the sheet, or rename the one that has the lists; the sheets are {sheets}."
        ),
        count=len(lost),
        sheets=", ".join(book.names),
    )
    return [missing, *(found for found in kept if found not in lost)]


def _settings(book: Workbook) -> dict[str, str]:
    """Return the settings by lower-case name; only the first row counts."""
    sheet = book.sheets.get("settings")
    if sheet is None or not sheet.rows:
        return {}
    return {
        heading.strip().lower().replace(" ", "_"): value
        for heading, value in sheet.rows[0][1].items()
    }


def _first(settings: dict[str, str], *names: str) -> str:
    return next((settings[name] for name in names if settings.get(name)), "")


def _stem(book: Workbook) -> str:
    return str(book.definition.fallback_form_name or "form")


def _title(settings: dict[str, str], default_language: str) -> Text:
    translated = {
        heading.removeprefix("form_title_"): value
        for heading, value in settings.items()
        if heading.startswith("form_title_")
    }
    if translated:
        return Text.of({"" if tag == "none" else tag: text for tag, text in translated.items()})
    title = _first(settings, "form_title", "set_form_title", "title")
    return Text.of({default_language: title}) if title else Text()


def _unused_settings(book: Workbook, settings: dict[str, str]) -> list[Fault]:
    sheet = book.sheets.get("settings")
    return [
        warning(
            "xlsform.setting_left_out",
            N_("The setting {setting} is not used and is left out."),
            place=Place(sheet=sheet.name if sheet else None, column=name),
            setting=name,
        )
        for name in settings
        if name not in _USED_SETTINGS and not name.startswith("form_title_")
    ]


def _choices(
    book: Workbook, default_language: str, settings: dict[str, str], faults: list[Fault]
) -> tuple[tuple[ChoiceList, ...], list[str]]:
    """Return the choice lists and the languages of the sheet; its faults go to `faults`."""
    sheet = book.sheets.get("choices")
    if sheet is None:
        return (), []
    columns, found = choices_columns(sheet, default_language)
    faults += found
    missing = {"list name", "name"} - {column.name for column in columns}
    if missing and sheet.rows:
        faults += [_missing_column(sheet, name.replace(" ", "_")) for name in sorted(missing)]
        return (), []
    allowed = aliases.yes_no.get(settings.get("allow_choice_duplicates", "no"), False)
    lists, found = read_lists(make_rows(sheet, columns), doubles_allowed=allowed)
    faults += found
    return lists, [column.language for column in columns if column.language]


def _missing_column(sheet: Sheet, name: str) -> Fault:
    return fault(
        "xlsform.missing_column",
        N_("The sheet has no column {column}; add it."),
        place=Place(sheet=sheet.name, row=1, column=name),
        column=name,
    )


def _no_type_column(sheet: Sheet) -> Fault:
    return fault(
        "xlsform.no_type_column",
        N_("The sheet has no column type, so it is no XLSForm; its columns are {columns}."),
        place=Place(sheet=sheet.name, row=1),
        columns=", ".join(sheet.headings[:8]),
    )


def _no_survey(book: Workbook, survey: Sheet | None) -> Fault:
    if survey is not None:
        return fault(
            "xlsform.empty_survey",
            N_("The sheet has no questions."),
            place=Place(sheet=survey.name),
        )
    meant = nearest("survey", [name.lower() for name in book.names])
    original = next((name for name in book.names if name.lower() == meant), None)
    return fault(
        "xlsform.no_survey",
        N_("There is no sheet survey; rename {nearest}.")
        if original
        else N_("There is no sheet survey; the sheets are {sheets}."),
        nearest=original,
        sheets=", ".join(book.names),
    )


def _refused_by_pyxform(book: Workbook) -> list[Fault]:
    """Let pyxform build the form: what it refuses, other tools refuse too, though we can read it."""
    definition = book.definition
    try:
        convert({name: getattr(definition, name) for name in definition.__slots__}, warnings=[])
    except PyXFormError as error:
        return [_refusal(str(error))]
    except Exception as error:
        # pyxform has no promise about what it raises for a form that it did not foresee.
        return [_refusal(f"{type(error).__name__}: {error}")]
    return []


def _refusal(reason: str) -> Fault:
    return warning(
        "xlsform.refused",
        N_("Other XLSForm tools will not take this form; pyxform says: {reason}"),
        reason=" ".join(reason.split()),
    )


def _in_order(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Errors first, then by sheet and row, as a person would walk through the file."""
    return tuple(
        sorted(
            faults,
            key=lambda found: (
                found.severity is Severity.WARNING,
                found.place.sheet or "",
                found.place.row or 0,
            ),
        )
    )
