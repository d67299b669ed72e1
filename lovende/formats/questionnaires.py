"""Questionnaires in any format: the one door to the formats for everything above."""

from __future__ import annotations

from pathlib import Path

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.texts import N_
from lovende.formats.ddi import read_ddi_questionnaire, write_ddi_questionnaire
from lovende.formats.limesurvey import read_limesurvey
from lovende.formats.recognising import XLSFORM_ENDINGS, XML_ENDINGS, is_limesurvey
from lovende.formats.xlsform import read_xlsform, write_xlsform

QUESTIONNAIRE_IN = (".xlsx", ".xlsm", ".xls", ".csv", ".md", ".lss", ".xml")
QUESTIONNAIRE_OUT = (".xlsx", ".csv", ".md", ".xml")


def read_questionnaire(path: Path) -> tuple[Questionnaire, tuple[Fault, ...]]:
    """Read a questionnaire; its ending and its content tell the format.

    Returns the questionnaire and warnings for what was left out. Raises LovendeError with every
    fault of the file.
    """
    if path.suffix.lower() in XLSFORM_ENDINGS or not path.is_file():
        return read_xlsform(path)
    if path.suffix.lower() in XML_ENDINGS:
        return read_limesurvey(path) if is_limesurvey(path) else read_ddi_questionnaire(path)
    raise LovendeError(_unknown(path, QUESTIONNAIRE_IN))


def write_questionnaire(questionnaire: Questionnaire, path: Path) -> tuple[Fault, ...]:
    """Write a questionnaire in the format that the ending of `path` names; return warnings."""
    if path.suffix.lower() == ".xml":
        return write_ddi_questionnaire(questionnaire, path)
    if path.suffix.lower() in QUESTIONNAIRE_OUT:
        return write_xlsform(questionnaire, path)
    raise LovendeError(_unknown(path, QUESTIONNAIRE_OUT))


def _unknown(path: Path, known: tuple[str, ...]) -> Fault:
    return fault(
        "questionnaire.unknown_ending",
        N_("The ending {ending} is none of a questionnaire. Known: {known}."),
        place=Place(file=path.name),
        ending=path.suffix or "-",
        known=", ".join(known),
    )
