"""`lovende convert`: a questionnaire, or answers, in another format."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path

import typer


class Kind(StrEnum):
    QUESTIONNAIRE = "questionnaire"
    ANSWERS = "answers"


def convert(
    source: Path = typer.Argument(..., metavar="IN", help="The file to convert."),
    target: Path = typer.Argument(
        ..., metavar="OUT", help="The file to write; its ending names the format."
    ),
    kind: Kind | None = typer.Option(
        None, help="What IN is, where its content does not tell (.xlsx, .csv)."
    ),
    strict: bool = typer.Option(
        False,
        "--strict",
        help="Write nothing and end with 1 where anything would be left out or changed.",
    ),
    questionnaire: Path | None = typer.Option(
        None,
        "--questionnaire",
        help="The questionnaire that the answers in IN belong to: gives labels, types and who was asked.",
    ),
    key: str | None = typer.Option(
        None, "--key", help="The column with the respondents' keys, with --questionnaire."
    ),
    lang: str = typer.Option("", "--lang", help="The language of labels in OUT: da or en."),
    json_output: bool = typer.Option(False, "--json", help="Print the outcome as JSON."),
) -> None:
    """Convert between questionnaire formats, or between answer formats.

    Questionnaires are read from XLSForm (.xlsx .xls .csv .md), LimeSurvey (.lss) and DDI-Codebook
    (.xml), and written as XLSForm (.xlsx .csv .md) and DDI-Codebook (.xml). Answers are read from
    and written as .sav, .dta, .csv, .xlsx and .parquet; written as .xml they become a DDI codebook
    with frequencies. What cannot be carried over is listed, and the file is written all the same
    unless --strict is given.
    """
    from lovende.analysis.conversion import convert_file
    from lovende.cli.faults import as_json, say_warnings
    from lovende.cli.progress import progress
    from lovende.cli.report import check_words
    from lovende.formats.recognising import FileKind
    from lovende.translation import translate, user_language

    language = lang or user_language()
    check_words("--lang", (language,), ("da", "en"))
    if kind is Kind.QUESTIONNAIRE and questionnaire is not None:
        raise typer.BadParameter("goes with answers only.", param_hint="--questionnaire")
    with progress(translate("Converting", user_language())):
        done = convert_file(
            source,
            target,
            kind=FileKind(kind) if kind else None,
            questionnaire=questionnaire,
            key=key,
            strict=strict,
            language=language,
        )
    if json_output:
        outcome = {
            "kind": str(done.kind),
            "files": [str(file) for file in done.files],
            "lost": [as_json(each, user_language()) for each in done.lost],
        }
        print(json.dumps(outcome, ensure_ascii=False, indent=1))
    else:
        say_warnings(done.lost, limit=500)
        for file in done.files:
            print(file)
    if not done.files:
        if not json_output:
            _say_nothing_written()
        raise typer.Exit(1)


def _say_nothing_written() -> None:
    import sys

    from lovende.translation import translate, user_language

    said = translate("Nothing is written, because --strict was given.", user_language())
    print(said, file=sys.stderr)
