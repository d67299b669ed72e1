"""The documents of a report in a folder: all of them, or none where one cannot be made."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from lovende.analysis.findings import Findings
from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.reporting.document import Document
from lovende.reporting.elsewhere import Elsewhere

FORMATS = ("html", "pdf", "docx", "xlsx", "json")
Step = Callable[[int, int, str], None]
"""Called with how many documents are done, how many there are, and the name of the next one."""
Make = Callable[[], bytes]


def write_report(
    findings: Findings,
    folder: Path,
    formats: Sequence[str] = FORMATS,
    languages: Sequence[str] = ("da",),
    progress: Step | None = None,
) -> list[Path]:
    """Write the documents of `findings` into `folder` and return their paths, in order.

    For each language `report.<language>.html`, `.pdf`, `.docx` and `tables.<language>.xlsx`, and
    `findings.json` once. The documents are made in a hidden folder beside their place and moved
    when all of them are whole, so that an interruption or a fault leaves what was there before.

    Raises LovendeError where the folder cannot be written.
    """
    plan = _plan(findings, formats, languages)
    step = progress or (lambda *_: None)
    with _made(folder), tempfile.TemporaryDirectory(dir=folder, prefix=".lovende-") as staging:
        _make(plan, Path(staging), step)
        for planned in plan:
            os.replace(Path(staging) / planned.name, folder / planned.name)
    step(len(plan), len(plan), "")
    return [folder / planned.name for planned in plan]


def _make(plan: Sequence[_Planned], staging: Path, step: Step) -> None:
    """Make all documents; where there are several, some in processes of their own meanwhile."""
    with ExitStack() as stack:
        here: list[tuple[str, Make]] = []
        elsewhere: list[tuple[str, Make]] = []
        for planned in plan:
            if planned.begin is not None and len(plan) > 1 and sys.executable:
                begun = stack.enter_context(planned.begin())
                elsewhere.append((planned.name, begun.result))
            else:
                here.append((planned.name, planned.make))
        for done, (name, make) in enumerate([*here, *elsewhere]):
            step(done, len(plan), name)
            (staging / name).write_bytes(make())


def write_together(
    makes: Sequence[tuple[str, Make]], folder: Path, progress: Step | None = None
) -> list[Path]:
    """Write files of these names into `folder`, all or none, and return their paths.

    Raises LovendeError where the folder cannot be written.
    """
    step = progress or (lambda *_: None)
    with _made(folder), tempfile.TemporaryDirectory(dir=folder, prefix=".lovende-") as staging:
        for done, (name, make) in enumerate(makes):
            step(done, len(makes), name)
            (Path(staging) / name).write_bytes(make())
        for name, _ in makes:
            os.replace(Path(staging) / name, folder / name)
    step(len(makes), len(makes), "")
    return [folder / name for name, _ in makes]


def check_folder(folder: Path) -> None:
    """Raise LovendeError where documents cannot be written into `folder`; nothing is left there."""
    with _made(folder) as made:
        pass
    _remove(made)


@contextmanager
def _made(folder: Path) -> Iterator[list[Path]]:
    """Make the folder where it is missing and yield the folders that were made, innermost first.

    They are removed again where the block ends badly. Raises LovendeError where the folder cannot
    be made or written to.
    """
    made: list[Path] = []
    try:
        if folder.exists() and not folder.is_dir():
            raise LovendeError(
                fault(
                    "report.folder_is_file",
                    N_("This is a file; name a folder for the documents."),
                    place=Place(file=str(folder)),
                )
            )
        made += [part for part in (folder, *folder.parents) if not part.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        yield made
    except OSError as error:
        _remove(made)
        raise _cannot_write(folder, error) from error
    except BaseException:
        _remove(made)
        raise


def _remove(folders: Sequence[Path]) -> None:
    """Remove the folders, innermost first, as far as there is nothing in them."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _cannot_write(folder: Path, error: OSError) -> LovendeError:
    reason = error.strerror or type(error).__name__
    return LovendeError(
        fault(
            "report.folder",
            N_("The folder cannot be written ({reason}); choose another one."),
            place=Place(file=str(error.filename2 or folder)),
            reason=reason,
        )
    )


@dataclass(frozen=True)
class _Planned:
    """A document: its name, what makes it, and what begins to make it in another process."""

    name: str
    make: Make
    begin: Callable[[], Elsewhere] | None = None


def _plan(findings: Findings, formats: Sequence[str], languages: Sequence[str]) -> list[_Planned]:
    """Return the documents in the order of FORMATS."""
    plan: list[_Planned] = []
    for language in languages:
        told = _Story(findings, language)
        documents = {
            "html": _Planned(f"report.{language}.html", told.html),
            "pdf": _Planned(f"report.{language}.pdf", told.pdf, told.begin_pdf),
            "docx": _Planned(f"report.{language}.docx", told.docx),
            "xlsx": _Planned(f"tables.{language}.xlsx", told.tables, told.begin_tables),
        }
        plan += [documents[kind] for kind in FORMATS if kind in formats and kind in documents]
    if "json" in formats:
        plan.append(_Planned("findings.json", lambda: findings.to_json().encode("utf-8")))
    return plan


class _Story:
    """The report in one language, told once, its figures drawn once, for all its faces."""

    def __init__(self, findings: Findings, language: str) -> None:
        self._findings, self._language = findings, language

    @cached_property
    def _document(self) -> Document:
        from lovende.reporting.story import tell

        return tell(self._findings, self._language)

    def html(self) -> bytes:
        from lovende.reporting.html import render_html

        return render_html(self._document).encode("utf-8")

    def docx(self) -> bytes:
        from lovende.reporting.word import render_docx

        return render_docx(self._document)

    def pdf(self) -> bytes:
        return _pdf(self._document)

    def begin_pdf(self) -> Elsewhere:
        return Elsewhere(_pdf, self._document)

    def tables(self) -> bytes:
        return _tables(self._findings, self._language)

    def begin_tables(self) -> Elsewhere:
        return Elsewhere(_tables, self._findings, self._language)


# What another process makes must be a function of a module. The libraries behind each document
# are loaded only where it is asked for.


def _pdf(document: Document) -> bytes:
    from lovende.reporting.pdf import render_pdf

    return render_pdf(document)


def _tables(findings: Findings, language: str) -> bytes:
    from lovende.reporting.workbook import render_workbook

    return render_workbook(findings, language)
