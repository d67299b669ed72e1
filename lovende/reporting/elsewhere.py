"""A document made in a process of its own, so that every core works on one report.

Typst holds Python's lock while it sets a document, so a thread would not help. The process gets a
function and its arguments on its standard input and gives the document back on its standard output.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from types import TracebackType


class Elsewhere(AbstractContextManager["Elsewhere"]):
    """Begins to make a document at once; `result` waits for it. Leaving the context ends the process.

    `make` is a function of a module, which the process can import; it returns bytes.
    """

    def __init__(self, make: Callable[..., bytes], *arguments: object) -> None:
        command = [sys.executable, "-m", "lovende.reporting.elsewhere"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert self._process.stdin is not None
        # The process reads everything before it answers, so this cannot block for long.
        self._process.stdin.write(pickle.dumps((make, arguments)))
        self._process.stdin.close()
        self._process.stdin = None

    def result(self) -> bytes:
        """Return the document. Raises RuntimeError with what the process said where it failed."""
        made, said = self._process.communicate()
        if self._process.returncode:
            raise RuntimeError(said.decode("utf-8", "replace").strip())
        return made

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.communicate()


def main() -> None:
    """Make what standard input asks for. An interruption is the parent's business, who ends us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Our own parent wrote this a moment ago; nothing from outside comes this way.
    make, arguments = pickle.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(make(*arguments))


if __name__ == "__main__":
    main()
