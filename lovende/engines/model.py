"""What an engine is asked for, and what it gives back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from lovende.domain.dataset.model import Variable
from lovende.domain.errors import Fault
from lovende.domain.statistics.pair_counts import PairCounts, WeightedPairCounts

_ADDRESS = re.compile(r"([a-z][a-z0-9+-]+):/+")

Step = Callable[[int, int, str], None]
"""Called with what is done, how much there is in all, and what is being done."""


@dataclass(frozen=True)
class Condition:
    """Keeps the people whose answer to `variable` has one of `codes`."""

    variable: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    """Count all pairs of the variables of a file of answers.

    `only` names the variables to count, all where it is empty. People are kept who meet every
    condition of `where`. `weight` names the column with the weights. A variable with more levels
    than `most_levels` keeps its most frequent ones, and all others become one level; without
    `most_levels` (2 to 255) one with more than 255 is left out. `ordinal` names variables whose
    codes are in order, beside those that the file says so of. `url` is where Spark finds the
    file (`hdfs://…`, `s3a://…`) if not on this machine; `path` then only has its name.
    """

    path: Path
    only: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    weight: str | None = None
    most_levels: int | None = None
    ordinal: tuple[str, ...] = ()
    url: str | None = None

    @property
    def address(self) -> str | None:
        """Where Spark finds the file: `url`, or a path that was made of an address."""
        made_of = _ADDRESS.match(str(self.path))
        if self.url is not None or made_of is None:
            return self.url
        return f"{made_of[1]}://{str(self.path)[made_of.end() :]}"


@dataclass(frozen=True)
class CountedVariable:
    """A variable as it was counted: first its categories in printed order, don't know last among
    them, then a level for each kind of missing, which `missing` names."""

    variable: Variable
    missing: tuple[str, ...]

    @property
    def levels(self) -> int:
        """Valid and missing levels together."""
        return len(self.variable.categories) + len(self.missing)


@dataclass(frozen=True, eq=False)
class Counted:
    """All pair counts of a file. `counts.layout` has the variables in the order of `variables`.

    `weighted` is there where the job named a weight. `notes` are warnings: what was left out or
    grouped, a line each.
    """

    variables: tuple[CountedVariable, ...]
    counts: PairCounts
    weighted: WeightedPairCounts | None = None
    notes: tuple[Fault, ...] = ()


class Engine(Protocol):
    """Where counting runs."""

    def count(self, job: Job, progress: Step | None = None) -> Counted:
        """Return the pair counts that `job` asks for; the same ones from every engine.

        Raises LovendeError where the file, a variable, a condition or the weight is not usable.
        """
        ...
