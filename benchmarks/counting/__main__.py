"""All variants on the same file, one after the other, and a table of ratios.

python -m benchmarks.counting [--people N] [--variables N] [NAME ...]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.counting.floor import popcount_floor, seconds_of_a_pass, seconds_of_one_way
from benchmarks.counting.job import PEOPLE, VARIABLES, levels_of, write_answers
from benchmarks.counting.variants import VARIANTS
from benchmarks.machine import cost_of


@dataclass(frozen=True)
class Measured:
    """Median seconds for all pairs (`share` of them were counted) and peak memory in bytes."""

    name: str
    seconds: float
    share: float
    memory: int


def measure(name: str, answers: Path, folder: Path, pairs: int) -> Measured | None:
    """Run one variant in a process of its own; None where it fails, which is told."""
    words = [sys.executable, "-W", "ignore", "-m", "benchmarks.counting.variants"]
    process = subprocess.Popen(
        [*words, name, str(answers), str(folder / f"{name}.npz")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    memory = 0
    while process.poll() is None:
        # Seldom: adding up the pages of a process holds it up. Its own peak it tells itself.
        memory = max(memory, cost_of(process.pid).memory)
        time.sleep(1)
    output, trouble = process.communicate()
    if process.returncode:
        print(f"{name} failed: {trouble[-2000:]}", file=sys.stderr)
        return None
    found = json.loads(output.splitlines()[-1])
    counted = VARIANTS[name].sample or pairs
    share = min(1.0, counted / pairs)
    return Measured(name, statistics.median(found["seconds"]), share, max(memory, found["peak"]))


def differing(folder: Path, name: str, reference: str) -> int:
    """Return how many tables of a variant are not those of the reference."""
    with np.load(folder / f"{name}.npz") as tables, np.load(folder / f"{reference}.npz") as others:
        return sum(not np.array_equal(tables[pair], others[pair]) for pair in tables.files)


def report(results: list[Measured], pairs: int) -> None:
    """Print the table of all variants; ratios are to the first."""
    ours = results[0].seconds
    print(
        "\n| approach | seconds | times ours | peak MiB | pairs |\n| --- | ---: | ---: | ---: | ---: |"
    )
    for one in results:
        label = VARIANTS[one.name].label
        counted = "all" if one.share == 1 else f"{round(one.share * pairs)}, scaled"
        times, memory = one.seconds / ours, one.memory / 2**20
        print(f"| {label} | {one.seconds:,.2f} | {times:,.1f} | {memory:,.0f} | {counted} |")


def floors(answers: Path, results: list[Measured]) -> None:
    """Print what the processor needs at best beside what we need."""
    by_name = {one.name: one.seconds for one in results}
    best, one_pass, one_way = (
        popcount_floor(answers),
        seconds_of_a_pass(answers),
        seconds_of_one_way(answers),
    )
    print(f"\nOne core's population count over the same bits at best: {best:.3f} s")
    for name in ("kernel-1", "kernel-2", "lovende"):
        if name in by_name:
            print(f"  {VARIANTS[name].label}: {by_name[name] / best:.2f} times that")
    print(
        f"One pass over the codes: {one_pass:.4f} s; one-way tables: {one_way / one_pass:.2f} times that"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *VARIANTS], default=[])
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--variables", type=int, default=VARIABLES)
    given = parser.parse_args()
    pairs = given.variables * (given.variables - 1) // 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answers = folder / "answers.parquet"
        write_answers(answers, given.people, given.variables)
        levels = sum(levels_of(given.variables))
        print(
            f"{given.people:,} people, {given.variables} variables, {levels} levels, {pairs:,} pairs"
        )
        results, wrong = [], 0
        for variant in given.names or VARIANTS:
            found = measure(variant, answers, folder, pairs)
            if found is None:
                wrong += 1
                continue
            results.append(found)
            different = differing(folder, variant, results[0].name)
            wrong += different
            print(f"{variant}: {found.seconds:.2f} s, {different} tables differ", flush=True)
        if results:
            report(results, pairs)
            floors(answers, results)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
