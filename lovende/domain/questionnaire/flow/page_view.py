"""One page filled in: the texts with what they name, the choices on offer, the answers so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from enum import Enum
from itertools import groupby
from typing import TYPE_CHECKING

from lovende.domain.questionnaire.answer_rules import is_required
from lovende.domain.questionnaire.columns import column_name
from lovende.domain.questionnaire.expressions import Value, as_boolean, as_text
from lovende.domain.questionnaire.flow.prepared import (
    PreparedItem,
    PreparedPage,
    PreparedStep,
    Words,
)
from lovende.domain.questionnaire.flow.showing import NamedTest, remaining
from lovende.domain.questionnaire.flow.shown import (
    ShownChoice,
    ShownIf,
    ShownItem,
    ShownRow,
    Stored,
)
from lovende.domain.questionnaire.interview import Interview, Slot
from lovende.domain.questionnaire.model import Kind
from lovende.domain.questionnaire.plan import Rounds

if TYPE_CHECKING:
    from lovende.domain.questionnaire.flow.walk import Walk

NO_ANSWER = "…"


class Hidden(Enum):
    """That a step does not stand on the page."""

    HIDDEN = "hidden"


HIDDEN = Hidden.HIDDEN
Standing = ShownIf | Hidden | None
"""How a step stands on a page: under a condition, not at all, or in any case."""


class PageView:
    """One page of a walk."""

    def __init__(
        self,
        walk: Walk,
        page: PreparedPage,
        rounds: Rounds,
        *,
        opened: Mapping[Slot, int] | None = None,
        typed: Stored | None = None,
    ) -> None:
        """`opened` are rounds that are begun by showing the page; `typed` as in `Walk.page`."""
        self.page = page
        self.rounds = rounds
        self._flow = walk.flow
        self._plan = walk.flow.plan
        self._prefill = walk.prefill
        self._answers: Stored = {**walk.answers, **typed} if typed else walk.answers
        self.opened = dict(opened or {})
        self._interview = _interview(walk, page, rounds, self.opened)
        self._away: set[Slot] = set()
        self._asked_only = False

    def said(self, words: Words, repeats: tuple[str, ...], rounds: Rounds) -> str:
        """Return a text with the answers that it names, as they are within these rounds."""
        if len(words.pieces) == 1:
            return words.plain
        pieces = list(words.pieces)
        for index in range(1, len(pieces), 2):
            pieces[index] = self._told(pieces[index], repeats, rounds)
        return "".join(pieces)

    def _told(self, name: str, repeats: tuple[str, ...], rounds: Rounds) -> str:
        """Return an answer as a reader says it: labels for codes."""
        seen = self._interview.seen(name, repeats, rounds, False)
        step = self._plan.by_name.get(name)
        labels = self._flow.option_labels.get(step.question.choices or "", {}) if step else {}
        told = ", ".join(
            labels.get(code, code)
            for text in _texts(seen)
            for code in (text.split() if labels else (text,))
            if code
        )
        return told or NO_ANSWER

    def items(self, *, asked_only: bool = False) -> tuple[ShownItem, ...]:
        """Return what stands on the page, in order; a repeat within it round after round.

        With `asked_only` without the questions that the answers so far leave out.
        """
        self._asked_only = asked_only
        made: list[ShownItem] = []
        last: tuple[tuple[str, Rounds], ...] = ()
        for item, rounds in self._in_order():
            found = self._item(item, rounds)
            if found is None:
                continue
            groups = tuple((name, rounds) for name, _ in item.groups)
            begun = [
                self.said(words, item.repeats, rounds)
                for index, (_, words) in enumerate(item.groups)
                if last[: index + 1] != groups[: index + 1] and words
            ]
            made.append(replace(found, headings=tuple(begun)) if begun else found)
            last = groups
        return tuple(made)

    def _in_order(self) -> Iterator[tuple[PreparedItem, Rounds]]:
        for repeats, block in groupby(self.page.items, key=lambda item: item.repeats):
            items = list(block)
            for rounds in self._interview.all_rounds(repeats, self.rounds):
                for item in items:
                    yield item, rounds

    def _item(self, item: PreparedItem, rounds: Rounds) -> ShownItem | None:
        standings = [self._standing(step, rounds) for step in item.steps]
        if all(standing is HIDDEN for standing in standings):
            return None
        step = item.steps[0].step
        is_matrix = item.kind is Kind.MATRIX
        column = column_name(item.name, rounds)
        values = self._values(column, item.kind, item.steps[0].default)
        return ShownItem(
            column=column,
            name=item.name,
            kind=item.kind,
            label=self.said(item.label, item.repeats, rounds),
            number=item.number,
            hint=self.said(item.hint, item.repeats, rounds),
            guidance=tuple(self.said(point, item.repeats, rounds) for point in item.guidance),
            required=not is_matrix and is_required(self._interview, step, rounds),
            read_only=item.read_only,
            appearance=item.appearance,
            choices=self._choices(item, values, rounds),
            rows=tuple(self._rows(item, standings, rounds)) if is_matrix else (),
            value="" if is_matrix else " ".join(values),
            values=values if item.kind is Kind.SEVERAL else (),
            shown_if=None if is_matrix else _condition(standings[0]),
            offered_elsewhere=item.filter_on_page,
            codes=item.codes,
        )

    def _rows(
        self, item: PreparedItem, standings: list[Standing], rounds: Rounds
    ) -> Iterator[ShownRow]:
        for row, standing in zip(item.steps, standings, strict=True):
            if standing is HIDDEN:
                continue
            column = column_name(row.step.name, rounds)
            yield ShownRow(
                column,
                self.said(row.label, item.repeats, rounds),
                " ".join(self._values(column, Kind.ONE, row.default)),
                is_required(self._interview, row.step, rounds),
                self.said(row.hint, item.repeats, rounds),
                _condition(standing),
            )

    def _values(self, column: str, kind: Kind, default: str) -> tuple[str, ...]:
        """Return what stands in a field: the answer, else what is known or usual before there is one."""
        if column in self._answers:
            stored = self._answers[column]
        else:
            stored = self._prefill.get(column, default) or None
        if stored is None:
            return ()
        if isinstance(stored, list | tuple):
            return tuple(str(code) for code in stored)
        return tuple(str(stored).split()) if kind is Kind.SEVERAL else (str(stored),)

    def _choices(
        self, item: PreparedItem, values: tuple[str, ...], rounds: Rounds
    ) -> tuple[ShownChoice, ...]:
        other = self._item(item.other, rounds) if item.other is not None else None
        made: list[ShownChoice] = []
        for choice in item.choices:
            chosen = choice.code in values
            if not item.plain_choices and not self._is_offered(item, choice.columns, rounds):
                continue
            shown = choice.shown
            if len(choice.label.pieces) > 1:
                shown = replace(shown, label=self.said(choice.label, item.repeats, rounds))
            if chosen:
                shown = replace(shown, selected=True)
            if other is not None and choice.code == item.other_code:
                shown = replace(shown, other=other)
            made.append(shown)
        return tuple(made)

    def _is_offered(self, item: PreparedItem, columns: Mapping[str, str], rounds: Rounds) -> bool:
        step = item.steps[0].step
        if step.choice_filter is None or item.filter_on_page:
            return True
        return as_boolean(
            self._interview.evaluate(step.choice_filter, step.repeats, rounds, columns=columns)
        )

    def _standing(self, prepared: PreparedStep, rounds: Rounds) -> Standing:
        """Return HIDDEN, the condition under which the browser shows a step, or None: always."""
        found = self._condition(prepared, rounds)
        if found is HIDDEN:
            self._away.add((prepared.step.name, rounds))
        return found

    def _condition(self, prepared: PreparedStep, rounds: Rounds) -> Standing:
        step, showing = prepared.step, prepared.showing
        if not showing.depends_on_page or showing.parts is None or self._asked_only:
            return None if self._interview.asked(step, rounds) else HIDDEN
        before = all(
            as_boolean(
                self._interview.evaluate(c.expression, step.repeats[: c.depth], rounds[: c.depth])
            )
            for c in showing.before
        )
        left = (
            remaining(
                showing.parts,
                lambda name: self._on_page(name, rounds),
                lambda name: self._answer(name, rounds),
            )
            if before
            else None
        )
        if left is None:
            return HIDDEN
        return self._shown_if(left, rounds) if left else None

    def _on_page(self, name: str, rounds: Rounds) -> bool:
        slot = (name, rounds[: len(self._plan.by_name[name].repeats)])
        return name in self.page.names and slot not in self._away

    def _answer(self, name: str, rounds: Rounds) -> str:
        step = self._plan.by_name[name]
        return as_text(self._interview.value(step, rounds[: len(step.repeats)]))

    def _shown_if(self, parts: tuple[tuple[NamedTest, ...], ...], rounds: Rounds) -> ShownIf:
        tests = tuple(tuple(test.at(self._column(test, rounds)) for test in p) for p in parts)
        if len(parts) > 1 or len(parts[0]) > 1:
            return ShownIf(tests)
        test = parts[0][0]
        read = self._plan.by_name[test.name]
        said = read.row.label if read.row is not None else read.question.label
        labels = self._flow.option_labels.get(read.question.choices or "", {})
        return ShownIf(
            tests,
            said.get(self._flow.language),
            tuple(labels.get(code, code) for code in test.codes),
            test.negated,
        )

    def _column(self, test: NamedTest, rounds: Rounds) -> str:
        return column_name(test.name, rounds[: len(self._plan.by_name[test.name].repeats)])


def _condition(standing: Standing) -> ShownIf | None:
    return standing if isinstance(standing, ShownIf) else None


def _texts(seen: Value) -> list[str]:
    return [as_text(each) for each in seen] if isinstance(seen, list | tuple) else [as_text(seen)]


def _interview(
    walk: Walk, page: PreparedPage, rounds: Rounds, opened: dict[Slot, int]
) -> Interview:
    """Return the routing that the page is shown by.

    A repeat that stands on the page has one round more to fill in, where nothing but the
    answers says how many rounds there are.
    """
    interview = walk.interview_with(opened)
    blank: dict[Slot, int] = {}
    for path in dict.fromkeys(item.repeats for item in page.items):
        for depth in range(len(rounds), len(path)):
            repeat = walk.flow.plan.repeat_by_name[path[depth]]
            if repeat.count is not None or repeat.repeat_while is not None:
                continue
            for outer in interview.all_rounds(path[:depth], rounds):
                if interview.rounds_of(path[depth], outer):
                    blank[path[depth], outer] = interview.given_rounds(path[depth], outer) + 1
    return walk.interview_with({**opened, **blank}) if blank else interview
