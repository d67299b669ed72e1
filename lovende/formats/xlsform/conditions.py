"""Conditions that cannot be carried over: unsupported functions, questions that were left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lovende.domain.errors import Fault, LovendeError, Place, warning
from lovende.domain.questionnaire.analysis import COLUMNS
from lovende.domain.questionnaire.changing import Part, with_parts_changed
from lovende.domain.questionnaire.expressions import parse
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.texts import N_


def without_unsupported(
    questionnaire: Questionnaire, left_out: Mapping[str, str]
) -> tuple[Questionnaire, list[Fault]]:
    """Return the questionnaire without the conditions we cannot evaluate, and a warning for each.

    `left_out` are the names of questions that were left out, with their types.
    """
    warnings: list[Fault] = []

    def cleaned(part: Part) -> Part:
        drop: dict[str, Any] = {}
        for field, column in COLUMNS.items():
            text = getattr(part, field, None)
            found = None if text is None else _obstacle(text, left_out)
            if found is not None:
                place = Place(
                    sheet=part.source.sheet, row=part.source.row, column=column, question=part.name
                )
                warnings.append(replace(found, place=place))
                drop[field] = None
        return replace(part, **drop) if drop else part

    return with_parts_changed(questionnaire, cleaned), warnings


def _obstacle(text: str, left_out: Mapping[str, str]) -> Fault | None:
    try:
        expression = parse(text)
    except LovendeError as error:
        if error.fault.code != "expression.unsupported_function":
            return None
        return warning(
            "xlsform.condition_left_out",
            N_(
                "The function {name}() is not supported; “{text}” is left out, so it does not count."
            ),
            **error.fault.params,
        )
    gone = next((name for name in expression.names if name in left_out), None)
    if gone is None:
        return None
    return warning(
        "xlsform.condition_names_left_out",
        N_("“{text}” names {name}, which was left out ({type}), and is left out too."),
        text=text,
        name=gone,
        type=left_out[gone],
    )
