"""Puts the fixture together: tables, groups, tests, response, index and practices."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

from lovende.analysis.findings import (
    Collapse,
    Findings,
    Option,
    Provenance,
    Response,
    Study,
    Table,
    TableGroup,
    Test,
    Texts,
)
from tests.reporting_fixture.parts import LARGE, SMALL, options, texts, wilson
from tests.reporting_fixture.promise import example_index
from tests.reporting_fixture.questions import QUESTIONS, Raw
from tests.reporting_fixture.response import example_response
from tests.reporting_fixture.study import example_practices, example_questionnaire, example_study

HIGH = {"da": "I høj eller meget høj grad", "en": "To a high or very high degree"}
Q1_LARGE = [9, 73, 38, 12, 4, 2, 2]
SENTENCES: dict[tuple[str, int | None], Texts] = {
    ("1", None): {
        "da": "{percent} svarer, at krisen i høj eller meget høj grad har ført til nyskabelser på deres område ({count} af {base}).",
        "en": "{percent} say that the crisis has led to innovations in their area to a high or very high degree ({count} of {base}).",
    },
    ("16", 1): {
        "da": "{percent} lægger i høj eller meget høj grad vægt på, at medarbejderne var parate til at lave om.",
        "en": "{percent} find to a high or very high degree that the employees' readiness to change mattered.",
    },
    ("22", 1): {
        "da": "{percent} vurderer, at deres vigtigste nyskabelse i høj eller meget høj grad kan bruges i andre kommuner.",
        "en": "{percent} judge that their most important innovation can be used in other municipalities to a high or very high degree.",
    },
}


def _collapsed(raw: Raw, counts: list[int], base: int, row: int | None) -> list[Collapse]:
    if not raw.ordinal or raw.number == "21":
        return []
    count = counts[0] + counts[1]
    low, high = wilson(count, base)
    sentence = SENTENCES.get((raw.number, row))
    codes = raw.codes[:2]
    percent = 100 * count / base if base else None
    return [Collapse("high", HIGH, codes, count, percent, low, high, bool(sentence), sentence)]


def _table(raw: Raw, counts: list[int], base: int, row: int | None) -> Table:
    return Table(
        question=raw.number,
        row=row,
        name=f"q{raw.number}" + (f"_{row}" if row else ""),
        kind=raw.kind,
        title=texts(raw.da, raw.en),
        row_title=texts(*raw.rows[row - 1]) if row else None,
        base=base,
        options=options(raw, counts, base),
        ordinal=raw.ordinal,
        collapsed=_collapsed(raw, counts, base, row),
        asked_if=texts(*raw.asked_if) if raw.asked_if else None,
        not_asked=0 if raw.asked_if is None else 290 - base,
        skipped=296 - base if raw.asked_if is None else 6,
        not_reached=0,
    )


def _split(raw: Raw, counts: list[int], base: int) -> tuple[list[int], int]:
    """How many of the answers the fixture gives to the large municipalities."""
    if raw.number == "1":
        return Q1_LARGE, sum(Q1_LARGE)
    share = [0.476 + 0.03 * math.sin(3.0 * i + base) for i in range(len(counts))]
    large = [round(count * part) for count, part in zip(counts, share, strict=True)]
    if raw.kind != "several":
        return large, sum(large)
    size = round(base * 0.476)
    return [
        max(count - (base - size), min(size, n)) for count, n in zip(counts, large, strict=True)
    ], size


def _by_size(raw: Raw, table: Table, counts: list[int]) -> Table:
    base = table.base or 0
    large, large_base = _split(raw, counts, base)
    rest = [count - n for count, n in zip(counts, large, strict=True)]
    groups = [
        TableGroup(
            name, label, size, options(raw, part, size), _collapsed(raw, part, size, table.row)
        )
        for name, label, part, size in [
            ("large", LARGE, large, large_base),
            ("small", SMALL, rest, base - large_base),
        ]
    ]
    return dataclasses.replace(table, by="size", groups=groups)


def _tables() -> list[Table]:
    plain, grouped = [], []
    for raw in QUESTIONS:
        for index, (counts, base) in enumerate(zip(raw.counts, raw.bases, strict=True)):
            table = _table(raw, counts, base, index + 1 if raw.rows else None)
            plain.append(table)
            grouped.append(_by_size(raw, table, counts))
    return plain + grouped


def _test(table: Table, position: int) -> Test:
    p = 0.0283 if table.question == "1" else 0.06 + 0.9 * ((position * 37) % 101) / 101
    kind, effect = (
        ("simultaneous", "difference")
        if table.kind == "several"
        else ("mann_whitney", "cliffs_delta")
        if table.ordinal
        else ("chi2", "cramers_v")
    )
    size = 0.12 if table.question == "1" else 0.1 * math.cos(position)
    scale = 100.0 if effect == "difference" else 1.0
    if effect == "cramers_v":
        size = abs(size)
    return Test(
        question=table.question,
        row=table.row,
        by="size",
        test=kind,
        primary=True,
        statistic=12.3 + position,
        df=None if kind != "chi2" else len(table.options) - 1,
        p=p,
        p_clustered=min(1.0, p * 1.7),
        p_holm=None,
        p_bh=None,
        effect=size * scale,
        effect_low=(size - 0.09) * scale,
        effect_high=(size + 0.09) * scale,
        option="1" if kind == "simultaneous" else None,
        effect_name=effect,
        n=table.base,
        method="monte_carlo" if kind == "simultaneous" else "asymptotic",
    )


def _tests(tables: list[Table]) -> list[Test]:
    primary = [_test(table, i) for i, table in enumerate(t for t in tables if t.by is None)]
    order = sorted(range(len(primary)), key=lambda i: primary[i].p or 0.0)
    holm, bh, size = 0.0, 1.0, len(primary)
    for rank, i in enumerate(order):
        holm = max(holm, min(1.0, (primary[i].p or 0.0) * (size - rank)))
        primary[i].p_holm = holm
    for rank, i in reversed(list(enumerate(order))):
        bh = min(bh, (primary[i].p or 0.0) * size / (rank + 1))
        primary[i].p_bh = bh
    other = [
        dataclasses.replace(test, test="chi2", primary=False, p_holm=None, p_bh=None, df=5)
        for test in primary
        if test.test == "mann_whitney"
    ]
    return primary + other


def example_findings() -> Findings:
    """Return the whole fixture, for the audience `analyst`."""
    tables = _tables()
    return Findings(
        study=example_study(),
        response=example_response(tables),
        tables=tables,
        tests=_tests(tables),
        index=example_index(),
        provenance=Provenance(
            inputs=[
                {"file": "answers.csv", "role": "answers", "sha256": "9f2c" * 16},
                {"file": "questionnaire.xlsx", "role": "questionnaire", "sha256": "04ab" * 16},
            ],
            versions={"lovende": "0.1.0", "python": "3.11.2", "numpy": "2.2.0"},
            parameters={"permutations": 9999, "small_expected": "any_below_5"},
            seed=20210224,
            warnings=[
                texts(
                    "answers.csv, kolonne remarks: kolonnen er ikke i spørgeskemaet og er udeladt",
                    "answers.csv, column remarks: the column is not in the questionnaire and was left out",
                )
            ],
        ),
        questionnaire=example_questionnaire(),
        practices=example_practices(),
        practices_note=texts("Listen har tolv eksempler.", "The list has twelve examples."),
    )


def _suppress(option: Option, below: int) -> Option:
    if option.count is None or not 0 < option.count < below:
        return option
    return dataclasses.replace(
        option, count=None, percent=None, low=None, high=None, suppressed=True
    )


def _hide(table: Table, below: int) -> Table:
    groups = [
        dataclasses.replace(g, options=[_suppress(o, below) for o in g.options])
        for g in table.groups
    ]
    options = [_suppress(o, below) for o in table.options]
    return dataclasses.replace(table, options=options, groups=groups)


def public_findings(below: int = 5) -> Findings:
    """Return the fixture for the public: counts of 1 to `below` - 1 suppressed (no complementary cells)."""
    found = example_findings()
    found.study.audience = "public"
    found.study.small_cells = below
    found.tables = [_hide(table, below) for table in found.tables]
    few = found.table("2")
    few.base = None
    for tile in found.response.tiles:
        tile.invited = tile.answered = None
    found.response.nonresponders = []
    return found


def bare_findings(**changes: Any) -> Findings:
    """Return findings of answers alone: one language, no panel, index, groups, chapters or practices."""
    found = example_findings()
    study = Study(
        name={"da": "Svar uden panel"},
        occasion={"da": "en strømafbrydelse"},
        period={},
        audience="analyst",
        synthetic=False,
        languages=["da"],
    )
    response = Response(None, 296, None, None, None, {}, [], None)
    made = Findings(
        study,
        response,
        [t for t in found.tables if t.by is None][:6],
        [],
        None,
        found.provenance,
        questionnaire=found.questionnaire[:2],
    )
    return dataclasses.replace(made, **changes)


def shortened(found: Findings) -> Findings:
    """Return `found` with few questions, tests and rows: every kind of block, made quickly."""
    kept = {"1", "4", "11", "22", "24"}
    found.tables = [table for table in found.tables if table.question in kept]
    found.tests = [test for test in found.tests if test.question in kept]
    found.response.tiles = found.response.tiles[:8]
    found.response.item_nonresponse = found.response.item_nonresponse[:8]
    found.practices = found.practices[:4]
    if found.index is not None:
        found.index.ranking = found.index.ranking[:8]
    return found
