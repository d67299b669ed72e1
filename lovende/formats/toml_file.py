"""TOML files that a person writes: read into frozen dataclasses, with every fault told by line.

A dataclass describes one table of the file. Its fields are the keys; `setting(about)` gives the
sentence that the reference page shows. So the reader, the defaults and the documentation have
one source. Supported field types: `str`, `int`, `float`, `bool`, `Text` (a table by language, or
one string), `Path` (relative to the file), another such dataclass, a tuple of any of these, and
any of these `| None`. A `Literal` of strings allows only those words.
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
import types
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

from lovende.domain.errors import Fault, LovendeError, Place, fault, nearest
from lovende.domain.texts import LANGUAGES, N_, Term, Text

T = TypeVar("T")
Tables = dict[str, Any]
Completion = Callable[[Tables], Tables]
LARGEST = 5_000_000
"""Bytes; a file that a person wrote is smaller."""


def setting(about: str, *, default: Any = dataclasses.MISSING, name: str | None = None) -> Any:
    """Declare a key of a table: what it means, its default, and its name where Python's differs."""
    metadata = {"about": about, "name": name}
    return dataclasses.field(default=default, metadata=metadata)


def key_name(field: dataclasses.Field[Any]) -> str:
    """The key in the file that a field stands for."""
    return typing.cast(str, field.metadata.get("name") or field.name)


def read_toml(path: Path, kind: type[T]) -> T:
    """Read `path` into the dataclass `kind`.

    Raises LovendeError with every fault: a file that cannot be read, broken syntax, an unknown
    key (with the nearest known one), a missing key, a value of the wrong type.
    """
    built, faults = read_toml_with_faults(path, kind)
    if built is None or faults:
        raise LovendeError(faults)
    return built


def read_toml_with_faults(
    path: Path, kind: type[T], completed: Completion | None = None
) -> tuple[T | None, tuple[Fault, ...]]:
    """Read `path` as `read_toml` does, and return its faults beside what can be used all the same.

    `completed` adds what the file does not say to its tables before they are read. Where only keys are unknown, all others are there and can be worked with; with any other fault
    there is None. Raises LovendeError for a file that is no TOML.
    """
    text, data = tables_of_toml(path)
    reader = _Reader(path, text)
    built = reader.table(kind, completed(data) if completed else data, ())
    usable = all(found.code == "toml.unknown_key" for found in reader.faults)
    return (typing.cast(T, built) if usable else None), tuple(reader.faults)


def tables_of_toml(path: Path) -> tuple[str, Tables]:
    """Return the text of a TOML file and its tables. Raises LovendeError where it is none."""
    text = _text_of(path)
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise LovendeError(_syntax_fault(str(problem), path)) from None
    except (ValueError, RecursionError):
        # A number of thousands of digits, or lists within thousands of lists.
        message = N_("A number in the file is too long, or lists stand too deep within lists.")
        raise LovendeError(fault("toml.bounds", message, place=Place(file=path.name))) from None


def line_of(text: str, wanted: tuple[str | int, ...]) -> int | None:
    """Return the line (from 1) where the key at the path `wanted` stands, or that of its table."""
    here: tuple[str | int, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[{1,2})\s*([^\]#]+?)\s*\]{1,2}\s*(#.*)?$", line):
            names = tuple(part.strip().strip("\"'") for part in header[2].split("."))
            if header[1] == "[[":
                counts[names] = counts.get(names, -1) + 1
                counts = {k: v for k, v in counts.items() if k == names or k[: len(names)] != names}
            here = ()
            for depth in range(1, len(names) + 1):
                here += (names[depth - 1],)
                if names[:depth] in counts:
                    here += (counts[names[:depth]],)
            found = here
        elif assignment := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            found = here + tuple(part.strip("\"'") for part in assignment[1].split("."))
        else:
            continue
        common = len(found) if found == wanted[: len(found)] else 0
        if common and (best is None or common > best[0]):
            best = (common, number)
        if found[: len(wanted)] == wanted and (best is None or best[0] < len(wanted)):
            best = (len(wanted), number)
    return best[1] if best and wanted else None


def _text_of(path: Path) -> str:
    place = Place(file=path.name)
    try:
        if path.stat().st_size > LARGEST:
            raise LovendeError(
                fault(
                    "toml.too_large",
                    N_(
                        "The file is far too large to be one that a person wrote. Name the right file."
                    ),
                    place=place,
                )
            )
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise LovendeError(
            fault(
                "file.missing",
                N_("There is no such file. Check the name and the folder."),
                place=place,
            )
        ) from None
    except IsADirectoryError:
        raise LovendeError(
            fault("file.folder", N_("This is a folder. Name the file in it."), place=place)
        ) from None
    except UnicodeDecodeError:
        raise LovendeError(
            fault(
                "toml.encoding", N_("The file is not text in UTF-8. Save it as UTF-8."), place=place
            )
        ) from None
    except OSError as problem:
        raise LovendeError(
            fault(
                "file.unreadable",
                N_("The file cannot be read: {reason}."),
                place=place,
                reason=problem.strerror or "",
            )
        ) from None
    if not text.strip():
        raise LovendeError(fault("file.empty", N_("The file is empty."), place=place))
    return text


def _syntax_fault(problem: str, path: Path) -> Fault:
    where = re.search(r"\(at line (\d+), column (\d+)\)", problem)
    row = int(where[1]) if where else None
    reason = re.sub(r"\s*\(at .*\)", "", problem)
    return fault(
        "toml.syntax",
        N_("This is not valid TOML ({reason}). Correct the line, or the one before it."),
        place=Place(file=path.name, row=row),
        reason=reason,
    )


class _Reader:
    """Walks the parsed data along the dataclasses and collects faults."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.faults: list[Fault] = []

    def wrong(self, code: str, message: str, where: tuple[str | int, ...], **params: Any) -> None:
        place = Place(file=self.path.name, row=line_of(self.text, where))
        self.faults.append(fault(code, message, place=place, **params))

    def table(self, kind: type[Any], data: Any, where: tuple[str | int, ...]) -> Any:
        if not isinstance(data, dict):
            self.wrong("toml.not_table", N_("{key} must be a table."), where, key=_dotted(where))
            return None
        hints = typing.get_type_hints(kind)
        fields = {key_name(field): field for field in dataclasses.fields(kind)}
        for name in data:
            if name not in fields:
                self._unknown(name, list(fields), where)
        values: dict[str, Any] = {}
        for name, field in fields.items():
            if name in data:
                values[field.name] = self.value(hints[field.name], data[name], (*where, name))
            elif field.default is dataclasses.MISSING:
                self.wrong(
                    "toml.missing_key",
                    N_("{key} is missing. Add it."),
                    where,
                    key=_dotted((*where, name)),
                )
                values[field.name] = None
        return kind(**values)

    def _unknown(self, name: str, known: list[str], where: tuple[str | int, ...]) -> None:
        guess = nearest(name, known)
        if guess:
            message = N_("{key} is not a known key. Did you mean {guess}?")
        else:
            message = N_("{key} is not a known key. Known here: {known}.")
        self.wrong(
            "toml.unknown_key",
            message,
            (*where, name),
            key=_dotted((*where, name)),
            guess=guess,
            known=", ".join(known),
        )

    def value(self, hint: Any, value: Any, where: tuple[str | int, ...]) -> Any:
        origin = typing.get_origin(hint)
        if origin in (types.UnionType, typing.Union):
            hint = next(a for a in typing.get_args(hint) if a is not type(None))
            return self.value(hint, value, where)
        if origin is tuple:
            (inner, _) = typing.get_args(hint)
            if not isinstance(value, list):
                return self._expected(N_("a list"), where)
            return tuple(self.value(inner, part, (*where, i)) for i, part in enumerate(value))
        if origin is Literal:
            if value not in typing.get_args(hint):
                words = ", ".join(typing.get_args(hint))
                self.wrong(
                    "toml.not_allowed",
                    N_("{key} is {value}. It must be one of: {words}."),
                    where,
                    key=_dotted(where),
                    value=value,
                    words=words,
                )
            return value
        if origin is dict:
            (_, inner) = typing.get_args(hint)
            if not isinstance(value, dict):
                return self._expected(N_("a table"), where)
            return {k: self.value(inner, v, (*where, k)) for k, v in value.items()}
        if dataclasses.is_dataclass(hint) and hint is not Text:
            return self.table(typing.cast(type[Any], hint), value, where)
        return self._plain(hint, value, where)

    def _plain(self, hint: Any, value: Any, where: tuple[str | int, ...]) -> Any:
        if hint is Any:
            return value
        if hint is Text:
            return self._localised(value, where)
        if hint is Path:
            if isinstance(value, str) and value.strip():
                return self.path.parent / value
            return self._expected(N_("the name of a file, in quotes"), where)
        if hint is bool and not isinstance(value, bool):
            return self._expected(N_("true or false"), where)
        if hint is str and not isinstance(value, str):
            return self._expected(N_("a text, in quotes"), where)
        if hint is int and (isinstance(value, bool) or not isinstance(value, int)):
            return self._expected(N_("a whole number"), where)
        if hint is float:
            if isinstance(value, bool) or not isinstance(value, int | float):
                return self._expected(N_("a number"), where)
            return float(value)
        return value

    def _localised(self, value: Any, where: tuple[str | int, ...]) -> Text | None:
        if isinstance(value, str):
            return Text.of({"": value})
        if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
            for language in value:
                if language not in LANGUAGES:
                    self._unknown(language, list(LANGUAGES), where)
            return Text.of(value)
        self._expected(N_("a text, or one text for each language (da, en)"), where)
        return None

    def _expected(self, what: str, where: tuple[str | int, ...]) -> None:
        self.wrong(
            "toml.wrong_type",
            N_("{key} must be {what}."),
            where,
            key=_dotted(where),
            what=Term(what),
        )


def _dotted(where: tuple[str | int, ...]) -> str:
    """Return the path of a key as the user thinks of it: `chapter[2].title`."""
    text = ""
    for part in where:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text
