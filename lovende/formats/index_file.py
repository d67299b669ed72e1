"""Reads the definition of an index from a TOML file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lovende.domain.errors import Fault, LovendeError, Place, Severity, fault, nearest
from lovende.domain.promise.checking import Scales, check_definition
from lovende.domain.promise.definition import (
    Aggregation,
    Dimension,
    Direction,
    IndexDefinition,
    Item,
    SkippedRule,
    equal_steps,
)
from lovende.domain.texts import N_, Text

MAX_BYTES = 5_000_000
"""An index file is some pages of text; what is larger is some other file."""

TOP_KEYS = ("index", "dimension", "item")
INDEX_KEYS = (
    "title",
    "threshold",
    "max_dont_know",
    "aggregation",
    "skipped",
    "description",
    "offset",
    "order_weights",
)
DIMENSION_KEYS = ("key", "label", "weight")
ITEM_KEYS = (
    "variable",
    "dimension",
    "label",
    "direction",
    "steps",
    "scores",
    "dont_know",
    "dont_know_codes",
    "weight",
)
LEFT_OUT = "left_out"


def read_index(
    path: Path, scales: Scales | None = None
) -> tuple[IndexDefinition, tuple[Fault, ...]]:
    """Read and check the index file `path`; return the definition and the warnings.

    With `scales` (see `lovende.domain.promise.checking`) the items are held against the
    questionnaire too. Raises LovendeError with every fault that was found; each fault names the
    file, and the line where the item or dimension begins.
    """
    reader = _Reader(_parse(path))
    definition = reader.definition()
    faults = [*reader.faults, *_known_faults(reader, definition, scales)]
    placed = tuple(found.at(file=path.name) for found in faults)
    if any(found.severity is Severity.ERROR for found in placed):
        raise LovendeError(placed)
    return definition, placed


def _known_faults(
    reader: _Reader, definition: IndexDefinition, scales: Scales | None
) -> Iterable[Fault]:
    """Leave out what the reader itself has told already about the same item."""
    told = {(found.code, found.place.row) for found in reader.faults}
    broken = {row for _, row in told if row is not None}
    for found in check_definition(definition, scales):
        follows = found.place.row in broken and found.code in _FOLLOWS_FROM_BROKEN
        if (found.code, found.place.row) not in told and not follows:
            yield found


_FOLLOWS_FROM_BROKEN = {
    "index.flat_scores",
    "index.direction_missing",
    "index.code_without_score",
    "index.unknown_dimension",
    "index.unknown_item",
}


def _parse(path: Path) -> _Document:
    place = Place(file=path.name)
    try:
        if path.is_dir():
            raise LovendeError(
                fault("index.folder", N_("This is a folder; give an index file."), place=place)
            )
        if path.stat().st_size > MAX_BYTES:
            raise LovendeError(
                fault(
                    "index.too_large", N_("The file is too large for an index file."), place=place
                )
            )
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise LovendeError(
            fault("index.missing", N_("There is no such file; check the name."), place=place)
        ) from None
    except UnicodeDecodeError:
        raise LovendeError(
            fault("index.encoding", N_("This is not a text file in UTF-8."), place=place)
        ) from None
    except OSError as error:
        raise LovendeError(
            fault(
                "index.unreadable",
                N_("The file cannot be read: {reason}"),
                place=place,
                reason=error.strerror or str(error),
            )
        ) from None
    try:
        return _Document(tomllib.loads(text), text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise LovendeError(_syntax_fault(str(error), place)) from None


def _syntax_fault(message: str, place: Place) -> Fault:
    """Turn the parser's `... (at line 3, column 7)` into a fault with its place."""
    found = re.search(r"\s*\(at line (\d+), column (\d+)\)$", message)
    reason = message[: found.start()] if found else re.sub(r"\s*\(at .*\)$", "", message)
    told = fault(
        "index.syntax",
        N_("The file does not follow the rules of TOML: {reason}"),
        place=place,
        reason=reason,
    )
    return told.at(row=int(found.group(1)), column=found.group(2)) if found else told


class _Document:
    """The parsed file, and the line on which each `[[item]]` and `[[dimension]]` begins."""

    def __init__(self, content: dict[str, Any], text: str) -> None:
        self.content = content
        self._lines: dict[str, list[int]] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if header := re.match(r"\s*\[\[\s*(\w+)\s*\]\]", line):
                self._lines.setdefault(header.group(1), []).append(number)

    def tables(self, name: str) -> list[tuple[Any, int | None]]:
        """Return the tables `[[name]]` with their lines (None where they are written inline)."""
        content = self.content.get(name, [])
        tables = content if isinstance(content, list) else [content]
        lines = self._lines.get(name, [])
        told: list[int | None] = list(lines) if len(lines) == len(tables) else [None] * len(tables)
        return list(zip(tables, told, strict=True))


class _Reader:
    """Takes values out of the document; what does not fit becomes a fault and a harmless default."""

    def __init__(self, document: _Document) -> None:
        self.document = document
        self.faults: list[Fault] = []

    def definition(self) -> IndexDefinition:
        content = self.document.content
        self._check_keys(content, TOP_KEYS, Place())
        head = content.get("index", {})
        if not isinstance(head, dict):
            self.wrong_type("index", N_("{key} must be a table."), Place())
            head = {}
        table = _Table(self, head, Place())
        self._check_keys(head, INDEX_KEYS, Place())
        limit = table.number("max_dont_know", 3)
        if limit is not None and limit != int(limit):
            self.wrong_type("max_dont_know", N_("{key} must be a whole number."), Place())
        return IndexDefinition(
            dimensions=tuple(self._dimension(*found) for found in self._tables("dimension")),
            items=tuple(self._item(*found) for found in self._tables("item")),
            threshold=table.number("threshold") or 0.0,
            max_dont_know=int(limit or 0),
            aggregation=table.choice("aggregation", Aggregation, Aggregation.ITEM_MEAN),
            skipped=table.choice("skipped", SkippedRule, SkippedRule.DONT_KNOW),
            description=table.text("description", required=False) or None,
            offset=table.number("offset", 0.01) or 0.0,
            order_weights=table.numbers("order_weights"),
            title=table.label("title"),
        )

    def _tables(self, name: str) -> list[tuple[dict[str, Any], int | None]]:
        tables = []
        for table, line in self.document.tables(name):
            if isinstance(table, dict):
                tables.append((table, line))
            else:
                self.wrong_type(name, N_("{key} must be a table."), Place())
        return tables

    def _dimension(self, content: dict[str, Any], line: int | None) -> Dimension:
        place = Place(row=line)
        table = _Table(self, content, place)
        self._check_keys(content, DIMENSION_KEYS, place)
        weight = table.number("weight", 0.0) if "weight" in content else None
        return Dimension(table.text("key"), table.label("label"), weight, line)

    def _item(self, content: dict[str, Any], line: int | None) -> Item:
        variable = content.get("variable")
        place = Place(row=line, question=variable if isinstance(variable, str) else None)
        table = _Table(self, content, place)
        self._check_keys(content, ITEM_KEYS, place)
        direction = table.choice("direction", Direction, None) if "direction" in content else None
        return Item(
            variable=table.text("variable"),
            dimension=table.text("dimension"),
            scores=self._scores(table, direction),
            direction=direction,
            dont_know=self._dont_know(table),
            dont_know_codes=table.codes("dont_know_codes")
            if "dont_know_codes" in content
            else None,
            label=table.label("label"),
            weight=table.number("weight", 1.0) or 0.0,
            line=line,
        )

    def _scores(self, table: _Table, direction: Direction | None) -> tuple[tuple[str, float], ...]:
        if ("steps" in table.content) == ("scores" in table.content):
            self.faults.append(
                fault(
                    "index.steps_or_scores",
                    N_(
                        "Give the item either steps (codes with equal distances)"
                        " or scores (a score for each code)."
                    ),
                    place=table.place,
                )
            )
            return ()
        if "steps" not in table.content:
            return table.scores("scores")
        codes = table.codes("steps")
        if len(set(codes)) < len(codes):
            self.faults.append(
                fault(
                    "index.doubled_code", N_("A code is listed twice in steps."), place=table.place
                )
            )
        if len(codes) < 2:
            return tuple((code, 1.0) for code in codes)
        return equal_steps(codes, direction or Direction.BEST_FIRST)

    def _dont_know(self, table: _Table) -> float | None:
        given = table.content.get("dont_know", LEFT_OUT)
        if given == LEFT_OUT:
            return None
        if isinstance(given, str):
            self.wrong_type(
                "dont_know", N_('{key} must be a number from 0 to 1, or "left_out".'), table.place
            )
            return None
        return table.number("dont_know")

    def _check_keys(self, content: Mapping[str, Any], known: tuple[str, ...], place: Place) -> None:
        for key in content:
            if key not in known:
                self.faults.append(
                    fault(
                        "index.unknown_key",
                        N_("{key} is not a key of an index file. The nearest one is {nearest}."),
                        place=place,
                        key=key,
                        nearest=nearest(key, known) or "-",
                    )
                )

    def wrong_type(self, key: str, message: str, place: Place) -> None:
        self.faults.append(fault("index.type", message, place=place, key=key))


class _Table:
    """One table of the file, read key by key."""

    def __init__(self, reader: _Reader, content: dict[str, Any], place: Place) -> None:
        self.reader = reader
        self.content = content
        self.place = place

    def text(self, key: str, *, required: bool = True) -> str:
        value = self.content.get(key)
        if value is None:
            if required:
                self._missing(key)
            return ""
        if isinstance(value, str):
            return value.strip()
        self._wrong(key, N_("{key} must be a text."))
        return ""

    def number(self, key: str, default: float | None = None) -> float | None:
        value = self.content.get(key, default)
        if value is None:
            self._missing(key)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        else:
            self._wrong(key, N_("{key} must be a number."))
        return default

    def numbers(self, key: str) -> tuple[float, ...]:
        values = self.content.get(key, [])
        if isinstance(values, list) and all(type(value) in (int, float) for value in values):
            return tuple(float(value) for value in values)
        self._wrong(key, N_("{key} must be a list of numbers."))
        return ()

    def choice(self, key: str, kind: Any, default: Any) -> Any:
        value = self.content.get(key, default)
        if value is None or value in tuple(kind):
            return default if value is None else kind(value)
        known = [member.value for member in kind]
        self.reader.faults.append(
            fault(
                "index.unknown_word",
                N_("{key} is {value}; it must be one of {known}."),
                place=self.place,
                key=key,
                value=value,
                known=", ".join(known),
            )
        )
        return default

    def label(self, key: str) -> Text:
        value = self.content.get(key, {})
        if isinstance(value, str):
            return Text.of({"": value})
        if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
            return Text.of(value)
        self._wrong(key, N_("{key} must be a text, or a text for each language."))
        return Text()

    def codes(self, key: str) -> tuple[str, ...]:
        values = self.content.get(key)
        if isinstance(values, list) and all(type(value) in (int, str) for value in values):
            return tuple(str(value) for value in values)
        self._wrong(key, N_("{key} must be a list of codes."))
        return ()

    def scores(self, key: str) -> tuple[tuple[str, float], ...]:
        values = self.content.get(key)
        if isinstance(values, dict) and all(type(v) in (int, float) for v in values.values()):
            return tuple((str(code), float(score)) for code, score in values.items())
        self._wrong(
            key, N_('{key} must be a table of codes and scores, such as {{"1" = 1.0, "2" = 0.0}}.')
        )
        return ()

    def _missing(self, key: str) -> None:
        self.reader.faults.append(
            fault("index.missing_key", N_("The key {key} is missing."), place=self.place, key=key)
        )

    def _wrong(self, key: str, message: str) -> None:
        self.reader.wrong_type(key, message, self.place)
