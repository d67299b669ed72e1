"""The findings as a whole, and their JSON."""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from dataclasses import dataclass, field
from typing import Any

from lovende.analysis.findings.index import Index
from lovende.analysis.findings.response import Response
from lovende.analysis.findings.study import Study
from lovende.analysis.findings.tables import Table, Test
from lovende.analysis.findings.texts import Texts
from lovende.analysis.findings.weighting import Weighting


@dataclass
class AskedQuestion:
    """A question as it was put, for the appendix with the questionnaire."""

    question: str
    name: str
    kind: str
    title: Texts
    hint: Texts | None = None
    guidance: Texts | None = None
    asked_if: Texts | None = None
    answers: int | None = None
    """For an open question: how many wrote something."""


@dataclass
class QuestionnairePage:
    title: Texts
    questions: list[AskedQuestion]
    text: Texts | None = None


@dataclass
class Practice:
    """A published innovation: facts, and the effort and the learning retold."""

    theme: str
    theme_label: Texts
    municipality: str
    area: Texts
    target_group: Texts
    purpose: Texts
    effort: Texts
    learning: Texts


@dataclass
class Provenance:
    """What the findings were made from, so that they can be made again."""

    inputs: list[dict[str, str]]
    """Each `file`, `role`, `sha256`."""
    versions: dict[str, str]
    parameters: dict[str, Any]
    seed: int
    warnings: list[Texts] = field(default_factory=list)


@dataclass
class Findings:
    study: Study
    response: Response
    tables: list[Table]
    tests: list[Test]
    index: Index | None
    provenance: Provenance
    questionnaire: list[QuestionnairePage] = field(default_factory=list)
    practices: list[Practice] = field(default_factory=list)
    practices_note: Texts | None = None
    weighting: Weighting | None = None

    def table(self, question: str, row: int | None = None, by: str | None = None) -> Table:
        """Return one table. Raises KeyError where there is none."""
        for table in self.tables:
            if (table.question, table.row, table.by) == (question, row, by):
                return table
        raise KeyError((question, row, by))

    def rows(self, question: str, by: str | None = None) -> list[Table]:
        """Return the tables of a question: one, or one for each row of a matrix."""
        return [t for t in self.tables if t.question == question and t.by == by]

    def to_json(self) -> str:
        """Return the findings as the text of `findings.json` (UTF-8, no NaN)."""
        plain = dataclasses.asdict(self)
        return json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Findings:
        """Read back what `to_json` wrote."""
        return typing.cast(Findings, _build(cls, json.loads(text)))


def _build(kind: Any, value: Any) -> Any:
    """Make an object of the annotated type `kind` from plain JSON data."""
    if value is None:
        return None
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        return kind(**{name: _build(hints[name], part) for name, part in value.items()})  # type: ignore[operator]  # a dataclass
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        inner = next(a for a in typing.get_args(kind) if a is not type(None))
        return _build(inner, value)
    if origin is list:
        (inner,) = typing.get_args(kind)
        return [_build(inner, part) for part in value]
    return value
