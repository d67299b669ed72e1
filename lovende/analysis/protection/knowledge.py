"""What a reader of the tables knows from the questionnaire: who was asked what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lovende.domain.questionnaire.model import Kind, Question, Questionnaire, Role

RowKey = tuple[str, int | None]
"""A question by its printed number or name, and the row of a matrix."""


@dataclass(frozen=True)
class Link:
    """Only who gave one of the `codes` to `source` was asked `asked`."""

    asked: RowKey
    source: RowKey
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Knowledge:
    """Routing, and the options of several-choice questions that exclude all others."""

    links: tuple[Link, ...] = ()
    exclusive: frozenset[tuple[str, str]] = frozenset()
    """(question, code) pairs."""


def knowledge_of(questionnaire: Questionnaire) -> Knowledge:
    """Return what the questionnaire gives away about its tables.

    Conditions that name one closed question and its codes are understood (equality,
    `selected()`, joined by `or`; parts joined by `and` one by one). A condition of another form
    only lets the attacker know more about who was *not* asked, which is not printed.
    """
    rows = dict(_variables(questionnaire))
    links = []
    for item, around in questionnaire.walk():
        if not isinstance(item, Question):
            continue
        outer = [group.relevance for group in around]
        for name, own in _conditions(item):
            for condition in filter(None, [*outer, item.relevance, own]):
                links += [
                    Link(rows[name], rows[source], codes)
                    for source, codes in _understood(condition)
                    if source in rows and name in rows
                ]
    return Knowledge(tuple(dict.fromkeys(links)), frozenset(_exclusive(questionnaire)))


def _variables(questionnaire: Questionnaire) -> Iterator[tuple[str, RowKey]]:
    for question in questionnaire.questions():
        key = question.number or question.name
        if question.kind is Kind.MATRIX:
            for row in question.rows:
                yield row.name, (key, row.row)
        elif question.kind.has_choices:
            yield question.name, (key, None)


def _conditions(question: Question) -> Iterator[tuple[str, str | None]]:
    if question.kind is Kind.MATRIX:
        for row in question.rows:
            yield row.name, row.relevance
    elif question.kind.has_choices:
        yield question.name, None


def _exclusive(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    for question in questionnaire.questions():
        if question.kind is Kind.SEVERAL and question.choices is not None:
            for choice in questionnaire.choice_list(question.choices).choices:
                if choice.role is Role.EXCLUSIVE:
                    yield question.number or question.name, choice.code


_EQUAL = re.compile(r"""\$\{\s*(\w+)\s*\}\s*=\s*(?:'([^']*)'|"([^"]*)"|(\d+))""")
_SELECTED = re.compile(r"""selected\(\s*\$\{\s*(\w+)\s*\}\s*,\s*(?:'([^']*)'|"([^"]*)")\s*\)""")


def _understood(condition: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (source, codes) for every part of `condition` that must hold and is understood."""
    if re.search(r"\band\b", condition) and re.search(r"\bor\b", condition):
        return
    for part in re.split(r"\band\b", condition):
        named: dict[str, list[str]] = {}
        for atom in re.split(r"\bor\b", part):
            text = atom.strip()
            found = _EQUAL.fullmatch(text) or _SELECTED.fullmatch(text)
            if found is None:
                break
            code = next(group for group in found.groups()[1:] if group is not None)
            named.setdefault(found.group(1), []).append(code)
        else:
            if len(named) == 1:
                ((source, codes),) = named.items()
                yield source, tuple(codes)
