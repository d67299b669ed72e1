"""What a process and its children have cost, from the operating system's accounting (Linux)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Cost:
    """Seconds of processor time so far, and bytes of memory now."""

    seconds: float
    memory: int


def cost_of(pid: int) -> Cost:
    """Return what a process, its living descendants and its ended children have cost.

    Memory is what they hold for themselves (PSS where the system tells it, else the resident set):
    shared pages are not counted twice.
    """
    family = _family(pid)
    return Cost(sum(_seconds(each) for each in family), sum(_memory(each) for each in family))


def _family(pid: int) -> list[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                parents[int(entry.name)] = int(_fields(int(entry.name))[1])
            except (OSError, IndexError):
                continue
    found = [pid]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, which may hold spaces."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _seconds(pid: int) -> float:
    try:
        fields = _fields(pid)
    except OSError:
        return 0.0
    # utime, stime, and those of children that ended: fields 14 to 17 of the whole line.
    return sum(int(fields[place]) for place in (11, 12, 13, 14)) / TICKS


def _memory(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except OSError:
        return 0
