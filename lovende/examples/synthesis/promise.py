"""The innovations: who describes one, and exactly how many of them are most promising.

The index is that of the example's index file: the mean of 13 items scored from 0 to 1. A test
holds the result against the scores of `lovende.domain.promise`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from lovende.examples import figures
from lovende.examples.synthesis.closed import reached
from lovende.examples.synthesis.draws import Draws, Ints, ascending
from lovende.examples.synthesis.sheet import Sheet

_DEGREE: Mapping[str, float] = {"1": 1.0, "2": 0.75, "3": 0.5, "4": 0.25, "5": 0.0}
_REVERSED: Mapping[str, float] = {code: 1 - score for code, score in _DEGREE.items()}
_IMPACT: Mapping[str, float] = {"1": 1.0, "2": 0.5, "3": 0.0}
_YES: Mapping[str, float] = {"1": 1.0, "2": 0.0}
_YES_OR_UNSURE: Mapping[str, float] = {"1": 1.0, "2": 0.0, "3": 0.5}

ITEMS: Mapping[str, Mapping[str, float]] = {
    **dict.fromkeys(["q20_1", "q20_2", "q20_3", "q20_4"], _DEGREE),
    **dict.fromkeys(["q21_1", "q21_2", "q21_3", "q21_4"], _IMPACT),
    "q22_1": _DEGREE,
    "q22_2": _REVERSED,
    "q23": _YES,
    **dict.fromkeys(["q24_1", "q24_2"], _YES_OR_UNSURE),
}
"""The score of every answer by item. An answer without a score is a don't know."""

_SURE: Mapping[str, Mapping[str, float]] = {**ITEMS, "q24_1": _YES, "q24_2": _YES}

Book = Mapping[str, str]
"""The answers of one respondent to the items."""

THRESHOLD = 0.8
MOST_DONT_KNOWS = 3


def describers(sheet: Sheet, seed: int) -> Ints:
    """Choose who describes an innovation: mostly those who can also judge it."""
    pool = reached(sheet, "q19")
    missing = np.array([_missing(_answers(sheet, r)) for r in pool.tolist()])
    reluctance = missing + 2.0 * Draws(seed, "describers").normal(pool.size)
    return np.sort(pool[ascending(reluctance)[: figures.DESCRIBED]])


def second_describers(sheet: Sheet, first: Ints, seed: int) -> Ints:
    """Choose who describes a second innovation, of those who have one: rather who described the first."""
    pool = sheet.who("q25", "1")
    reluctance = sheet.traits.skip(Draws(seed, "second describers"))[pool]
    reluctance = reluctance + 10.0 * ~np.isin(pool, first)
    return np.sort(pool[ascending(reluctance)[: figures.SECOND_DESCRIBED]])


def tune(sheet: Sheet, described: Ints) -> None:
    """Exchange answers between respondents until exactly 60 innovations are most promising.

    Both respondents of an exchange belong to municipalities on the same side of the size limit,
    so no count changes anywhere. The nearest to the threshold go first, so as few answers as
    possible are moved. In the end no score lies on the threshold, or over it by one reading of a
    skipped item and under it by the other.
    """
    books = {r: _answers(sheet, r) for r in range(sheet.size)}
    ranked = [r for r in described.tolist() if _missing(books[r]) <= MOST_DONT_KNOWS]
    while True:
        sides = {r: _side(books[r]) for r in ranked}
        above = sum(side > 0 for side in sides.values())
        to_move = [r for r in ranked if sides[r] == 0]
        if above == figures.MOST_PROMISING and not to_move:
            return
        wanted = 1 if above < figures.MOST_PROMISING else -1
        directions = (wanted, -wanted) if to_move else (wanted,)
        if not to_move:
            others = [r for r in ranked if sides[r] == -wanted]
            to_move = sorted(others, key=lambda r: (abs(_score(books[r]) - THRESHOLD), r))
        change = next(
            change
            for to_side in directions
            for respondent in to_move
            for change in _exchanges(sheet, books, ranked, respondent, to_side)
        )
        _exchange(sheet, books, *change)


def _exchanges(
    sheet: Sheet, books: Mapping[int, Book], ranked: list[int], respondent: int, to_side: int
) -> Iterator[tuple[str, int, int]]:
    """Yield the exchanges that carry `respondent` to a side of the threshold, and nobody else over it."""
    for item, scale in ITEMS.items():
        own = books[respondent].get(item)
        for other in range(sheet.size):
            theirs = books[other].get(item)
            if own is None or theirs is None or sheet.large[other] != sheet.large[respondent]:
                continue
            if own not in scale or theirs not in scale:
                continue
            arrives = _side({**books[respondent], item: theirs}) == to_side
            if arrives and (
                other not in ranked or _side({**books[other], item: own}) == _side(books[other])
            ):
                yield item, respondent, other


def _exchange(sheet: Sheet, books: dict[int, Book], item: str, one: int, other: int) -> None:
    column = sheet.columns[item]
    column[one], column[other] = column[other], column[one]
    books[one], books[other] = _answers(sheet, one), _answers(sheet, other)


def _answers(sheet: Sheet, respondent: int) -> Book:
    """Return the answers to the items; skipped ones are left out."""
    given = {item: sheet.columns[item][respondent] for item in ITEMS}
    return {item: answer for item, answer in given.items() if answer is not None}


def _missing(book: Book) -> int:
    """Return the number of don't knows; a skipped item is one, and so is a don't know of costs."""
    return len(ITEMS) - sum(answer in _SURE[item] for item, answer in book.items())


def _score(book: Book) -> float:
    scores = [ITEMS[item][answer] for item, answer in book.items() if answer in ITEMS[item]]
    return sum(scores) / len(scores)


def _side(book: Book) -> int:
    """Return 1 above the threshold, -1 below it, 0 on it or where that depends on the reading.

    A skipped item of costs can be left out, as other skipped items are, or count a half, as a
    don't know of costs does: the method leaves it open.
    """
    scores = (_score(book), _score({"q24_1": "3", "q24_2": "3", **book}))
    return int(min(scores) > THRESHOLD + 1e-9) - int(max(scores) < THRESHOLD - 1e-9)
