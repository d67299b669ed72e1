"""From headings to columns: pyxform's aliases, languages, and our own columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field

from pyxform import aliases
from pyxform.parsing.sheet_headers import process_header, to_snake_case
from pyxform.question import MultipleChoiceQuestion, Option

from lovende.domain.errors import Fault, Place, fault, warning
from lovende.domain.questionnaire.model import Source
from lovende.domain.texts import N_, Text
from lovende.formats.xlsform.sheets import Sheet

TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message", "required_message")
OUR_SURVEY_COLUMNS = ("number", "other", "repeat_while", "repeat_max")
_PLAIN = (
    "type", "name", "appearance", "relevant", "required", "constraint", "choice_filter",
    "calculation", "default", "read_only", "repeat_count", "parameters", "disabled",
    *OUR_SURVEY_COLUMNS,
)  # fmt: skip
SURVEY_COLUMNS = frozenset({*_PLAIN, *TRANSLATED})
# pyxform's groups of columns, and what the specification calls them.
_STANDARD: dict[tuple[str, ...], str] = {
    ("bind", "relevant"): "relevant",
    ("bind", "required"): "required",
    ("bind", "constraint"): "constraint",
    ("bind", "jr:constraintMsg"): "constraint_message",
    ("bind", "jr:requiredMsg"): "required_message",
    ("bind", "calculate"): "calculation",
    ("bind", "readonly"): "read_only",
    ("control", "appearance"): "appearance",
    ("control", "jr:count"): "repeat_count",
}
_LANGUAGE_TAG = re.compile(r".*\(([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)\)\s*$")
LANGUAGE_NAMES = {
    "da": "Dansk",
    "en": "English",
    "de": "Deutsch",
    "sv": "Svenska",
    "nb": "Norsk bokmål",
    "fr": "Français",
    "es": "Español",
    "pl": "Polski",
    "ar": "العربية",
    "kl": "Kalaallisut",
    "fo": "Føroyskt",
}
_TAGS = {name.lower(): tag for tag, name in LANGUAGE_NAMES.items()} | {
    "danish": "da",
    "german": "de",
    "swedish": "sv",
    "french": "fr",
    "spanish": "es",
    "engelsk": "en",
}


def language_tag(name: str) -> str:
    """Return the tag of a language as XLSForms name it: "English (en)", "en", "Dansk"."""
    found = _LANGUAGE_TAG.match(name)
    if found:
        return found[1].lower()
    return _TAGS.get(name.strip().lower(), name.strip())


def language_heading(tag: str) -> str:
    """Return the name of a language as XLSForm recommends it: "Dansk (da)"."""
    return f"{LANGUAGE_NAMES[tag]} ({tag})" if tag in LANGUAGE_NAMES else tag


@dataclass(frozen=True)
class Row:
    """One row: `cells` by standard column name, `texts` by column, `extra` by unknown heading."""

    source: Source
    cells: Mapping[str, str]
    texts: Mapping[str, Text]
    extra: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str | None:
        return self.cells.get(column)

    def text(self, column: str) -> Text:
        return self.texts.get(column, Text())

    def place(self, column: str | None = None) -> Place:
        """Where the row is, for a fault."""
        return Place(
            sheet=self.source.sheet,
            row=self.source.row,
            column=column,
            question=self.cells.get("name"),
        )


@dataclass(frozen=True)
class Column:
    """What a heading means: a standard column (with the tag of its language) or an extra one."""

    heading: str
    name: str
    language: str | None = None
    known: bool = True


def survey_columns(sheet: Sheet, default_language: str) -> tuple[list[Column], list[Fault]]:
    """Return the columns of the survey sheet, and the faults of its headings."""
    slots = set(MultipleChoiceQuestion.get_slot_names())
    return _columns(sheet, default_language, aliases.survey_header, slots, SURVEY_COLUMNS)


def choices_columns(sheet: Sheet, default_language: str) -> tuple[list[Column], list[Fault]]:
    """Return the columns of the choices sheet, and the faults of its headings."""
    slots = set(Option.get_slot_names())
    return _columns(
        sheet, default_language, aliases.list_header, slots, {"list name", "name", "label"}
    )


def _columns(
    sheet: Sheet,
    default_language: str,
    names: Mapping[str, str | tuple[str, ...]],
    slots: set[str],
    known: Container[str],
) -> tuple[list[Column], list[Fault]]:
    double = any("::" in heading for heading in sheet.headings)
    columns: list[Column] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str | None], str] = {}
    for heading in sheet.headings:
        _, tokens = process_header(heading, double, dict(names), slots)
        column = _column(heading, tokens, default_language, known)
        earlier = seen.setdefault((column.name, column.language), heading)
        if earlier != heading:
            faults.append(
                fault(
                    "xlsform.same_column",
                    N_("The columns {first} and {second} mean the same; delete one."),
                    place=Place(sheet=sheet.name, row=1, column=heading),
                    first=earlier,
                    second=heading,
                )
            )
        columns.append(column)
    return columns, faults


def _column(
    heading: str, tokens: tuple[str, ...], default_language: str, known: Container[str]
) -> Column:
    standard = _STANDARD.get(tokens[:2])
    if standard:
        name, rest = standard, tokens[2:]
    else:
        snake = to_snake_case(tokens[0])
        name, rest = (snake if snake in known else tokens[0]), tokens[1:]
    if name not in known or len(rest) > 1 or (rest and name not in TRANSLATED):
        return Column(heading, heading, known=False)
    if name not in TRANSLATED:
        return Column(heading, name)
    return Column(heading, name, language_tag(rest[0]) if rest else default_language)


def make_rows(sheet: Sheet, columns: Iterable[Column]) -> list[Row]:
    """Return the rows of a sheet with their cells under standard names."""
    by_heading = {column.heading: column for column in columns}
    rows = []
    for number, given in sheet.rows:
        cells: dict[str, str] = {}
        extra: dict[str, str] = {}
        texts: dict[str, dict[str, str]] = {}
        for column in by_heading.values():
            value = given.get(column.heading)
            if value is None or not value.strip():
                continue
            if not column.known:
                extra[column.name] = value.strip()
            elif column.language is None:
                cells[column.name] = value.strip()
            else:
                texts.setdefault(column.name, {})[column.language] = value.strip()
        rows.append(
            Row(
                Source(sheet.name, number),
                cells,
                {name: Text.of(text) for name, text in texts.items()},
                extra,
            )
        )
    return rows


def unused_columns(
    rows: Iterable[Row], is_unused: Callable[[str], object] = lambda _heading: True
) -> list[Fault]:
    """Return a warning for every unknown column that has content and is left out."""
    first: dict[str, Row] = {}
    for row in rows:
        for heading in row.extra:
            first.setdefault(heading, row)
    return [
        warning(
            "xlsform.column_left_out",
            N_("The column {column} is not used and is left out."),
            place=Place(sheet=row.source.sheet, row=row.source.row, column=heading),
            column=heading,
        )
        for heading, row in first.items()
        if is_unused(heading)
    ]


def unused_cells(rows: Iterable[Row], used: Callable[[Row], frozenset[str]]) -> list[Fault]:
    """Return a warning for every cell under a known column that says nothing for its kind of row."""
    return [
        warning(
            "xlsform.cell_left_out",
            N_("{column} has no effect here and is left out."),
            place=row.place(column),
            column=column,
        )
        for row in rows
        for column in (*row.cells, *row.texts)
        if column not in used(row) and aliases.yes_no.get(row[column] or "", True)
    ]
