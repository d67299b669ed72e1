"""How far everyone in the panel is: each step stored once, with its disposition and its counts.

All of these run in the caller's transaction, lock the rows they change, and do nothing where the
step was taken already: two at once count once. They return whether (or how many) anything changed.

Dispositions by state (`domain.statistics.dispositions` has AAPOR's words for the codes):

code     counts as  when                                                         set by
3.11     UH         in the panel, nothing sent                                   record_added
3.19     UH         written to, never heard from                                 record_invited
3.3      UO         the invitation came back undelivered                         record_bounced
2.1122   R          complained about the mail                                    record_refused
2.111    R          said no on the telephone                                     record_refused
2.1121   R          began, has answered nothing                                  record_started
1.2      P          has answered something, has not submitted                    record_started
1.1      I          submitted                                                    record_finished
2.113    R          submitted with nothing answered                              record_finished
2.31-2.36  O        dead, not able to, language …                                set_disposition
2.26     NC         away during the whole of fieldwork                           set_disposition
4.1-4.9  NE         does not belong to the panel, listed twice                   set_disposition, record_withdrawn
2.11     R          withdrawn without another reason                             record_withdrawn
3.13 3.12  UH       called, never answered or engaged; nothing else known       calls
2.112    R          spoken with on the telephone and never answered, at the end  finalise

An answer stands over everything else: a bounce or a refusal does not change 1.1 or 1.2, and
whoever answers after a refusal has answered. Whoever is replaced before they began (4.1) is not
counted at all: a panel is made of posts, and the successor stands for the post.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lovende.domain.statistics import dispositions
from lovende.fieldwork.models import Call, Invitee, Wave
from lovende.fieldwork.tally import Count, Measure, count_many
from lovende.studies.models import Study

NOT_INVITED, UNHEARD, BOUNCED = "3.11", "3.19", "3.3"
COMPLAINED, REFUSED, EMPTY = "2.1122", "2.111", "2.113"
OPENED, PARTIAL, COMPLETE = "2.1121", "1.2", "1.1"
WITHDRAWN, REPLACED, SPOKEN_WITH = "2.11", "4.1", "2.112"
SILENT = (NOT_INVITED, UNHEARD, "3.12", "3.13")
ANSWERED = (PARTIAL, COMPLETE)
SUCCEEDED = Q(state=Invitee.State.REPLACED) | Q(
    state=Invitee.State.ERASED, replaced_by__isnull=False
)
"""Those in whose place a successor stands, their data erased since or not."""
AT_ONCE = 2_000

Changes = Mapping[str, object]
Decide = Callable[[Invitee], Changes]
"""What is to be changed of an invitee as it is stored now; nothing where the step was taken."""


def record_added(invitees: Iterable[Invitee]) -> int:
    """Count new invitees, in the transaction that stored them. Call once for each."""
    numbers: dict[int, int] = {}
    counts: dict[Study, list[Count]] = {}
    for invitee in invitees:
        wave = numbers.get(invitee.wave_id)
        if wave is None:
            wave = numbers[invitee.wave_id] = Wave.objects.get(pk=invitee.wave_id).number
        counts.setdefault(invitee.study, []).append(_standing(invitee, wave, 1))
    for study, made in counts.items():
        count_many(study, made)
    return sum(len(made) for made in counts.values())


def record_invited(invitees: Iterable[Invitee], *, at: datetime.datetime | None = None) -> int:
    """Store that these were written to for the first time."""
    now = at or timezone.now()

    def decide(invitee: Invitee) -> Changes:
        if invitee.invited_at is not None:
            return {}
        heard = invitee.disposition != NOT_INVITED
        return {"invited_at": now} | ({} if heard else {"disposition": UNHEARD})

    return _change(invitees, decide)


def record_sent(
    invitees: Iterable[Invitee], kind: str, *, at: datetime.datetime | None = None
) -> None:
    """Count a mail sent to each of these (`kind` of the mailing), and store that they were invited.

    Not idempotent in the number of mails: call it once for a message that has gone out.
    """
    known = list(invitees)
    now = at or timezone.now()
    record_invited(known, at=now)
    waves = {
        wave.pk: wave.number for wave in Wave.objects.filter(pk__in={i.wave_id for i in known})
    }
    for study in {invitee.study for invitee in known}:
        count_many(
            study,
            (
                Count(Measure.SENT, 1, _day(now), waves[invitee.wave_id], "", kind)
                for invitee in known
                if invitee.study_id == study.pk
            ),
        )


def record_started(
    invitee: Invitee, *, answered: bool = False, at: datetime.datetime | None = None
) -> bool:
    """Store that someone began; `answered` once there is any answer.

    Cheap to call at every save: it asks the database only where something is new.
    """
    now = at or timezone.now()
    wanted = PARTIAL if answered else OPENED

    def decide(stored: Invitee) -> Changes:
        changes: dict[str, object] = {}
        if stored.started_at is None:
            changes |= {"started_at": now, "progress": Invitee.Progress.STARTED}
        beginning = answered or stored.started_at is None
        if beginning and stored.disposition not in (*ANSWERED, wanted):
            changes["disposition"] = wanted
        return changes

    return bool(decide(invitee)) and _change([invitee], decide) > 0


def record_finished(
    invitee: Invitee, *, answered: bool = True, at: datetime.datetime | None = None
) -> bool:
    """Store that someone has submitted; `answered` is False where every question was left empty."""
    now = at or timezone.now()

    def decide(stored: Invitee) -> Changes:
        if stored.progress == Invitee.Progress.FINISHED:
            return {}
        return {
            "progress": Invitee.Progress.FINISHED,
            "started_at": stored.started_at or now,
            "finished_at": now,
            "disposition": COMPLETE if answered else EMPTY,
        }

    return _change([invitee], decide) > 0


def record_collected(
    invitees: Iterable[Invitee], *, submitted: bool, at: datetime.datetime | None = None
) -> int:
    """Store that these have answered elsewhere, whether they submitted there or not."""
    now = at or timezone.now()

    def decide(stored: Invitee) -> Changes:
        if stored.progress == Invitee.Progress.FINISHED:
            return {}
        begun: dict[str, object] = {
            "progress": Invitee.Progress.STARTED,
            "started_at": stored.started_at or now,
        }
        if not submitted:
            return begun | {"disposition": PARTIAL}
        return begun | {
            "progress": Invitee.Progress.FINISHED,
            "finished_at": now,
            "disposition": COMPLETE,
        }

    return _change(invitees, decide)


def record_reopened(invitee: Invitee) -> bool:
    """Store that someone goes on after submitting: they have not submitted until they do again."""

    def decide(stored: Invitee) -> Changes:
        if stored.progress != Invitee.Progress.FINISHED:
            return {}
        return {
            "progress": Invitee.Progress.STARTED,
            "finished_at": None,
            "disposition": PARTIAL if stored.disposition == COMPLETE else OPENED,
        }

    return _change([invitee], decide) > 0


def record_bounced(invitee: Invitee) -> bool:
    """Store that the invitation came back, unless the invitee was heard from."""
    return _unless_heard(invitee, BOUNCED, (NOT_INVITED, UNHEARD))


def record_refused(invitee: Invitee, *, in_words: bool = True) -> bool:
    """Store that the invitee will not take part: said so, or complained about the mail."""

    def decide(stored: Invitee) -> Changes:
        wanted = REFUSED if in_words else COMPLAINED
        return {} if stored.disposition in (*ANSWERED, wanted) else {"disposition": wanted}

    return _change([invitee], decide) > 0


def record_withdrawn(
    invitee: Invitee,
    *,
    code: str = "",
    state: str = Invitee.State.WITHDRAWN,
    at: datetime.datetime | None = None,
) -> bool:
    """Store that someone leaves the panel; `code` says why where they have not answered.

    `state` is `WITHDRAWN` or `REPLACED`. Without a code a withdrawal counts as a refusal (2.11),
    because that never makes a rate better; whoever is replaced is not eligible (4.1). Raises LovendeError for a code that does not exist.
    """
    wanted = code or (REPLACED if state == Invitee.State.REPLACED else WITHDRAWN)
    dispositions.outcome(wanted)
    now = at or timezone.now()

    def decide(stored: Invitee) -> Changes:
        if stored.state != Invitee.State.ACTIVE:
            return {}
        kept = stored.disposition in ANSWERED and not code
        leaving = {"state": state, "withdrawn_at": now}
        return leaving if kept else leaving | {"disposition": wanted}

    return _change([invitee], decide) > 0


def record_placed(
    invitee: Invitee, *, municipality: str | None = None, wave: Wave | None = None
) -> bool:
    """Correct where an invitee belongs, and move their counts along."""

    def decide(stored: Invitee) -> Changes:
        changes: dict[str, object] = {}
        if municipality is not None and municipality != stored.municipality:
            changes["municipality"] = municipality
        if wave is not None and wave.pk != stored.wave_id:
            changes["wave"] = wave
        return changes

    return _change([invitee], decide) > 0


def set_disposition(invitee: Invitee, code: str) -> bool:
    """Set how a contact ended, whatever stood before. Raises LovendeError for an unknown code."""
    dispositions.outcome(code)
    wanted = dispositions.normal(code)

    def decide(stored: Invitee) -> Changes:
        return {} if stored.disposition == wanted else {"disposition": wanted}

    return _change([invitee], decide) > 0


def finalise(study: Study) -> int:
    """Set the final dispositions of those who never answered, once the study is closed.

    Whoever was spoken with on the telephone, asked for time or promised to answer and did not,
    has refused without words (2.112). For all others what stands already is final: who was never
    heard from stays of unknown eligibility.
    """
    spoken = Call.objects.filter(
        purpose=Call.Purpose.PARTICIPATION,
        outcome__in=(Call.Outcome.CALL_BACK, Call.Outcome.WILL_ANSWER),
    )
    found = Invitee.objects.filter(
        study=study, disposition__in=SILENT, pk__in=spoken.values("invitee_id")
    )

    def decide(stored: Invitee) -> Changes:
        return {"disposition": SPOKEN_WITH} if stored.disposition in SILENT else {}

    return _change(list(found), decide)


def _unless_heard(invitee: Invitee, wanted: str, unheard: tuple[str, ...]) -> bool:
    def decide(stored: Invitee) -> Changes:
        return {"disposition": wanted} if stored.disposition in unheard else {}

    return _change([invitee], decide) > 0


@transaction.atomic
def _change(invitees: Iterable[Invitee], decide: Decide) -> int:
    """Lock the rows, change those that need it and their counts; the given objects follow."""
    changed = 0
    for given in _portions(invitees):
        by_key = {invitee.pk: invitee for invitee in given}
        rows = Invitee.objects.select_for_update(of=("self",)).select_related("wave", "study")
        altered: list[tuple[Invitee, Changes]] = []
        counts: dict[int, list[Count]] = {}
        for stored in rows.filter(pk__in=by_key).order_by("pk"):
            before = _counted(stored)
            if changes := decide(stored):
                _set(stored, changes)
                altered.append((stored, changes))
                counts.setdefault(stored.study_id, []).extend((*_counted(stored), *_taken(before)))
            _set(by_key[stored.pk], _state(stored))
        if altered:
            names = sorted({name for _, changes in altered for name in changes})
            Invitee.objects.bulk_update([row for row, _ in altered], names, batch_size=500)
        for study in {row.study for row, _ in altered}:
            count_many(study, counts[study.pk])
        changed += len(altered)
    return changed


STATE = (
    "wave",
    "municipality",
    "state",
    "progress",
    "disposition",
    "invited_at",
    "started_at",
    "finished_at",
    "withdrawn_at",
)


def _state(invitee: Invitee) -> Changes:
    return {name: getattr(invitee, name) for name in STATE}


def _set(invitee: Invitee, changes: Changes) -> None:
    for name, value in changes.items():
        setattr(invitee, name, value)


def _counted(invitee: Invitee) -> list[Count]:
    """Return every cell in which an invitee counts."""
    wave = invitee.wave.number
    moments = {
        Measure.INVITED: invitee.invited_at,
        Measure.STARTED: invitee.started_at,
        Measure.FINISHED: invitee.finished_at,
        Measure.WITHDRAWN: invitee.withdrawn_at,
    }
    days = [Count(measure, 1, _day(at), wave) for measure, at in moments.items() if at]
    if _succeeded(invitee) and invitee.started_at is None:
        return days
    return [*days, _standing(invitee, wave, 1)]


def _succeeded(invitee: Invitee) -> bool:
    erased = invitee.state == Invitee.State.ERASED and invitee.replaced_by_id is not None
    return erased or invitee.state == Invitee.State.REPLACED


def _taken(counts: Iterable[Count]) -> Iterator[Count]:
    for each in counts:
        yield Count(each.measure, -each.count, *each.cell[1:])


def _standing(invitee: Invitee, wave: int, number: int) -> Count:
    code = invitee.disposition
    return Count(Measure.DISPOSITION, number, "", wave, invitee.municipality, code)


def _day(at: datetime.datetime) -> str:
    return timezone.localdate(at).isoformat()


def _portions(invitees: Iterable[Invitee]) -> Iterator[list[Invitee]]:
    left = iter(invitees)
    while portion := list(islice(left, AT_ONCE)):
        yield portion
