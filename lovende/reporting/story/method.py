"""How the findings were made, so that they can be made again: rules, inputs, versions, warnings."""

from __future__ import annotations

from typing import Any

from lovende.analysis.findings import Texts
from lovende.domain.texts import N_
from lovende.reporting.document import Cell
from lovende.reporting.story.writer import Writer, column, row

RULES = (
    N_(
        "Percentages are calculated from counts and rounded half up. Answers that are taken together are added as counts before the percentage is calculated."
    ),
    N_(
        "The base of a question (n) is the number of those who answered it, don't know included. Of a question with several answers it is those who ticked at least one."
    ),
    N_(
        "The 95% intervals of percentages are Wilson's. They see the respondents as a random sample of people who answer independently. That respondents of one municipality may resemble each other, and that some did not answer, is not in them."
    ),
    N_(
        "A skipped question, a question that was not asked and one that was not reached are three different things, and none of them is an answer."
    ),
)

ROLES = {
    "study": N_("study file"),
    "questionnaire": N_("questionnaire"),
    "panel": N_("panel"),
    "answers": N_("answers"),
    "nonresponders": N_("short interviews"),
    "practices": N_("published innovations"),
    "themes": N_("themes"),
    "index": N_("index"),
    "population": N_("population"),
}


def write_method(w: Writer) -> None:
    """Write the chapter about rules and provenance."""
    study, provenance = w.findings.study, w.findings.provenance
    w.chapter(w.t(N_("Method and provenance")))
    w.paragraph(
        w.t(
            N_(
                "Every number in this report can be followed back to the answers, the rule and the version that made it, and can be made again."
            )
        ),
        lead=True,
    )
    w.bullets([w.t(rule) for rule in RULES])
    if study.small_cells:
        w.paragraph(
            w.t(
                N_(
                    "The report is made for the public. Counts below {smallest} are hidden, and with them the numbers from which they could be worked out. A hidden number is written ·."
                ),
                smallest=w.type.number(study.small_cells),
            )
        )
    if w.say(study.source):
        w.paragraph(w.t(N_("Source of the method: {source}"), source=w.say(study.source)))
    _inputs(w)
    _parameters(w)
    _warnings(w, provenance.warnings)


def _inputs(w: Writer) -> None:
    provenance = w.findings.provenance
    head = [column(w.t(N_("File"))), column(w.t(N_("Role"))), column("SHA-256")]
    body: list[tuple[Cell, ...]] = [
        (row(one.get("file", "")), Cell(_role(w, one.get("role", ""))), Cell(one.get("sha256", "")))
        for one in provenance.inputs
    ]
    w.table(
        w.t(N_("The files that the findings were made from")), head, body, widths=(0.25, 0.2, 0.55)
    )
    head = [column(w.t(N_("Program"))), column(w.t(N_("Version")))]
    versions: list[tuple[Cell, ...]] = [
        (row(name), Cell(version)) for name, version in provenance.versions.items()
    ]
    w.table(w.t(N_("The versions of the programs")), head, versions)


def _role(w: Writer, role: str) -> str:
    return w.t(ROLES[role]) if role in ROLES else role


def _parameters(w: Writer) -> None:
    provenance, index = w.findings.provenance, w.findings.index
    parts = {**provenance.parameters}
    if index is not None:
        parts |= {f"index.{name}": value for name, value in index.parameters.items()}
    body: list[tuple[Cell, ...]] = [(row("seed"), Cell(str(provenance.seed)))]
    body += [(row(name), Cell(text)) for name, text in flat(w, parts).items()]
    head = [column(w.t(N_("Parameter"))), column(w.t(N_("Value")))]
    under = w.t(N_("The names are those of the study file and of the index file."))
    w.table(w.t(N_("The parameters of the analysis")), head, body, under, widths=(0.4, 0.6))


def flat(w: Writer, parts: dict[str, Any]) -> dict[str, str]:
    """Return nested parameters as one level of `name.part` and text; what is not set is left out."""
    found: dict[str, str] = {}
    for name, value in parts.items():
        if isinstance(value, dict):
            inner = flat(w, value)
            found |= {f"{name}.{key}": text for key, text in inner.items()}
        elif isinstance(value, bool):
            found[name] = w.t(N_("Yes")) if value else w.t(N_("No"))
        elif isinstance(value, float):
            found[name] = w.type.plain(value)
        elif isinstance(value, list | tuple):
            found[name] = ", ".join(str(part) for part in value)
        elif value is not None:
            found[name] = str(value)
    return found


def _warnings(w: Writer, warnings: list[Texts]) -> None:
    if warnings:
        w.heading(2, w.t(N_("What was left out or changed in the inputs")), "warnings")
        w.bullets([w.say(warning) for warning in warnings])
