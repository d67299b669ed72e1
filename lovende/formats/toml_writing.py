"""Tables written as TOML: what `tomllib` reads comes back the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(tables: Mapping[str, Any]) -> str:
    """Return `tables` as the text of a TOML file.

    Values are texts, whole and decimal numbers, truths, lists of those, tables, and lists of
    tables; None is left out. Raises TypeError for anything else.
    """
    return "\n".join(_table(tables, ())).strip("\n") + "\n"


def _table(table: Mapping[str, Any], where: tuple[str, ...]) -> Iterator[str]:
    """Plain values first: what follows a header belongs to it."""
    inner: list[tuple[str, Any]] = []
    for key, value in table.items():
        if isinstance(value, Mapping) or _is_tables(value):
            inner.append((key, value))
        elif value is not None:
            yield f"{_key(key)} = {_value(value)}"
    for key, value in inner:
        path = (*where, key)
        header = ".".join(_key(part) for part in path)
        if isinstance(value, Mapping):
            yield from ("", f"[{header}]")
            yield from _table(value, path)
        else:
            for each in value:
                yield from ("", f"[[{header}]]")
                yield from _table(each, path)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and any(isinstance(each, Mapping) for each in value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(_value(each) for each in value)}]"
    raise TypeError(f"no TOML for {type(value).__name__}")


def _text(text: str) -> str:
    """JSON's escapes are TOML's too, but for the delete sign, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
