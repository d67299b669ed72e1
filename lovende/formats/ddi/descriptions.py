"""One `var` element of a codebook as a variable, tolerant of what instances get wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from lxml import etree

from lovende.domain.dataset.codes import code_from_number
from lovende.domain.dataset.model import (
    AnswerState,
    Category,
    Measure,
    MissingCodes,
    Variable,
    VariableKind,
)
from lovende.domain.texts import Text
from lovende.formats.ddi.texts import text_from, text_in
from lovende.formats.ddi.words import MEASURES, OURS, STATES, QuestionText
from lovende.formats.reserved_codes import is_dont_know, likely_state
from lovende.formats.xml_file import child, children

_DATES = re.compile(r"[AESJ]?DATE(TIME)?[\d.]*|YYYY.*|.*yyyy.*", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_STATES = {word: state for state, word in STATES.items()}


@dataclass(frozen=True)
class Described:
    """A variable as a codebook describes it.

    `numbered` says that its categories had no codes, `untyped` that nothing told its type,
    `doubled` are codes that were there twice, `key` that it holds the respondents' keys, `uncoded`
    that a missing value has a label and no code.
    """

    variable: Variable
    text: QuestionText
    numbered: bool = False
    untyped: bool = False
    doubled: tuple[str, ...] = ()
    key: bool = False
    uncoded: bool = False

    @property
    def may_be_flag(self) -> bool:
        """Whether it can be one option of a several-choice question: at most 1 for yes, 0 for no."""
        codes = {category.code for category in self.variable.categories}
        kinds = (VariableKind.CODE, VariableKind.FLAG, VariableKind.NUMBER)
        return self.variable.kind in kinds and codes <= {"0", "1"}

    def as_flag(self) -> Described:
        flag = replace(
            self.variable, kind=VariableKind.FLAG, categories=(), measure=Measure.NOMINAL
        )
        return replace(self, variable=flag)


def described(element: etree._Element, name: str, *, foreign: bool) -> Described:
    """Return what a `var` element says, under the name `name`.

    In a codebook that is `foreign`, labels tell which answers are don't know and why values are
    missing; in ours it is written.
    """
    ours = _our_notes(element)
    categories, numbered, doubled = _categories(element, ours)
    if foreign:
        categories = tuple(
            replace(each, dont_know=_any(each.label, is_dont_know)) for each in categories
        )
    kind, untyped = _kind(element, categories, ours)
    numeric = _is_numeric(element, kind, categories)
    measure = MEASURES.get(element.get("nature", ""), _usual_measure(kind))
    question = next(children(element, "qstn"), None)
    row, round = _whole(ours.get("row")), _whole(ours.get("round"))
    variable = Variable(
        name=name,
        kind=kind,
        label=text_from(children(element, "labl")),
        measure=measure,
        categories=() if kind is VariableKind.FLAG else categories,
        missing=_missing(element, numeric, foreign),
        question=next(iter(ours.get("question", ())), None),
        number=None if question is None else question.get("seqNo") or None,
        row=row,
        option=next(iter(ours.get("option", ())), None),
        round=round or 1,
    )
    return Described(
        variable,
        _question_text(element),
        numbered,
        untyped,
        doubled,
        key="key" in ours,
        uncoded=foreign and _has_uncoded_missing(element),
    )


def _has_uncoded_missing(element: etree._Element) -> bool:
    missing = (category for category in children(element, "catgry") if _is_missing(category))
    return any(_value(category) is None and _label(category) for category in missing)


def _our_notes(element: etree._Element) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for note in children(element, "notes"):
        if note.get("type") == OURS:
            subject = note.get("subject", "")
            found[subject] = (*found.get(subject, ()), note.text or "")
    return found


def _whole(texts: tuple[str, ...] | None) -> int | None:
    text = next(iter(texts or ()), "")
    return int(text) if text.isdigit() and len(text) < 9 else None


def _question_text(element: etree._Element) -> QuestionText:
    """The texts of the question; some instances put the text straight into `qstn`."""
    questions = list(children(element, "qstn"))
    parts = {
        name: text_from(e for question in questions for e in children(question, name))
        for name in ("preQTxt", "qstnLit", "ivuInstr")
    }
    bare = Text() if any(len(q) for q in questions) else text_from(questions)
    return QuestionText(parts["preQTxt"], parts["qstnLit"] or bare, parts["ivuInstr"])


def _is_missing(category: etree._Element) -> bool:
    return category.get("missing", "N").strip().upper() in ("Y", "YES", "TRUE", "1")


def _value(category: etree._Element) -> str | None:
    value = child(category, "catValu")
    text = "" if value is None else text_in(value)
    if _NUMBER.fullmatch(text) and "." in text:
        # 1.0 and 1 are one code.
        return code_from_number(float(text))
    return text or None


def _label(category: etree._Element) -> Text:
    return text_from(children(category, "labl")) or text_from(children(category, "txt"))


def _categories(
    element: etree._Element, ours: dict[str, tuple[str, ...]]
) -> tuple[tuple[Category, ...], bool, tuple[str, ...]]:
    """The categories that are answers, whether they had to be numbered, and doubled codes."""
    valid = [c for c in children(element, "catgry") if not _is_missing(c)]
    numbered = bool(valid) and all(_value(category) is None for category in valid)
    dont_know = set(ours.get("dont_know", ()))
    undescribed = {text_in(each) for each in children(element, "undocCod")}
    found: dict[str, Category] = {}
    doubled: list[str] = []
    for position, category in enumerate(valid, start=1):
        code = str(position) if numbered else _value(category)
        label = _label(category)
        if code is None or (code in undescribed and not label):
            continue
        if code in found:
            doubled.append(code)
            continue
        found[code] = Category(code, label, code in dont_know)
    return tuple(found.values()), numbered, tuple(doubled)


def _kind(
    element: etree._Element, categories: tuple[Category, ...], ours: dict[str, tuple[str, ...]]
) -> tuple[VariableKind, bool]:
    """The kind of a variable, and whether it had to be guessed."""
    form = child(element, "varFormat")
    representation = element.get("representationType", "")
    if "flag" in ours.get("kind", ()):
        return VariableKind.FLAG, False
    named = "" if form is None else form.get("formatname", "")
    if representation == "datetime" or (
        form is not None and (form.get("category") == "date" or _DATES.fullmatch(named))
    ):
        return VariableKind.DATE, False
    number = representation == "numeric" or element.get("intrvl") == "contin"
    labelled = any(category.label for category in categories)
    if (
        representation == "code"
        or (labelled and not (number and len(categories) < 2))
        or (categories and not number and (form is None or form.get("type") != "numeric"))
    ):
        return VariableKind.CODE, False
    if number or (form is not None and form.get("type") == "numeric"):
        return VariableKind.NUMBER, False
    if any(s.get("type") in ("mean", "stdev", "medn") for s in children(element, "sumStat")):
        return VariableKind.NUMBER, False
    told = representation == "text" or (form is not None and form.get("type") is not None)
    return VariableKind.TEXT, not told


def _usual_measure(kind: VariableKind) -> Measure:
    return Measure.SCALE if kind is VariableKind.NUMBER else Measure.NOMINAL


def _is_numeric(
    element: etree._Element, kind: VariableKind, categories: tuple[Category, ...]
) -> bool:
    form = child(element, "varFormat")
    if form is not None and form.get("type") in ("numeric", "character"):
        return form.get("type") == "numeric"
    if kind in (VariableKind.NUMBER, VariableKind.FLAG):
        return True
    return bool(categories) and all(_NUMBER.fullmatch(category.code) for category in categories)


def _any(label: Text, holds: Callable[[str], bool]) -> bool:
    return any(holds(text) for text in label.as_dict().values())


def _state(word: str, label: Text, foreign: bool) -> AnswerState:
    """Why a value is missing: as it is written, else as a label in any language says."""
    if word in _STATES or not foreign:
        return _STATES.get(word, AnswerState.SKIPPED)
    likely = (likely_state(text) for text in label.as_dict().values())
    return next(
        (state for state in likely if state is not AnswerState.SKIPPED), AnswerState.SKIPPED
    )


def _missing(element: etree._Element, numeric: bool, foreign: bool) -> tuple[MissingCodes, ...]:
    """Missing values, from categories that are marked and from the invalid ranges."""
    marked: dict[float | str, MissingCodes] = {}
    for category in children(element, "catgry"):
        code = _value(category)
        if not _is_missing(category) or code is None:
            continue
        value = _bound(code, numeric)
        if numeric and isinstance(value, str):
            # "Sysmiss" and the like: no value at all.
            continue
        label = _label(category)
        state = _state(category.get("missType", ""), label, foreign)
        marked.setdefault(value, MissingCodes(value, value, state, label))
    found: list[MissingCodes] = []
    for invalid in children(element, "invalrng"):
        note = next((n for n in children(invalid, "notes") if n.get("type") == OURS), None)
        label = text_from(children(invalid, "key"))
        state = _state("" if note is None else note.text or "", label, foreign)
        for item in children(invalid, "item"):
            value = _bound(item.get("VALUE", "").strip(), numeric)
            if value != "":
                found.append(marked.pop(value, MissingCodes(value, value, state, label)))
        for span in children(invalid, "range"):
            ends = _range(span, numeric)
            if ends is not None:
                found.append(MissingCodes(*ends, state, label))
    return tuple(dict.fromkeys([*found, *marked.values()]))


def _bound(text: str, numeric: bool) -> float | str:
    return float(text) if _NUMBER.fullmatch(text) and numeric else text


def _range(span: etree._Element, numeric: bool) -> tuple[float | str, float | str] | None:
    """The ends of a range; an open end of numbers reaches to infinity."""
    low = (span.get("min") or span.get("minExclusive") or "").strip()
    high = (span.get("max") or span.get("maxExclusive") or "").strip()
    if not numeric or not all(_NUMBER.fullmatch(end) for end in (low, high) if end):
        return (low, high) if low and high else None
    if not low and not high:
        return None
    return (float(low) if low else -math.inf), (float(high) if high else math.inf)
