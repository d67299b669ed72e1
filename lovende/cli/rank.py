"""`lovende rank`: the promising-practice index of a study."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from lovende.analysis.findings import Uncertainty
    from lovende.reporting.typography import Typography


def rank(
    study: Path = typer.Argument(..., help="The study file (study.toml)."),
    top: int = typer.Option(20, min=0, help="How many of the ranking to print; 0 for all."),
    draws: int | None = typer.Option(
        None,
        min=100,
        max=1_000_000,
        help="How often to try the ranking under other assumptions; by default as the index file says,"
        " or by the number of innovations.",
    ),
    json_output: bool = typer.Option(False, "--json", help="Print the whole index as JSON."),
) -> None:
    """Rank the innovations by the promising-practice index, and describe the index."""
    from lovende.analysis.index import make_index
    from lovende.analysis.loading import load_study
    from lovende.cli.faults import say_warnings
    from lovende.cli.progress import progress
    from lovende.domain.errors import LovendeError, Place, fault
    from lovende.domain.texts import N_

    loaded = load_study(study)
    with progress("lovende rank") as step:
        index = make_index(loaded, draws, step)
    if index is None:
        message = N_("The study has no index. Name an index file under [index].")
        raise LovendeError(fault("study.no_index", message, place=Place(file=study.name)))
    say_warnings(loaded.faults)
    if json_output:
        print(json.dumps(dataclasses.asdict(index), ensure_ascii=False, indent=1))
        return
    _print(index, top)


def _print(index: object, top: int) -> None:
    from lovende.analysis.findings import Index
    from lovende.cli.screen import print_table
    from lovende.domain.texts import N_
    from lovende.reporting.typography import Typography
    from lovende.translation import translate, user_language

    assert isinstance(index, Index)
    language = user_language()
    set_ = Typography(language)

    def say(message: str) -> str:
        return translate(message, language)

    print_table(
        say("What is left after each step"),
        (say("Step"), say("Innovations")),
        [
            (step.label.get(language, step.reason), set_.number(step.count))
            for step in index.attrition
        ],
    )
    print_table(
        say("Dimensions"),
        (
            say("Dimension"),
            say("Weight"),
            say("Effective weight"),
            say("Mean"),
            say("Most promising"),
        ),
        [
            (
                d.label.get(language, d.dimension),
                *(
                    _number(set_, v)
                    for v in (d.weight, d.effective_weight, d.mean, d.mean_selected)
                ),
            )
            for d in index.dimensions
        ],
    )
    print_table(
        say("Items"),
        (
            say("Item"),
            say("Mean"),
            say("Scored"),
            say("Don't know"),
            say("Weight"),
            say(N_("Correlation")),
            say("VIF"),
        ),
        [
            (
                f"{i.item} {i.label.get(language, '')}",
                _number(set_, i.mean),
                set_.number(i.scored),
                set_.number(i.dont_know),
                _number(set_, i.weight),
                _number(set_, i.correlation),
                _number(set_, i.vif),
            )
            for i in index.items
        ],
    )
    print_table(
        translate(
            "Ranking; most promising is above {threshold}",
            language,
            threshold=set_.plain(index.threshold),
        ),
        (
            say("Key"),
            say("Rank"),
            say(N_("5-95% interval")),
            say("Index"),
            say("Don't know"),
            say("Most promising"),
            say(N_("Probability")),
        ),
        [
            (
                r.key,
                set_.plain(r.rank),
                "" if r.rank_low is None else set_.interval(r.rank_low, r.rank_high),
                _number(set_, r.score),
                set_.number(r.dont_know),
                say("yes") if r.selected else "",
                _number(set_, r.selection_probability),
            )
            for r in (index.ranking[:top] if top else index.ranking)
        ],
    )
    if index.uncertainty is not None:
        _print_uncertainty(index.uncertainty, set_)


def _print_uncertainty(found: Uncertainty, set_: Typography) -> None:
    from lovende.cli.screen import print_table
    from lovende.domain.texts import N_
    from lovende.translation import translate

    language = set_.language

    def say(message: str) -> str:
        return translate(message, language)

    parts = [(one.rank_shift, one.overlap) for one in found.assumptions]
    print_table(
        translate(
            "What matters to the ranking, in {draws} draws",
            language,
            draws=set_.number(found.draws),
        ),
        (
            say(N_("Assumption")),
            say(N_("Ranks: alone")),
            say(N_("in all")),
            say(N_("Selected: alone")),
            say(N_("in all")),
        ),
        [
            (
                one.label.get(language, one.assumption),
                *(_number(set_, value) for part in pair for value in (part.first, part.total)),
            )
            for one, pair in zip(found.assumptions, parts, strict=True)
        ],
    )
    print_table(
        say(N_("Draws beside the index")),
        (say(N_("What")), say("Mean"), set_.percent(5), set_.percent(95)),
        [
            (say(name), *(_number(set_, value) for value in (spread.mean, spread.low, spread.high)))
            for name, spread in (
                (N_("Mean shift of rank"), found.rank_shift),
                (N_("Overlap of the selected (Jaccard)"), found.overlap),
                (N_("Number selected"), found.selected),
            )
        ],
    )
    print(
        say(
            N_(
                "This is uncertainty of assumptions, not of sampling: one person assessed each innovation."
            )
        )
    )


def _number(set_: Typography, value: float | None) -> str:
    return "" if value is None else set_.decimal(value, 3)
