"""What monitoring reads: the counts, the waves, the mailings and the pages. Never the answers."""

from __future__ import annotations

import datetime
import hashlib
import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils import timezone

from lovende.analysis.study_file import ProtectionPart
from lovende.domain.questionnaire.flow.layout import Layout, PageLayout, layout_of
from lovende.domain.texts import Text
from lovende.fieldwork import tally
from lovende.fieldwork.models import Mailing
from lovende.fieldwork.progress import NOT_INVITED
from lovende.fieldwork.tally import Count, Measure
from lovende.findings.models import Plan
from lovende.questionnaires.queries import live_version, newest_version, questionnaire_of
from lovende.studies.models import Study

if TYPE_CHECKING:
    from lovende.analysis.panel_counts import PanelResponse, Standing

HAPPENED = (Measure.INVITED, Measure.SENT, Measure.STARTED, Measure.FINISHED)
ROUND = re.compile(r"(__\d+)+$")
SENT_STATES = (Mailing.State.SENDING, Mailing.State.SENT)


@dataclass(frozen=True, slots=True)
class Sent:
    """What went out on one day: the kind and the round of the mailings, and to which waves."""

    kind: str
    round: int
    waves: tuple[int, ...]
    day: datetime.date

    @property
    def to(self) -> str:
        """The waves as they are written: 1, 3–5."""
        runs: list[list[int]] = []
        for number in sorted(self.waves):
            if runs and number == runs[-1][-1] + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        return ", ".join(f"{r[0]}–{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


@dataclass(frozen=True)
class Snapshot:
    """All that monitoring shows of a study, or of one wave of it, at one moment.

    `daily` are the counts by measure and day; `standings` how those stand whose wave has been
    written to, `waiting` how many are in waves that have not. `pages` are the pages in order with
    how many stand there (`AT_THE_END` last);
    `minutes` is how many used so many whole minutes.
    """

    study: Study
    wave: int | None
    waves: tuple[tuple[int, str], ...]
    at: datetime.datetime
    daily: dict[str, dict[str, int]]
    by_wave: dict[str, dict[int, int]]
    standings: tuple[Standing, ...]
    waiting: int
    sent: tuple[Sent, ...]
    pages: tuple[tuple[str, Text, int], ...]
    minutes: dict[int, int]
    digest: str = field(default="", compare=False)

    def total(self, measure: str) -> int:
        """Return how many there are of a measure that is counted by day."""
        return sum(self.daily.get(measure, {}).values())

    def of_panel(self, measure: str) -> int:
        """Return how many of the panel, those who came by the open link left out."""
        return sum(count for wave, count in self.by_wave.get(measure, {}).items() if wave)

    def by_link(self, measure: str) -> int:
        """Return how many came by the open link."""
        return self.by_wave.get(measure, {}).get(0, 0)

    @property
    def has_panel(self) -> bool:
        return bool(self.standings) or self.waiting > 0


def snapshot(study: Study, wave: int | None = None) -> Snapshot:
    """Read how fieldwork stands now, of the whole study or of one wave."""
    waves = tuple(study.waves.values_list("number", "name"))
    happened = tally.read(study, HAPPENED, by=("day", "wave"), wave=wave)
    standing = tally.read(
        study, [Measure.DISPOSITION], by=("wave", "municipality", "key"), wave=wave
    )
    spent = tally.read(study, [Measure.PAGE, Measure.MINUTES], by=("key",), wave=wave)
    sent = _sent(study, wave)
    standings, waiting = _released(standing)
    daily: dict[str, dict[str, int]] = {}
    by_wave: dict[str, dict[int, int]] = {}
    for each in happened:
        days = daily.setdefault(each.measure, {})
        days[each.day] = days.get(each.day, 0) + each.count
        of_wave = by_wave.setdefault(each.measure, {})
        of_wave[each.wave] = of_wave.get(each.wave, 0) + each.count
    return Snapshot(
        study=study,
        wave=wave,
        waves=waves,
        at=timezone.now(),
        daily=daily,
        by_wave=by_wave,
        standings=standings,
        waiting=waiting,
        sent=sent,
        pages=_pages(study, spent),
        minutes=_minutes(spent),
        digest=_digest(wave, waves, happened, standing, spent, sent, timezone.localdate()),
    )


def smallest_cell(study: Study) -> int:
    """Return the smallest count that readers may see: what the plan of the study says."""
    plan = Plan.objects.filter(study=study).values_list("settings", flat=True).first()
    usual = ProtectionPart().smallest
    try:
        said = tomllib.loads(plan or "").get("protection", {}).get("smallest", usual)
    except (tomllib.TOMLDecodeError, AttributeError):
        return usual
    return said if isinstance(said, int) and said >= 1 else usual


@lru_cache(maxsize=32)
def response_of(standings: tuple[Standing, ...]) -> PanelResponse:
    """Return the response of these counts; worked out once for the same counts.

    What is returned is shared: copy it before changing it.
    """
    from lovende.analysis.panel_counts import response_of_counts  # scipy: not in every process

    return response_of_counts(standings)


def _released(counts: list[Count]) -> tuple[tuple[Standing, ...], int]:
    """Leave out the waves in which nobody was written to.

    A wave that has not gone out is no part of the sample (AAPOR: cases not released).
    """
    from lovende.analysis.panel_counts import Standing  # scipy: not in every process

    out = {each.wave for each in counts if each.key != NOT_INVITED}
    kept = tuple(
        Standing(each.municipality, each.wave, each.key, each.count)
        for each in counts
        if each.wave in out
    )
    return kept, sum(each.count for each in counts) - sum(each.count for each in kept)


def _sent(study: Study, wave: int | None) -> tuple[Sent, ...]:
    rows = Mailing.objects.filter(study=study, state__in=SENT_STATES).order_by("send_at", "pk")
    if wave is not None:
        rows = rows.filter(wave__number=wave)
    together: dict[tuple[str, int, datetime.date], list[int]] = {}
    for kind, number, of, at in rows.values_list("kind", "round", "wave__number", "send_at"):
        together.setdefault((kind, number, timezone.localdate(at)), []).append(of)
    return tuple(
        Sent(kind, number, tuple(waves), day) for (kind, number, day), waves in together.items()
    )


def _minutes(counts: list[Count]) -> dict[int, int]:
    found = {int(c.key): c.count for c in counts if c.measure == Measure.MINUTES and c.count > 0}
    return dict(sorted(found.items()))


def _pages(study: Study, counts: list[Count]) -> tuple[tuple[str, Text, int], ...]:
    """Return the pages of the questionnaire with how many stand there; rounds are added up."""
    standing: Counter[str] = Counter()
    for each in counts:
        if each.measure == Measure.PAGE and each.count > 0:
            standing[ROUND.sub("", each.key)] += each.count
    version = live_version(study) or newest_version(study)
    titles = _titles(layout_of(questionnaire_of(version, study.occasion))) if version else {}
    known = [(name, title, standing.pop(name, 0)) for name, title in titles.items()]
    end = standing.pop(tally.AT_THE_END, 0)
    # Pages of an older version that the present one no longer has.
    gone = [(name, Text(), number) for name, number in sorted(standing.items())]
    return (*known, *gone, (tally.AT_THE_END, Text(), end)) if known or gone or end else ()


def _titles(layout: Layout) -> dict[str, Text]:
    """Return the title of every page in order; a page without one is known by its first question."""
    titles: dict[str, Text] = {}
    for part in layout:
        if isinstance(part, PageLayout):
            titles[part.name] = part.title or part.questions[0].question.label
        else:
            titles |= _titles(part.parts)
    return titles


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]
