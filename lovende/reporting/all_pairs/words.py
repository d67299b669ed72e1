"""How variables, tests and numbers of pairs are named, in one language."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lovende.analysis.all_pairs import AllPairs
from lovende.domain.dataset.model import Variable
from lovende.domain.texts import N_
from lovende.reporting.typography import NO_BREAK, Typography
from lovende.translation import translate

TEST_NAMES = {
    "chi2": N_("Chi-square"),
    "mann_whitney": N_("Mann-Whitney"),
    "kruskal_wallis": N_("Kruskal-Wallis"),
    "design_rank": N_("Rank test, weighted"),
}
REASON_NAMES = {
    "no_answers": N_("nobody answered both"),
    "one_level": N_("all who answered both gave one answer to one of them"),
    "no_order": N_("without don't know, too few steps or groups are left"),
}
MISSING_NAMES = {
    "skipped": N_("(skipped)"),
    "not_asked": N_("(not asked)"),
    "not_reached": N_("(not reached)"),
}
LONGEST = 70
"""Characters of a label in a table or figure; the whole of it stands with the table of the pair."""
NONE = "–"


@dataclass(frozen=True)
class Words:
    """The pairs, and the words for them."""

    pairs: AllPairs
    language: str

    @property
    def type(self) -> Typography:
        return Typography(self.language)

    def t(self, message: str, **params: Any) -> str:
        return translate(message, self.language, **params)

    def label(self, place: int) -> str:
        """Return the label of a variable with its name behind it, or the name alone."""
        variable = self.pairs.variables[place]
        label = self._plain(variable)
        return f"{label} ({variable.name})" if label else variable.name

    def short(self, place: int, longest: int = LONGEST) -> str:
        """Return the label of a variable, or its name, cut where it is long.

        The name stands with it where other variables have the same label.
        """
        variable = self.pairs.variables[place]
        label = self._plain(variable)
        if not label:
            return cut(variable.name, longest)
        ending = f" ({variable.name})" if self._labels[label] > 1 else ""
        return cut(label, max(longest - len(ending), 8)) + ending

    @cached_property
    def _labels(self) -> Counter[str]:
        return Counter(self._plain(variable) for variable in self.pairs.variables)

    def _plain(self, variable: Variable) -> str:
        label = " ".join(variable.label.get(self.language).split())
        return "" if label == variable.name else label

    def category(self, place: int, level: int) -> str:
        category = self.pairs.variables[place].categories[level]
        return " ".join(category.label.get(self.language).split()) or category.code

    def missing(self, name: str) -> str:
        """Return a kind of missing in words: a state, or what the file calls it."""
        return self.t(MISSING_NAMES.get(name, "{name}"), name=name)

    def file(self) -> str:
        return self.pairs.job.path.name

    def number(self, value: float, places: int = 2) -> str:
        return NONE if math.isnan(value) else self.type.decimal(float(value), places)

    def p(self, value: float, letter: bool = False) -> str:
        return NONE if math.isnan(value) else self.type.p_value(float(value), letter)

    def test(self, name: str) -> str:
        return self.t(TEST_NAMES[name]).replace(" ", NO_BREAK)

    def n(self, value: float) -> str:
        return f"n{NO_BREAK}={NO_BREAK}{self.type.number(int(value))}"


def cut(text: str, longest: int) -> str:
    """Return a text of at most `longest` characters, with an ellipsis where it was cut."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
