"""Rank uncertainty: 10,000 draws of the assumptions, and the index made anew in each.

Held against the plain way: `score` with a changed definition, draw after draw, of which a few are
timed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

SIZES = (160, 10_000)
DRAWS = 10_000
PLAIN_DRAWS = 20


def measure(innovations: int, folder: Path) -> str:
    """Return a line of the table; run in a process of its own for its peak memory."""
    import numpy as np

    from benchmarks.analysis import random_assessments
    from lovende.domain.promise.scoring import score
    from lovende.domain.promise.uncertainty.propagation import propagate
    from lovende.formats.index_file import read_index

    definition, _ = read_index(folder / "index.toml")
    assessments = random_assessments(definition, innovations)
    # One don't know more or less decides: most answers are given, as in a real study.
    rng = np.random.default_rng(5)
    codes = assessments.codes
    codes[(codes < 0) & (rng.random(codes.shape) < 0.7)] = 0
    begun = time.perf_counter()
    baseline = score(assessments, definition)
    for _ in range(PLAIN_DRAWS):
        score(assessments, definition)
    plain = (time.perf_counter() - begun) / (PLAIN_DRAWS + 1) * DRAWS
    begun = time.perf_counter()
    propagate(assessments, baseline, seed=1, draws=DRAWS)
    ours = time.perf_counter() - begun
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"| {innovations:,} | {ours:.2f} | {plain:,.1f} | {plain / ours:.1f} | {memory:,.0f} |"


def main() -> None:
    if len(sys.argv) == 3:
        print(measure(int(sys.argv[1]), Path(sys.argv[2])))
        return
    from lovende.examples.writing import write_example

    print(f"{DRAWS:,} draws, and the draws of the Sobol indices\n")
    print("| innovations | seconds | scored draw by draw, s | ratio | peak MiB |")
    print("| ---: | ---: | ---: | ---: | ---: |", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "study"
        write_example(folder)
        for innovations in SIZES:
            words = [sys.executable, "-m", "benchmarks.uncertainty", str(innovations), str(folder)]
            subprocess.run(words, check=True)


if __name__ == "__main__":
    main()
