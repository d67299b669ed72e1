"""A Spark session that is begun quietly, and ended whatever happens."""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_
from lovende.engines.spark.interrupting import ended_if_not_begun, own_interruptions

LOCAL = "local[*]"
_TRIES = 4
_PATIENCE = 5.0
"""Seconds in which a master has to answer."""
_LOCAL = re.compile(r"local(?:\[([0-9]+|\*)(?:, *([0-9]+))?\])?")
_ADDRESS = re.compile(r"(?:k8s://)?(?:spark|https?)://(.+)")
_NEEDED = ("pyspark", "pandas", "pyarrow")
_PEOPLE_AT_A_TIME = 1 << 16


def check_installed() -> None:
    """Raise LovendeError where Spark, what it needs of Python, or Java is missing."""
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise not_usable(", ".join(missing))
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java") is None and not (home and Path(home, "bin", "java").exists()):
        raise LovendeError(
            fault(
                "engine.no_java",
                N_("Spark needs Java 17 or later, and there is none; install it or set JAVA_HOME."),
            )
        )


def not_usable(what: str) -> LovendeError:
    """The error for a library of Python that is missing here, or too old for Spark."""
    return LovendeError(
        fault(
            "engine.no_pyspark",
            N_(
                "Spark cannot be used ({what} is missing or too old); run "
                "pip install 'lovende[spark]', or leave out --engine spark."
            ),
            what=what,
        )
    )


def check_master(master: str) -> None:
    """Raise LovendeError for a master of no known form, and for one that does not answer."""
    local = _LOCAL.fullmatch(master)
    if local and "0" not in (local[1], local[2]):
        return
    if master == "yarn" or master.startswith("local-cluster["):
        return
    address = _ADDRESS.fullmatch(master)
    if address is None:
        raise LovendeError(
            fault(
                "engine.master",
                N_(
                    "{master} is no master of Spark; write spark://HOST:PORT, k8s://https://HOST:PORT, "
                    "yarn or local[*]."
                ),
                master=master,
            )
        )
    default = 7077 if master.startswith("spark:") else 443
    if not any(_answers(each, default) for each in address[1].rstrip("/").split(",")):
        raise LovendeError(
            fault(
                "engine.master_silent",
                N_(
                    "The Spark master {master} does not answer; check its address, and that it runs."
                ),
                master=master,
            )
        )


def _answers(address: str, default: int) -> bool:
    host, _, port = address.rpartition(":")
    if not host:
        host, port = address, str(default)
    try:
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
    except (OSError, ValueError):
        return False
    return True


@contextmanager
def session(master: str | None) -> Iterator[Any]:
    """Yield a Spark session on `master` and stop it in the end.

    Without one, `spark-submit` decides where the program was started by it, else this machine.
    Raises LovendeError where Spark cannot be started.
    """
    check_installed()
    submitted = "PYSPARK_GATEWAY_PORT" in os.environ
    wanted = master or (None if submitted else LOCAL)
    if wanted is not None:
        check_master(wanted)
    # The bridge to Java writes what it meets to the log, and without one to the terminal.
    logging.getLogger().addHandler(logging.NullHandler())
    spark = _started(wanted)
    try:
        yield spark
    finally:
        with suppress(*gone()):
            spark.stop()


def _started(master: str | None) -> Any:
    from pyspark.sql import SparkSession

    if master is not None and _LOCAL.fullmatch(master):
        # On a cluster the executors have a Python of their own; here it is this one.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("lovende")
    for name, value in settings(master).items():
        builder = builder.config(name, value)
    expected: tuple[type[BaseException], ...] = (OSError, *spark_errors())
    try:
        with quiet_about_pandas(), kept_to_itself(), ended_if_not_begun(), own_interruptions():
            spark = builder.getOrCreate()
    except expected as problem:
        raise LovendeError(
            fault(
                "engine.no_session",
                N_("Spark could not be started on {master}: {reason}"),
                master=master or "spark-submit",
                reason=first_line(problem),
            )
        ) from None
    spark.sparkContext.setLogLevel("OFF")
    return spark


def settings(master: str | None) -> dict[str, str]:
    """Return the settings of a session: quiet, without a web page, on this machine for itself alone."""
    chosen = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.caseSensitive": "true",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.execution.arrow.maxRecordsPerBatch": str(_PEOPLE_AT_A_TIME),
        "spark.driver.maxResultSize": "0",
    }
    if master is None:
        return chosen
    quiet = Path(__file__).with_name("log4j2.properties")
    # With many columns Spark makes methods so long that Java would not compile them.
    options = f"-Dlog4j2.configurationFile={quiet.as_uri()} -XX:-DontCompileHugeMethods"
    chosen["spark.driver.extraJavaOptions"] = options
    local = _LOCAL.fullmatch(master)
    if local is None:
        return {**chosen, "spark.master": master}
    # A worker that dies is tried again, as on a cluster.
    master = f"local[{local[1] or 1},{local[2] or _TRIES}]"
    return {
        **chosen,
        "spark.master": master,
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
    }


@contextmanager
def kept_to_itself() -> Iterator[None]:
    """Let the Java that is started here write to nowhere: it greets on the terminal, whatever its
    settings. What goes wrong comes back as an error."""
    sys.stderr.flush()
    terminal, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)
        os.close(nowhere)


@contextmanager
def quiet_about_pandas() -> Iterator[None]:
    """Keep Spark from warning of a version of pandas: we use none of it."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support", FutureWarning)
        yield


def spark_errors() -> tuple[type[BaseException], ...]:
    """Return what Spark raises: errors of its own, and those of the bridge to Java."""
    from pyspark.errors import PySparkException

    bridge = import_module("py4j.protocol")
    return (PySparkException, bridge.Py4JError, bridge.Py4JJavaError)


def gone() -> tuple[type[BaseException], ...]:
    """Return what is raised where Java itself has ended: all but an exception of Java."""
    return (ConnectionError, import_module("py4j.protocol").Py4JError)


def first_line(problem: BaseException) -> str:
    """Return the line of a problem that says most: Java's own words come after its class."""
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    java = [line for line in lines if line.startswith(("Caused by:", ": "))]
    line = java[-1] if java else (lines[0] if lines else type(problem).__name__)
    return line.removeprefix("Caused by:").removeprefix(": ").strip()[:300]
