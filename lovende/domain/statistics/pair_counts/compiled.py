"""The compiled kernels: bits and population counts; the fused weighted histogram.

Everything here works on one thread and gives up the interpreter's lock, so that several threads
count at a time. Importing this module needs numba.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core.cgutils import alloca_once_value, for_range_slice, get_or_insert_function
from numba.extending import intrinsic

from lovende.domain.statistics.pair_counts.model import Counts

WORDS = 256
"""Words of 64 people that are counted at a time: the bits of some 600 levels fit the second cache."""
_TILE = 16
_STRETCH = 1 << 14
_BITS = ir.IntType(64)
_VECTOR = 8


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


def _make_common_bits(typing: Any, base: Any, stride: Any, other: Any, words: Any) -> Any:
    """Return how many bits the row at `other` has in common with each of four rows.

    The rows begin at `base` and lie `stride` bytes apart; `words` is a multiple of 8. Eight words
    are one vector of 512 bits. Left to itself LLVM would take half of that at a time, which costs
    a quarter more; processors with narrower vectors get their own code from the same lines.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        base, stride, other, words = arguments
        vector = ir.VectorType(_BITS, _VECTOR)
        shape = ir.FunctionType(vector, [vector]), ir.FunctionType(_BITS, [vector])
        count = get_or_insert_function(builder.module, shape[0], "llvm.ctpop.v8i64")
        total = get_or_insert_function(builder.module, shape[1], "llvm.vector.reduce.add.v8i64")
        sums = [alloca_once_value(builder, ir.Constant(vector, [0] * _VECTOR)) for _ in range(4)]

        def eight_words(row: Any, offset: Any) -> Any:
            place = builder.inttoptr(builder.add(row, offset), vector.as_pointer())
            return builder.load(place, align=8 * _VECTOR)

        begin, step = ir.Constant(_BITS, 0), ir.Constant(_BITS, _VECTOR)
        with for_range_slice(builder, begin, words, step, _BITS) as (word, _):
            offset = builder.mul(word, ir.Constant(_BITS, 8))
            people = eight_words(other, offset)
            for place, found in enumerate(sums):
                row = builder.add(base, builder.mul(stride, ir.Constant(_BITS, place)))
                common = builder.and_(people, eight_words(row, offset))
                builder.store(
                    builder.add(builder.load(found), builder.call(count, [common])), found
                )
        totals = [builder.call(total, [builder.load(found)]) for found in sums]
        return context.make_tuple(builder, signature.return_type, totals)

    four = types.UniTuple(types.uint64, 4)
    return four(types.uint64, types.uint64, types.uint64, types.int64), generate


# The instructions are called without the first argument, which numba itself gives.
_who: Any = intrinsic(_make_who)
_popcount: Any = intrinsic(_make_popcount)
common_bits: Any = intrinsic(_make_common_bits)


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
    base, stride = np.uint64(bits.ctypes.data), np.uint64(bits.strides[0])
    for top in range(0, rows, _TILE):
        for other in range(top + 1, rows):
            passing = base + np.uint64(other) * stride
            column = row_of[other]
            row, last = top, min(top + _TILE, other)
            while row < last:
                # Past the last row lies room for three more, whose counts are dropped.
                four = common_bits(base + np.uint64(row) * stride, stride, passing, words)
                for place in range(min(4, last - row)):
                    matrix[row_of[row + place], column] += four[place]
                row += 4


@njit(nogil=True, cache=True)
def count_pairs(addresses: Any, first: int, people: int, levels: Any, matrix: Any, bits: Any, row_of: Any) -> int:  # fmt: skip
    """Add the pair counts of `people` people, a multiple of 64 unless padded, from person `first`.

    `addresses` (uint64) are those of the columns of codes (bytes), `levels` (int64) their levels.
    `matrix` (int64, levels x levels) takes the counts: the diagonal, and above it all pairs of
    levels but the first of each variable. `bits` and `row_of` are the
    `room` to work in. Returns the place of a variable with a code that is no level, else -1.
    """
    done = 0
    while done < people:
        part = min(people - done, 64 * WORDS)
        words = (part + 63) // 64
        whole = (words + _VECTOR - 1) // _VECTOR * _VECTOR
        bits[:, words:whole] = 0
        rows, wrong = _pack(addresses, first + done, words, part, levels, bits, row_of, matrix)
        if wrong >= 0:
            return wrong
        _multiply(bits, rows, whole, row_of, matrix)
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
    """Return the room that `count_pairs` needs for `size` levels, at whole vectors in memory."""
    rows = size + 4
    memory = np.empty(rows * WORDS + _VECTOR, np.uint64)
    first = -(memory.ctypes.data // 8) % _VECTOR
    return memory[first : first + rows * WORDS].reshape(rows, WORDS), np.empty(rows, np.int64)
