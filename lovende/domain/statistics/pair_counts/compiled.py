"""The compiled kernels: bits and population counts; the fused weighted histogram.

Everything here works on one thread and gives up the interpreter's lock, so that several threads
count at a time. Importing this module needs numba.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from lovende.domain.statistics.pair_counts.model import Counts

WORDS = 256
"""Words of 64 people that are counted at a time: the bits of some 600 levels fit the second cache."""
_TILE = 16
_STRETCH = 1 << 14
_BITS = ir.IntType(64)


def _make_who(typing: Any, address: Any, level: Any) -> Any:
    """Return the 64 people at `address`, a bit each: whether their code (a byte) is `level`.

    One comparison of 64 bytes: where the processor has vectors, LLVM makes one or two instructions
    of it.
    """

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        people = ir.VectorType(ir.IntType(8), 64)
        codes = builder.load(builder.inttoptr(arguments[0], people.as_pointer()), align=1)
        one = builder.insert_element(
            ir.Constant(people, ir.Undefined),
            builder.trunc(arguments[1], ir.IntType(8)),
            ir.Constant(ir.IntType(32), 0),
        )
        everywhere = ir.Constant(ir.VectorType(ir.IntType(32), 64), [0] * 64)
        wanted = builder.shuffle_vector(one, ir.Constant(people, ir.Undefined), everywhere)
        return builder.bitcast(builder.icmp_unsigned("==", codes, wanted), _BITS)

    return types.uint64(types.uint64, types.uint64), generate


def _make_popcount(typing: Any, word: Any) -> Any:
    """Return the number of bits that are set in a word."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


# The instructions are called without the first argument, which numba itself gives.
_who: Any = intrinsic(_make_who)
_popcount: Any = intrinsic(_make_popcount)


@njit(nogil=True, cache=True)
def _pack(addresses: Any, first: int, words: int, people: int, levels: Any, bits: Any, row_of: Any, matrix: Any) -> tuple[int, int]:  # fmt: skip
    """Turn the codes of `people` people into bit rows, those of levels that nobody has left out.

    Level 0 of each variable gets no row: it follows from the others. Every one-way count is
    added to the diagonal of `matrix`. Returns the number of rows and the place of a variable in
    which somebody has a code that is no level, else -1.
    """
    row, start, wrong = 0, 0, -1
    for variable in range(addresses.size):
        address = addresses[variable] + np.uint64(first)
        found = np.uint64(0)
        for level in range(levels[variable]):
            count = np.uint64(0)
            for word in range(words):
                who = _who(address + np.uint64(64 * word), np.uint64(level))
                bits[row, word] = who
                count += _popcount(who)
            found += count
            matrix[start + level, start + level] += count
            if level > 0 and count > 0:
                row_of[row] = start + level
                row += 1
        if found != np.uint64(people) and wrong < 0:
            wrong = variable
        start += levels[variable]
    return row, wrong


@njit(nogil=True, cache=True)
def _multiply(bits: Any, rows: int, words: int, row_of: Any, matrix: Any) -> None:
    """Add the bits that each two rows have in common to the upper triangle of `matrix`.

    A tile of rows stays in the first cache while all later rows pass by; four at a time share
    each word that is loaded.
    """
    for top in range(0, rows, _TILE):
        end = min(top + _TILE, rows)
        for other in range(top + 1, rows):
            column = row_of[other]
            row, last = top, min(end, other)
            while row + 4 <= last:
                a, b, c, d = np.uint64(0), np.uint64(0), np.uint64(0), np.uint64(0)
                for word in range(words):
                    people = bits[other, word]
                    a += _popcount(bits[row, word] & people)
                    b += _popcount(bits[row + 1, word] & people)
                    c += _popcount(bits[row + 2, word] & people)
                    d += _popcount(bits[row + 3, word] & people)
                matrix[row_of[row], column] += a
                matrix[row_of[row + 1], column] += b
                matrix[row_of[row + 2], column] += c
                matrix[row_of[row + 3], column] += d
                row += 4
            while row < last:
                a = np.uint64(0)
                for word in range(words):
                    a += _popcount(bits[row, word] & bits[other, word])
                matrix[row_of[row], column] += a
                row += 1


@njit(nogil=True, cache=True)
def count_pairs(addresses: Any, first: int, people: int, levels: Any, matrix: Any, bits: Any, row_of: Any) -> int:  # fmt: skip
    """Add the pair counts of `people` people, a multiple of 64 unless padded, from person `first`.

    `addresses` (uint64) are those of the columns of codes (bytes), `levels` (int64) their levels.
    `matrix` (int64, levels x levels) takes the counts: the diagonal, and above it all pairs of
    levels but the first of each variable. `bits` (uint64, levels + 1 x WORDS) and `row_of` (int64)
    are room to work in. Returns the place of a variable with a code that is no level, else -1.
    """
    done = 0
    while done < people:
        part = min(people - done, 64 * WORDS)
        words = (part + 63) // 64
        rows, wrong = _pack(addresses, first + done, words, part, levels, bits, row_of, matrix)
        if wrong >= 0:
            return wrong
        _multiply(bits, rows, words, row_of, matrix)
        done += part
    return -1


@njit(nogil=True, cache=True)
def count_levels(address: int, people: int, levels: int, counts: Any) -> int:
    """Add to `counts` (int64) how many have each level, of people in whole words from `address`.

    Returns how many people have a code that is one of the levels.
    """
    found = 0
    for first in range(0, people, _STRETCH):
        words = (min(people - first, _STRETCH) + 63) // 64
        start = np.uint64(address + first)
        for level in range(levels):
            count: Any = np.uint64(0)
            for word in range(words):
                count += _popcount(_who(start + np.uint64(64 * word), np.uint64(level)))
            counts[level] += count
            found += count
    return found


@njit(nogil=True, cache=True)
def add_weights(joint: Any, starts: Any, weights: Any, table: Any) -> None:
    """Add weights and squared weights to the histograms of all pairs of joint variables.

    `joint` (uint16, groups x people) are codes, `starts` (int64) the first row of each group in
    `table` (float64, codes x codes x 2), which takes the sums, from the diagonal upwards.
    """
    for first in range(joint.shape[0]):
        for second in range(first, joint.shape[0]):
            for person in range(weights.size):
                row = starts[first] + joint[first, person]
                column = starts[second] + joint[second, person]
                weight = weights[person]
                table[row, column, 0] += weight
                table[row, column, 1] += weight * weight


def room(size: int) -> tuple[Any, Counts]:
    """Return the room that `count_pairs` needs for `size` levels."""
    return np.empty((size + 1, WORDS), np.uint64), np.empty(size + 1, np.int64)
