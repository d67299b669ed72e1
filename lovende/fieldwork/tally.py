"""How many, by measure, day, wave, municipality and key: kept as things happen.

A count is changed by adding a row (`TallyChange`) in the transaction of what it counts, so two
respondents never wait for one counter. The rows are folded into `Tally` later, and reading adds
what is not folded yet: what is read is always current.

measure        day  wave  municipality  key
"invited"       x    x                        how many were first written to
"sent"          x    x                   x    mails sent; key: kind of the mailing
"started"       x    x                        how many began
"finished"      x    x                        how many have submitted, by the day when they did
"withdrawn"     x    x                        how many left the panel
"disposition"        x        x          x    how everyone in the panel stands; key: AAPOR's code
"page"               x                   x    where those stand who have begun and not submitted
"minutes"            x                   x    minutes used by those who have submitted (`bucket`)

The wave of those who came by the open link is 0.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection, transaction
from django.db.models import Sum

from lovende.fieldwork.models import Tally, TallyChange
from lovende.studies.models import Study

LONGEST_MINUTES = 180
AT_THE_END = ":end"
"""The key of the page where those stand who have seen all pages and not submitted."""
FOLD_EVERY = 512
"""A saver whose change has a number that this divides folds, so that reading stays bounded."""
CHUNK = 5_000
FIELDS = ("measure", "day", "wave", "municipality", "key")


class Measure(StrEnum):
    """What is counted."""

    INVITED = "invited"
    SENT = "sent"
    STARTED = "started"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"
    DISPOSITION = "disposition"
    PAGE = "page"
    MINUTES = "minutes"


@dataclass(frozen=True, slots=True)
class Count:
    """So many of one measure; where a count belongs to no day, municipality or key, '' stands.

    `day` is a date as text (2026-03-01).
    """

    measure: str
    count: int = 1
    day: str = ""
    wave: int = 0
    municipality: str = ""
    key: str = ""

    @property
    def cell(self) -> tuple[str, str, int, str, str]:
        """What is counted, without how many."""
        return (self.measure, self.day, self.wave, self.municipality, self.key)


Source = Callable[[Study], Iterable[Count]]
sources: list[Source] = []


def count_source(source: Source) -> Source:
    """Let `recount` ask this function for what is counted of the data of its room.

    Its module must be imported when the room's app is ready.
    """
    if source not in sources:
        sources.append(source)
    return source


def bucket(seconds: float) -> str:
    """Return the key of a time used: whole minutes begun, at most `LONGEST_MINUTES`."""
    return str(min(int(max(seconds, 0) // 60), LONGEST_MINUTES))


def count(
    study: Study,
    measure: str,
    change: int = 1,
    *,
    wave: int = 0,
    municipality: str = "",
    key: str = "",
    day: datetime.date | None = None,
) -> None:
    """Change one count, in the caller's transaction. `wave` is the wave's number."""
    said = day.isoformat() if day else ""
    count_many(study, [Count(measure, change, said, wave, municipality, key)])


def count_many(study: Study, changes: Iterable[Count]) -> None:
    """Change several counts with one statement; changes of one cell are added up first."""
    made = TallyChange.objects.bulk_create(
        TallyChange(study=study, change=each.count, **dict(zip(FIELDS, each.cell, strict=True)))
        for each in _summed(changes)
    )
    if any(row.pk % FOLD_EVERY == 0 for row in made):
        transaction.on_commit(lambda: fold(study), robust=True)


def fold(study: Study | None = None) -> int:
    """Move changes into the counts, of one study or of all; return how many were moved.

    A study that is being folded elsewhere is left to that: nobody waits.
    """
    if study is not None:
        return _fold(study.pk)
    ids = TallyChange.objects.order_by().values_list("study_id", flat=True).distinct()
    return sum(_fold(study_id) for study_id in list(ids))


def _fold(study_id: int) -> int:
    moved = 0
    while (chunk := _fold_chunk(study_id)) > 0:
        moved += chunk
        if chunk < CHUNK:
            break
    return moved


@transaction.atomic
def _fold_chunk(study_id: int) -> int:
    if not _hold(study_id, wait=False):
        return 0
    rows = list(TallyChange.objects.filter(study_id=study_id).order_by("pk")[:CHUNK])
    if rows:
        _add(study_id, _summed(_counted(row, row.change) for row in rows))
        # By number and not by range: a lower number may belong to a transaction under way.
        TallyChange.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _hold(study_id: int, *, wait: bool) -> bool:
    """Keep other folds of the study away until the transaction ends; False where one is there.

    PostgreSQL locks the study's row, in a way that does not stop those who save answers; SQLite
    has one writer at a time anyway.
    """
    rows = Study.objects.select_for_update(skip_locked=not wait, no_key=True)
    return rows.filter(pk=study_id).order_by().values_list("pk", flat=True).first() is not None


def _add(study_id: int, counts: Iterable[Count]) -> None:
    """Add to the counts, new ones included; those that become 0 go."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO fieldwork_tally (study_id, measure, day, wave, municipality, key, count)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (study_id, measure, day, wave, municipality, key)"
            " DO UPDATE SET count = fieldwork_tally.count + excluded.count",
            [(study_id, *each.cell, each.count) for each in counts],
        )
    Tally.objects.filter(study_id=study_id, count=0).delete()


def read(
    study: Study,
    measures: Iterable[str],
    *,
    by: Sequence[str] = FIELDS,
    wave: int | None = None,
) -> list[Count]:
    """Return the counts of some measures, folded or not, in order of their cells; none is 0.

    `by` names the fields that are told apart, the rest is added up; `wave` keeps one wave.
    One statement, so a fold at the same moment is seen whole or not at all.
    """
    fields = ("measure", *(name for name in FIELDS[1:] if name in by))
    chosen: dict[str, object] = {"study": study, "measure__in": list(measures)}
    if wave is not None:
        chosen["wave"] = wave
    folded = Tally.objects.filter(**chosen).order_by().values_list(*fields).annotate(n=Sum("count"))
    rest = TallyChange.objects.filter(**chosen).order_by().values_list(*fields)
    rows = folded.union(rest.annotate(n=Sum("change")), all=True)
    found = (Count(count=int(row[-1]), **dict(zip(fields, row, strict=False))) for row in rows)
    return _summed(found)


def recount(study: Study) -> list[Count]:
    """Make the counts of a study anew from what is stored, and return them.

    Those who save meanwhile wait on PostgreSQL, as they do on SQLite: what they have changed is
    then either in what is read here or in a change of their own, never in both.
    """
    with transaction.atomic():
        _hold(study.pk, wait=True)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE fieldwork_tallychange IN SHARE ROW EXCLUSIVE MODE")
        made = _true(study)
        TallyChange.objects.filter(study=study).delete()
        Tally.objects.filter(study=study).delete()
        _add(study.pk, made)
    return made


def differences(study: Study) -> list[tuple[Count, int]]:
    """Return the cells that are counted otherwise than `recount` would, and what it would say.

    Changes nothing. What is saved while it runs can show as a difference.
    """
    with transaction.atomic():
        kept = {each.cell: each for each in read(study, list(Measure))}
        true = {each.cell: each for each in _true(study)}
    return [
        (
            kept.get(cell) or Count(true[cell].measure, 0, *cell[1:]),
            true[cell].count if cell in true else 0,
        )
        for cell in sorted(kept.keys() | true.keys())
        if kept.get(cell) != true.get(cell)
    ]


def _true(study: Study) -> list[Count]:
    return _summed(each for source in sources for each in source(study))


def _counted(row: TallyChange, count: int) -> Count:
    return Count(row.measure, count, row.day, row.wave, row.municipality, row.key)


def _summed(counts: Iterable[Count]) -> list[Count]:
    """Add up the counts of one cell; what comes to 0 is left out."""
    sums: Counter[tuple[str, str, int, str, str]] = Counter()
    for each in counts:
        sums[each.cell] += each.count
    return [Count(cell[0], total, *cell[1:]) for cell, total in sorted(sums.items()) if total]
