"""The synthetic study: every published count, the routing, and what the source says in words.

Nothing here uses the generator's own code but its result.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
import polars as pl
import pytest
from scipy import stats

from lovende.domain.places import BY_CODE
from lovende.examples import figures
from lovende.examples.synthesis import SEED, SyntheticStudy, synthetic_study

SEEDS = (SEED, 1, 7)
ROWS = figures.rows()
OPTIONS = [(q, code) for q, (_, counts) in figures.SEVERAL.items() for code in counts]


@cache
def study(seed: int = SEED) -> SyntheticStudy:
    return synthetic_study(seed)


def answers(seed: int = SEED) -> pl.DataFrame:
    return study(seed).answers


def is_large(seed: int = SEED) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.array([BY_CODE[code].is_large for code in answers(seed)["municipality"]])


@pytest.mark.parametrize("seed", SEEDS)
class TestCounts:
    @pytest.mark.parametrize("variable", ROWS)
    def test_rows_with_one_answer(self, variable: str, seed: int) -> None:
        column = answers(seed)[variable].drop_nulls()
        counted = {code: int((column == code).sum()) for code in ROWS[variable]}
        assert counted == ROWS[variable]
        assert column.len() == sum(counted.values())

    @pytest.mark.parametrize("question", figures.SEVERAL)
    def test_several_choice_questions(self, question: str, seed: int) -> None:
        base, counts = figures.SEVERAL[question]
        flags = answers(seed).select(f"{question}_{code}" for code in counts)
        answered = flags.drop_nulls()
        assert answered.height == base
        assert flags.filter(pl.any_horizontal(pl.all().is_not_null())).height == base
        ticks = answered.select(pl.all() == "1")
        assert set(answered.unpivot()["value"]) <= {"0", "1"}
        assert {c: int(ticks[f"{question}_{c}"].sum()) for c in counts} == counts
        assert ticks.filter(~pl.any_horizontal(pl.all())).is_empty()

    @pytest.mark.parametrize(("question", "code"), figures.EXCLUSIVE.items())
    def test_none_of_the_named_stands_alone(self, question: str, code: str, seed: int) -> None:
        flags = answers(seed).filter(pl.col(f"{question}_{code}") == "1")
        own = [f"{question}_{c}" for c in figures.SEVERAL[question][1]]
        ticks = flags.select(pl.sum_horizontal(pl.col(own).cast(pl.Int8)).alias("n"))
        assert set(ticks["n"]) == {1}


ASKED_IF = {
    "q2": pl.col("q1") == "6",
    "q5_1": pl.col("q4_1") == "1",
    "q6_1": pl.col("q4_2") == "1",
    "q7_1": pl.col("q4_3") == "1",
    "q10_1": (pl.col("q9_4") == "1") | (pl.col("q9_5") == "1"),
    "q18_1": pl.col("q17_1").is_in(["1", "2", "3", "4"]),
    "q19__2": pl.col("q25") == "1",
    "q20_1__2": pl.col("q25") == "1",
    "q24_2__2": pl.col("q25") == "1",
    "q2_other": pl.col("q2") == "4",
    "q3_other": pl.col("q3") == "5",
    "q4_other": pl.col("q4_7") == "1",
    "q5_other": pl.col("q5_12") == "1",
    "q6_other": pl.col("q6_6") == "1",
    "q7_other": pl.col("q7_18") == "1",
    "q9_other": pl.col("q9_15") == "1",
    "q12_other": pl.col("q12_12") == "1",
    "q13_other": pl.col("q13_15") == "1",
}


@pytest.mark.parametrize("seed", SEEDS)
class TestRouting:
    @pytest.mark.parametrize("variable", ASKED_IF)
    def test_nobody_answers_what_was_not_asked(self, variable: str, seed: int) -> None:
        answered = answers(seed).filter(pl.col(variable).is_not_null())
        assert answered.height > 0 or variable == "q2_other"
        assert answered.filter(~ASKED_IF[variable].fill_null(value=False)).is_empty()

    def test_not_at_all_leads_to_the_end(self, seed: int) -> None:
        frame = answers(seed)
        later = frame.columns[frame.columns.index("q3") :]
        ended = frame.filter(pl.col("q1") == "6")
        assert ended.height == 5
        assert ended.select(later).null_count().row(0) == (5,) * len(later)
        assert set(ended["submitted"]) == {"1"}

    def test_everyone_answers_something(self, seed: int) -> None:
        given = answers(seed).drop("key", "submitted", *BACKGROUND)
        assert given.filter(pl.all_horizontal(pl.all().is_null())).is_empty()


BACKGROUND = ("municipality", "administration", "department", "job_title")


def questions_asked_and_answered(row: dict[str, str | None]) -> tuple[int, int]:
    """Count the questions 1-25 that one respondent was asked and answered, a matrix as one."""
    asked = {f"q{n}" for n in range(1, 26)} - {"q2"}
    if row["q1"] == "6":
        asked = {"q1", "q2"}
    asked -= {q for q, flag in (("q5", "q4_1"), ("q6", "q4_2"), ("q7", "q4_3")) if row[flag] != "1"}
    if "1" not in (row["q9_4"], row["q9_5"]):
        asked.discard("q10")
    if row["q17_1"] not in ("1", "2", "3", "4"):
        asked.discard("q18")
    answered = {
        name.partition("_")[0]
        for name, value in row.items()
        if name.startswith("q") and "other" not in name and "__" not in name and value is not None
    }
    assert answered <= asked
    return len(asked), len(answered)


class TestPanel:
    def test_response_by_size(self) -> None:
        panel = study().panel
        large = np.array([BY_CODE[code].is_large for code in panel["municipality"]])
        answered = panel["disposition"].str.starts_with("1.").to_numpy()
        table = [
            [int((answered & side).sum()), int((~answered & side).sum())]
            for side in (large, ~large)
        ]
        assert table == [[141, 136], [155, 124]]
        test = stats.chi2_contingency(table, correction=False)
        assert round(test.statistic, 2) == 1.21
        assert round(test.pvalue, 2) == 0.27
        assert [round(100 * row[0] / sum(row)) for row in table] == [51, 56]

    def test_municipalities(self) -> None:
        panel = study().panel
        assert panel["municipality"].n_unique() == 98
        assert answers()["municipality"].n_unique() == 93
        sizes = panel["municipality"].value_counts()["count"]
        assert sizes.min() >= 2  # type: ignore[operator]  # counts are numbers
        assert sizes.max() <= 15  # type: ignore[operator]  # counts are numbers

    def test_keys_agree(self) -> None:
        panel, nonresponders = study().panel, study().nonresponders
        responding = panel.filter(pl.col("disposition").str.starts_with("1."))
        assert panel["key"].n_unique() == 556
        assert answers()["key"].to_list() == responding["key"].to_list()
        assert nonresponders.height == 9
        assert not set(nonresponders["key"]) & set(answers()["key"])
        assert set(nonresponders["key"]) <= set(panel["key"])
        joined = answers().join(panel, on="key", suffix="_invited")
        assert joined["municipality"].equals(joined["municipality_invited"].rename("municipality"))

    @pytest.mark.parametrize("seed", SEEDS)
    def test_dispositions_agree_with_the_answers(self, seed: int) -> None:
        joined = answers(seed).join(study(seed).panel.select("key", "disposition"), on="key")
        for row in joined.iter_rows(named=True):
            disposition, submitted = row["disposition"], row["submitted"] == "1"
            asked, answered = questions_asked_and_answered(row)
            complete = submitted or answered >= 0.8 * asked
            assert disposition == ("1.1" if complete else "1.2")
        assert joined.filter(submitted="0", disposition="1.1").height == 6

    def test_people_are_obviously_invented(self) -> None:
        panel = study().panel
        assert panel["email"].str.ends_with("@example.org").all()
        assert panel["email"].n_unique() == 556
        assert panel["telephone"].str.contains(r"^00 00 0\d \d\d$").all()
        assert panel["name"].str.contains(r"^Testperson \d+ Eksempelsen$").all()

    def test_nobody_is_known_to_be_outside_the_panel(self) -> None:
        codes = set(study().panel["disposition"])
        assert codes == {"1.1", "1.2", "2.11", "2.12", "2.26", "3.19", "3.30"}


class TestBreakOff:
    def test_those_who_break_off_answer_nothing_more(self) -> None:
        """Nobody else but six who forgot to submit gets to the last pages."""
        frame = answers().filter(pl.col("submitted") == "0")
        last = frame.filter(pl.col("q24_1").is_not_null() | pl.col("q25").is_not_null())
        assert last.height == 6
        assert frame.height == 87

    def test_bases_fall_by_skipping_too(self) -> None:
        submitted = answers().filter((pl.col("submitted") == "1") & (pl.col("q1") != "6"))
        assert submitted["q25"].null_count() > 0
        assert submitted["q15_13"].null_count() > 20


def by_size(variable: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return the table of a row: large, small x codes in printed order, empty ones left out."""
    large, column = is_large(), answers()[variable].to_numpy()
    codes = [code for code, count in ROWS[variable].items() if count]
    return np.array(
        [[int(((column == c) & side).sum()) for c in codes] for side in (large, ~large)]
    )


def exact_p(table: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> float:
    """Return the Fisher-Freeman-Halton p of a 2 x k table by Monte Carlo, 20,000 tables."""
    totals, n = table.sum(axis=0), int(table[0].sum())
    drawn = np.random.default_rng(5).multivariate_hypergeometric(totals, n, 20_000)
    top = int(totals.max()) + 1
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, top)))])

    def weight(large: np.ndarray[tuple[int, ...], np.dtype[np.int64]]) -> np.ndarray:  # type: ignore[type-arg]  # floats
        return -(log_factorial[large] + log_factorial[totals - large]).sum(axis=-1)

    return float((1 + (weight(drawn) <= weight(table[0]) + 1e-9).sum()) / 20_001)


def p_values(variable: str) -> dict[str, float]:
    """Return every p-value that a comparison by size could report for a row."""
    table = by_size(variable)
    result = {
        "chi-square": float(stats.chi2_contingency(table, correction=False).pvalue),
        "exact": exact_p(table),
    }
    question = variable.partition("_")[0]
    if question in figures.SCALES | {"q3"}:
        codes = [code for code, count in ROWS[variable].items() if count]
        scale = [p for p, code in enumerate(codes) if code != figures.DONT_KNOW.get(question)]
        sides = [np.repeat(np.arange(len(scale)), side[scale]) for side in table]
        rank = stats.mannwhitneyu(*sides, use_continuity=False, method="asymptotic")
        result["rank"] = float(rank.pvalue)
    return result


def option_table(question: str, code: str) -> list[list[int]]:
    column = answers()[f"{question}_{code}"].to_numpy()
    return [[int(((column == f) & side).sum()) for f in "10"] for side in (is_large(), ~is_large())]


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

    @pytest.mark.parametrize("variable", [row for row in ROWS if row not in ("q1",)])
    def test_no_other_row_differs(self, variable: str) -> None:
        assert min(p_values(variable).values()) >= 0.06

    @pytest.mark.parametrize(("question", "code"), OPTIONS)
    def test_no_option_differs(self, question: str, code: str) -> None:
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


def intra_cluster(values: np.ndarray, clusters: np.ndarray) -> float:  # type: ignore[type-arg]  # any arrays
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


DEGREE = {"1": 1.0, "2": 0.75, "3": 0.5, "4": 0.25, "5": 0.0}
IMPACT = {"1": 1.0, "2": 0.5, "3": 0.0}


def item_scores(row: dict[str, str | None]) -> tuple[list[float], int]:
    """Return the item scores of one innovation and its number of don't knows, by the method."""
    scores: list[float] = []
    unsure = 0
    for item in [*(f"q20_{r}" for r in range(1, 5)), "q22_1", "q22_2"]:
        score = DEGREE.get(row[item] or "")
        unsure += score is None
        if score is not None:
            scores.append(1 - score if item == "q22_2" else score)
    for item in (f"q21_{r}" for r in range(1, 5)):
        unsure += row[item] not in IMPACT
        scores += [IMPACT[row[item]]] if row[item] in IMPACT else []  # type: ignore[index]  # in IMPACT
    unsure += row["q23"] is None
    scores += [] if row["q23"] is None else [float(row["q23"] == "1")]
    for item in ("q24_1", "q24_2"):
        unsure += row[item] not in ("1", "2")
        scores += [] if row[item] is None else [{"1": 1.0, "2": 0.0, "3": 0.5}[row[item]]]  # type: ignore[index]  # not None
    return scores, unsure


class TestInnovations:
    @pytest.mark.parametrize("seed", SEEDS)
    def test_60_of_160_are_most_promising(self, seed: int) -> None:
        described = answers(seed).filter(pl.col("q19").is_not_null())
        assert described.height == 160
        assessed = [item_scores(row) for row in described.iter_rows(named=True)]
        index = np.array([sum(s) / len(s) for s, unsure in assessed if unsure <= 3])
        assert (index > 0.8).sum() == 60
        assert np.abs(index - 0.8).min() > 1e-9
        if seed == SEED:
            assert 5 <= 160 - index.size <= 15

    def test_some_assess_without_a_description(self) -> None:
        assert answers().filter(pl.col("q19").is_null() & pl.col("q20_1").is_not_null()).height > 20

    def test_a_second_innovation(self) -> None:
        second = answers().filter(pl.col("q19__2").is_not_null())
        assert second.height == 11
        assert second["q19"].null_count() == 0
        assert answers()["q20_1__2"].drop_nulls().len() >= 8

    def test_descriptions_say_that_they_are_synthetic(self) -> None:
        texts = pl.concat([answers()["q19"], answers()["q19__2"].rename("q19")]).drop_nulls()
        assert texts.str.to_lowercase().str.contains("syntetisk eksempel").all()
        assert texts.n_unique() == 171
        names = [m.name for m in BY_CODE.values() if len(m.name) > 3]
        assert not texts.str.contains_any(names).any()

    def test_other_answers_say_that_they_are_synthetic(self) -> None:
        others = [name for name in answers().columns if name.endswith("_other")]
        said = answers().select(others).unpivot()["value"].drop_nulls()
        assert said.len() > 30
        assert said.str.starts_with("Syntetisk eksempel: ").all()


class TestSameEverywhere:
    def test_the_seed_gives_these_very_frames(self) -> None:
        """A change here changes the example for everyone: say so in the changelog."""
        frames = (study().panel, study().answers, study().nonresponders)
        text = "\n".join(frame.write_csv() for frame in frames)
        assert hashlib.sha256(text.encode()).hexdigest() == FINGERPRINT

    def test_twice_the_same(self) -> None:
        again = synthetic_study()
        assert again.answers.equals(study().answers)
        assert again.panel.equals(study().panel)

    def test_another_seed_gives_other_answers(self) -> None:
        assert not answers(1).equals(answers())

    def test_all_is_text(self) -> None:
        for frame in (study().panel, study().answers, study().nonresponders):
            assert set(frame.dtypes) == {pl.String}


FINGERPRINT = "bbbce176f0441d313f5925deb7f0de56faebf303918bc3417ec8a2f2aac9ad8a"
