"""Conditions and calculations: XPath as XLSForm writes it, read by elementpath."""

from lovende.domain.questionnaire.expressions.expression import (
    Expression,
    Reference,
    Surroundings,
    evaluated,
    parse,
    walk_tokens,
)
from lovende.domain.questionnaire.expressions.values import (
    Value,
    as_boolean,
    as_number,
    as_text,
)

__all__ = [
    "Expression",
    "Reference",
    "Surroundings",
    "Value",
    "as_boolean",
    "as_number",
    "as_text",
    "evaluated",
    "parse",
    "walk_tokens",
]
