"""Page saves: how many, how long they take, and what they cost, on SQLite and on PostgreSQL.

    python -m benchmarks.platform.answering [--interviews 64] [--at-once 1,4,16,32] [--on sqlite,postgres]

A page save is what a respondent waits for between two pages: the form is sent, stored, and the next
page is shown. Its cost is the processor time of all processes of the web server and of PostgreSQL,
from the operating system's accounting, divided by the number of saves; the respondents are in a
process of their own and are not counted.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.platform.respondents import Walked, walk_together
from benchmarks.platform.served import Bench, bench


@dataclass(frozen=True)
class Result:
    """One line of the table."""

    kind: str
    at_once: int
    walked: Walked
    web: float
    database: float
    memory: int

    def line(self) -> str:
        """Return the line as it is printed: times in milliseconds."""
        saves = len(self.walked.saves)
        waits = statistics.quantiles(self.walked.saves, n=100)
        return (
            f"{self.kind:<9}{self.at_once:>8}{self.walked.interviews:>12}{saves:>8}"
            f"{saves / self.walked.seconds:>9.1f}"
            f"{1000 * (self.web + self.database) / saves:>9.2f}"
            f"{1000 * self.web / saves:>8.2f}{1000 * self.database / saves:>8.2f}"
            f"{1000 * waits[49]:>8.1f}{1000 * waits[94]:>8.1f}{1000 * waits[98]:>8.1f}"
            f"{self.memory / 2**20:>9.0f}"
        )


HEAD = (
    f"{'database':<9}{'at once':>8}{'interviews':>12}{'saves':>8}{'per s':>9}{'CPU ms':>9}"
    f"{'web':>8}{'db':>8}{'p50 ms':>8}{'p95':>8}{'p99':>8}{'MiB':>9}"
)


def measure(made: Bench, at_once: int, interviews: int) -> Result:
    """Let respondents walk through all pages and return what it took."""
    tokens = made.invite(interviews)
    before = made.cost()
    walked = walk_together(made.address, tokens, at_once)
    after = made.cost()
    return Result(
        made.kind,
        at_once,
        walked,
        after[0].seconds - before[0].seconds,
        after[1].seconds - before[1].seconds,
        after[0].memory + after[1].memory,
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--interviews", type=int, default=64)
    parser.add_argument("--at-once", default="1,4,16,32")
    parser.add_argument("--on", default="sqlite,postgres")
    words = parser.parse_args()
    print(HEAD)
    for kind in words.on.split(","):
        with (
            tempfile.TemporaryDirectory() as name,
            bench(Path(name) / "b", kind) as made,
            made.serving(),
        ):
            walk_together(made.address, made.invite(4), 4)  # everything is read once
            for at_once in map(int, words.at_once.split(",")):
                print(measure(made, at_once, words.interviews).line(), flush=True)


if __name__ == "__main__":
    main()
