"""`lovende tabulate`: tables and tests of any answers, without a study."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

import typer


class EngineName(StrEnum):
    LOCAL = "local"
    SPARK = "spark"


def tabulate(
    context: typer.Context,
    # As text: a path would make one slash of the three in hdfs:///answers.
    answers: str = typer.Argument(
        ...,
        metavar="ANSWERS",
        help="The answers: .sav, .dta, .csv, .xlsx or .parquet; for Spark also an address.",
    ),
    by: str = typer.Option("", "--by", help="Compare by this variable; several with commas."),
    output: Path | None = typer.Option(
        None,
        "-o",
        "--output",
        help="A folder for tables.xlsx, report.html and findings.json; with --all-pairs for "
        "pairs.parquet, pairs.xlsx and pairs.html.",
    ),
    variables: str = typer.Option("", "--only", help="Only these variables, separated by commas."),
    permutations: int = typer.Option(
        10_000, min=100, max=1_000_000, help="Draws of the permutation tests."
    ),
    seed: int = typer.Option(1, help="The seed of every random draw."),
    all_pairs: bool = typer.Option(
        False, "--all-pairs", help="Test every variable against every other one."
    ),
    ordinal: str = typer.Option(
        "",
        "--ordinal",
        help="With --all-pairs: these variables are in order, beside those that the file says so of.",
    ),
    where: list[str] = typer.Option(
        [],
        "--where",
        metavar="VAR=CODE,...",
        help="With --all-pairs: only people with one of these answers. May be given several times.",
    ),
    weight: str | None = typer.Option(
        None, "--weight", help="With --all-pairs: the variable with the weights."
    ),
    max_levels: int | None = typer.Option(
        None,
        "--max-levels",
        min=2,
        max=255,
        help="With --all-pairs: keep this many answers of a variable and take the others together.",
    ),
    engine: EngineName | None = typer.Option(
        None, help="With --all-pairs: count on this machine (local, the default) or by Spark."
    ),
    master: str | None = typer.Option(
        None, metavar="URL", help="With --engine spark: the Spark master."
    ),
    lang: str = typer.Option("", "--lang", help="The language of labels and documents: da or en."),
    json_output: bool = typer.Option(False, "--json", help="Print the findings as JSON."),
) -> None:
    """Make one-way tables, and with --by two-way tables and tests, of a file of answers.

    With --all-pairs every variable is tested against every other one, however large the file is.
    """
    from lovende.cli.report import check_words, words
    from lovende.translation import user_language

    language = lang or user_language()
    check_words("--lang", (language,), ("da", "en"))
    _check_together(context, all_pairs)
    if all_pairs:
        from lovende.cli.tabulate_pairs import conditions, tabulate_pairs
        from lovende.engines.model import Job

        if master is not None and engine is not EngineName.SPARK:
            raise typer.BadParameter("goes with --engine spark only.", param_hint="--master")
        job = Job(
            Path(answers),
            words(variables),
            conditions(where),
            weight,
            max_levels,
            words(ordinal),
            answers if _is_address(answers) else None,
        )
        name = str(engine or EngineName.LOCAL)
        tabulate_pairs(job, name, master, output, language, json_output)
        return
    if _is_address(answers):
        raise typer.BadParameter(
            "an address is read with --all-pairs --engine spark only.", param_hint="ANSWERS"
        )
    _tabulate(
        Path(answers),
        words(by),
        words(variables),
        permutations,
        seed,
        output,
        language,
        json_output,
    )


def _is_address(answers: str) -> bool:
    return "://" in answers


_PAIRS_ONLY = ("ordinal", "where", "weight", "max_levels", "engine", "master")
_TABLES_ONLY = ("by", "permutations", "seed")


def _check_together(context: typer.Context, all_pairs: bool) -> None:
    """Raise a usage error for an option that does nothing here."""
    options = {parameter.name: parameter.opts[0] for parameter in context.command.params}
    for name in _TABLES_ONLY if all_pairs else _PAIRS_ONLY:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            said = "does nothing with --all-pairs." if all_pairs else "goes with --all-pairs only."
            raise typer.BadParameter(said, param_hint=options[name])


def _tabulate(
    answers: Path,
    by: tuple[str, ...],
    only: tuple[str, ...],
    permutations: int,
    seed: int,
    output: Path | None,
    language: str,
    json_output: bool,
) -> None:
    from lovende.analysis.tabulation import tabulated
    from lovende.cli.faults import say_warnings
    from lovende.cli.progress import progress
    from lovende.reporting.files import check_folder, write_report

    if output is not None:
        check_folder(output)
    with progress("Lovende") as step:
        findings, warnings = tabulated(
            answers, by=by, only=only, permutations=permutations, seed=seed, progress=step
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
