"""An attacker who has nothing but `findings.json` for the public, and knows the questionnaire.

Written apart from the protection on purpose: it reads the JSON, sets up every sum and bound that
a reader can see, and asks a linear programme how closely each missing number can be told.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Term = tuple[str, float]
LINKS = [
    (("2", None), ("1", None), ["6"]),
    (("5", None), ("4", None), ["1"]),
    (("6", None), ("4", None), ["2"]),
    (("7", None), ("4", None), ["3"]),
    (("10", None), ("9", None), ["4", "5"]),
    (("18", None), ("17", 1), ["1", "2", "3", "4"]),
]
"""(asked, source, codes) of the example's questionnaire."""


class Attack:
    """The numbers that are missing, and what is known of them."""

    def __init__(self, findings: dict[str, Any], links: Iterable[Any] = ()) -> None:
        self.numbers: dict[str, float | None] = {}
        self.rows: list[tuple[dict[str, float], float, float]] = []
        self.findings = findings
        ungrouped = {(t["question"], t["row"]): t for t in findings["tables"] if not t["by"]}
        for table in findings["tables"]:
            self._table(table, ungrouped.get((table["question"], table["row"])))
        for asked, source, codes in links:
            self._link(asked, source, codes)

    @staticmethod
    def name(table: dict[str, Any], group: str | None, what: str) -> str:
        return f"{table['question']}|{table['row']}|{table['by']}|{group}|{what}"

    def _table(self, table: dict[str, Any], ungrouped: dict[str, Any] | None) -> None:
        self._column(table, None, table)
        for group in table["groups"]:
            self._column(table, group["group"], group)
        if not table["by"]:
            return
        keys = [group["group"] for group in table["groups"]]
        for what in self._whats(table):
            parts = [(self.name(table, key, what), 1.0) for key in keys]
            whole = self.name(table, None, what)
            self._row([*parts, (whole, -1.0)], 0, 0)
            if ungrouped is not None:
                complete = table["base"] is not None and table["base"] == ungrouped["base"]
                top = 0 if complete else np.inf
                self._row([(self.name(ungrouped, None, what), 1.0), (whole, -1.0)], 0, top)

    @staticmethod
    def _whats(part: dict[str, Any]) -> list[str]:
        options = [f"option {option['code']}" for option in part["options"]]
        return ["base", *options, *(f"collapse {c['key']}" for c in part["collapsed"])]

    def _column(self, table: dict[str, Any], group: str | None, part: dict[str, Any]) -> None:
        base = self._number(self.name(table, group, "base"), part["base"])
        options = {
            o["code"]: self._number(
                self.name(table, group, f"option {o['code']}"), self._count(o, part["base"])
            )
            for o in part["options"]
        }
        several = table["kind"] == "several"
        everything = [(option, 1.0) for option in options.values()]
        self._row([*everything, (base, -1.0)], 0, np.inf if several else 0)
        for option in options.values():
            self._row([(base, 1.0), (option, -1.0)], 0, np.inf)
        for collapse in part["collapsed"]:
            key = self.name(table, group, f"collapse {collapse['key']}")
            self._number(key, self._count(collapse, part["base"]))
            chosen = [(options[code], 1.0) for code in collapse["codes"] if code in options]
            self._row([*chosen, (key, -1.0)], 0, np.inf if several else 0)
            self._row([(base, 1.0), (key, -1.0)], 0, np.inf)
            for option, _ in chosen:
                self._row([(key, 1.0), (option, -1.0)], 0, np.inf)
        size = self._size(table["by"], group)
        if size is not None:
            self._row([(base, -1.0)], -size, np.inf)

    @staticmethod
    def _count(part: dict[str, Any], base: int | None) -> float | None:
        """A missing count is read off a percentage or its interval where one was left."""
        if part["count"] is not None:
            return float(part["count"])
        if base is None:
            return None
        if part["percent"] is not None:
            return float(part["percent"]) * base / 100
        left = (part["low"], part["high"])
        assert left == (None, None), "the interval of a hidden percentage is printed"
        return None

    def _size(self, by: str | None, group: str | None) -> int | None:
        response = self.findings["response"]
        if by is None:
            return int(response["answered"])
        for one in response["by_group"]:
            if (one["variable"], one["group"]) == (by, group):
                return None if one["answered"] is None else int(one["answered"])
        return None

    def _link(self, asked: Any, source: Any, codes: list[str]) -> None:
        tables = {(t["question"], t["row"], t["by"]): t for t in self.findings["tables"]}
        for by in {t["by"] for t in self.findings["tables"]}:
            routed, origin = tables.get((*asked, by)), tables.get((*source, by))
            if routed is None or origin is None:
                continue
            for group in [None, *(g["group"] for g in routed["groups"])]:
                leading = [(self.name(origin, group, f"option {code}"), 1.0) for code in codes]
                self._row([*leading, (self.name(routed, group, "base"), -1.0)], 0, np.inf)

    def _number(self, name: str, value: float | None) -> str:
        self.numbers[name] = value
        return name

    def _row(self, terms: list[Term], low: float, high: float) -> None:
        unknown: dict[str, float] = {}
        for name, times in terms:
            value = self.numbers[name]
            if value is None:
                unknown[name] = unknown.get(name, 0.0) + times
            else:
                low, high = low - times * value, high - times * value
        if unknown:
            self.rows.append((unknown, low, high))

    def _near(self, name: str) -> tuple[list[str], list[tuple[dict[str, float], float, float]]]:
        """The missing numbers that hang together with `name`, and what is known of them."""
        names, rows, grown = {name}, list(self.rows), True
        while grown:
            grown = False
            for terms, _, _ in rows:
                if names.intersection(terms) and not names.issuperset(terms):
                    names |= terms.keys()
                    grown = True
        return sorted(names), [row for row in rows if names.intersection(row[0])]

    def limits(self, objective: dict[str, float]) -> tuple[float, float]:
        """Return the least and the largest possible value of a sum of numbers."""
        constant = sum(t * v for n, t in objective.items() if (v := self.numbers[n]) is not None)
        missing = {n: t for n, t in objective.items() if self.numbers[n] is None}
        if not missing:
            return constant, constant
        names, rows = self._near(next(iter(missing)))
        names = sorted({*names, *missing})
        place = {name: number for number, name in enumerate(names)}
        matrix = np.zeros((len(rows), len(names)))
        for number, (terms, _, _) in enumerate(rows):
            for name, times in terms.items():
                matrix[number, place[name]] = times
        known = LinearConstraint(
            matrix, np.array([low for _, low, _ in rows]), np.array([high for _, _, high in rows])
        )
        goal = np.zeros(len(names))
        for name, times in missing.items():
            goal[place[name]] = times
        ends = []
        for sign in (1.0, -1.0):
            solved = milp(sign * goal, bounds=Bounds(0, np.inf), constraints=known)
            ends.append(np.inf * sign * -1 if solved.x is None else goal @ solved.x + constant)
        return float(ends[0]), float(ends[1])


def recovered(
    public: dict[str, Any], original: dict[str, Any], threshold: int, links: Iterable[Any] = ()
) -> list[str]:
    """Return every small count of `original` that can be told from `public` too closely.

    A count of 1 to `threshold` - 1 (of a printed cell, or of those who did not tick an option) is
    safe when every number from 1 to `threshold` is possible for it.
    """
    attack = Attack(public, links)
    told = []
    for table in original["tables"]:
        columns = [(None, table), *((group["group"], group) for group in table["groups"])]
        for group, part in columns:
            base = attack.name(table, group, "base")
            small: list[tuple[dict[str, float], int]] = [({base: 1.0}, part["base"])]
            for kind, key, entries in (
                ("option", "code", part["options"]),
                ("collapse", "key", part["collapsed"]),
            ):
                for one in entries:
                    name = attack.name(table, group, f"{kind} {one[key]}")
                    small.append(({name: 1.0}, one["count"]))
                    if table["kind"] == "several":
                        small.append(({base: 1.0, name: -1.0}, part["base"] - one["count"]))
            for objective, value in small:
                if not 0 < value < threshold:
                    continue
                low, high = attack.limits(objective)
                if low > 1 + 1e-6 or high < threshold - 1e-6:
                    told.append(f"{objective} is {value}, told as {low:g} to {high:g}")
    return told
