"""Answers of one person, and of one municipality, are alike, as in real studies."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy import stats

from lovende.examples import figures
from tests.integration.example.given import answers

ROWS = figures.rows()


def intra_cluster(values: npt.NDArray[np.float64], clusters: npt.NDArray[np.object_]) -> float:
    """Return the intra-cluster correlation by analysis of variance (Donner 1986)."""
    _, places, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    means = np.bincount(places, values) / sizes
    k, n = sizes.size, values.size
    between = (sizes * (means - values.mean()) ** 2).sum() / (k - 1)
    within = ((values - means[places]) ** 2).sum() / (n - k)
    usual = (n - (sizes**2).sum() / n) / (k - 1)
    return float((between - within) / (between + (usual - 1) * within))


class TestLikeness:
    def scale(self, variable: str) -> pl.DataFrame:
        dont_know = figures.DONT_KNOW[variable.partition("_")[0]]
        frame = answers().select("municipality", pl.col(variable).alias("answer")).drop_nulls()
        return frame.filter(pl.col("answer") != dont_know)

    def test_municipalities_are_clusters(self) -> None:
        rows = [r for r in ROWS if r.partition("_")[0] in figures.SCALES]
        found = []
        for row in rows:
            frame = self.scale(row)
            values = frame["answer"].cast(pl.Float64).to_numpy()
            found.append(intra_cluster(values, frame["municipality"].to_numpy()))
        assert 0.02 < float(np.mean(found)) < 0.10

    def test_the_answers_of_a_person_hang_together(self) -> None:
        def correlation(one: str, other: str) -> float:
            frame = answers().select(one, other).drop_nulls().cast(pl.Float64)
            return float(stats.spearmanr(frame[one], frame[other]).statistic)

        assert correlation("q20_1", "q20_4") > 0.15
        assert correlation("q17_2", "q17_3") > 0.15
        assert correlation("q15_9", "q15_10") > 0.15
        assert correlation("q22_1", "q22_2") < 0
        assert correlation("q4_1", "q4_6") < 0
        assert correlation("q5_5", "q5_6") > 0
