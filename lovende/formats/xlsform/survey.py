"""The survey sheet: its rows become questions, groups and repeats."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from pyxform import aliases

from lovende.domain.errors import Fault, fault, nearest, warning
from lovende.domain.questionnaire.constants import literal
from lovende.domain.questionnaire.model import (
    Choice,
    ChoiceList,
    Group,
    Item,
    Kind,
    Question,
    Repeat,
    Role,
)
from lovende.domain.texts import N_, Text
from lovende.formats.xlsform.columns import Row
from lovende.formats.xlsform.parameters import range_of
from lovende.formats.xlsform.types import RowType, row_type

NAME = re.compile(r"[^\W\d][\w.-]*")
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_OTHER_LABEL = {"da": "Andet", "en": "Other"}
_OTHER_QUESTION = {"da": "Skriv, hvad du mener med andet", "en": "Please state what other"}


@dataclass
class _Open:
    """A group or repeat whose end has not come yet."""

    row: Row
    what: str
    items: list[Item] = field(default_factory=list)


@dataclass
class SurveyReader:
    """Reads the rows of the survey sheet one by one; `faults` and `left_out` fill up on the way."""

    lists: dict[str, ChoiceList]
    languages: tuple[str, ...]
    faults: list[Fault] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    with_other: set[str] = field(default_factory=set)

    def read(self, rows: list[Row]) -> tuple[Item, ...]:
        """Return the items of the form."""
        self._shared_lists = _lists_without_other(rows)
        stack = [_Open(rows[0], "form")] if rows else []
        for row in rows:
            if aliases.yes_no.get(row["disabled"] or "no"):
                self._say(
                    warning, "xlsform.disabled", N_("The row is disabled and is left out."), row
                )
                continue
            kind = self._type(row)
            if kind is None:
                continue
            if kind.begins is not None:
                self._check_name(row)
                stack.append(_Open(row, kind.begins))
            elif kind.ends is not None:
                self._close(stack, row, kind.ends)
            else:
                stack[-1].items.extend(self._question(row, kind))
        for unclosed in stack[1:]:
            self._say(
                fault,
                "xlsform.unclosed",
                N_("The {what} {name} begins here and never ends; add a row end_{what}."),
                unclosed.row,
                what=unclosed.what,
                name=unclosed.row["name"] or "",
            )
        while len(stack) > 1:
            self._fold(stack)
        return tuple(stack[0].items) if stack else ()

    def _say(
        self,
        make: object,
        code: str,
        message: str,
        row: Row,
        column: str | None = None,
        **params: object,
    ) -> None:
        assert callable(make)
        self.faults.append(make(code, message, place=row.place(column), **params))

    def _type(self, row: Row) -> RowType | None:
        written = row["type"]
        if written is None:
            if row["name"] is not None or row.text("label"):
                self._say(
                    fault,
                    "xlsform.no_type",
                    N_("The row has no type; fill in the column type."),
                    row,
                    "type",
                )
            return None
        kind = row_type(written)
        if kind is None:
            self._unknown_type(row, written)
        elif kind.left_out or kind.begins == "loop":
            self._leave_out(row, kind)
            return None
        return kind

    def _unknown_type(self, row: Row, written: str) -> None:
        known = ("text", "integer", "decimal", "date", "time", "dateTime", "note", "calculate",
                 "select_one", "select_multiple", "begin_group", "end_group", "begin_repeat",
                 "end_repeat")  # fmt: skip
        meant = nearest(written.split()[0], known)
        if written.split()[0] in ("select_one", "select_multiple"):
            message = N_("{type} names no list; write {type} and the name of a list.")
        elif meant:
            message = N_("{type} is no type of question; did you mean {nearest}?")
        else:
            message = N_("{type} is no type of question.")
        self._say(fault, "xlsform.unknown_type", message, row, "type", type=written, nearest=meant)
        if row["name"]:
            self.left_out[row["name"]] = written

    def _leave_out(self, row: Row, kind: RowType) -> None:
        if kind.begins == "loop":
            self._say(
                fault,
                "xlsform.loop",
                N_("A loop over a list is not supported; write a group for each choice."),
                row,
                "type",
            )
            return
        name = row["name"] or kind.word
        self.left_out[name] = kind.word
        message = (
            N_("{name} is recorded by the device ({type}); it is left out.")
            if kind.about_the_device
            else N_("The type {type} is not supported; the question {name} is left out.")
        )
        self._say(warning, "xlsform.type_left_out", message, row, "type", type=kind.word, name=name)

    def _check_name(self, row: Row) -> str:
        name = row["name"]
        if name is None:
            self._say(
                fault,
                "xlsform.no_name",
                N_("The row has no name; fill in the column name."),
                row,
                "name",
            )
            return f"row_{row.source.row}"
        if not NAME.fullmatch(name):
            self._say(
                fault,
                "xlsform.bad_name",
                N_(
                    "{name} cannot be a name: begin with a letter or _, then letters, digits, - _ and . only."
                ),
                row,
                "name",
                name=name,
            )
        return name

    def _close(self, stack: list[_Open], row: Row, what: str) -> None:
        if len(stack) == 1 or stack[-1].what != what:
            self._say(
                fault,
                "xlsform.end_without_begin",
                N_(
                    "This row ends a {what}, but none is open here; delete it or add its beginning."
                ),
                row,
                "type",
                what=what,
            )
            return
        self._fold(stack)

    def _fold(self, stack: list[_Open]) -> None:
        """Close the innermost group or repeat and put it into the one around it."""
        closed = stack.pop()
        make = self._repeat if closed.what == "repeat" else self._group
        stack[-1].items.append(make(closed))

    def _group(self, closed: _Open) -> Group:
        words = (closed.row["appearance"] or "").split()
        return Group(
            closed.row["name"] or f"row_{closed.row.source.row}",
            tuple(closed.items),
            closed.row.text("label"),
            condition(closed.row["relevant"]),
            "field-list" in words,
            " ".join(word for word in words if word != "field-list"),
            closed.row.source,
        )

    def _repeat(self, closed: _Open) -> Repeat:
        row = closed.row
        return Repeat(
            row["name"] or f"row_{row.source.row}",
            tuple(closed.items),
            row.text("label"),
            condition(row["relevant"]),
            condition(row["repeat_count"]),
            condition(row["repeat_while"]),
            self._maximum(row),
            row["appearance"] or "",
            row.source,
        )

    def _maximum(self, row: Row) -> int | None:
        written = row["repeat_max"]
        if written is None:
            return None
        if written.isdecimal() and int(written) > 0:
            return int(written)
        self._say(
            fault,
            "xlsform.repeat_max",
            N_("repeat_max is {value}; write a whole number from 1."),
            row,
            "repeat_max",
            value=written,
        )
        return None

    def _question(self, row: Row, kind: RowType) -> list[Item]:
        if row["name"] is None and kind.kind is Kind.NOTE:
            name = f"note_{row.source.row}"
        else:
            name = self._check_name(row)
        required, required_when = requirement(row["required"])
        assert kind.kind is not None
        question = Question(
            name=name,
            kind=kind.kind,
            label=row.text("label"),
            number=row["number"],
            hint=row.text("hint"),
            guidance=row.text("guidance_hint"),
            required=required,
            required_when=required_when,
            required_message=row.text("required_message"),
            relevance=condition(row["relevant"]),
            constraint=condition(row["constraint"]),
            constraint_message=row.text("constraint_message"),
            choice_filter=condition(row["choice_filter"]),
            calculation=condition(row["calculation"]),
            default=row["default"],
            other=row["other"],
            appearance=row["appearance"] or "",
            read_only=aliases.yes_no.get(row["read_only"] or "no", False),
            source=row.source,
        )
        return self._completed(question, row, kind)

    def _completed(self, question: Question, row: Row, kind: RowType) -> list[Item]:
        """Fill in what the type itself says: its list, its range, its computation."""
        word = kind.word.lower()
        if kind.choices is not None:
            return self._select(question, row, kind)
        if word in ("acknowledge", "trigger"):
            self.lists.setdefault(
                "acknowledge", ChoiceList("acknowledge", (Choice("OK", Text.of({"": "OK"})),))
            )
            return [replace(question, choices="acknowledge")]
        if word == "range":
            whole, limits = range_of(row["parameters"] or "", row, self.faults)
            both = f"({question.constraint}) and {limits}" if question.constraint else limits
            kind_of_number = Kind.INTEGER if whole else Kind.DECIMAL
            return [replace(question, kind=kind_of_number, constraint=both)]
        if word == "today" and question.calculation is None:
            return [replace(question, calculation="today()")]
        if word == "hidden" and question.calculation is None and question.default is not None:
            return [replace(question, calculation=literal(question.default), default=None)]
        return [question]

    def _select(self, question: Question, row: Row, kind: RowType) -> list[Item]:
        assert kind.choices is not None
        if kind.choices not in self.lists:
            meant = nearest(kind.choices, self.lists)
            message = (
                N_("There is no choice list {list}; did you mean {nearest}?")
                if meant
                else N_("There is no choice list {list}; add it to the sheet choices.")
            )
            self._say(
                fault,
                "xlsform.unknown_list",
                message,
                row,
                "type",
                list=kind.choices,
                nearest=meant,
            )
            return []
        if not kind.or_other:
            return [replace(question, choices=kind.choices)]
        text = Question(
            name=f"{question.name}_other",
            kind=Kind.TEXT,
            label=self._in_form_languages(_OTHER_QUESTION),
            relevance=f"selected(${{{question.name}}}, 'other')",
            source=question.source,
        )
        return [
            replace(question, choices=self._list_with_other(kind.choices), other=text.name),
            text,
        ]

    def _list_with_other(self, name: str) -> str:
        """Add the choice `other` to a list, or to a copy where others use it without."""
        original = self.lists[name]
        if "other" in original.codes:
            return name
        target = f"{name}_or_other" if name in self._shared_lists else name
        choice = Choice("other", self._in_form_languages(_OTHER_LABEL), Role.OTHER)
        self.lists.setdefault(target, original)
        if "other" not in self.lists[target].codes:
            choices = (*original.choices, choice)
            self.lists[target] = replace(original, name=target, choices=choices)
        return target

    def _in_form_languages(self, texts: dict[str, str]) -> Text:
        languages = self.languages or ("",)
        return Text.of({language: texts.get(language, texts["en"]) for language in languages})


def _lists_without_other(rows: list[Row]) -> set[str]:
    found = (row_type(row["type"]) for row in rows if row["type"])
    return {kind.choices for kind in found if kind and kind.choices and not kind.or_other}


def condition(written: str | None) -> str | None:
    """Return a condition as we keep it: yes and no as XPath, curly quotes straight."""
    if written is None:
        return None
    plain: str = aliases.BINDING_CONVERSIONS.get(written, written)
    return plain if straight(plain) else plain.translate(_QUOTES)


def straight(text: str) -> bool:
    """Whether every curly quote, if any, stands within straight quotes, where it is content."""
    outside = re.sub(r"'[^']*'|\"[^\"]*\"", "", text)
    return not any(mark in outside for mark in "‘’“”")


def requirement(written: str | None) -> tuple[bool, str | None]:
    """Return whether an answer is required, always or under a condition."""
    if written is None:
        return False, None
    known = aliases.yes_no.get(written)
    return (known, None) if known is not None else (False, condition(written))
