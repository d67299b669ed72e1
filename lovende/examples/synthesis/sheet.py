"""The answers while they are filled in: exact counts on each side of the size limit."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lovende.examples import figures
from lovende.examples.synthesis.draws import Bools, Draws, Floats, Ints, ascending
from lovende.examples.synthesis.splits import split_options, split_row
from lovende.examples.synthesis.traits import Traits


class Sheet:
    """One column a variable, one entry a respondent, None where there is no answer."""

    def __init__(self, large: Bools, traits: Traits, seed: int) -> None:
        self.large = large
        self.traits = traits
        self.columns: dict[str, list[str | None]] = {}
        self._seed = seed

    @property
    def size(self) -> int:
        return int(self.large.size)

    def write(self, variable: str, respondents: Ints, answers: list[str]) -> None:
        """Write answers into a column, which is begun if it is new."""
        column = self.columns.setdefault(variable, [None] * self.size)
        for respondent, answer in zip(respondents.tolist(), answers, strict=True):
            column[respondent] = answer

    def who(self, variable: str, *answers: str) -> Ints:
        """Return who gave one of `answers`, or any answer where none is named."""
        column = self.columns[variable]
        return np.array(
            [r for r, a in enumerate(column) if (a in answers if answers else a is not None)],
            dtype=np.int64,
        )

    def choose(self, variable: str, base: int, pool: Ints) -> Ints:
        """Choose who of `pool` answers: the `base` who are least inclined to skip."""
        inclination = self.traits.skip(Draws(self._seed, f"skip {variable}"))
        return np.sort(pool[ascending(inclination[pool])[:base]])

    def fill_row(
        self,
        variable: str,
        counts: Mapping[str, int],
        pool: Ints,
        large_counts: Mapping[str, int] | None = None,
    ) -> None:
        """Answer a row with one answer, so that every code of `counts` is given exactly so often.

        `large_counts` are the counts in the large municipalities, where they are not to be drawn.
        """
        draws = Draws(self._seed, variable)
        question = variable.partition("_")[0]
        dont_know = figures.DONT_KNOW.get(question)
        codes = [code for code in counts if code != dont_know]
        codes += [code for code in counts if code == dont_know]
        totals = np.array([counts[code] for code in codes])
        respondents = self.choose(variable, int(totals.sum()), pool)
        if large_counts is None:
            scale = range(len(codes) - (dont_know is not None))
            split = split_row(totals, int(self.large[respondents].sum()), scale, draws)
        else:
            split = np.array([large_counts[code] for code in codes])
        inclination, doubt = self.traits.row(variable, draws), self.traits.doubt(draws)
        for side, numbers in ((self.large, split), (~self.large, totals - split)):
            group = respondents[side[respondents]]
            unsure = int(numbers[-1]) if dont_know is not None else 0
            by_doubt = group[ascending(-doubt[group])]
            sure = by_doubt[unsure:]
            ranked = sure[ascending(-inclination[sure])]
            answers = np.repeat(codes, numbers).tolist()
            self.write(variable, np.concatenate([ranked, by_doubt[:unsure]]), answers)

    def fill_options(self, question: str, base: int, counts: Mapping[str, int], pool: Ints) -> None:
        """Answer a several-choice question: every option is ticked exactly so often, by its base."""
        draws = Draws(self._seed, question)
        respondents = self.choose(question, base, pool)
        totals = np.array(list(counts.values()))
        codes = list(counts)
        exclusive = figures.EXCLUSIVE.get(question)
        alone = None if exclusive is None else codes.index(exclusive)
        large = int(self.large[respondents].sum())
        split = split_options(totals, base, large, draws, alone)
        inclination = np.array([self.traits.option(f"{question}_{code}", draws) for code in codes])
        for side, numbers in ((self.large, split), (~self.large, totals - split)):
            group = respondents[side[respondents]]
            ticks = _tick(inclination[:, group], numbers, alone)
            for code, column in zip(codes, ticks, strict=True):
                flags = ["1" if ticked else "0" for ticked in column.tolist()]
                self.write(f"{question}_{code}", group, flags)


def _tick(inclination: Floats, numbers: Ints, alone: int | None) -> Bools:
    """Return options x respondents: each option ticked by those most inclined, nobody without a tick.

    Whoever has the exclusive option (`alone`) has no other.
    """
    ticks = np.zeros(inclination.shape, dtype=bool)
    free = np.arange(inclination.shape[1])
    if alone is not None:
        by_inclination = ascending(-inclination[alone])
        ticks[alone, by_inclination[: numbers[alone]]] = True
        free = by_inclination[numbers[alone] :]
    for option, number in enumerate(numbers.tolist()):
        if option != alone:
            ticks[option, free[ascending(-inclination[option, free])[:number]]] = True
    for respondent in free.tolist():
        if not ticks[:, respondent].any():
            _give_one(ticks, inclination, respondent, alone)
    return ticks


def _give_one(ticks: Bools, inclination: Floats, respondent: int, alone: int | None) -> None:
    """Move a tick to a respondent without one, from one who has more and is hardly more inclined."""
    can_give = ticks & (ticks.sum(axis=0) > 1)
    if alone is not None:
        can_give[alone] = False
    loss = np.where(can_give, inclination - inclination[:, [respondent]], np.inf)
    option, giver = np.unravel_index(int(np.argmin(loss)), loss.shape)
    ticks[option, giver] = False
    ticks[option, respondent] = True
