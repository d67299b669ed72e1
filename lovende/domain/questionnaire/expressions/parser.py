"""elementpath's XPath 1.0 parser with the operators and functions as XForms define them.

elementpath reads the expression and walks its paths. The operators are replaced here, because
elementpath's raise errors for an empty answer where XPath 1.0 says "not a number"; so are the
functions, because XForms has more of them, and some that differ (`if`, `round` with digits,
`position(..)`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, cast

from elementpath import XPath1Parser, XPathContext
from elementpath.namespaces import XPATH_FUNCTIONS_NAMESPACE
from elementpath.tdop import Parser
from elementpath.xpath_nodes import ElementNode
from elementpath.xpath_tokens import XPathFunction, XPathToken

from lovende.domain.questionnaire.expressions.values import (
    Value,
    as_boolean,
    as_number,
    as_text,
    equal,
    ordered,
    unequal,
)

_PATHS = frozenset({"/", "//", "[", "(name)", "..", "|", "@", "node", "text"})


class XFormsContext(XPathContext):
    """What an expression is evaluated in, beyond XPath's own context.

    `here` is the answer itself (`.`), `round` the round of the repeat, `now` the clock as an
    ISO date-time, and `choice_label(code, question)` the label that jr:choice-name shows.
    `known` has values of parts of the expression that were worked out before, by id of the part.
    """

    here: Value = ""
    round: int = 1
    now: str = ""
    choice_label: Callable[[str, str], str] = staticmethod(lambda code, _question: code)
    known: Mapping[int, Value] = MappingProxyType({})


class XFormsParser(XPath1Parser):
    """XPath 1.0 with XForms functions. `parse` builds tokens and evaluates nothing."""

    def parse(self, source: str) -> XPathToken:
        """Return the root token of `source`. Raises elementpath's errors where it is no XPath."""
        if self.tokenizer is None:
            self.tokenizer = self.create_tokenizer(self.symbol_table)
        # XPath1Parser.parse also evaluates without a context, which would be work for nothing.
        return Parser.parse(self, source)


def value_of(token: XPathToken, context: XFormsContext) -> Value:
    """Return the value of a part of an expression; a path gives the list of its nodes."""
    if context.known and id(token) in context.known:
        return context.known[id(token)]
    if token.symbol == "(" and len(token) == 1:
        return value_of(token[0], context)
    if token.symbol in _PATHS or token.label == "axis" or (token.symbol == "*" and not len(token)):
        kept = context.item, context.size, context.position, context.axis
        nodes = list(token.select(context))
        context.item, context.size, context.position, context.axis = kept
        return nodes
    return cast(Value, token.evaluate(context))


def add_function(name: str, least: int, most: int | None, body: Callable[..., Value]) -> None:
    """Teach the parser a function of `least` to `most` arguments (None: any number).

    `body` takes the context and then the values of the arguments.
    """

    def evaluate(self: XPathToken, context: Any = None) -> Value:
        return body(context, *(value_of(argument, context) for argument in self))

    nargs = least if least == most else (least, most)
    XFormsParser.symbol_table[name] = type(
        f"_{name.replace('-', '_')}_function",
        (XPathFunction,),
        {
            "symbol": name,
            "lookup_name": name,
            "label": "function",
            "lbp": 90,
            "rbp": 90,
            "nargs": nargs,
            "namespace": XPATH_FUNCTIONS_NAMESPACE,
            "evaluate": evaluate,
        },
    )


def _replace_operator(symbol: str, body: Callable[[XPathToken, XFormsContext], Value]) -> None:
    """Give an operator of elementpath another evaluation, in our parser only."""
    base = XPath1Parser.symbol_table[symbol]

    def evaluate(self: XPathToken, context: Any = None) -> Value:
        return body(self, context)

    XFormsParser.symbol_table[symbol] = type(
        f"_XForms{base.__name__}", (base,), {"evaluate": evaluate, "__slots__": ()}
    )


def _pair(token: XPathToken, context: XFormsContext) -> tuple[float, float]:
    return as_number(value_of(token[0], context)), as_number(value_of(token[1], context))


def _plus(token: XPathToken, context: XFormsContext) -> Value:
    if len(token) == 1:
        return as_number(value_of(token[0], context))
    left, right = _pair(token, context)
    return left + right


def _minus(token: XPathToken, context: XFormsContext) -> Value:
    if len(token) == 1:
        return -as_number(value_of(token[0], context))
    left, right = _pair(token, context)
    return left - right


def _times(token: XPathToken, context: XFormsContext) -> Value:
    left, right = _pair(token, context)
    return left * right


def _divided(token: XPathToken, context: XFormsContext) -> Value:
    left, right = _pair(token, context)
    if right:
        return left / right
    return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left)


def _remainder(token: XPathToken, context: XFormsContext) -> Value:
    left, right = _pair(token, context)
    return math.nan if not right or math.isinf(left) else math.fmod(left, right)


def _here(_token: XPathToken, context: XFormsContext) -> Value:
    item = context.item
    inside_a_path = isinstance(item, ElementNode) and item is not context.root
    return as_text(item) if inside_a_path else context.here


def chained(token: XPathToken) -> list[XPathToken]:
    """Return the parts of `a or b or c` (or of `and`) in order.

    elementpath nests them to the left, deeper than Python recurses in a condition with hundreds.
    """
    symbol, parts = token.symbol, []
    while token.symbol == symbol and len(token) == 2:
        parts.append(token[1])
        token = token[0]
    return [token, *reversed(parts)]


def operands(token: XPathToken) -> list[XPathToken]:
    """Return the parts from whose values the value of an operator or function is made."""
    return chained(token) if token.symbol in ("and", "or") else list(token)


def _either(token: XPathToken, context: XFormsContext) -> Value:
    return any(as_boolean(value_of(part, context)) for part in chained(token))


def _both(token: XPathToken, context: XFormsContext) -> Value:
    return all(as_boolean(value_of(part, context)) for part in chained(token))


def _variable(token: XPathToken, context: XFormsContext) -> Value:
    return cast(Value, context.variables[str(token.value)])


def _order(symbol: str) -> Callable[[XPathToken, XFormsContext], Value]:
    return lambda token, context: ordered(
        symbol, value_of(token[0], context), value_of(token[1], context)
    )


_OPERATORS: dict[str, Callable[[XPathToken, XFormsContext], Value]] = {
    "or": _either,
    "and": _both,
    "=": lambda t, c: equal(value_of(t[0], c), value_of(t[1], c)),
    "!=": lambda t, c: unequal(value_of(t[0], c), value_of(t[1], c)),
    "<": _order("<"),
    "<=": _order("<="),
    ">": _order(">"),
    ">=": _order(">="),
    "+": _plus,
    "-": _minus,
    "*": _times,
    "div": _divided,
    "mod": _remainder,
    ".": _here,
    "$": _variable,
}
for _symbol, _body in _OPERATORS.items():
    _replace_operator(_symbol, _body)
