"""`lovende report`: the findings of a study as documents."""

from __future__ import annotations

import json
import os
import sys
from enum import StrEnum
from pathlib import Path

import typer


class Audience(StrEnum):
    ANALYST = "analyst"
    PUBLIC = "public"


def report(
    study: Path = typer.Argument(..., help="The study file (study.toml)."),
    output: Path = typer.Option(..., "-o", "--output", help="The folder for the documents."),
    formats: str = typer.Option(
        "html,pdf,docx,xlsx,json", "--format", help="Which documents, separated by commas."
    ),
    lang: str = typer.Option(
        "da", "--lang", help="The language of the documents: da, en or da,en."
    ),
    audience: Audience = typer.Option(
        Audience.ANALYST,
        help="analyst: everything, not for publication; public: small cells suppressed.",
    ),
    open_it: bool = typer.Option(False, "--open", help="Open the report where there is a desktop."),
    json_output: bool = typer.Option(False, "--json", help="Print the names of the files as JSON."),
) -> None:
    """Make the findings of a study: report.da.html, .pdf, .docx, tables.da.xlsx, findings.json."""
    from lovende.analysis.run import analyse
    from lovende.cli.faults import say_warnings
    from lovende.cli.progress import progress
    from lovende.reporting.files import check_folder, write_report

    chosen, languages = words(formats), words(lang)
    check_words("--format", chosen, ("html", "pdf", "docx", "xlsx", "json"))
    check_words("--lang", languages, ("da", "en"))
    check_folder(output)
    with progress("Lovende") as step:
        findings, warnings = analyse(study, audience=str(audience), progress=step)
        files = write_report(findings, output, chosen, languages, progress=step)
    say_warnings(warnings)
    if json_output:
        print(json.dumps([str(file) for file in files], ensure_ascii=False, indent=1))
        return
    for file in files:
        print(file)
    if open_it:
        page = next((file for file in files if file.suffix == ".html"), files[0])
        open_where_there_is_a_desktop(page.resolve().as_uri())


def words(text: str) -> tuple[str, ...]:
    """Return the words of a list with commas, in order, each once."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def check_words(option: str, given: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Raise a usage error where `given` is empty or names something unknown."""
    wrong = [word for word in given if word not in known]
    if wrong or not given:
        said = f"{', '.join(wrong)} is not known" if wrong else "nothing is named"
        raise typer.BadParameter(f"{said}; choose from {', '.join(known)}.", param_hint=option)


def open_where_there_is_a_desktop(address: str) -> None:
    """Open a page in the browser where someone sits in front of a desktop."""
    has_desktop = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if has_desktop and not os.environ.get("CI"):
        import webbrowser

        webbrowser.open(address)
