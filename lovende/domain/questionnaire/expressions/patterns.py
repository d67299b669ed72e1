"""Text patterns of XLSForms, and those of them that could take forever."""

from __future__ import annotations

import re
import re._constants as codes  # type: ignore[import-not-found]  # not documented, so not typed
import re._parser as parser  # type: ignore[import-not-found]  # as above
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

_CLASS_HYPHEN = re.compile(r"(\\[wWdDsS])-(?=[^\]])")
_MANY = 20
"""Repeated up to so often, a part is still tried in a moment."""
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT)
_SIGNS = (codes.LITERAL, codes.NOT_LITERAL, codes.IN)


@lru_cache(maxsize=256)
def compiled_pattern(pattern: str) -> re.Pattern[str]:
    """Return a pattern of Java's dialect, as XLSForms write it, for Python.

    Java takes `[\\w-.]` where Python wants the hyphen escaped. Raises re.error, also for a
    pattern that can run away.
    """
    try:
        made = re.compile(pattern)
    except re.error:
        pattern = _CLASS_HYPHEN.sub(r"\1\\-", pattern)
        made = re.compile(pattern)
    if can_run_away(pattern):
        raise re.error("repeats within repeats", pattern)
    return made


def can_run_away(pattern: str) -> bool:
    """Whether a repeated part is repeated again with no sign of its own between: `(a+)+`.

    Such a pattern can be tried on a text of forty signs in more ways than anyone can wait for.
    """
    try:
        return any(_runs_away(body) for body in _repeated(parser.parse(pattern)))
    except (re.error, RecursionError):
        return False


def _runs_away(body: Any) -> bool:
    separated = any(operation in _SIGNS for operation, _ in _flat(body))
    return not separated and any(True for _ in _repeated(body))


def _flat(body: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the parts of a sequence, those in plain groups too."""
    for operation, given in body:
        if operation is codes.SUBPATTERN:
            yield from _flat(given[-1])
        else:
            yield operation, given


def _repeated(tree: Any) -> Iterator[Any]:
    """Yield what is repeated very often, wherever it stands."""
    for operation, given in tree:
        if operation in _REPEATS and given[1] > _MANY:
            yield given[2]
        for part in given if isinstance(given, tuple | list) else (given,):
            for inner in part if isinstance(part, list) else (part,):
                if isinstance(inner, parser.SubPattern):
                    yield from _repeated(inner)
