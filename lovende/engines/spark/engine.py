"""The engine of many machines."""

from __future__ import annotations

from lovende.engines.model import Counted, Job, Step


class SparkEngine:
    """Counts on the cluster of a Spark master, in local mode without one."""

    def __init__(self, master: str | None = None) -> None:
        self._master = master or "local[*]"

    def count(self, job: Job, progress: Step | None = None) -> Counted:
        """Return the pair counts that `job` asks for."""
        raise NotImplementedError
