"""The open answers: invented innovations in the words of invented leaders."""

from __future__ import annotations

from collections.abc import Sequence

from lovende.examples.synthesis.draws import Draws
from lovende.examples.synthesis.ideas import AREAS, Area
from lovende.examples.synthesis.phrases import HOW_NEW, MARK, MATURITIES, OTHERS, WHYS

LABELS = ("Navn", "Hvorfor", "Hvad er nyt", "Målgruppe", "Indhold", "Udbytte", "Aktører", "Status")
"""The guiding points of question 19, for those who answer point by point."""

Points = list[tuple[str, str]]


class Writer:
    """Writes one description after another, no two alike."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._written: set[str] = set()

    def describe(self, administration: str, novelty: str | None) -> str:
        """Return a description from `administration`; `novelty` is the answer to question 23."""
        while True:
            text = self._compose(AREAS[administration], novelty)
            if text not in self._written:
                self._written.add(text)
                return text

    def explain_other(self, variable: str) -> str:
        """Return what somebody means by "other"."""
        return f"{MARK}: {self._one_of(OTHERS[variable])}"

    def _compose(self, area: Area, novelty: str | None) -> str:
        idea = area.ideas[self._draws.pick(len(area.ideas))]
        count = 5 * (2 + self._draws.pick(28))
        parts = (
            idea.name,
            self._one_of(WHYS),
            self._one_of(HOW_NEW[novelty]),
            idea.target.format(count=count),
            f"{idea.content} {idea.detail}" if self._draws.pick(3) else idea.content,
            self._one_of(area.benefits),
            self._one_of(area.actors),
            self._one_of(MATURITIES),
        )
        points = list(zip(LABELS, parts, strict=True))
        style = self._draws.pick(10)
        if style < 3:
            return _listed(points)
        if style < 5:
            return _brief(points)
        return _told([point for point in points if point[0] in _KEPT or self._draws.pick(4)])

    def _one_of(self, parts: Sequence[str]) -> str:
        return parts[self._draws.pick(len(parts))]


_KEPT = ("Navn", "Indhold")
"""Points that nobody who tells a story leaves out."""


def _listed(points: Points) -> str:
    """Answer the guiding points one by one."""
    return "\n".join([f"({MARK.lower()})", *(f"{label}: {text}" for label, text in points)])


def _brief(points: Points) -> str:
    """Say only what it is, what came of it and where it stands."""
    known = dict(points)
    return f"{MARK}: {known['Navn']}. {known['Indhold']} {known['Udbytte']} {known['Status']}"


def _told(points: Points) -> str:
    """Tell it as a story, with what it is right after its name."""
    known = dict(points)
    rest = [text for label, text in points if label not in _KEPT]
    return " ".join([f"{MARK}: ”{known['Navn']}”.", known["Indhold"], *rest])
