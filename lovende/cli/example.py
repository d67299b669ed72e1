"""`lovende example`: the example study, written to a folder."""

from __future__ import annotations

from pathlib import Path

import typer


def example(
    folder: Path = typer.Argument(..., help="Where to write the study; made if it does not exist."),
    force: bool = typer.Option(False, "--force", help="Write over files of an earlier example."),
) -> None:
    """Write the example study: study file, questionnaire, panel, answers, practices, index."""
    from lovende.examples.writing import write_example

    written = write_example(folder, overwrite=force)
    print(f"The example study lies in {folder} ({len(written)} files). The answers are synthetic.")
    print(f"Next: lovende report {folder / 'study.toml'} -o report")
