"""The course of a job, whichever engine carries it out: describe, look, plan, count, name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from lovende.domain.errors import LovendeError, fault
from lovende.domain.statistics.pair_counts import PairCounts, WeightedPairCounts
from lovende.domain.texts import N_
from lovende.engines.choosing import chosen, codes_of_nobody, in_conditions, listed
from lovende.engines.head import Column, Head
from lovende.engines.levels import counted
from lovende.engines.model import Counted, Job
from lovende.engines.planning import Plan, plan_of, to_look_at, with_notes
from lovende.engines.seen import Seen
from lovende.engines.weights import check_weight, no_weight


class Reader(Protocol):
    """What an engine has to be able to do with the file of a job."""

    @property
    def head(self) -> Head:
        """What the file says of its columns."""
        ...

    def seen(self, columns: Sequence[Column]) -> Mapping[str, Seen]:
        """Return the values that `columns` have, for the people who are counted."""
        ...

    def slots(self, plan: Plan) -> tuple[PairCounts, WeightedPairCounts | None]:
        """Return the pair counts of the slots of `plan`."""
        ...


def carried_out(reader: Reader, job: Job) -> Counted:
    """Return the pair counts that a job asks for.

    Raises LovendeError where a name is unknown, the weight is not usable, or nobody or nothing is
    left to count.
    """
    head = reader.head
    columns, notes = chosen(head, job)
    check_weight(head, job.weight)
    looked_at = to_look_at(columns)
    both = {column.name: column for column in (*looked_at, *in_conditions(head, job))}
    seen = reader.seen([*both.values()]) if both else {}
    if head.rows == 0 or (job.where and _nobody_seen(seen.values())):
        raise _nobody(head, job)
    told = (*head.faults, *notes, *codes_of_nobody(head, job, seen))
    of_columns = {column.name: seen[column.name] for column in looked_at}
    plan = with_notes(plan_of(columns, of_columns, job, head.place), told)
    counts, weighted = reader.slots(plan)
    if not counts.size:
        raise _nobody(head, job)
    if weighted is not None and not weighted.one_way(plan.layout.names[0]).sum() > 0:
        raise no_weight(replace(head.place, column=job.weight))
    return counted(plan, counts, weighted, job, head.place)


def _nobody_seen(seen: Collection[Seen]) -> bool:
    return bool(seen) and not any(each.counts or each.more or each.missing for each in seen)


def _nobody(head: Head, job: Job) -> LovendeError:
    if not job.where:
        return LovendeError(
            fault("engine.nobody", N_("There is nobody in the file to count."), place=head.place)
        )
    place = replace(head.place, column=job.where[0].variable)
    known = [category.code for category in head[job.where[0].variable].variable.categories]
    if known:
        message = N_("Nobody meets the condition; the codes are {codes}.")
        return LovendeError(fault("engine.nobody_meets", message, place=place, codes=listed(known)))
    message = N_("Nobody meets the condition; check the variable and its codes.")
    return LovendeError(fault("engine.nobody_meets", message, place=place))
