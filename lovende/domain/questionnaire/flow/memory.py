"""A memory of evaluated conditions that many respondents share and that does not grow for ever."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

from lovende.domain.questionnaire.expressions import Value

MOST_KEPT = 20_000
LONGEST_KEPT = 200

Key = tuple[object, ...]


class BoundedMemory(MutableMapping[Key, Value]):
    """Keeps what was worked out until there is too much of it, then begins anew.

    A key begins with the expression, which is the questionnaire's and not counted. Combinations with a long text are not kept: nobody else will write the same. Safe to share
    between threads.
    """

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._kept: dict[Key, Value] = {}
        self._most = most

    def __getitem__(self, key: Key) -> Value:
        return self._kept[key]

    def get(self, key: Key, default: Value | None = None) -> Value | None:  # type: ignore[override]  # never another type of default
        return self._kept.get(key, default)

    def __setitem__(self, key: Key, value: Value) -> None:
        if len(self._kept) >= self._most:
            self._kept = {}
        if _length(key[1:]) <= LONGEST_KEPT and _length(value) <= LONGEST_KEPT:
            self._kept[key] = value

    def __delitem__(self, key: Key) -> None:
        del self._kept[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(dict(self._kept))

    def __len__(self) -> int:
        return len(self._kept)


def _length(value: object) -> int:
    """The characters of all texts in a value."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, list | tuple):
        return sum(_length(each) for each in value)
    return 1
