"""Pieces of XPath, with what they give and how tightly they bind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from lovende.formats.limesurvey.variables import Variable


class UntranslatableError(Exception):
    """An equation that has no like in XPath; the message is the part that has none."""


class Type(Enum):
    TEXT = auto()
    NUMBER = auto()
    BOOLEAN = auto()


@dataclass(frozen=True)
class Part:
    """A piece of XPath and what it gives. `variable` where it is one, `literal` where a text is
    written out; `level` is how tightly its outermost operator binds (higher is tighter)."""

    xpath: str
    type: Type
    level: int = 9
    variable: Variable | None = None
    literal: str | None = None
    must_be_asked: tuple[str, ...] = ()

    def within(self, level: int) -> str:
        return self.xpath if self.level >= level else f"({self.xpath})"


def as_condition(part: Part) -> str:
    """Return the XPath of a part as a condition that is true or false."""
    return as_truth(part).xpath


def quoted(text: str) -> str:
    """Return `text` as a literal of XPath 1.0, which has no escapes."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    pieces = ', "\'", '.join(f"'{piece}'" for piece in text.split("'"))
    return f"concat({pieces})"


def reference(variable: Variable) -> Part:
    """Return a variable as a value."""
    if variable.option is None:
        kind = Type.NUMBER if variable.numeric else Type.TEXT
        written = "." if variable.name == "." else f"${{{variable.name}}}"
        return Part(written, kind, variable=variable)
    return Part(f"if({chosen(variable)}, 'Y', '')", Type.TEXT, variable=variable)


def chosen(variable: Variable) -> str:
    """Return the test whether an option of a several-choice question is chosen."""
    return f"selected(${{{variable.name}}}, {quoted(variable.option or '')})"


COMPARISONS = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def compared(left: Part, operator: str, right: Part) -> Part:
    """Return a comparison; the options of a several-choice question become `selected()`."""
    if left.literal is not None and right.literal is None:
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
        left, right, operator = right, left, turned.get(operator, operator)
    if operator in ("==", "!=") and right.literal is not None and left.variable is not None:
        found = _of_option(left.variable, operator == "==", right.literal)
        if found is not None:
            return found
    symbol = COMPARISONS[operator]
    sides = [left, right]
    if left.type is Type.BOOLEAN or right.type is Type.BOOLEAN:
        sides = [as_truth(left), as_truth(right)]
    elif operator not in ("==", "!=") or Type.NUMBER in (left.type, right.type):
        sides = [as_number_part(side) for side in sides]
    return Part(f"{sides[0].within(5)} {symbol} {sides[1].within(5)}", Type.BOOLEAN, 4)


def _of_option(variable: Variable, equal: bool, literal: str) -> Part | None:
    if variable.option is not None:
        if literal not in ("Y", "", "N"):
            return None
        wanted = equal == (literal == "Y")
        test = chosen(variable)
        return Part(test if wanted else f"not({test})", Type.BOOLEAN)
    if variable.several and literal != "":
        test = f"selected(${{{variable.name}}}, {quoted(literal)})"
        return Part(test if equal else f"not({test})", Type.BOOLEAN)
    return None


def as_number_part(part: Part) -> Part:
    """A text that is a number, written as one; the empty text stays, as nothing equals it."""
    if part.literal is not None and re.fullmatch(r"-?\d+(\.\d+)?", part.literal.strip()):
        return Part(part.literal.strip(), Type.NUMBER)
    return part


def as_truth(part: Part) -> Part:
    """Return a part as true or false: no answer and 0 are false, as in LimeSurvey."""
    if part.type is Type.BOOLEAN:
        return part
    if part.variable is not None and part.variable.option is not None:
        return Part(chosen(part.variable), Type.BOOLEAN)
    if part.type is Type.NUMBER and part.variable is None:
        if part.xpath in ("0", "1"):
            return Part("true()" if part.xpath == "1" else "false()", Type.BOOLEAN)
        return Part(f"{part.within(5)} != 0", Type.BOOLEAN, 4)
    if part.literal is not None:
        return Part("true()" if part.literal not in ("", "0") else "false()", Type.BOOLEAN)
    return Part(f"{part.xpath} != '' and {part.xpath} != '0'", Type.BOOLEAN, 3)


def joined(parts: list[Part], word: str, level: int) -> Part:
    """Return conditions joined by `and` or `or`, which binds at `level`; a single part as it is."""
    if len(parts) == 1:
        return parts[0]
    inside = f" {word} ".join(as_truth(part).within(level + 1) for part in parts)
    return Part(inside, Type.BOOLEAN, level)


def is_word(part: Part) -> bool:
    """Whether a part is certainly a text, so that + puts texts together."""
    return part.type is Type.TEXT and (part.literal is not None or part.variable is None)


def opposite(part: Part) -> Part:
    """Return the negation of a condition, without `not()` where that reads better."""
    inner = re.fullmatch(r"not\((selected\([^()]*\))\)", part.xpath)
    if inner is not None:
        return Part(inner[1], Type.BOOLEAN)
    simple = re.fullmatch(r"(\$\{[^{}]+\}|\.) (=|!=) ''", part.xpath)
    if simple is not None:
        return Part(f"{simple[1]} {'!=' if simple[2] == '=' else '='} ''", Type.BOOLEAN, 4)
    return Part(f"not({part.xpath})", Type.BOOLEAN)
