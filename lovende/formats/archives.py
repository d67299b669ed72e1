"""The Danish National Archives' rules for statistics files, checked on a dataset.

The rules are annex 9 of executive order no. 128 of 12 February 2020 on archival versions, as
Rigsarkivet's checklist for statistics files tells them: every variable has a legal name and a
label; value labels are unique and explain themselves; only numbers and categories have missing
codes; dates are dates; text is UTF-8, which the formats here always write.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import polars as pl

from lovende.domain.dataset.model import Dataset, Variable, VariableKind
from lovende.domain.errors import Fault, fault
from lovende.domain.texts import N_, Text

LONGEST_NAME = 128
_NAME = re.compile(r"[^\W\d_]\w*")
_EXPLAINS = re.compile(r"[^\W\d_]{2}")
_UNDECODED = re.compile(r"�|Ã[¥¦¸…†˜]")
_DATE_FORMS = {
    "2021-03-31": r"^\d{4}-\d{1,2}-\d{1,2}$",
    "31-03-2021": r"^\d{1,2}-\d{1,2}-\d{4}$",
    "31.03.2021": r"^\d{1,2}\.\d{1,2}\.\d{4}$",
    "31/03/2021": r"^\d{1,2}/\d{1,2}/\d{4}$",
    "20210331": r"^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$",
}
_MOST_SHOWN = 10


def check_archive_rules(dataset: Dataset, *, language: str = "da") -> tuple[Fault, ...]:
    """Return what keeps `dataset` from being handed over, variable by variable; () if nothing does.

    Labels are judged in `language`.
    """
    faults: list[Fault] = []
    folded = Counter(variable.name.casefold() for variable in dataset.variables)
    for variable in dataset.variables:
        found = (
            *_name_faults(variable, folded),
            *_label_faults(variable, dataset, language),
            *_value_faults(variable, dataset.values[variable.name]),
        )
        faults += [one.at(column=variable.name, question=variable.question) for one in found]
    return tuple(faults)


def _name_faults(variable: Variable, folded: Counter[str]) -> Iterator[Fault]:
    name = variable.name
    if len(name) > LONGEST_NAME or _NAME.fullmatch(name) is None:
        yield fault(
            "archive.name",
            N_(
                "The name must begin with a letter, have letters, digits and _ only, and at most {longest} of them."
            ),
            longest=LONGEST_NAME,
        )
    if folded[name.casefold()] > 1:
        yield fault(
            "archive.name_twice",
            N_("Another variable has this name in other capitals; rename one."),
        )


def _label_faults(variable: Variable, dataset: Dataset, language: str) -> Iterator[Fault]:
    label = variable.label.get(language).strip()
    if not label:
        yield fault("archive.no_label", N_("The variable has no label; say what it holds."))
    elif not _EXPLAINS.search(label):
        yield fault(
            "archive.label",
            N_("The label “{label}” does not say what the variable holds."),
            label=label,
        )
    if any(_UNDECODED.search(text) for text in _texts(variable)):
        yield fault(
            "archive.encoding",
            N_("A label has broken characters; the file was not read as what it is encoded in."),
        )
    if variable.kind is not VariableKind.CODE:
        return
    labels = {
        category.code: category.label.get(language).strip() for category in variable.categories
    }
    twice = [text for text, count in Counter(labels.values()).items() if text and count > 1]
    if twice:
        yield fault(
            "archive.label_twice",
            N_("Several codes have the same label: {labels}."),
            labels=", ".join(twice[:_MOST_SHOWN]),
        )
    unclear = [code for code, text in labels.items() if not _EXPLAINS.search(text)]
    if unclear:
        yield fault(
            "archive.value_label",
            N_("The codes {codes} have no label that explains itself."),
            codes=", ".join(unclear[:_MOST_SHOWN]),
        )
    unlabelled = sorted(set(dataset.valid(variable.name).drop_nulls().unique()) - set(labels))
    if unlabelled:
        yield fault(
            "archive.unlabelled",
            N_("The codes {codes} occur and have no label."),
            codes=", ".join(unlabelled[:_MOST_SHOWN]),
        )


def _value_faults(variable: Variable, values: pl.Series) -> Iterator[Fault]:
    if variable.missing and variable.kind in (VariableKind.TEXT, VariableKind.DATE):
        yield fault(
            "archive.missing_codes",
            N_(
                "Only numbers and categories may have missing codes; leave the cells empty instead."
            ),
        )
    if variable.missing and any(not missing.label for missing in variable.missing):
        yield fault(
            "archive.missing_label",
            N_("A code that is declared missing has no label; say why the answer is missing."),
        )
    if variable.kind is not VariableKind.TEXT:
        return
    given = values.drop_nulls().str.strip_chars()
    given = given.filter(given != "")
    forms = {form: given.str.contains(pattern) for form, pattern in _DATE_FORMS.items()}
    used = [form for form, fits in forms.items() if fits.any()]
    dated = sum(int(fits.sum()) for fits in forms.values())
    if len(used) > 1 and dated == len(given):
        yield fault(
            "archive.date_forms",
            N_("The dates are written in several ways ({forms}); write all in one."),
            forms=", ".join(used),
        )
    if given.str.contains(_UNDECODED.pattern).any():
        yield fault(
            "archive.text_encoding",
            N_(
                "Some texts have broken characters; the file was not read as what it is encoded in."
            ),
        )


def _texts(variable: Variable) -> Iterator[str]:
    labels: list[Text] = [variable.label, *(category.label for category in variable.categories)]
    for label in labels:
        yield from (text for _, text in label.entries)
