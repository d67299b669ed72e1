"""Spark that is interrupted while it starts: no Java is left behind, and our Ctrl-C stays ours."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

PATIENCE = 5.0
"""Seconds in which Java has to end when it is asked to."""


@contextmanager
def ended_if_not_begun() -> Iterator[None]:
    """End the Java that is started here where somebody interrupts the start: nobody else would,
    since it waits for a connection that nobody will make."""
    from pyspark import SparkContext

    gateway: Any = import_module("pyspark.java_gateway")
    popen = gateway.Popen
    started: list[subprocess.Popen[bytes]] = []

    def remembered(*given: Any, **settings: Any) -> subprocess.Popen[bytes]:
        started.append(popen(*given, **settings))
        return started[-1]

    gateway.Popen = remembered
    try:
        yield
    except BaseException:
        for java in started:
            _end(java)
            SparkContext._gateway = SparkContext._jvm = None
        raise
    finally:
        gateway.Popen = popen


def _end(java: subprocess.Popen[bytes]) -> None:
    java.terminate()
    try:
        java.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        java.kill()
        java.wait()


@contextmanager
def own_interruptions() -> Iterator[None]:
    """Keep our way to meet Ctrl-C: Spark puts one of its own in its place."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        # What was interrupted stays deaf to further ones while it is tidied up.
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, before)
