"""Tables of a study read from pair counts, held against counting the answers one by one."""

from pathlib import Path

import numpy as np
import pytest

from lovende.analysis.counting import StudyCounts, levels_of
from lovende.analysis.loading import load_study
from lovende.analysis.tables import make_tables
from lovende.domain.dataset.model import AnswerState
from lovende.domain.statistics.comparison.counted import (
    STATES,
    group_levels,
    missing_of,
    table_of,
    totals_of,
    variables_of,
)
from lovende.domain.statistics.comparison.model import CodedRow, Row, SeveralRow
from lovende.domain.statistics.cross_tables import Levels, cross_tables
from lovende.examples.writing import write_example

PEOPLE = 517
WAYS = [(False, None), (False, 100), (True, None), (True, 64), (True, 100)]
"""Whether compiled, and how many people at a time."""


@pytest.fixture(scope="module")
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


@pytest.mark.parametrize(("compiled", "people"), WAYS)
def test_tables_of_rows_are_those_of_counting_directly(
    rng: np.random.Generator, compiled: bool, people: int | None
) -> None:
    states = rng.integers(0, STATES, PEOPLE).astype(np.uint8)
    codes = np.where(states == AnswerState.ANSWERED, rng.integers(0, 5, PEOPLE), -1)
    ticks = (rng.random((PEOPLE, 3)) < 0.4) & (states == AnswerState.ANSWERED)[:, None]
    groups = rng.integers(-1, 3, PEOPLE)
    rows: dict[str, Row] = {
        "a": CodedRow("1", codes, 5),
        "b": SeveralRow("2", ticks, ("x", "y", "z")),
    }
    counts = cross_tables(
        {n: v for name, row in rows.items() for n, v in variables_of(row, name, states)},
        {"size": group_levels(groups, 3)},
        PEOPLE,
        compiled=compiled,
        people=people,
    )
    for group in range(3):
        inside = groups == group
        coded = table_of(rows["a"], counts, "a", "size", 3)[group]
        assert coded.tolist() == [int((codes[inside] == level).sum()) for level in range(5)]
        several = table_of(rows["b"], counts, "b", "size", 3)[group]
        base = int(ticks[inside].any(axis=1).sum())
        assert several.tolist() == [*ticks[inside].sum(axis=0).tolist(), base]
    assert totals_of(rows["a"], counts, "a").sum() == (codes >= 0).sum()
    assert totals_of(rows["b"], counts, "b")[-1] == ticks.any(axis=1).sum()
    for state in (AnswerState.SKIPPED, AnswerState.NOT_ASKED, AnswerState.NOT_REACHED):
        wanted = int((states == state).sum())
        assert [missing_of(row, counts, name)[state] for name, row in rows.items()] == [wanted] * 2


def test_more_levels_than_a_byte_holds_and_many_variables(rng: np.random.Generator) -> None:
    columns = {f"v{place}": rng.integers(0, 7, PEOPLE) for place in range(400)}
    columns |= {"wide": rng.integers(0, 300, PEOPLE)}
    groupings = {"few": rng.integers(0, 4, PEOPLE), "many": rng.integers(0, 400, PEOPLE)}
    groupings |= {f"g{place}": rng.integers(0, 200, PEOPLE) for place in range(8)}

    def levels(columns: dict[str, np.ndarray]) -> dict[str, Levels]:
        return {name: Levels(int(codes.max()) + 1, codes.copy) for name, codes in columns.items()}

    counts = cross_tables(levels(columns), levels(groupings), PEOPLE, compiled=False)
    for name in ("v0", "v399", "wide"):
        assert counts.one_way(name).tolist() == np.bincount(columns[name]).tolist()
        for by in ("few", "many", "g0", "g7"):
            table = np.zeros((groupings[by].max() + 1, columns[name].max() + 1), np.int64)
            np.add.at(table, (groupings[by], columns[name]), 1)
            assert (counts.two_way(name, by) == table).all()


def test_nobody_and_no_grouping() -> None:
    nothing = np.zeros(0, np.int64)
    counts = cross_tables({"v": Levels(3, lambda: nothing)}, {}, 0)
    assert counts.one_way("v").tolist() == [0, 0, 0]


def test_counts_of_the_example_are_the_same_however_they_were_counted(tmp_path: Path) -> None:
    write_example(tmp_path / "study")
    study = load_study(tmp_path / "study" / "study.toml")
    made = []
    for compiled, people in WAYS:
        counted = StudyCounts.of(
            study.rows,
            study.groupings,
            study.file.collapse,
            study.dataset,
            compiled=compiled,
            people=people,
        )
        made.append(
            [
                (
                    counted.totals(row).tolist(),
                    counted.table(row, "size").tolist(),
                    [
                        counted.any_by(row, levels_of(part, row), "size").tolist()
                        for part in study.file.collapse
                        if row.ticks is not None and part.question == row.question.number
                    ],
                )
                for row in study.rows
            ]
        )
    assert all(one == made[0] for one in made)


def test_findings_read_every_count_from_the_counts(tmp_path: Path) -> None:
    """With other counts put in their place, other findings come out."""
    write_example(tmp_path / "study")
    study = load_study(tmp_path / "study" / "study.toml")
    half = study.dataset.values.height // 2
    first = study.rows[0]
    assert first.codes is not None
    usual = study.counts.totals(first).sum()
    study.counts.tables.alone[f"{first.question.name} {first.row}"][:] = 0
    table = make_tables(study)[0]
    assert usual > half
    assert table.base == 0
