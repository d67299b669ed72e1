"""The words of DDI-Codebook for what the domain calls otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from lovende.domain.dataset.model import AnswerState, Measure, VariableKind
from lovende.domain.texts import Text

NAMESPACE = "ddi:codebook:2_5"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
OURS = "lovende"
"""The type of the notes that only we read."""
SOFTWARE = "Lovende"
"""How a codebook that we wrote names the program it comes from."""

NATURES = {
    Measure.NOMINAL: "nominal",
    Measure.ORDINAL: "ordinal",
    Measure.SCALE: "interval",
}
MEASURES = {
    "nominal": Measure.NOMINAL,
    "ordinal": Measure.ORDINAL,
    "interval": Measure.SCALE,
    "ratio": Measure.SCALE,
    "percent": Measure.SCALE,
}
REPRESENTATIONS = {
    VariableKind.CODE: "code",
    VariableKind.FLAG: "code",
    VariableKind.NUMBER: "numeric",
    VariableKind.TEXT: "text",
    VariableKind.DATE: "datetime",
}
STATES = {
    AnswerState.SKIPPED: "skipped",
    AnswerState.NOT_ASKED: "not_asked",
    AnswerState.NOT_REACHED: "not_reached",
}


@dataclass(frozen=True)
class QuestionText:
    """How a variable was asked: the text before the question, the question, the instruction."""

    before: Text = Text()
    question: Text = Text()
    instruction: Text = Text()

    def __bool__(self) -> bool:
        return bool(self.before or self.question or self.instruction)
