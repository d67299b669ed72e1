"""Spark that is interrupted while it starts leaves no process behind."""

from __future__ import annotations

import signal
import subprocess
from importlib import import_module
from typing import Any

import pytest

from lovende.engines.spark.interrupting import ended_if_not_begun, own_interruptions

LONG = ["sleep", "600"]


def test_java_is_ended_where_the_start_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    gateway: Any = import_module("pyspark.java_gateway")
    # The Java of other tests may still be there; it is not the one that is given up here.
    for name in ("_gateway", "_jvm"):
        monkeypatch.setattr(f"pyspark.SparkContext.{name}", None)
    started: list[subprocess.Popen[bytes]] = []

    def start() -> None:
        with ended_if_not_begun():
            started.append(gateway.Popen(LONG))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        start()

    assert started[0].returncode == -signal.SIGTERM
    assert gateway.Popen is subprocess.Popen


def test_java_goes_on_where_the_start_is_not_interrupted() -> None:
    gateway: Any = import_module("pyspark.java_gateway")

    with ended_if_not_begun():
        java = gateway.Popen(LONG)

    assert java.poll() is None
    java.kill()
    java.wait()


@pytest.mark.parametrize("deaf", [True, False])
def test_our_way_to_meet_an_interruption_stays(deaf: bool) -> None:
    """Spark puts its own in its place; one that was interrupted already stays deaf to more."""
    before = signal.getsignal(signal.SIGINT)
    during = signal.SIG_IGN if deaf else signal.SIG_DFL
    try:
        with own_interruptions():
            signal.signal(signal.SIGINT, during)
        assert signal.getsignal(signal.SIGINT) is (signal.SIG_IGN if deaf else before)
    finally:
        signal.signal(signal.SIGINT, before)
