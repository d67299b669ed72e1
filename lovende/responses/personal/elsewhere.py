"""What rooms above this one hold about people: they say here how it is erased.

    @also_erase
    def forget_runs(study: Study) -> Mapping[str, int]: ...

in a module that the room's `apps.ready` imports. Called in the transaction of an erasure; what it
returns (a name -> how many) is added to what the erasure tells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from lovende.studies.models import Study

Eraser = Callable[[Study], Mapping[str, int]]
erasers: dict[str, Eraser] = {}


def also_erase(eraser: Eraser) -> Eraser:
    """Call this whenever somebody's data in a study are erased."""
    erasers[f"{eraser.__module__}.{eraser.__name__}"] = eraser
    return eraser


def erase_elsewhere(study: Study) -> Counter[str]:
    """Let every other room erase what it holds; return how much that was."""
    counts: Counter[str] = Counter()
    for eraser in erasers.values():
        counts.update(eraser(study))
    return counts
