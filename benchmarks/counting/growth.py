"""How counting grows with people and with variables, from file to all statistics.

python -m benchmarks.counting.growth [--most-people 20000000]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.counting.__main__ import Measured, measure
from benchmarks.counting.job import PEOPLE, VARIABLES, levels_of, write_answers

PEOPLE_STEPS = (100_000, 1_000_000, 2_000_000, 5_000_000, 20_000_000)
VARIABLE_STEPS = (10, 50, 100, 200)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most-people", type=int, default=PEOPLE_STEPS[-1])
    given = parser.parse_args()
    sizes = [(people, VARIABLES) for people in PEOPLE_STEPS if people <= given.most_people]
    sizes += [(PEOPLE, variables) for variables in VARIABLE_STEPS if variables != VARIABLES]
    print("| people | variables | levels | pairs | seconds | cells a second | peak MiB |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
    failed = 0
    for people, variables in sizes:
        pairs = variables * (variables - 1) // 2
        found = _measured(people, variables, pairs)
        if found is None:
            failed += 1
            continue
        levels, speed = sum(levels_of(variables)), people * pairs / found.seconds / 1e9
        memory = found.memory / 2**20
        print(
            f"| {people:,} | {variables} | {levels} | {pairs:,} | {found.seconds:.2f} "
            f"| {speed:.1f} billion | {memory:,.0f} |",
            flush=True,
        )
    return 1 if failed else 0


def _measured(people: int, variables: int, pairs: int) -> Measured | None:
    with tempfile.TemporaryDirectory() as name:
        answers = Path(name) / "answers.parquet"
        write_answers(answers, people, variables)
        return measure("lovende", answers, Path(name), pairs)


if __name__ == "__main__":
    sys.exit(main())
