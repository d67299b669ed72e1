"""A PDF set in a process of its own, so that two cores work on one report.

Typst holds Python's lock while it sets a document, so a thread would not help. The process gets the
document on its standard input and gives the file back on its standard output.
"""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from contextlib import AbstractContextManager
from types import TracebackType

from lovende.reporting.document import Document


class PdfElsewhere(AbstractContextManager["PdfElsewhere"]):
    """Begins to set `document` at once; `result` waits for it. Leaving the context ends the process."""

    def __init__(self, document: Document) -> None:
        command = [sys.executable, "-m", "lovende.reporting.elsewhere"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert self._process.stdin is not None
        # The reader takes everything before it answers, so this cannot block for long.
        self._process.stdin.write(pickle.dumps(document))
        self._process.stdin.close()
        self._process.stdin = None

    def result(self) -> bytes:
        """Return the PDF. Raises RuntimeError with what the process said where it failed."""
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
    """Set the document on standard input. An interruption is the parent's business, who ends us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from lovende.reporting.pdf import render_pdf

    # Our own parent wrote this a moment ago; nothing from outside comes this way.
    document = pickle.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(render_pdf(document))


if __name__ == "__main__":
    main()
