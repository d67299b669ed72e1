"""Findings for the public: what was hidden cannot be recovered from `findings.json`."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lovende.analysis.findings import (
    Collapse,
    Findings,
    GroupResponse,
    Option,
    Provenance,
    Response,
    Study,
    Table,
    TableGroup,
)
from lovende.analysis.protection import Knowledge, protect_findings
from lovende.analysis.protection.knowledge import Link
from lovende.domain.errors import LovendeError
from tests.disclosure_attack import LINKS, recovered
from tests.reporting_fixture.build import example_findings

KNOWN = Knowledge(tuple(Link(asked, source, tuple(codes)) for asked, source, codes in LINKS))


def true_links(findings: Findings) -> list[Any]:
    """Return the links that hold: the answers of the fixture are not routed in every group."""

    def holds(asked: Any, source: Any, codes: list[str], by: str | None) -> bool:
        routed = findings.table(asked[0], asked[1], by)
        origin = findings.table(source[0], source[1], by)
        bases = [routed.base, *(group.base for group in routed.groups)]
        columns = [origin.options, *(group.options for group in origin.groups)]
        leading = [sum(o.count or 0 for o in column if o.code in codes) for column in columns]
        return all((base or 0) <= most for base, most in zip(bases, leading, strict=True))

    return [link for link in LINKS if all(holds(*link, by) for by in (None, "size"))]


def as_json(findings: Findings) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(findings.to_json())
    return plain


@pytest.mark.parametrize("threshold", [3, 5])
def test_nothing_hidden_can_be_recovered_from_the_example(threshold: int) -> None:
    original = example_findings()
    public = protect_findings(original, threshold, KNOWN)
    assert recovered(as_json(public), as_json(original), threshold, true_links(original)) == []
    # Most of the report is left: protection must not be bought by hiding everything.
    options = [o for t in public.tables for o in t.options]
    options += [o for t in public.tables for group in t.groups for o in group.options]
    assert sum(o.count is None for o in options) < 0.3 * len(options)


def test_the_attack_finds_what_is_hidden_carelessly() -> None:
    """Hiding only the small counts themselves is not enough, and the attack sees it."""
    original = example_findings()
    careless = as_json(original)
    for table in careless["tables"]:
        for part in (table, *table["groups"]):
            for option in part["options"]:
                if 0 < option["count"] < 5:
                    option.update(count=None, percent=None, low=None, high=None)
    assert len(recovered(careless, as_json(original), 5)) > 20


def table_of(
    codes: np.ndarray, groups: np.ndarray, kind: str, collapse: tuple[str, ...], by: str | None
) -> Table:
    """`codes` is people x options (ticks); `groups` a group for each, -1 for none."""

    def part(members: np.ndarray) -> tuple[int, list[Option], list[Collapse]]:
        ticks = codes[members]
        base = int(ticks.any(axis=1).sum())
        options = [
            Option(str(place), {}, int(count), 100 * int(count) / base if base else None)
            for place, count in enumerate(ticks.sum(axis=0))
        ]
        together = ticks[:, [int(code) for code in collapse]].any(axis=1)
        found = int(together.sum())
        collapsed = [Collapse("some", {}, list(collapse), found, 0.0)] if collapse else []
        return base, options, collapsed

    everybody = groups >= (0 if by else -1)
    base, options, collapsed = part(everybody)
    table = Table("1", None, "q1", kind, {}, None, base, options, collapsed=collapsed, by=by)
    if by:
        for group in range(3):
            size, counts, some = part(groups == group)
            table.groups.append(TableGroup(str(group), {}, size, counts, some))
    return table


@st.composite
def random_findings(draw: st.DrawFn) -> Findings:
    people = draw(st.integers(5, 60))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    options = draw(st.integers(2, 5))
    kind = draw(st.sampled_from(["one", "several"]))
    weights = random.dirichlet(np.full(options, draw(st.sampled_from([0.3, 1.0, 5.0]))))
    if kind == "one":
        codes = np.eye(options, dtype=bool)[random.choice(options, people, p=weights)]
    else:
        codes = random.random((people, options)) < weights
    codes[random.random(people) < 0.1] = False
    lowest = draw(st.sampled_from([-1, 0]))
    by_one, by_two = random.integers(lowest, 3, people), random.integers(0, 2, people)
    collapse = ("0", "1") if draw(st.booleans()) else ()
    tables = [table_of(codes, by_one, kind, collapse, by) for by in (None, "one")] + [
        table_of(codes, by_two, kind, collapse, "two")
    ]
    sizes = [
        GroupResponse(str(g), {}, 60, int((by_one == g).sum()), None, variable="one")
        for g in range(3)
    ]
    response = Response(100, people, None, None, None, {}, sizes, None)
    study = Study({}, {}, {}, "analyst", synthetic=True)
    return Findings(study, response, tables, [], None, Provenance([], {}, {}, 1))


@settings(
    max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(random_findings(), st.sampled_from([3, 5]))
def test_nothing_hidden_can_be_recovered_from_random_tables(
    original: Findings, threshold: int
) -> None:
    try:
        public = protect_findings(original, threshold)
    except LovendeError:
        # So few people that nothing can be published: then nothing is.
        assert original.response.answered < 3 * threshold
        return
    assert recovered(as_json(public), as_json(original), threshold) == []


def test_the_findings_of_the_analyst_stay_as_they_are() -> None:
    original = example_findings()
    before = dataclasses.asdict(original)
    protect_findings(original, 5, KNOWN)
    assert dataclasses.asdict(original) == before
