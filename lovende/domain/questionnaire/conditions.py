"""Simple conditions as structures from which a sentence for a reader can be made.

`${q1} = '6'` becomes *question 1 is 6*, `selected(${q9}, '4') or selected(${q9}, '5')` *question 9
has 4 or 5*: "asked if question 1 is «not at all»".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from elementpath.xpath_tokens import XPathToken

from lovende.domain.errors import LovendeError
from lovende.domain.questionnaire.expressions import Expression, as_number, as_text, parse
from lovende.domain.questionnaire.expressions.parser import chained
from lovende.domain.questionnaire.expressions.values import ordered
from lovende.domain.questionnaire.model import ChoiceList, Questionnaire

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True)
class HasCode:
    """The answer to `name` is, or for several choices contains, one of `codes`; with `negated`,
    none of them."""

    name: str
    codes: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True)
class IsAnswered:
    """There is an answer to `name`; with `negated`, there is none."""

    name: str
    negated: bool = False


@dataclass(frozen=True)
class IsNumber:
    """The answer to `name` compares with a number: `operator` is <, <=, >, >=, = or !=."""

    name: str
    operator: str
    number: float


@dataclass(frozen=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Alternatives, ...]


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Alternatives, ...]


Alternatives = HasCode | IsAnswered | IsNumber | AllOf | AnyOf


def alternatives(
    expression: str | Expression, questionnaire: Questionnaire | None = None
) -> Alternatives | None:
    """Return what a condition says where it is simple, else None.

    With the questionnaire, comparisons of a choice question with a number (`${q17_1} <= 4`)
    become the codes for which they hold.
    """
    try:
        read = parse(expression) if isinstance(expression, str) else expression
    except LovendeError:
        return None
    if read.token is None:
        return None
    found = _structure(read.token, read)
    if found is None or questionnaire is None:
        return found
    return _with_codes(found, _lists_by_name(questionnaire))


def _structure(token: XPathToken, read: Expression) -> Alternatives | None:
    symbol = token.symbol
    if symbol == "(" and len(token) == 1:
        return _structure(token[0], read)
    if symbol in ("and", "or"):
        parts = [_structure(part, read) for part in chained(token)]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return None
        return _joined(known, AllOf if symbol == "and" else AnyOf)
    if symbol == "not":
        inner = _structure(token[0], read)
        return None if inner is None else _negated(inner)
    if symbol == "selected" and token[0].symbol == "$":
        code = _literal(token[1])
        return None if code is None else HasCode(_name(token[0], read), (as_text(code).strip(),))
    if symbol in ("=", "!=", *_TURNED) and len(token) == 2:
        return _comparison(token, read)
    return None


def _comparison(token: XPathToken, read: Expression) -> Alternatives | None:
    left, right, symbol = token[0], token[1], token.symbol
    if right.symbol == "$":
        left, right, symbol = right, left, _TURNED.get(symbol, symbol)
    literal = _literal(right)
    if left.symbol != "$" or literal is None:
        return None
    name = _name(left, read)
    if symbol in _TURNED:
        number = as_number(literal)
        return None if number != number else IsNumber(name, symbol, number)
    if literal == "":
        return IsAnswered(name, negated=symbol == "=")
    return HasCode(name, (as_text(literal),), negated=symbol == "!=")


def _literal(token: XPathToken) -> str | float | None:
    if token.symbol == "(string)":
        return str(token.value)
    if token.symbol in ("(integer)", "(decimal)"):
        return as_number(token.value)
    return None


def _name(token: XPathToken, read: Expression) -> str:
    return read.references[int(str(token.value)[1:])].name


def _negated(found: Alternatives) -> Alternatives:
    if isinstance(found, HasCode | IsAnswered):
        return replace(found, negated=not found.negated)
    if isinstance(found, IsNumber):
        # An empty answer fails both the comparison and its opposite, so this holds for answers.
        return replace(found, operator=_OPPOSITE[found.operator])
    opposite = AnyOf if isinstance(found, AllOf) else AllOf
    return _joined([_negated(part) for part in found.parts], opposite)


def _joined(parts: list[Alternatives], how: Callable[..., AllOf | AnyOf]) -> Alternatives:
    """Join parts, flat; codes of one question that belong together become one part."""
    merges_negated = how is AllOf
    flat: list[Alternatives] = []
    for part in parts:
        inner = part.parts if isinstance(part, AllOf | AnyOf) and type(part) is how else (part,)
        for each in inner:
            last = flat[-1] if flat else None
            if (
                isinstance(each, HasCode)
                and isinstance(last, HasCode)
                and each.name == last.name
                and each.negated is last.negated is merges_negated
            ):
                flat[-1] = replace(last, codes=tuple(dict.fromkeys((*last.codes, *each.codes))))
            else:
                flat.append(each)
    return flat[0] if len(flat) == 1 else how(tuple(flat))


def _lists_by_name(questionnaire: Questionnaire) -> dict[str, ChoiceList]:
    lists = {each.name: each for each in questionnaire.lists}
    found = {}
    for question in questionnaire.questions():
        if question.choices in lists:
            for name in (question.name, *(row.name for row in question.rows)):
                found[name] = lists[question.choices]
    return found


def _with_codes(found: Alternatives, lists: dict[str, ChoiceList]) -> Alternatives:
    if isinstance(found, AllOf | AnyOf):
        return _joined([_with_codes(part, lists) for part in found.parts], type(found))
    if isinstance(found, IsNumber) and found.name in lists:
        codes = lists[found.name].codes
        return HasCode(
            found.name,
            tuple(code for code in codes if ordered(found.operator, code, found.number)),
        )
    return found
