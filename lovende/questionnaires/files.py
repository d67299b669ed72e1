"""The files of a questionnaire: read as they come in, written in the formats of the field."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.questionnaire.expressions.patterns import can_run_away
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.texts import N_
from lovende.formats.questionnaires import read_questionnaire, write_questionnaire
from lovende.formats.xlsform import write_xlsform, xlsform_markdown
from lovende.web.uploads import plain_name

ENDINGS = (".xlsx", ".xlsm", ".xls", ".csv", ".md", ".lss")
EXAMPLE_NAME = "questionnaire.xlsx"
MOST_NESTED = 20
"""Groups within groups: pages are made of them by calls within calls, of which there is a most."""
FORMATS = {"xlsform": ".xlsx", "ddi": ".xml"}


_PATTERN = re.compile(r"""regex\s*\([^,()]*,\s*(['"])(.*?)\1""")


def read_form(name: str, content: bytes) -> tuple[Questionnaire, tuple[Fault, ...]]:
    """Read an uploaded form; return the questionnaire and warnings.

    Raises LovendeError with every fault, each with the sheet, the row and the question where it
    lies.
    """
    shown = plain_name(name, "form")
    if Path(shown).suffix.lower() not in ENDINGS:
        message = N_("A questionnaire ends in one of {endings}; this file ends in “{ending}”.")
        raise LovendeError(
            fault(
                "questionnaire.ending",
                message,
                place=Place(file=shown),
                endings=", ".join(ENDINGS),
                ending=Path(shown).suffix,
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / shown
        path.write_bytes(content)
        try:
            questionnaire, warnings = read_questionnaire(path)
            too_deep = any(len(around) > MOST_NESTED for _, around in questionnaire.walk())
        except RecursionError:
            too_deep = True
    if too_deep:
        message = N_("Groups stand within groups more than {most} deep. Take some of them out.")
        raise LovendeError(
            fault("questionnaire.too_deep", message, place=Place(file=shown), most=MOST_NESTED)
        )
    runaway = list(_runaway_patterns(questionnaire, shown))
    if runaway:
        raise LovendeError(runaway)
    return questionnaire, warnings


def _runaway_patterns(questionnaire: Questionnaire, file: str) -> Iterator[Fault]:
    """Tell of text patterns that a single answer could keep the server at for ever."""
    message = N_(
        "The pattern {pattern} repeats what is repeated already, and can take forever on a long "
        "answer. Write it without the outer repeat, or with a fixed sign between."
    )
    for question in questionnaire.questions():
        for _, pattern in _PATTERN.findall(question.constraint or ""):
            if can_run_away(pattern):
                place = Place(file=file, question=question.name)
                yield fault("questionnaire.runaway", message, place=place, pattern=pattern)


def written(questionnaire: Questionnaire, ending: str) -> bytes:
    """Return a questionnaire as a file of the format that `ending` names (`.xlsx`, `.xml`)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"questionnaire{ending}"
        write_questionnaire(questionnaire, path)
        return path.read_bytes()


def example_form() -> bytes:
    """Return the shipped questionnaire as an XLSForm workbook."""
    text = (resources.files("lovende.examples") / "data" / "questionnaire.md").read_text("utf-8")
    questionnaire, _ = xlsform_markdown(text)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / EXAMPLE_NAME
        write_xlsform(questionnaire, path)
        return path.read_bytes()
