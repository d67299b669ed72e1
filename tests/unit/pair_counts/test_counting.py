"""The pair counts against plain counting, over layouts, batches, threads and both kernels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lovende.domain.statistics.pair_counts import (
    Layout,
    PairCounter,
    PairCounts,
    WeightedPairCounter,
    counting,
    one_way_counts,
)

Codes = npt.NDArray[np.uint8]
KERNELS = pytest.mark.parametrize("compiled", [True, False], ids=["numba", "numpy"])


def layout_of(*levels: int) -> Layout:
    return Layout(tuple(f"v{place}" for place in range(len(levels))), levels)


def drawn(layout: Layout, people: int, seed: int = 1) -> list[Codes]:
    rng = np.random.default_rng(seed)
    return [rng.integers(0, levels, people).astype(np.uint8) for levels in layout.levels]


def counted_plainly(layout: Layout, columns: list[Codes], weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:  # fmt: skip
    """One pair of variables at a time, one person at a time."""
    matrix = np.zeros((layout.size, layout.size))
    for first, column in zip(layout.starts, columns, strict=True):
        for second, other in zip(layout.starts, columns, strict=True):
            np.add.at(matrix, (first + column, second + other), weights)
    return matrix


@KERNELS
@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("people", [0, 1, 63, 64, 65, 1000, 16_384, 40_001])
def test_every_pair_is_counted(people: int, threads: int, compiled: bool) -> None:
    layout = layout_of(1, 2, 3, 7, 255, 5)
    columns = drawn(layout, people)
    counter = PairCounter(layout, threads=threads, compiled=compiled)
    counter.add(columns)
    counts = counter.result()
    assert counts.size == people
    np.testing.assert_array_equal(counts.matrix, counted_plainly(layout, columns, np.ones(people)))


@KERNELS
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_batches_add_up_to_the_whole(compiled: bool, data: st.DataObject) -> None:
    layout = layout_of(*data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=6)))
    columns = drawn(layout, data.draw(st.integers(0, 700)), data.draw(st.integers(0, 99)))
    cuts = sorted(data.draw(st.lists(st.integers(0, columns[0].size), max_size=4)))
    counter = PairCounter(layout, threads=2, compiled=compiled)
    parts = PairCounts.nothing(layout)
    for first, until in zip([0, *cuts], [*cuts, columns[0].size], strict=True):
        batch = [column[first:until] for column in columns]
        counter.add(batch)
        alone = PairCounter(layout, compiled=not compiled)
        alone.add(batch)
        parts += alone.result()
    whole = counted_plainly(layout, columns, np.ones(columns[0].size))
    np.testing.assert_array_equal(counter.result().matrix, whole)
    np.testing.assert_array_equal(parts.matrix, whole)


@KERNELS
def test_a_level_that_nobody_has_keeps_its_place(compiled: bool) -> None:
    layout = layout_of(4, 3)
    columns = [np.array([3, 3, 1], np.uint8), np.array([0, 2, 2], np.uint8)]
    counter = PairCounter(layout, compiled=compiled)
    counter.add(columns)
    counts = counter.result()
    assert counts.one_way("v0").tolist() == [0, 1, 0, 2]
    assert counts.two_way("v0", "v1").tolist() == [[0, 0, 0], [0, 0, 1], [0, 0, 0], [1, 0, 1]]
    assert counts.of(["v1"]).matrix.tolist() == [[1, 0, 0], [0, 0, 0], [0, 0, 2]]


@KERNELS
@pytest.mark.parametrize("place", [0, 70, 16_383, 20_000])
def test_a_code_that_is_no_level_is_refused_by_name(place: int, compiled: bool) -> None:
    layout = layout_of(3, 3)
    columns = drawn(layout, 20_001)
    columns[1][place] = 3
    counter = PairCounter(layout, threads=2, compiled=compiled)
    with pytest.raises(ValueError, match="v1 has a code that is none of its levels"):
        counter.add(columns)


@KERNELS
def test_columns_need_not_lie_together_in_memory(compiled: bool) -> None:
    layout = layout_of(5, 5)
    table = np.column_stack(drawn(layout, 200))
    counter = PairCounter(layout, compiled=compiled)
    counter.add([table[::2, 0], table[::2, 1]])
    wanted = counted_plainly(layout, [table[::2, 0], table[::2, 1]], np.ones(100))
    np.testing.assert_array_equal(counter.result().matrix, wanted)


@KERNELS
@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("people", [0, 1, 500, 40_000])
def test_weights_and_their_squares_are_summed(people: int, threads: int, compiled: bool) -> None:
    layout = layout_of(3, 3, 3, 255, 2, 70, 4)
    columns = drawn(layout, people)
    weights = np.random.default_rng(2).random(people)
    counter = WeightedPairCounter(layout, threads=threads, compiled=compiled)
    counter.add(columns, weights)
    counts = counter.result()
    assert counts.size == people
    np.testing.assert_allclose(counts.weights, counted_plainly(layout, columns, weights))
    np.testing.assert_allclose(counts.squares, counted_plainly(layout, columns, weights**2))


def test_equal_weights_give_the_plain_counts() -> None:
    layout = layout_of(4, 6, 2)
    columns = drawn(layout, 900)
    plain, weighted = PairCounter(layout), WeightedPairCounter(layout, compiled=True)
    plain.add(columns)
    weighted.add(columns, np.ones(900))
    np.testing.assert_array_equal(weighted.result().weights, plain.result().matrix)
    np.testing.assert_array_equal(
        weighted.result().two_way("v1", "v0"), plain.result().two_way("v1", "v0")
    )


@pytest.mark.parametrize("weight", [-1.0, np.nan, np.inf])
def test_a_weight_that_is_none_is_refused(weight: float) -> None:
    counter = WeightedPairCounter(layout_of(2))
    with pytest.raises(ValueError, match="a weight is a number from 0"):
        counter.add([np.zeros(1, np.uint8)], np.array([weight]))


@pytest.mark.parametrize(
    ("names", "levels", "message"),
    [
        (("a", "a"), (2, 2), "one name of its own"),
        (("a",), (256,), "1 to 255"),
        (("a",), (0,), "1 to 255"),
        (tuple(f"v{place}" for place in range(40)), (255,) * 40, "10000"),
    ],
)  # fmt: skip
def test_a_layout_that_cannot_be_is_refused(names: tuple[str, ...], levels: tuple[int, ...], message: str) -> None:  # fmt: skip
    with pytest.raises(ValueError, match=message):
        Layout(names, levels)


@KERNELS
@pytest.mark.parametrize("people", [0, 1, 64, 100, 16_384, 50_001])
def test_one_way_counts_are_those_of_the_pairs(people: int, compiled: bool) -> None:
    layout = layout_of(1, 255, 6)
    columns = drawn(layout, people)
    alone = one_way_counts(columns, layout, threads=2, compiled=compiled)
    counter = PairCounter(layout, compiled=not compiled)
    counter.add(columns)
    for name, counts in zip(layout.names, alone, strict=True):
        assert counts.tolist() == counter.result().one_way(name).tolist()
    if people:
        columns[2][-1] = 6
        with pytest.raises(ValueError, match="v2 has a code that is none of its levels"):
            one_way_counts(columns, layout, compiled=compiled)


def test_counts_of_different_layouts_do_not_add() -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        PairCounts.nothing(layout_of(2)) + PairCounts.nothing(layout_of(3))


@pytest.mark.parametrize(
    "problem", [ImportError("Numba needs an older NumPy"), RuntimeError("no locator available")]
)
def test_numba_that_cannot_be_used_is_done_without(
    problem: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str) -> None:
        raise problem

    monkeypatch.setattr(counting, "import_module", refuse)
    counting._can_compile.cache_clear()
    codes = np.arange(2 * counting.FEW, dtype=np.uint8) % 2
    counter = PairCounter(Layout(("a", "b"), (2, 2)))

    try:
        counter.add([codes, codes])
    finally:
        counting._can_compile.cache_clear()

    assert counter.result().matrix[:2, 2:].tolist() == [[counting.FEW, 0], [0, counting.FEW]]
