"""A questionnaire as the rows of the three sheets of an XLSForm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lovende.domain.errors import Fault, Place, warning
from lovende.domain.questionnaire.model import (
    ChoiceList,
    Group,
    Item,
    Kind,
    MatrixRow,
    Question,
    Questionnaire,
    Repeat,
)
from lovende.domain.texts import N_, Text
from lovende.formats.xlsform.columns import language_heading

_TYPES = {
    Kind.TEXT: "text",
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "decimal",
    Kind.DATE: "date",
    Kind.TIME: "time",
    Kind.DATETIME: "dateTime",
    Kind.NOTE: "note",
    Kind.CALCULATION: "calculate",
}
_SURVEY_ORDER = (
    "type", "name", "number", "label", "hint", "guidance_hint", "relevant", "required",
    "required_message", "constraint", "constraint_message", "choice_filter", "calculation",
    "default", "read_only", "other", "appearance", "repeat_count", "repeat_while", "repeat_max",
)  # fmt: skip
_CHOICES_ORDER = ("list_name", "name", "label", "role", "ordinal")

Cells = dict[str, str]


@dataclass(frozen=True)
class Table:
    """One sheet: its columns, and its rows as column -> text."""

    sheet: str
    columns: list[str]
    rows: list[Cells]


def questionnaire_tables(questionnaire: Questionnaire) -> tuple[list[Table], list[Fault]]:
    """Return the sheets of a questionnaire, and warnings for what they cannot hold."""
    writer = _Writer(questionnaire.default_language, [])
    survey = [_filled(row) for item in questionnaire.items for row in writer.item(item)]
    choices = [_filled(row) for each in questionnaire.lists for row in writer.choice_list(each)]
    languages = questionnaire.languages
    tables = [
        Table("survey", _columns(survey, _SURVEY_ORDER, ("type", "name"), languages), survey),
        Table(
            "choices", _columns(choices, _CHOICES_ORDER, ("list_name", "name"), languages), choices
        ),
        _settings(questionnaire),
    ]
    return [table for table in tables if table.rows], writer.warnings


def _filled(row: Cells) -> Cells:
    return {column: text for column, text in row.items() if text}


def _columns(
    rows: list[Cells], order: tuple[str, ...], always: tuple[str, ...], languages: Iterable[str]
) -> list[str]:
    """Return the columns in use in their usual order, labels in every language, then the others."""
    suffixes = ["", *(f"::{language_heading(language)}" for language in languages)]
    labels = [f"label{suffix}" for suffix in suffixes[1:]]
    used = dict.fromkeys([*always, *labels, *(column for row in rows for column in row)])
    usual = [part + suffix for part in order for suffix in suffixes]
    known = [column for column in usual if column in used]
    return [*known, *(column for column in used if column not in known)]


def _settings(questionnaire: Questionnaire) -> Table:
    title, default = questionnaire.title, questionnaire.default_language
    row = {
        "form_title": title.get(default),
        "form_id": questionnaire.name,
        "version": questionnaire.version,
        "default_language": language_heading(default) if default else "",
    }
    if title.languages not in ((), (default,)):
        row |= {f"form_title_{tag or 'none'}": text for tag, text in title.entries}
    codes = [each.codes for each in questionnaire.lists]
    if any(len(set(each)) < len(each) for each in codes):
        row["allow_choice_duplicates"] = "yes"
    row = _filled(row)
    return Table("settings", list(row), [row])


@dataclass
class _Writer:
    default_language: str
    warnings: list[Fault]

    def _texts(self, column: str, text: Text) -> Cells:
        return {
            column
            if not tag or tag == self.default_language == ""
            else f"{column}::{language_heading(tag)}": words
            for tag, words in text.entries
        }

    def item(self, item: Item) -> Iterator[Cells]:
        """Yield the rows of a question, or of a group or repeat with all that is in it."""
        if isinstance(item, Question):
            yield from self._matrix(item) if item.kind is Kind.MATRIX else [self._question(item)]
            return
        what = "repeat" if isinstance(item, Repeat) else "group"
        yield self._beginning(item, what)
        for inner in item.items:
            yield from self.item(inner)
        yield {"type": f"end_{what}"}

    def _beginning(self, item: Group | Repeat, what: str) -> Cells:
        cells = {
            "type": f"begin_{what}",
            "name": item.name,
            "relevant": item.relevance or "",
            "appearance": item.appearance,
            **self._texts("label", item.label),
        }
        if isinstance(item, Group) and item.page:
            cells["appearance"] = f"field-list {item.appearance}".strip()
        if isinstance(item, Repeat):
            cells |= {
                "repeat_count": item.count or "",
                "repeat_while": item.repeat_while or "",
                "repeat_max": "" if item.maximum is None else str(item.maximum),
            }
        return cells

    def _question(self, question: Question) -> Cells:
        kind = question.kind
        if kind.has_choices:
            word = "select_multiple" if kind is Kind.SEVERAL else "select_one"
            written = f"{word} {question.choices}"
        elif kind is Kind.CALCULATION and question.calculation is None:
            # Computed elsewhere; XLSForm's calculate would insist on a calculation.
            written = "hidden"
        else:
            written = _TYPES[kind]
        return {
            "type": written,
            "name": question.name,
            **self._heading(question),
            "relevant": question.relevance or "",
            "required": self._required(question),
            **self._rules(question),
            "appearance": question.appearance,
        }

    def _heading(self, question: Question) -> Cells:
        return {
            "number": question.number or "",
            "other": question.other or "",
            **self._texts("label", question.label),
            **self._texts("hint", question.hint),
            **self._texts("guidance_hint", question.guidance),
        }

    def _rules(self, question: Question) -> Cells:
        return {
            "constraint": question.constraint or "",
            "choice_filter": question.choice_filter or "",
            "calculation": question.calculation or "",
            "default": question.default or "",
            "read_only": "yes" if question.read_only else "",
            **self._texts("constraint_message", question.constraint_message),
            **self._texts("required_message", question.required_message),
        }

    def _required(self, question: Question) -> str:
        if question.required and question.required_when:
            self.warnings.append(
                warning(
                    "xlsform.required_twice",
                    N_(
                        "{name} is always required, so its condition for that, “{text}”, is left out."
                    ),
                    place=Place(question=question.name),
                    name=question.name,
                    text=question.required_when,
                )
            )
        return "yes" if question.required else question.required_when or ""

    def _matrix(self, matrix: Question) -> Iterator[Cells]:
        """A table-list group; with a choice filter, which that cannot have, a heading and its rows."""
        heading = {
            "name": matrix.name,
            **self._heading(matrix),
            "relevant": matrix.relevance or "",
            "required": "yes" if matrix.required else "",
        }
        if matrix.choice_filter is None:
            yield {
                "type": "begin_group",
                "appearance": f"table-list {matrix.appearance}".strip(),
                **heading,
            }
            for row in matrix.rows:
                yield self._matrix_row(matrix, row)
            yield {"type": "end_group"}
            return
        select = f"select_one {matrix.choices}"
        filtered = {"choice_filter": matrix.choice_filter}
        yield {
            "type": select,
            "appearance": f"label {matrix.appearance}".strip(),
            **heading,
            **filtered,
        }
        for row in matrix.rows:
            cells = self._matrix_row(matrix, row)
            yield {
                **cells,
                "appearance": "list-nolabel",
                "relevant": _both(matrix.relevance, row.relevance),
            }

    def _matrix_row(self, matrix: Question, row: MatrixRow) -> Cells:
        if row.required:
            required = "yes"
        else:
            required = "true()" if matrix.required else matrix.required_when or ""
        return {
            "type": f"select_one {matrix.choices}",
            "name": row.name,
            "relevant": row.relevance or "",
            "required": required,
            **self._texts("label", row.label),
            **self._texts("hint", row.hint),
            **self._rules(matrix),
        }

    def choice_list(self, choice_list: ChoiceList) -> Iterator[Cells]:
        """Yield the rows of a choice list; the first one says whether it is a scale."""
        for position, choice in enumerate(choice_list.choices):
            yield {
                "list_name": choice_list.name,
                "name": choice.code,
                **self._texts("label", choice.label),
                "role": choice.role.value if choice.role else "",
                "ordinal": "yes" if choice_list.ordinal and position == 0 else "",
                **dict(choice.filters),
            }


def _both(outer: str | None, inner: str | None) -> str:
    if outer is None or inner is None:
        return outer or inner or ""
    return f"({outer}) and ({inner})"
