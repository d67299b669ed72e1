"""Questionnaires in any format: the one door to the formats for everything above.

The libraries behind a format are loaded where it is met, so that no command waits for the others.
"""

from __future__ import annotations

from pathlib import Path

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.texts import N_
from lovende.formats.recognising import XLSFORM_ENDINGS, XML_ENDINGS, is_limesurvey
from lovende.formats.xlsform import read_xlsform, write_xlsform

QUESTIONNAIRE_IN = (".xlsx", ".xlsm", ".xls", ".csv", ".md", ".lss", ".xml")
QUESTIONNAIRE_OUT = (".xlsx", ".csv", ".md", ".xml")


def read_questionnaire(
    path: Path, *, second_opinion: bool = True
) -> tuple[Questionnaire, tuple[Fault, ...]]:
    """Read a questionnaire; its ending and its content tell the format.

    `second_opinion` asks other tools whether they would take it (see `read_xlsform`).
    Returns the questionnaire and warnings for what was left out. Raises LovendeError with every
    fault of the file.
    """
    if path.suffix.lower() in XLSFORM_ENDINGS or not path.is_file():
        return read_xlsform(path, second_opinion=second_opinion)
    if path.suffix.lower() in XML_ENDINGS:
        if is_limesurvey(path):
            from lovende.formats.limesurvey import read_limesurvey

            return read_limesurvey(path)
        from lovende.formats.ddi import read_ddi_questionnaire

        return read_ddi_questionnaire(path)
    raise LovendeError(_unknown(path, QUESTIONNAIRE_IN))


def write_questionnaire(questionnaire: Questionnaire, path: Path) -> tuple[Fault, ...]:
    """Write a questionnaire in the format that the ending of `path` names; return warnings."""
    if path.suffix.lower() == ".xml":
        from lovende.formats.ddi import write_ddi_questionnaire

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
