"""Runs all measurements and prints a table: seconds, the peer's seconds, and their ratio.

A ratio holds where the machine's speed does not. Each figure is the median of several runs, ours
and the peer's in turn.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from scipy import stats

from lovende.analysis.answers import read_respondents
from lovende.analysis.loading import load_study
from lovende.analysis.run import findings_of
from lovende.domain.promise.definition import IndexDefinition
from lovende.domain.promise.scoring import Assessments, score
from lovende.domain.statistics.clusters import permutation_p_values
from lovende.domain.statistics.contingency import chi_square_many
from lovende.examples.writing import write_example
from lovende.formats.index_file import read_index
from lovende.formats.questionnaires import read_questionnaire
from lovende.reporting.files import write_report


@dataclass(frozen=True)
class Measurement:
    """What is measured, what it is held against, and how often."""

    name: str
    ours: Callable[[], object]
    peer_name: str
    peer: Callable[[], object]
    runs: int = 3


def measurements(folder: Path) -> Iterator[Measurement]:
    """Yield all measurements; `folder` has the example study."""
    study = load_study(folder / "study.toml")
    findings = findings_of(study, audience="analyst")
    yield Measurement(
        "findings of the example, all tests",
        lambda: findings_of(study, audience="analyst"),
        "write them as HTML, PDF, Word, Excel and JSON",
        lambda: write_report(findings, folder / "report"),
    )
    many = _many_answers(folder, 20_000)
    questionnaire, _ = read_questionnaire(folder / "questionnaire.xlsx")
    yield Measurement(
        "20,000 respondents read, fitted and routed",
        lambda: read_respondents(many, questionnaire, key="key", submitted="submitted"),
        "polars.read_csv of the same file",
        lambda: pl.read_csv(many, infer_schema=False),
    )
    yield _permutation()
    definition, _ = read_index(folder / "index.toml")
    assessments = random_assessments(definition, 1_000_000)
    codes = assessments.codes.astype(float)
    yield Measurement(
        "index of 1,000,000 innovations, ranked",
        lambda: score(assessments, definition),
        "one numpy mean and one argsort of the same codes",
        lambda: codes.mean(axis=1).argsort(),
    )


def _many_answers(folder: Path, wanted: int) -> Path:
    """Write the example's answers again and again under new keys."""
    answers = pl.read_csv(folder / "answers.csv", infer_schema=False)
    copies = pl.concat([answers] * (wanted // answers.height + 1)).head(wanted)
    keys = pl.Series("key", [f"K{number:07d}" for number in range(wanted)])
    path = folder / "many.csv"
    copies.with_columns(keys).write_csv(path)
    return path


def _permutation() -> Measurement:
    """The clustered test of 120 questions beside scipy's permutation test of a single one."""
    rng = np.random.default_rng(1)
    group = (np.arange(93) < 39).astype(np.int64)
    blocks = [(rng.integers(0, 4, (93, 6)), chi_square_many) for _ in range(120)]
    one = blocks[0][0][:, 0].astype(float)

    def statistic(x: np.ndarray, y: np.ndarray, axis: int) -> np.ndarray:
        return np.asarray(x.mean(axis=axis) - y.mean(axis=axis))

    return Measurement(
        "clustered p of 120 questions, 10,000 draws",
        lambda: permutation_p_values(group, blocks, draws=10_000, rng=np.random.default_rng(2)),
        "scipy.stats.permutation_test of one mean, 10,000 draws",
        lambda: stats.permutation_test(
            (one[group == 0], one[group == 1]),
            statistic,
            n_resamples=10_000,
            vectorized=True,
            rng=3,
        ),
    )


def random_assessments(definition: IndexDefinition, size: int) -> Assessments:
    rng = np.random.default_rng(4)
    levels = [len(item.scores) for item in definition.items]
    codes = np.column_stack([rng.integers(-1, n, size, dtype=np.int8) for n in levels])
    keys = pl.Series("key", np.arange(size))
    return Assessments(keys, codes, np.ones(size, dtype=bool))


def _seconds(run: Callable[[], object]) -> float:
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_example(folder)
        print(f"{'what':48} {'seconds':>8} {'peer':>8} {'ratio':>7}  held against")
        for one in measurements(folder):
            pairs = [(_seconds(one.ours), _seconds(one.peer)) for _ in range(one.runs)]
            ours, peer = (statistics.median(column) for column in zip(*pairs, strict=True))
            print(f"{one.name:48} {ours:8.3f} {peer:8.3f} {ours / peer:7.2f}  {one.peer_name}")


if __name__ == "__main__":
    main()
