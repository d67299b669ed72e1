"""Questionnaires in any format: the one door to the formats for everything above."""

from __future__ import annotations

from pathlib import Path

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.texts import N_
from lovende.formats.xlsform import read_xlsform, write_xlsform

XLSFORM = frozenset({".xlsx", ".xlsm", ".xls", ".csv", ".md"})


def read_questionnaire(path: Path) -> tuple[Questionnaire, tuple[Fault, ...]]:
    """Read a questionnaire; its ending and its content tell the format.

    Returns the questionnaire and warnings for what was left out. Raises LovendeError with every
    fault of the file.
    """
    if path.suffix.lower() in XLSFORM or not path.is_file():
        return read_xlsform(path)
    raise LovendeError(_unknown(path))


def write_questionnaire(questionnaire: Questionnaire, path: Path) -> tuple[Fault, ...]:
    """Write a questionnaire in the format that the ending of `path` names; return warnings."""
    if path.suffix.lower() in XLSFORM:
        write_xlsform(questionnaire, path)
        return ()
    raise LovendeError(_unknown(path))


def _unknown(path: Path) -> Fault:
    return fault(
        "questionnaire.unknown_ending",
        N_("The ending {ending} is none of a questionnaire. Known: {known}."),
        place=Place(file=path.name),
        ending=path.suffix or "-",
        known=", ".join(sorted(XLSFORM)),
    )
