"""The whole `lovende report` of the example by stage, cold and warm.

Cold is the first run of a fresh process, with everything it loads; warm the second run in the same
process. The stages of the findings are told by their own progress, the documents one by one.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FORMATS = ("html", "pdf", "docx", "xlsx", "json")


def stages(study: Path, output: Path) -> dict[str, float]:
    """Return the seconds of each stage of one report."""
    seconds: dict[str, float] = {}
    begun, current = time.perf_counter(), "Loading the program"

    def begin(_: int, __: int, what: str) -> None:
        nonlocal begun, current
        now = time.perf_counter()
        seconds[current] = seconds.get(current, 0.0) + now - begun
        begun, current = now, what

    from lovende.analysis.run import analyse
    from lovende.reporting.files import write_report

    findings, _ = analyse(study, progress=begin)
    for kind in FORMATS:
        begin(0, 0, f"Writing {kind}")
        write_report(findings, output, (kind,), ("da",))
    begin(0, 0, "")
    return seconds


def main() -> None:
    if len(sys.argv) == 3:
        study, output = Path(sys.argv[1]), Path(sys.argv[2])
        print(json.dumps([stages(study, output), stages(study, output)]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_example(folder / "study")
        words = [sys.executable, "-m", "benchmarks.report", str(folder / "study" / "study.toml")]
        run = subprocess.run([*words, str(folder / "out")], check=True, capture_output=True)
        cold, warm = json.loads(run.stdout)
    print("| stage | cold, s | warm, s |\n| --- | ---: | ---: |")
    for stage in cold:
        print(f"| {stage} | {cold[stage]:.2f} | {warm.get(stage, 0.0):.2f} |")
    print(f"| all | {sum(cold.values()):.2f} | {sum(warm.values()):.2f} |")


def _write_example(folder: Path) -> None:
    from lovende.examples.writing import write_example

    write_example(folder)


if __name__ == "__main__":
    main()
