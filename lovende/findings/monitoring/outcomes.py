"""How every contact stands, and the rates that follow, by the standard definitions of AAPOR."""

from __future__ import annotations

from lovende.analysis.findings import Response
from lovende.domain.statistics import dispositions
from lovende.domain.statistics.dispositions import OUTCOME_LABELS, Outcome
from lovende.domain.texts import N_
from lovende.findings.monitoring.shown import Column, Part, Table, typography
from lovende.reporting.story.response import RATE_NAMES
from lovende.web.languages import current_language, on_page

ALL, ESTIMATED, KNOWN = (
    "(I + P + R + NC + O + UH + UO)",
    "(I + P + R + NC + O + e (UH + UO))",
    "(I + P + R + NC + O)",
)
FORMULAS = {
    "RR1": f"I / {ALL}",
    "RR2": f"(I + P) / {ALL}",
    "RR3": f"I / {ESTIMATED}",
    "RR4": f"(I + P) / {ESTIMATED}",
    "RR5": f"I / {KNOWN}",
    "RR6": f"(I + P) / {KNOWN}",
    "COOP1": "I / (I + P + R + O)",
    "COOP2": "(I + P) / (I + P + R + O)",
    "COOP3": "I / (I + P + R)",
    "COOP4": "(I + P) / (I + P + R)",
    "REF1": f"R / {ALL}",
    "REF2": f"R / {ESTIMATED}",
    "REF3": f"R / {KNOWN}",
    "CON1": f"(I + P + R + O) / {ALL}",
    "CON2": f"(I + P + R + O) / {ESTIMATED}",
    "CON3": f"(I + P + R + O) / {KNOWN}",
}
EXPLAINED = N_(
    "I complete, P partial, R refusal or break-off, NC not reached, O other reason, UH and UO eligibility unknown, NE not eligible. e is the share of those of unknown eligibility that is taken to be eligible: {e}."
)


def outcome_part(response: Response, eligible: float | None) -> Part | None:
    """Return the dispositions and the rates; None where both are protected."""
    if not response.dispositions:
        return None
    notes = [on_page("Standard definitions of AAPOR, 10th edition (2023).")]
    if eligible is not None:
        share = typography().percent(100 * eligible, 1)
        notes.append(on_page(EXPLAINED, e=share))
    return Part(
        "outcomes",
        on_page("How the contacts stand"),
        (),
        None,
        tuple(notes),
        (dispositions_table(response), rates_table(response)),
    )


def dispositions_table(response: Response) -> Table:
    """Return how many there are of every disposition, with the letter it counts as."""
    total = sum(one.count for one in response.dispositions)
    rows = tuple(
        (
            one.code,
            one.label[current_language()],
            dispositions.outcome(one.code).value,
            one.count,
            100 * one.count / total if total else None,
        )
        for one in response.dispositions
    )
    columns = (
        Column(on_page("Code")),
        Column(on_page("Outcome")),
        Column(on_page("Counts as")),
        Column(on_page("Count"), "number"),
        Column(on_page("Per cent"), "percent"),
    )
    whole = ("", on_page("In all"), "", total, 100.0 if total else None)
    return Table("dispositions", on_page("Dispositions"), columns, (*rows, whole))


def rates_table(response: Response) -> Table:
    """Return every rate with its formula and what it means."""
    rows = tuple(
        (name, on_page(RATE_NAMES[name]), FORMULAS[name], value)
        for name, value in response.rates.items()
    )
    columns = (
        Column(on_page("Rate")),
        Column(on_page("Meaning")),
        Column(on_page("Formula"), "line"),
        Column(on_page("Per cent"), "percent"),
    )
    return Table(
        "rates", on_page("Response, cooperation, refusal and contact rates"), columns, rows
    )


def aapor_text(title: str, response: Response, eligible: float) -> str:
    """Return dispositions and rates as plain text for an appendix."""
    type_ = typography()
    lines = [title, ""]
    for letter in Outcome:
        mine = [one for one in response.dispositions if dispositions.outcome(one.code) == letter]
        number = type_.number(sum(one.count for one in mine))
        lines.append(f"{letter.value:<3} {on_page(OUTCOME_LABELS[letter])}: {number}")
        lines += [
            f"      {one.code:<7} {one.label[current_language()]}: {type_.number(one.count)}"
            for one in mine
        ]
    lines.append("")
    for name, value in response.rates.items():
        lines.append(f"{name:<6} {type_.percent(value, 1):>8}   {FORMULAS[name]}")
    share = type_.percent(100 * eligible, 1)
    lines += ["", on_page(EXPLAINED, e=share)]
    lines.append(on_page("Standard definitions of AAPOR, 10th edition (2023)."))
    return "\n".join(lines) + "\n"
