"""One variable of a codebook: labels, question, missing values, frequencies, categories."""

from __future__ import annotations

import math
from collections.abc import Mapping

from lxml import etree

from lovende.domain.dataset.codes import code_from_number, is_number_code
from lovende.domain.dataset.model import (
    AnswerState,
    Category,
    Dataset,
    MissingCodes,
    Variable,
    VariableKind,
)
from lovende.domain.texts import Text
from lovende.formats.ddi.counts import Counts, counts_of
from lovende.formats.ddi.tree import Codebook
from lovende.formats.ddi.words import (
    NATURES,
    OURS,
    REPRESENTATIONS,
    STATES,
    QuestionText,
)
from lovende.formats.reserved_codes import FLAG_LABELS, STATE_LABELS
from lovende.translation import in_all_languages


def write_variable(
    book: Codebook,
    data: etree._Element,
    dataset: Dataset,
    variable: Variable,
    identifier: str,
    text: QuestionText | None,
) -> None:
    """Add a variable to a codebook, with its frequencies where the dataset has rows."""
    # A key names a respondent: its values are nobody's business and their sums mean nothing.
    counted = dataset.size > 0 and variable.name != dataset.key
    counts = counts_of(dataset, variable) if counted else None
    element = book.under(
        data,
        "var",
        None,
        {
            "ID": identifier,
            "name": variable.name,
            "intrvl": "contin" if variable.kind is VariableKind.NUMBER else "discrete",
            "nature": NATURES[variable.measure],
            "representationType": REPRESENTATIONS[variable.kind],
        },
    )
    book.each_language(element, "labl", variable.label)
    _question(book, element, variable, text)
    _invalid(book, element, variable)
    undescribed = _undescribed(variable, counts)
    for code in undescribed:
        book.under(element, "undocCod", code)
    if counts is not None:
        _sums(book, element, counts)
    _categories(book, element, variable, counts, undescribed)
    _format(book, element, variable)
    _notes(book, element, dataset, variable)


def _question(
    book: Codebook, element: etree._Element, variable: Variable, text: QuestionText | None
) -> None:
    if not text and not variable.number:
        return
    question = book.under(element, "qstn", None, {"seqNo": variable.number or ""})
    if text:
        book.each_language(question, "preQTxt", text.before)
        book.each_language(question, "qstnLit", text.question)
        book.each_language(question, "ivuInstr", text.instruction)


def value_text(value: float | str) -> str:
    return value if isinstance(value, str) else code_from_number(value)


def _is_single(missing: MissingCodes) -> bool:
    return missing.low == missing.high


def _invalid(book: Codebook, element: etree._Element, variable: Variable) -> None:
    """The values that count as missing; a range has its label and its state with it."""
    for missing in variable.missing:
        invalid = book.under(element, "invalrng")
        if _is_single(missing):
            book.under(invalid, "item", None, {"VALUE": value_text(missing.low)})
            continue
        bounds = {"min": missing.low, "max": missing.high}
        book.under(
            invalid,
            "range",
            None,
            {
                name: value_text(value)
                for name, value in bounds.items()
                if isinstance(value, str) or math.isfinite(value)
            },
        )
        for language, words in missing.label.entries[:1]:
            book.under(invalid, "key", words, book.language(language))
        if missing.state is not AnswerState.SKIPPED:
            note = {"type": OURS, "subject": "state"}
            book.under(invalid, "notes", STATES[missing.state], note)


def _sums(book: Codebook, element: etree._Element, counts: Counts) -> None:
    for name, value in (("vald", counts.valid), ("invd", counts.invalid), *counts.sums.items()):
        book.under(element, "sumStat", f"{value:.12g}", {"type": name})


def _undescribed(variable: Variable, counts: Counts | None) -> list[str]:
    """Codes that were given and are none of the categories."""
    if counts is None or not variable.categories:
        return []
    return sorted(counts.by_code.keys() - {category.code for category in variable.categories})


def _categories(
    book: Codebook,
    element: etree._Element,
    variable: Variable,
    counts: Counts | None,
    undescribed: list[str],
) -> None:
    categories = variable.categories
    if variable.kind is VariableKind.FLAG:
        categories = tuple(
            Category(str(code), Text.of(in_all_languages(FLAG_LABELS[code]))) for code in (1, 0)
        )
    for category in categories:
        _category(
            book, element, category.code, category.label, None if counts is None else counts.by_code
        )
    for code in undescribed:
        _category(book, element, code, Text(), None if counts is None else counts.by_code)
    for missing in variable.missing:
        if _is_single(missing):
            _category(
                book,
                element,
                value_text(missing.low),
                missing.label,
                None if counts is None else counts.missing,
                STATES[missing.state],
            )
    for state, count in (counts.by_state if counts else {}).items():
        label = Text.of(in_all_languages(STATE_LABELS[state]))
        _category(book, element, None, label, {"": count}, STATES[state])


def _category(
    book: Codebook,
    element: etree._Element,
    code: str | None,
    label: Text,
    counts: Mapping[str, int] | None,
    missing: str = "",
) -> None:
    attributes = {"missing": "Y", "missType": missing} if missing else {}
    category = book.under(element, "catgry", None, attributes)
    if code is not None:
        book.under(category, "catValu", code)
    book.each_language(category, "labl", label)
    if counts is not None:
        count = counts.get(code or "", 0)
        book.under(category, "catStat", str(count), {"type": "freq"})


def _format(book: Codebook, element: etree._Element, variable: Variable) -> None:
    if variable.kind is VariableKind.DATE:
        attributes = {"type": "character", "schema": "ISO", "category": "date"}
    else:
        attributes = {"type": "numeric" if is_numeric(variable) else "character"}
    book.under(element, "varFormat", None, attributes)


def is_numeric(variable: Variable) -> bool:
    """Whether the values of a variable are numbers in a data file."""
    if variable.kind in (VariableKind.NUMBER, VariableKind.FLAG):
        return True
    codes = [category.code for category in variable.categories]
    return (
        variable.kind is VariableKind.CODE
        and bool(codes)
        and all(is_number_code(code) for code in codes)
        and not any(isinstance(missing.low, str) for missing in variable.missing)
    )


def _notes(book: Codebook, element: etree._Element, dataset: Dataset, variable: Variable) -> None:
    """What no element of DDI says, as notes that only we read."""
    said = {
        "kind": "flag" if variable.kind is VariableKind.FLAG else "",
        "question": variable.question or "",
        "row": str(variable.row or ""),
        "option": variable.option or "",
        "round": str(variable.round) if variable.round > 1 else "",
        "key": "yes" if variable.name == dataset.key else "",
    }
    notes = [(subject, text) for subject, text in said.items() if text]
    notes += [("dont_know", c.code) for c in variable.categories if c.dont_know]
    for subject, text in notes:
        book.under(element, "notes", text, {"type": OURS, "subject": subject})
