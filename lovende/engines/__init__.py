"""Where counting runs: on this machine or on many. Every engine gives the same pair counts."""

from __future__ import annotations

from lovende.domain.errors import LovendeError, fault, nearest
from lovende.domain.texts import N_
from lovende.engines.model import Condition, Counted, CountedVariable, Engine, Job, Step

ENGINES = ("local", "spark")

__all__ = ["ENGINES", "Condition", "Counted", "CountedVariable", "Engine", "Job", "Step", "engine"]


def engine(name: str = "local", master: str | None = None) -> Engine:
    """Return the engine `name`, local or spark. `master` is the URL of the Spark master.

    Raises LovendeError for an engine that does not exist, and where Spark is not installed.
    """
    if name == "local":
        from lovende.engines.local import LocalEngine

        return LocalEngine()
    if name == "spark":
        from lovende.engines.spark import SparkEngine

        return SparkEngine(master)
    raise LovendeError(
        fault(
            "engine.unknown",
            N_("There is no engine {name}; did you mean {nearest}?"),
            name=name,
            nearest=nearest(name, ENGINES) or " / ".join(ENGINES),
        )
    )
