"""`lovende tabulate --all-pairs`: every variable of a file against every other one."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from lovende.analysis.all_pairs import AllPairs
    from lovende.engines.model import Condition, Job

PRINTED, IN_JSON = 20, 500
LABEL = 40
"""Characters of a label on the terminal."""


def conditions(given: Sequence[str]) -> tuple[Condition, ...]:
    """Return `VAR=1,2` as conditions. Raises a usage error where one has no variable or code."""
    from lovende.cli.report import words
    from lovende.engines.model import Condition

    made = []
    for text in given:
        variable, _, codes = text.partition("=")
        if not variable.strip() or not words(codes):
            raise typer.BadParameter(
                f"{text} is no condition; write it like region=1,2.", param_hint="--where"
            )
        made.append(Condition(variable.strip(), words(codes)))
    return tuple(made)


def tabulate_pairs(
    job: Job,
    engine_name: str,
    master: str | None,
    output: Path | None,
    language: str,
    json_output: bool,
) -> None:
    """Count, test, write and print all pairs. Raises LovendeError for what cannot be used."""
    from lovende.analysis.all_pairs import find_associations
    from lovende.cli.faults import say_warnings
    from lovende.cli.progress import progress
    from lovende.engines import engine
    from lovende.reporting.files import check_folder
    from lovende.translation import translate

    if output is not None:
        check_folder(output)
    with progress("Lovende") as step:

        def said(done: int, total: int, what: str) -> None:
            step(done, total, translate(what, language) if what else "")

        pairs = find_associations(job, engine(engine_name, master), engine_name, said)
        files = []
        if output is not None:
            from lovende.reporting.all_pairs import write_all_pairs

            files = write_all_pairs(pairs, output, language, step)
    say_warnings(pairs.notes)
    if json_output:
        print(json.dumps(_as_json(pairs, language), ensure_ascii=False, indent=1))
        return
    if output is None:
        _print(pairs, language)
    for file in files:
        print(file)


def _as_json(pairs: AllPairs, language: str) -> dict[str, object]:
    from lovende.cli.faults import as_json

    return {
        "people": pairs.people,
        "variables": len(pairs.variables),
        "pairs": len(pairs.found),
        "tested": pairs.tested,
        "not_tested": pairs.reasons(),
        "strongest": pairs.frame(language, pairs.order[:IN_JSON]).to_dicts(),
        "notes": [as_json(note, language) for note in pairs.notes],
        "provenance": pairs.provenance(),
    }


def _print(pairs: AllPairs, language: str) -> None:
    from lovende.cli.screen import print_table
    from lovende.domain.texts import N_
    from lovende.reporting.all_pairs.words import Words

    say = Words(pairs, language)
    found = pairs.found
    if not pairs.tested:
        print(say.t("There is no pair of variables that can be tested."))
        return
    rows = []
    for pair in (int(place) for place in pairs.order[:PRINTED]):
        rows.append(
            (
                say.short(int(found.first[pair]), LABEL),
                say.short(int(found.second[pair]), LABEL),
                say.type.number(int(found.n[pair])),
                say.number(found.v_corrected[pair]),
                *(
                    "" if math.isnan(value) else say.p(value) + mark
                    for value, mark in (
                        (found.p[pair], "*" if pairs.rough[pair] else ""),
                        (pairs.holm[pair], ""),
                    )
                ),
                say.test(pairs.primary_name(pair)),
            )
        )
    head = (say.t("Variable"), say.t("with"), "n", "V", "p", "p (Holm)", say.t("Test"))
    title = say.t(
        "The {shown} strongest of {count} associations",
        shown=say.type.number(len(rows)),
        count=say.type.number(pairs.tested),
    )
    print_table(title, head, rows, numeric=2)
    if any("*" in line[4] for line in rows):
        print(say.t(N_("* Few answers in some cells: p is rough.")))
