"""The chapter of what was counted, what was left out and why, and how it was tested."""

from __future__ import annotations

from lovende.domain.dataset.model import Measure
from lovende.domain.texts import N_
from lovende.reporting.all_pairs.pen import Pen
from lovende.reporting.all_pairs.words import REASON_NAMES
from lovende.reporting.document import Cell
from lovende.reporting.story.writer import column, row
from lovende.translation import describe

MOST_NOTES = 200


def write_method(pen: Pen) -> None:
    """Write the chapter."""
    say = pen.say
    pen.chapter(say.t(N_("What was counted, and how")), "method")
    pen.bullets(counted_lines(pen))
    pen.section(say.t(N_("The tests")), "tests")
    pen.bullets(test_lines(pen))
    pen.section(say.t(N_("What was left out")), "left-out")
    lines = left_out_lines(pen)
    if lines:
        pen.bullets(lines)
    else:
        pen.paragraph(say.t(N_("Nothing was left out.")))
    pen.section(say.t(N_("Where the numbers come from")), "provenance")
    head = [column(say.t(N_("What"))), column(say.t(N_("Value")))]
    body = [(row(name), Cell(value)) for name, value in provenance_lines(pen)]
    pen.table(say.t(N_("Provenance")), head, body, "provenance-table")


def counted_lines(pen: Pen) -> list[str]:
    """Say how many people, variables and pairs there are, and who was kept."""
    say, pairs = pen.say, pen.pairs
    lines = [
        say.t(
            N_("{people} people, {variables} variables, {count} pairs of variables."),
            people=say.type.number(pairs.people),
            variables=say.type.number(len(pairs.variables)),
            count=say.type.number(len(pairs.found)),
        )
    ]
    for condition in pairs.job.where:
        lines.append(
            say.t(
                N_("Only people whose answer to {variable} is {codes}."),
                variable=condition.variable,
                codes=", ".join(condition.codes),
            )
        )
    lines.append(
        say.t(
            N_(
                "Each pair is counted among those who answered both (n). Don't know is an answer; a skipped question is none."
            )
        )
    )
    if pairs.is_weighted:
        lines.append(
            say.t(
                N_(
                    "Weighted by {variable}: tables, V and direction are weighted, and tests are corrected for it (Rao-Scott of the first order; a rank test after Lumley and Scott). Every person counts as drawn independently, and the weights as given."
                ),
                variable=pairs.job.weight or "",
            )
        )
    return lines


def test_lines(pen: Pen) -> list[str]:
    """Say which test counts, what the family is, and which variables are ordered."""
    say, pairs = pen.say, pen.pairs
    ordered = [v.name for v in pairs.variables if v.measure is Measure.ORDINAL]
    return [
        say.t(
            N_(
                "The test that counts for a pair is chi-square, or a rank test where one of the two is ordered (Mann-Whitney for two groups, Kruskal-Wallis for more). Where both are ordered, the one with fewer answers in use makes the groups. Don't know is left out of rank tests."
            )
        ),
        say.t(N_("Ordered variables: {names}."), names=say.type.list(ordered))
        if ordered
        else say.t(N_("No variable is known to be ordered. Name those that are with --ordinal.")),
        say.t(
            N_(
                "The family for the correction is all {count} pairs that were tested. Holm holds the risk of even one false finding among them, Benjamini-Hochberg (BH) the expected share of false findings among those found."
            ),
            count=say.type.number(pairs.tested),
        ),
        say.t(
            N_(
                "All tests are approximations for large numbers. Where few answers are to be expected in a cell, or outside the most common answer of a group, p is marked and rough: look at the table itself."
            )
        ),
        say.t(
            N_(
                "The tests take people as independent of each other. Where they come from the same municipalities or workplaces, p is too small."
            )
        ),
    ]


def left_out_lines(pen: Pen) -> list[str]:
    """Say which variables and pairs were left out or changed, and why."""
    say, pairs = pen.say, pen.pairs
    lines = [describe(note, pen.language) for note in pairs.notes]
    if len(lines) > MOST_NOTES:
        more = len(lines) - MOST_NOTES
        lines = [
            *lines[:MOST_NOTES],
            say.t(N_("And {more} more of these, in pairs.xlsx."), more=say.type.number(more)),
        ]
    for name, count in pairs.reasons().items():
        lines.append(
            say.t(
                N_("Pairs that are not tested because {reason}: {count}."),
                count=say.type.number(count),
                reason=say.t(REASON_NAMES[name]),
            )
        )
    return lines


def provenance_lines(pen: Pen) -> list[tuple[str, str]]:
    """Return files, parameters and versions as pairs of word and value."""
    say = pen.say
    made = pen.pairs.provenance()
    lines = []
    for entry in made["inputs"]:
        lines.append((say.t(N_("File")), entry["file"]))
        if entry.get("sha256"):
            lines.append((say.t(N_("Checksum (SHA-256)")), entry["sha256"]))
    for name, value in made["parameters"].items():
        shown = ", ".join(value) if isinstance(value, list) else value
        if shown not in (None, ""):
            lines.append((name, str(shown)))
    lines += [(name, version) for name, version in made["versions"].items()]
    return lines
