"""All measurements: `python -m benchmarks [NAME ...]`, the names being those of `MODULES`.

Each has words of its own: `python -m benchmarks.platform.answering --help`.
"""

from __future__ import annotations

import subprocess
import sys

MODULES = {
    "counting": "benchmarks.counting",
    "counting-growth": "benchmarks.counting.growth",
    "uncertainty": "benchmarks.uncertainty",
    "analysis": "benchmarks.analysis",
    "report": "benchmarks.report",
    "flow": "benchmarks.platform.flow",
    "answering": "benchmarks.platform.answering",
    "growth": "benchmarks.platform.growth",
    "background": "benchmarks.platform.background",
    "faults": "benchmarks.platform.faults",
}


def main() -> int:
    wanted = sys.argv[1:] or list(MODULES)
    unknown = [name for name in wanted if name not in MODULES]
    if unknown:
        print(f"{', '.join(unknown)}: unknown. Known: {', '.join(MODULES)}.", file=sys.stderr)
        return 2
    failed = 0
    for name in wanted:
        print(f"\n== {name}", flush=True)
        # A process of its own: what one measurement has loaded is not in the memory of the next.
        failed += subprocess.run([sys.executable, "-m", MODULES[name]], check=False).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
