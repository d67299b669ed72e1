"""Day by day: how many began and submitted, and when mails went out."""

from __future__ import annotations

import datetime
from string import ascii_uppercase

from django.utils import timezone

from lovende.domain.texts import N_
from lovende.fieldwork.tally import Measure
from lovende.findings.monitoring.queries import Sent, Snapshot
from lovende.findings.monitoring.shown import FULL, Column, Part, Table, Value, draw, typography
from lovende.reporting.figures.canvas import Frame
from lovende.reporting.figures.timeline import (
    Mark,
    Series,
    TimeAxis,
    round_steps,
    timeline,
)
from lovende.web.dates import written
from lovende.web.languages import current_language, on_page

LONGEST = 400
"""Days in the picture: what lies further back is in the table alone."""
KINDS = {
    "invitation": N_("Invitation"),
    "reminder": N_("Reminder {number}"),
}


def by_day(now: Snapshot) -> Part | None:
    """Return the course of fieldwork for those who may see every number."""
    begun, done = now.daily.get(Measure.STARTED, {}), now.daily.get(Measure.FINISHED, {})
    days = _span(now, begun, done)
    if not days:
        return None
    first = [begun.get(day.isoformat(), 0) for day in days]
    second = [done.get(day.isoformat(), 0) for day in days]
    series = [
        Series(on_page("Begun"), tuple(first)),
        Series(on_page("Submitted"), tuple(second)),
    ]
    type_ = typography()
    alt = on_page(
        "From {first} to {last}, {begun} began and {done} submitted. Most submitted on {best}: {most}.",
        first=type_.date(days[0]),
        last=type_.date(days[-1]),
        begun=type_.number(sum(first)),
        done=type_.number(sum(second)),
        best=type_.date(days[max(range(len(days)), key=second.__getitem__)]),
        most=type_.number(max(second)),
    )
    letters = _letters(now.sent)
    notes = tuple(f"{letter}: {_told(sent)}" for letter, sent in letters)
    return _part(days, series, alt, letters, notes, (_table(now), *_mailings(now)))


def by_day_for_readers(now: Snapshot, smallest: int) -> Part | None:
    """Return how many have submitted, in steps of at least `smallest` people."""
    done = now.daily.get(Measure.FINISHED, {})
    days = _span(now, done)
    if not days or now.total(Measure.FINISHED) < smallest:
        return None
    steps = in_steps([done.get(day.isoformat(), 0) for day in days], smallest)
    type_ = typography()
    alt = on_page(
        "Up to {last}, {done} or a few more have submitted.",
        last=type_.date(days[-1]),
        done=type_.number(sum(steps)),
    )
    note = on_page("To protect people, days are taken together until {count} more have submitted.")
    series = [Series(on_page("Submitted"), tuple(steps))]
    rows = _sums(days, steps)
    columns = (
        Column(on_page("Day")),
        Column(on_page("Submitted"), "number"),
        Column(on_page("In all"), "number"),
    )
    table = Table("days", on_page("Response by day"), columns, rows)
    return _part(days, series, alt, [], (note.format(count=smallest),), (table,))


def in_steps(daily: list[int], smallest: int) -> list[int]:
    """Hold days back until at least `smallest` have come together; the rest is left out."""
    steps, held = [], 0
    for number in daily:
        held += number
        steps.append(held if held >= smallest else 0)
        held = 0 if held >= smallest else held
    return steps


def _part(
    days: list[datetime.date],
    series: list[Series],
    alt: str,
    letters: list[tuple[str, Sent]],
    notes: tuple[str, ...],
    tables: tuple[Table, ...],
) -> Part:
    title = on_page("Response by day")
    position = {day: place for place, day in enumerate(days)}
    marks = [Mark(position[sent.day], letter) for letter, sent in letters if sent.day in position]
    titles = (on_page("In all"), on_page("Each day"))

    def drawing(frame: Frame) -> str:
        return timeline(frame, series, marks, _axis(frame, days, series), titles)

    return Part("days", title, (), draw("days", title, alt, drawing, FULL), notes, tables)


def _span(now: Snapshot, *counts: dict[str, int]) -> list[datetime.date]:
    """Return every day from the first thing that happened to the last or today, whichever is nearer."""
    known = [datetime.date.fromisoformat(day) for one in counts for day in one if day]
    if not known:
        return []
    known += [sent.day for sent in now.sent]
    last = max(known)
    if now.study.state == now.study.State.LIVE:
        last = max(last, min(timezone.localdate(now.at), last + datetime.timedelta(days=14)))
    length = min((last - min(known)).days + 1, LONGEST)
    return [last - datetime.timedelta(days=length - 1 - place) for place in range(length)]


def _axis(frame: Frame, days: list[datetime.date], series: list[Series]) -> TimeAxis:
    wanted = 5 if frame.narrow else 14
    step = next(s for s in (1, 2, 7, 14, 28, 56, 112) if len(days) / s <= wanted or s == 112)
    language = current_language()
    ticks = tuple(
        (place, written(days[place], language, "d. MMM")) for place in range(0, len(days), step)
    )
    highest = (max(sum(s.daily) for s in series), max(max(s.daily) for s in series))
    numbers = {n: typography().number(n) for each in highest for n in round_steps(each)}
    return TimeAxis(ticks, numbers)


def _letters(sent: tuple[Sent, ...]) -> list[tuple[str, Sent]]:
    return list(zip(ascii_uppercase, sent[: len(ascii_uppercase)], strict=False))


def _told(sent: Sent) -> str:
    kind = on_page(KINDS[sent.kind], number=sent.round) if sent.kind in KINDS else sent.kind
    day = typography().date(sent.day)
    return on_page("{kind} to wave {wave}, {day}", kind=kind, wave=sent.to, day=day)


def _table(now: Snapshot) -> Table:
    """Every day on which something happened, with what it came to."""
    measures = (Measure.SENT, Measure.STARTED, Measure.FINISHED)
    days = sorted({day for m in measures for day in now.daily.get(m, {}) if day})
    sums, rows = [0, 0], []
    for day in days:
        sent, begun, done = (now.daily.get(m, {}).get(day, 0) for m in measures)
        sums = [sums[0] + begun, sums[1] + done]
        rows.append((_short(datetime.date.fromisoformat(day)), sent, begun, sums[0], done, sums[1]))
    columns = (
        Column(on_page("Day")),
        Column(on_page("Mails sent"), "number"),
        Column(on_page("Begun"), "number"),
        Column(on_page("Begun in all"), "number"),
        Column(on_page("Submitted"), "number"),
        Column(on_page("Submitted in all"), "number"),
    )
    return Table("days", on_page("Response by day"), columns, tuple(rows))


def _mailings(now: Snapshot) -> tuple[Table, ...]:
    if not now.sent:
        return ()
    columns = (
        Column(on_page("Mark")),
        Column(on_page("Mailing")),
        Column(on_page("Wave")),
        Column(on_page("Day")),
    )
    marks = [*ascii_uppercase[: len(now.sent)], *[""] * (len(now.sent) - len(ascii_uppercase))]
    rows = tuple(
        (
            mark,
            on_page(KINDS[one.kind], number=one.round) if one.kind in KINDS else one.kind,
            one.to,
            _short(one.day),
        )
        for mark, one in zip(marks, now.sent, strict=True)
    )
    return (Table("mailings", on_page("Mailings"), columns, rows),)


def _sums(days: list[datetime.date], steps: list[int]) -> tuple[tuple[Value, ...], ...]:
    total, rows = 0, []
    for day, number in zip(days, steps, strict=True):
        total += number
        if number:
            rows.append((_short(day), number, total))
    return tuple(rows)


def _short(day: datetime.date) -> str:
    return written(day, current_language(), "EEE d. MMM y")
