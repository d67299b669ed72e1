"""`lovende check`: everything that is wrong with a study, a line each."""

from __future__ import annotations

import json
from pathlib import Path

import typer


def check(
    study: Path = typer.Argument(..., help="The study file (study.toml)."),
    json_output: bool = typer.Option(False, "--json", help="Print the faults as JSON."),
) -> None:
    """Read everything that a study names and list all that is wrong, a line each."""
    from lovende.analysis.loading import faults_of_study
    from lovende.cli.faults import as_json
    from lovende.domain.errors import Severity
    from lovende.translation import describe, translate, translate_plural, user_language

    language = user_language()
    faults = faults_of_study(study)
    errors = [f for f in faults if f.severity is Severity.ERROR]
    if json_output:
        print(json.dumps([as_json(f, language) for f in faults], ensure_ascii=False, indent=1))
    else:
        for found in faults:
            line = describe(found, language)
            is_error = found.severity is Severity.ERROR
            print(line if is_error else translate("Note: {line}", language, line=line))
        if errors:
            print(translate_plural("{count} fault.", "{count} faults.", len(errors), language))
        else:
            print(translate("No faults.", language))
    raise typer.Exit(1 if errors else 0)
