"""What a browser sent of a page, brought into the form in which it is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from lovende.domain.errors import Fault, fault
from lovende.domain.questionnaire.flow.shown import (
    COLUMN_FIELD,
    LONGEST_TEXT,
    Parsed,
    ShownItem,
    ShownPage,
    StoredAnswer,
)
from lovende.domain.questionnaire.model import Kind
from lovende.domain.texts import N_

# What no text of a person has and what files and databases refuse: control characters other than
# line ends and tabs, halves of surrogate pairs, and the code points that are no characters.
_NO_TEXT = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_END = re.compile(r"\r\n?|\x85")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[.\s]\d{3})+")
_DAY_FIRST = re.compile(r"(\d{1,2})[./ -]{1,2}(\d{1,2})[./ -]{1,2}(\d{4})")
_CLOCK = re.compile(r"(\d{1,2})[.:](\d{2})")
_SHORT = (Kind.INTEGER, Kind.DECIMAL, Kind.DATE, Kind.TIME, Kind.DATETIME)


class Form(Protocol):
    """Fields that can come more than once, such as Django's QueryDict."""

    def getlist(self, name: str, /) -> list[str]: ...


@dataclass
class _Reading:
    """The answers of a page while they are read."""

    answers: dict[str, StoredAnswer] = field(default_factory=dict)
    typed: dict[str, StoredAnswer] = field(default_factory=dict)
    problems: dict[str, tuple[Fault, ...]] = field(default_factory=dict)

    def tell(self, column: str, found: Fault, typed: StoredAnswer) -> None:
        self.problems[column] = (*self.problems.get(column, ()), found)
        self.typed[column] = typed


def parse_page(shown: ShownPage, form: Form) -> Parsed:
    """Return the answers of a page from what was sent.

    Only columns that the page has and that were on it (`COLUMN_FIELD`; all of them where it was
    not sent) are read. Codes that the question does not have are refused, as nobody can have
    chosen them; a text is kept up to LONGEST_TEXT characters, control characters left out and
    line ends made one. Everything else is kept as given, right or wrong.
    """
    sent = set(form.getlist(COLUMN_FIELD))
    reading = _Reading()
    for item, column, kind in _fields(shown.items):
        if sent and column not in sent:
            continue
        if item.read_only:
            continue
        values = [_cleaned(value) for value in form.getlist(column)]
        if kind in (Kind.ONE, Kind.SEVERAL):
            _read_codes(reading, item, column, values, several=kind is Kind.SEVERAL)
        else:
            _read_text(reading, column, values, kind)
    return Parsed(reading.answers, reading.typed, reading.problems)


def _fields(items: tuple[ShownItem, ...]) -> Iterator[tuple[ShownItem, str, Kind]]:
    """Yield every field of a page: its question, its column and the kind of its answer."""
    for item in items:
        if item.kind is Kind.MATRIX:
            yield from ((item, row.column, Kind.ONE) for row in item.rows)
        elif item.kind.is_asked:
            yield item, item.column, item.kind
        yield from _fields(tuple(choice.other for choice in item.choices if choice.other))


def _cleaned(value: str) -> str:
    return _NO_TEXT.sub("", _LINE_END.sub("\n", value))


def _read_codes(
    reading: _Reading, item: ShownItem, column: str, values: list[str], *, several: bool
) -> None:
    sent = dict.fromkeys(value.strip() for value in values if value.strip())
    kept = [code for code in item.codes if code in sent]
    if len(kept) < len(sent):
        message = N_("What was chosen here is not among the options. Choose again.")
        reading.tell(column, fault("page.unknown_code", message), kept or None)
    if several:
        reading.answers[column] = kept or None
        return
    if len(kept) > 1:
        message = N_("Two answers came in here, and only one can count. Choose again.")
        reading.tell(column, fault("page.two_answers", message), None)
        kept = []
    reading.answers[column] = kept[0] if kept else None


def _read_text(reading: _Reading, column: str, values: list[str], kind: Kind) -> None:
    written = list(dict.fromkeys(value for value in values if value.strip()))
    if len(written) > 1:
        message = N_("This field came in more than once. Look at whether the text is right.")
        reading.tell(column, fault("page.sent_twice", message), "\n".join(written))
    text = _one_form("\n".join(written), kind)
    if len(text) > LONGEST_TEXT:
        message = N_(
            "The text has {count} characters and there is room for {most}. Only the first {most} "
            "are saved so far. Make it shorter, so that nothing is lost."
        )
        found = fault("page.too_long", message, count=len(text), most=LONGEST_TEXT)
        reading.tell(column, found, text)
        text = text[:LONGEST_TEXT]
    reading.answers[column] = text if text.strip() else None


def _one_form(text: str, kind: Kind) -> str:
    """Return numbers, dates and times as they are read everywhere, where there is only one reading.

    People write 1.250 for a whole number, 24.3.2021 for a date and 14.30 for a time.
    """
    if kind not in _SHORT:
        return text
    short = text.strip()
    if kind is Kind.INTEGER and _GROUPED.fullmatch(short):
        return re.sub(r"[.\s]", "", short)
    if kind is Kind.TIME and (clock := _CLOCK.fullmatch(short)):
        return f"{int(clock[1]):02}:{clock[2]}"
    if kind is Kind.DATE and (day := _DAY_FIRST.fullmatch(short)):
        return f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    return short
