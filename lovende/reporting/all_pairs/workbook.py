"""The workbook: the strongest pairs, all pairs, the map with colours, and one-way tables."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lovende.analysis.all_pairs import AllPairs
from lovende.domain.statistics.associations import REASONS, TESTS
from lovende.domain.texts import N_
from lovende.reporting.all_pairs.heat_map import TONES
from lovende.reporting.all_pairs.method import (
    counted_lines,
    left_out_lines,
    provenance_lines,
    test_lines,
)
from lovende.reporting.all_pairs.page import NOTICE
from lovende.reporting.all_pairs.pen import Pen
from lovende.reporting.all_pairs.pictures import FEWEST
from lovende.reporting.all_pairs.words import REASON_NAMES, Words
from lovende.reporting.workbook.book import Book, Column, Row, Sheet, Value

MOST_STRONGEST, MOST_PAIRS, MOST_MAPPED = 500, 20_000, 100


def render_pairs(pairs: AllPairs, language: str) -> bytes:
    """Return the workbook in `language` as the bytes of an .xlsx file.

    It has the `MOST_STRONGEST` strongest pairs, all pairs up to `MOST_PAIRS` (the strongest ones
    where there are more) and the map of up to `MOST_MAPPED` variables.
    """
    pen = Pen(pairs, language)
    say = pen.say
    title = say.t(N_("All pairs of variables in {file}"), file=say.file())
    book = Book(language, [say.t(NOTICE)], title, "", say.t(N_("Not for publication.")))
    titles = [N_("About"), N_("Strongest"), N_("All pairs"), N_("Map"), N_("One-way tables")]
    about, strongest, every, chart, alone = (book.name(say.t(name)) for name in titles)
    _about(book.sheet(about, title), pen, [strongest, every, chart, alone])
    first = pairs.order[:MOST_STRONGEST]
    _pairs(book.sheet(strongest, say.t(N_("The strongest associations")), about), say, first)
    sheet = book.sheet(every, say.t(N_("All pairs")), about)
    chosen = np.arange(len(pairs.found))
    if chosen.size > MOST_PAIRS:
        chosen = pairs.order[:MOST_PAIRS]
        sheet.note(
            say.t(
                N_("The {shown} strongest of {count} pairs. All of them are in pairs.parquet."),
                shown=say.type.number(chosen.size),
                count=say.type.number(len(pairs.found)),
            )
        )
    _pairs(sheet, say, chosen)
    _map(book.sheet(chart, say.t(N_("Cramér's V, corrected for bias")), about), say)
    _one_way(book.sheet(alone, say.t(N_("One-way tables")), about), say)
    return book.close()


def _about(sheet: Sheet, pen: Pen, names: Sequence[str]) -> None:
    say = pen.say
    for name in names:
        sheet.link(sheet.at, 0, name, name)
        sheet.at += 1
    sheet.at += 1
    parts = [
        (N_("What was counted, and how"), [*counted_lines(pen), *test_lines(pen)]),
        (N_("What was left out"), left_out_lines(pen)),
    ]
    for title, lines in parts:
        if lines:
            sheet.table([Column(say.t(title), "text", 110)], [Row([line]) for line in lines])
    rows = [Row([f"{name}: {value}"]) for name, value in provenance_lines(pen)]
    sheet.table([Column(say.t(N_("Provenance")), "text", 110)], rows)


def _pairs(sheet: Sheet, say: Words, chosen: np.ndarray) -> None:
    columns = [
        Column(say.t(N_("Variable")), "text", 14),
        Column(say.t(N_("Label")), "text", 38),
        Column(say.t(N_("with")), "text", 14),
        Column(say.t(N_("Label")), "text", 38),
        Column("n", "count", 9),
        Column("V", "number", 8),
        Column(say.t(N_("V, uncorrected")), "number", 11),
        Column("tau-b", "number", 8),
        Column("gamma", "number", 8),
        Column("delta", "number", 8),
        Column(say.t(N_("Test")), "text", 20),
        Column("p", "small_p", 9),
        Column("Holm", "small_p", 9),
        Column("BH", "small_p", 9),
        Column("log10 p", "percent", 9),
        Column(say.t(N_("Chi-square")), "number", 12),
        Column(say.t(N_("df")), "count", 6),
        Column(say.t(N_("Small expected counts")), "text", 11),
        Column(say.t(N_("Not tested because")), "text", 28),
    ]
    sheet.table(
        columns, [Row(_values(say, int(pair))) for pair in chosen], filtered=True, steady=True
    )


def _values(say: Words, pair: int) -> list[Value]:
    pairs, found = say.pairs, say.pairs.found
    one, other = int(found.first[pair]), int(found.second[pair])
    reason, test = REASONS[found.reason[pair]], TESTS[found.primary[pair]]

    def known(values: np.ndarray) -> float | None:
        value = float(values[pair])
        return value if np.isfinite(value) else None

    return [
        pairs.variables[one].name,
        say.short(one, 200),
        pairs.variables[other].name,
        say.short(other, 200),
        int(found.n[pair]),
        known(found.v_corrected),
        known(found.v),
        known(found.tau_b),
        known(found.gamma),
        known(found.delta),
        say.test(test) if test else "",
        known(found.p),
        known(pairs.holm),
        known(pairs.bh),
        known(found.log10_p),
        known(found.chi2),
        int(found.df[pair]) or None,
        say.t(N_("yes")) if found.small_any[pair] else "",
        say.t(REASON_NAMES[reason]) if reason else "",
    ]


def _map(sheet: Sheet, say: Words) -> None:
    pairs = say.pairs
    v = pairs.square(np.where(pairs.found.n >= FEWEST, pairs.found.v_corrected, np.nan))
    usable = np.flatnonzero((~np.isnan(v)).any(axis=0))
    if usable.size > MOST_MAPPED:
        best = np.nan_to_num(v[usable]).max(axis=1)
        usable = np.sort(usable[np.argsort(-best, kind="stable")[:MOST_MAPPED]])
        sheet.note(
            say.t(
                N_(
                    "The {count} variables with the strongest associations, in the order of the file."
                ),
                count=MOST_MAPPED,
            )
        )
    columns = [Column(say.t(N_("Variable")), "text", 14), Column(say.t(N_("Label")), "text", 40)]
    columns += [Column(pairs.variables[place].name, "hundredths", 7) for place in usable]
    rows = []
    for place in usable:
        cells: list[Value] = [
            None if np.isnan(v[place, other]) else float(v[place, other]) for other in usable
        ]
        rows.append(Row([pairs.variables[place].name, say.short(int(place)), *cells]))
    first = sheet.table(columns, rows, steady=True)
    sheet.shaded(first, 2, first + len(rows) - 1, 1 + usable.size, TONES[0].fill, TONES[-2].fill)


def _one_way(sheet: Sheet, say: Words) -> None:
    pairs = say.pairs
    columns = [
        Column(say.t(N_("Variable")), "text", 14),
        Column(say.t(N_("Label")), "text", 50),
        Column(say.t(N_("Answer")), "text", 44),
        Column(say.t(N_("People")), "count", 11),
        Column("%", "percent", 9),
    ]
    if pairs.is_weighted:
        columns.append(Column(say.t(N_("%, weighted")), "percent", 11))
    rows = []
    for place, each in enumerate(pairs.counted.variables):
        rows += _lines(say, place, len(each.variable.categories), each.missing)
    sheet.table(columns, rows, filtered=True, steady=True)


def _lines(say: Words, place: int, categories: int, missing: Sequence[str]) -> list[Row]:
    pairs = say.pairs
    name, label = pairs.variables[place].name, say.short(place, 200)
    counts = pairs.counted.counts.one_way(name)
    percents = [_percents(counts, categories)]
    if pairs.counted.weighted is not None:
        percents.append(_percents(pairs.counted.weighted.one_way(name), categories))
    rows = []
    for level, count in enumerate(counts):
        valid = level < categories
        answer = say.category(place, level) if valid else say.missing(missing[level - categories])
        shares: list[Value] = [shares[level] if valid else None for shares in percents]
        rows.append(Row([name, label, answer, int(count), *shares]))
    return rows


def _percents(counts: np.ndarray, categories: int) -> list[float | None]:
    base = float(counts[:categories].sum())
    return [100 * float(count) / base if base else None for count in counts[:categories]]
