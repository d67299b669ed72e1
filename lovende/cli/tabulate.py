"""`lovende tabulate`: tables and tests of any answers, without a study."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer


def tabulate(
    answers: Path = typer.Argument(..., help="The answers: .sav, .dta, .csv, .xlsx or .parquet."),
    by: str = typer.Option("", "--by", help="Compare by this variable; several with commas."),
    output: Path | None = typer.Option(
        None, "-o", "--output", help="A folder for tables.xlsx, report.html and findings.json."
    ),
    variables: str = typer.Option("", "--only", help="Only these variables, separated by commas."),
    permutations: int = typer.Option(
        10_000, min=100, max=1_000_000, help="Draws of the permutation tests."
    ),
    seed: int = typer.Option(1, help="The seed of every random draw."),
    lang: str = typer.Option("", "--lang", help="The language of labels and documents: da or en."),
    json_output: bool = typer.Option(False, "--json", help="Print the findings as JSON."),
) -> None:
    """Make one-way tables, and with --by two-way tables and tests, of a file of answers."""
    from lovende.analysis.tabulation import tabulated
    from lovende.cli.faults import say_warnings
    from lovende.cli.progress import progress
    from lovende.cli.report import check_words, words
    from lovende.reporting.files import check_folder, write_report
    from lovende.translation import user_language

    language = lang or user_language()
    check_words("--lang", (language,), ("da", "en"))
    if output is not None:
        check_folder(output)
    with progress("Lovende") as step:
        findings, warnings = tabulated(
            answers,
            by=words(by),
            only=words(variables),
            permutations=permutations,
            seed=seed,
            progress=step,
        )
        files = []
        if output is not None:
            files = write_report(
                findings, output, ("html", "xlsx", "json"), (language,), progress=step
            )
    say_warnings(warnings)
    if json_output:
        print(findings.to_json(), end="")
        return
    if output is None:
        _print(findings, language)
    for file in files:
        print(file)


def _print(findings: object, language: str) -> None:
    from lovende.analysis.findings import Findings, Table, TableGroup
    from lovende.cli.screen import print_table
    from lovende.translation import translate

    assert isinstance(findings, Findings)
    for table in findings.tables:
        title = (
            f"{table.name}: {_text(table.row_title or table.title, language)} (n = {table.base})"
        )
        columns: Sequence[TableGroup | Table] = table.groups or [table]
        head = ["", *(f"{_text(g.label, language)} (n = {g.base})" for g in table.groups)]
        rows = []
        for place, option in enumerate(table.options):
            cells = [column.options[place] for column in columns]
            rows.append(
                [_text(option.label, language), *(_cell(c.count, c.percent) for c in cells)]
            )
        print_table(title, head if table.groups else ["", translate("All", language)], rows)
    if findings.tests:
        print_table(
            translate("Tests", language),
            (
                "",
                translate("by", language),
                translate("test", language),
                "n",
                "p",
                translate("p, clustered", language),
                "p (Holm)",
            ),
            [
                (
                    f"{t.question}{f' ({t.row})' if t.row else ''}{f' = {t.option}' if t.option else ''}",
                    t.by,
                    t.test,
                    str(t.n or ""),
                    *(_p(value) for value in (t.p, t.p_clustered, t.p_holm)),
                )
                for t in findings.tests
            ],
            numeric=3,
        )


def _text(texts: dict[str, str], language: str) -> str:
    return texts.get(language) or next((text for text in texts.values() if text), "")


def _cell(count: int | None, percent: float | None) -> str:
    return "" if count is None else f"{count}  {'' if percent is None else f'{percent:.1f} %'}"


def _p(value: float | None) -> str:
    if value is None:
        return ""
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}"
