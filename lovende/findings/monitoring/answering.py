"""How answering goes: the pages where people stop, and the time that they use."""

from __future__ import annotations

from dataclasses import dataclass

from lovende.domain.texts import Text
from lovende.fieldwork.tally import AT_THE_END, LONGEST_MINUTES, Measure
from lovende.findings.monitoring.queries import Snapshot
from lovende.findings.monitoring.shown import (
    HALF,
    MAP,
    Column,
    Part,
    Table,
    Value,
    draw,
    typography,
)
from lovende.reporting.figures.bars import Bar, bars
from lovende.reporting.figures.columns import Column as Upright
from lovende.reporting.figures.columns import columns as upright
from lovende.web.languages import current_language, on_page

SHORT_TITLE = 70
WIDTHS = (1, 2, 5, 10, 15, 30)
MOST_CLASSES = 16


def break_offs(now: Snapshot) -> Part | None:
    """Return on which page those stand who have begun and not submitted."""
    standing = sum(count for _, _, count in now.pages)
    if not now.pages or not now.total(Measure.STARTED):
        return None
    title = on_page("Pages where people stop")
    if not standing:
        text = on_page("Everyone who has begun has submitted.")
        return Part("pages", title, (text,))
    type_ = typography()
    told = [
        (number, _title(number, *page[:2]), page[2]) for number, page in enumerate(now.pages, 1)
    ]
    most = max(told, key=lambda each: each[2])
    items = [
        Bar(label, 100 * count / most[2], type_.number(count), quiet=not count)
        for _, label, count in told
    ]
    alt = on_page(
        "{count} have begun and not submitted. The most, {most}, stand at “{page}”.",
        count=type_.number(standing),
        most=type_.number(most[2]),
        page=most[1].removeprefix(f"{most[0]}. "),
    )
    figure = draw("pages", title, alt, lambda frame: bars(frame, items), MAP)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (label, count, 100 * count / standing) for _, label, count in told
    )
    columns = (
        Column(on_page("Page")),
        Column(on_page("Stand there"), "number"),
        Column(on_page("Per cent"), "percent"),
    )
    table = Table("pages", title, columns, rows)
    return Part("pages", title, (alt,), figure, (), (table,), beside=True)


def _title(number: int, name: str, title: Text) -> str:
    if name == AT_THE_END:
        return on_page("At the end, not submitted")
    text = title.get(current_language()) or name
    text = text if len(text) <= SHORT_TITLE else text[: SHORT_TITLE - 1].rstrip() + "…"
    return f"{number}. {text}"


@dataclass(frozen=True)
class Spread:
    """Of the minutes used: how many people, and the quartiles."""

    count: int
    low: float
    median: float
    high: float


def spread(minutes: dict[int, int]) -> Spread | None:
    """Return the quartiles from counts by whole minutes begun; None without any.

    Within a minute people are taken to lie evenly; the last class has no end, and stands for
    its beginning.
    """
    total = sum(minutes.values())
    if not total:
        return None
    return Spread(total, *(_quantile(minutes, total, part) for part in (0.25, 0.5, 0.75)))


def _quantile(minutes: dict[int, int], total: int, part: float) -> float:
    before, wanted = 0, part * total
    for minute, count in sorted(minutes.items()):
        if before + count >= wanted:
            inside = 0.0 if minute >= LONGEST_MINUTES else (wanted - before) / count
            return minute + inside
        before += count
    return float(LONGEST_MINUTES)


def time_used(now: Snapshot, smallest: int = 0) -> Part | None:
    """Return how long answering took; with `smallest`, only the quartiles of enough people."""
    found = spread(now.minutes)
    if found is None or found.count < smallest:
        return None
    type_, title = typography(), on_page("Time used")
    text = on_page(
        "Half of those who have submitted used at most {median} minutes; the middle half between {low} and {high}.",
        median=type_.decimal(found.median, 1),
        low=type_.decimal(found.low, 1),
        high=type_.decimal(found.high, 1),
    )
    note = on_page("The time during which pages were open, breaks left out.")
    if smallest:
        return Part("time", title, (text,), None, (note,))
    width, classes = _classes(now.minutes, found.count)
    last = len(classes) - 1
    items = [
        Upright(str(place * width) + ("+" if place == last else ""), count, type_.number(count))
        for place, count in enumerate(classes)
    ]
    median = on_page("Median {minutes} min.", minutes=type_.decimal(found.median, 1))
    figure = draw(
        "time",
        title,
        text,
        lambda frame: upright(frame, items, min(found.median / width, len(items) - 0.5), median),
        HALF,
    )
    rows: list[tuple[Value, ...]] = [
        (_class_name(place * width, width, place == last), count, 100 * count / found.count)
        for place, count in enumerate(classes)
    ]
    columns = (
        Column(on_page("Minutes")),
        Column(on_page("Count"), "number"),
        Column(on_page("Per cent"), "percent"),
    )
    table = Table("minutes", title, columns, tuple(rows))
    return Part("time", title, (text,), figure, (note,), (table,), beside=True)


def _classes(minutes: dict[int, int], total: int) -> tuple[int, list[int]]:
    """Return the width of a class in minutes and how many are in each; the last has no end."""
    far = _quantile(minutes, total, 0.97)
    width = next((w for w in WIDTHS if far / w <= MOST_CLASSES - 1), WIDTHS[-1])
    length = min(int(far // width) + 2, MOST_CLASSES)
    classes = [0] * length
    for minute, count in minutes.items():
        classes[min(minute // width, length - 1)] += count
    return width, classes


def _class_name(start: int, width: int, last: bool) -> str:
    if last:
        return on_page("{start} and more", start=start)
    return on_page("{start} to under {end}", start=start, end=start + width)
