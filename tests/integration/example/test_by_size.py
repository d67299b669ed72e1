"""Question 1 differs by the size of the municipality; by no test does anything else."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from lovende.examples import figures
from tests.integration.example.given import answers, is_large

ROWS = figures.rows()
OPTIONS = [(q, code) for q, (_, counts) in figures.SEVERAL.items() for code in counts]
Counts = npt.NDArray[np.int64]


def by_size(variable: str) -> Counts:
    """Return the table of a row: large, small x codes in printed order, empty ones left out."""
    column = answers()[variable].to_numpy()
    codes = [code for code, count in ROWS[variable].items() if count]
    sides = (is_large(), ~is_large())
    return np.array([[int(((column == c) & side).sum()) for c in codes] for side in sides])


def exact_p(table: Counts) -> float:
    """Return the Fisher-Freeman-Halton p of a 2 x k table by Monte Carlo, 20,000 tables."""
    totals, n = table.sum(axis=0), int(table[0].sum())
    drawn = np.random.default_rng(5).multivariate_hypergeometric(totals, n, 20_000)
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, totals.max() + 1)))])

    def weight(large: Counts) -> npt.NDArray[np.float64]:
        ways = -(log_factorial[large] + log_factorial[totals - large])
        summed: npt.NDArray[np.float64] = ways.sum(axis=-1)
        return summed

    return float((1 + (weight(drawn) <= weight(table[0]) + 1e-9).sum()) / 20_001)


def rank_p(table: Counts) -> float:
    first, second = (np.repeat(np.arange(side.size), side).astype(float) for side in table)
    test = stats.mannwhitneyu(first, second, use_continuity=False, method="asymptotic")
    return float(test.pvalue)


@cache
def p_values(variable: str) -> dict[str, float]:
    """Return every p-value that a comparison by size could report for a row."""
    table = by_size(variable)
    chi_square = float(stats.chi2_contingency(table, correction=False).pvalue)
    result = {"chi-square": chi_square, "exact": exact_p(table)}
    dont_know = figures.DONT_KNOW.get(variable.partition("_")[0])
    codes = [code for code, count in ROWS[variable].items() if count]
    scale = [place for place, code in enumerate(codes) if code != dont_know]
    if len(scale) > 2:
        result["rank"] = rank_p(table[:, scale])
    return result


def option_table(question: str, code: str) -> Counts:
    column = answers()[f"{question}_{code}"].to_numpy()
    sides = (is_large(), ~is_large())
    return np.array([[int(((column == f) & side).sum()) for f in "10"] for side in sides])


class TestBySize:
    def test_question_1_differs(self) -> None:
        table = by_size("q1")
        assert [int(side.sum()) for side in table] == [140, 155]
        high = [int(side[:2].sum()) for side in table]
        assert high == [82, 77]
        assert [round(100 * h / side.sum()) for h, side in zip(high, table, strict=True)] == [
            59,
            50,
        ]
        assert max(p_values("q1").values()) < 0.05

    @pytest.mark.parametrize("variable", [row for row in ROWS if row != "q1"])
    def test_no_other_row_differs(self, variable: str) -> None:
        assert min(p_values(variable).values()) >= 0.06

    @pytest.mark.parametrize("question", figures.SEVERAL)
    def test_no_option_differs(self, question: str) -> None:
        for code in figures.SEVERAL[question][1]:
            table = option_table(question, code)
            assert stats.chi2_contingency(table, correction=False).pvalue >= 0.06
            assert stats.fisher_exact(table).pvalue >= 0.06

    def test_p_values_are_spread(self) -> None:
        found = [p_values(row)["chi-square"] for row in ROWS if row != "q1"]
        found += [
            float(stats.chi2_contingency(option_table(*option), correction=False).pvalue)
            for option in OPTIONS
        ]
        quarters = np.histogram(found, bins=[0.06, 0.295, 0.53, 0.765, 1.001])[0] / len(found)
        assert (quarters > 0.12).all()
        assert (quarters < 0.42).all()

    @pytest.mark.parametrize("question", figures.SEVERAL)
    def test_no_question_differs_at_once(self, question: str) -> None:
        """The largest standardised difference over the options, by permutation of respondents."""
        codes = figures.SEVERAL[question][1]
        flags = answers().select(f"{question}_{code}" for code in codes)
        asked = flags.to_series(0).is_not_null().to_numpy()
        ticks = (flags.to_numpy()[asked] == "1").astype(float)
        ticks = ticks[:, ticks.std(axis=0) > 0]
        ticks = (ticks - ticks.mean(axis=0)) / ticks.std(axis=0)
        large = is_large()[asked]
        rng = np.random.default_rng(3)
        orders = np.array([rng.permutation(large) for _ in range(1000)])
        drawn = np.abs(orders.astype(float) @ ticks).max(axis=1)
        found = np.abs(large.astype(float) @ ticks).max()
        assert (drawn >= found - 1e-9).mean() >= 0.06
