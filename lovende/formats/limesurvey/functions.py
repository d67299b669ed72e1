"""The functions that ExpressionScript and XPath have in common."""

from __future__ import annotations

import re
from collections.abc import Callable

from lovende.formats.limesurvey.xpath_parts import (
    Part,
    Type,
    UntranslatableError,
    as_truth,
    chosen,
    compared,
    joined,
    quoted,
)

SAME = {
    "floor": "floor", "ceil": "ceiling", "round": "round", "abs": "abs", "min": "min",
    "max": "max", "sqrt": "sqrt", "pow": "pow", "exp": "exp", "log": "log", "pi": "pi",
    "strlen": "string-length", "intval": "int", "count": "count-non-empty", "concat": "concat",
}  # fmt: skip


def _is_empty(arguments: list[Part]) -> Part:
    if len(arguments) != 1:
        raise UntranslatableError("is_empty()")
    part = arguments[0]
    if part.variable is not None and part.variable.option is not None:
        return Part(f"not({chosen(part.variable)})", Type.BOOLEAN)
    return Part(f"{part.within(5)} = ''", Type.BOOLEAN, 4)


def _if(arguments: list[Part]) -> Part:
    if len(arguments) != 3:
        raise UntranslatableError("if()")
    test, yes, no = arguments
    kind = yes.type if yes.type is no.type else Type.TEXT
    return Part(f"if({as_truth(test).xpath}, {yes.xpath}, {no.xpath})", kind)


def _sum(arguments: list[Part]) -> Part:
    """LimeSurvey counts what is not answered as nothing; XPath's sum would be no number at all."""
    if not arguments:
        raise UntranslatableError("sum()")
    each = (a.xpath if a.variable is None else f"coalesce({a.xpath}, 0)" for a in arguments)
    return Part(f"sum({', '.join(each)})", Type.NUMBER)


def _countif(arguments: list[Part]) -> Part:
    if len(arguments) < 2:
        raise UntranslatableError("countif()")
    wanted, *rest = arguments
    each = (f"if({compared(a, '==', wanted).xpath}, 1, 0)" for a in rest)
    return Part(f"sum({', '.join(each)})", Type.NUMBER)


def _in_array(arguments: list[Part]) -> Part:
    if len(arguments) < 2:
        raise UntranslatableError("in_array()")
    wanted, *rest = arguments
    return joined([compared(wanted, "==", each) for each in rest], "or", 2)


def _regex(arguments: list[Part]) -> Part:
    if len(arguments) != 2 or arguments[0].literal is None:
        raise UntranslatableError("regexMatch()")
    return Part(
        f"regex({arguments[1].xpath}, {quoted(whole_pattern(arguments[0].literal))})", Type.BOOLEAN
    )


def whole_pattern(written: str) -> str:
    """Return a pattern `/…/` of LimeSurvey, which is searched for, as one of the whole text.

    Raises UntranslatableError for a pattern with switches or one that is none.
    """
    delimited = re.fullmatch(r"([/#~])(.*)\1([a-zA-Z]*)", written.strip(), re.DOTALL)
    body, switches = (delimited[2], delimited[3]) if delimited else (written, "")
    if switches.strip("uD"):
        raise UntranslatableError(written)
    try:
        alternatives = "|" in re.sub(r"\\.|\[[^\]]*\]|\((?:[^()\\]|\\.)*\)", "", body)
        re.compile(body)
    except re.error:
        raise UntranslatableError(written) from None
    if alternatives:
        return f".*(?:{body}).*"
    start = body[1:] if body.startswith("^") else f".*{body}"
    anchored = start.endswith("$") and not start.endswith(r"\$")
    return start[:-1] if anchored else f"{start}.*"


CALLS: dict[str, Callable[[list[Part]], Part]] = {
    "is_empty": _is_empty,
    "empty": _is_empty,
    "if": _if,
    "iif": _if,
    "sum": _sum,
    "countif": _countif,
    "in_array": _in_array,
    "regexmatch": _regex,
}
