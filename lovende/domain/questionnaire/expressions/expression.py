"""A condition or calculation of a questionnaire, read once and evaluated many times."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, cast
from xml.etree.ElementTree import Element

from elementpath import ElementPathError
from elementpath.xpath_tokens import XPathToken

from lovende.domain.errors import Fault, LovendeError
from lovende.domain.questionnaire.expressions.diagnosis import (
    diagnose,
    divided_by_slash,
    outside_literals,
)
from lovende.domain.questionnaire.expressions.parser import XFormsContext, XFormsParser, value_of
from lovende.domain.questionnaire.expressions.values import Value

_REFERENCE = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")
# The long form of `${name}`, as older forms and converters write it: ../name, /data/group/name.
_PATH = re.compile(
    r"(?<![\w\])}.*/-])(?:current\(\)/)?(?:(?:\.\./)+|/)(?:[\w.-]+/)*([^\W\d][\w.-]*)(?![\w(/])"
)
_SURROUNDED = frozenset({"today", "now", "position", "once", "jr-choice-name", ".", ".."})
_MENTION = re.compile(f"{_REFERENCE.pattern}|{_PATH.pattern}")


@dataclass(frozen=True)
class Reference:
    """One mention of another question.

    `every_round` asks for all rounds of its repeat, even from within the repeat (the first
    argument of indexed-repeat).
    """

    name: str
    every_round: bool = False


@dataclass(frozen=True)
class Surroundings:
    """What an expression sees beside the answers that it names.

    `now` is an ISO date-time (the domain has no clock); `choice_label(code, question)` is what
    jr:choice-name shows.
    """

    now: str = ""
    choice_label: Callable[[str, str], str] = field(default=lambda code, _question: code)


@dataclass(frozen=True)
class Expression:
    """A parsed expression. `references` are the mentions of other questions, in order; `columns`
    the plain names in it, which are columns of the choice list in a choice filter."""

    text: str
    references: tuple[Reference, ...]
    columns: tuple[str, ...] = ()
    token: XPathToken | None = field(default=None, compare=False, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the questions that it mentions, each once, in order."""
        return tuple(dict.fromkeys(reference.name for reference in self.references))

    @property
    def depends_on_surroundings(self) -> bool:
        """Whether the value depends on more than the answers: the clock, the round, `.`, a path."""
        return bool(self.columns) or any(
            token.symbol in _SURROUNDED for token in walk_tokens(self.token)
        )

    @cached_property
    def reads_clock(self) -> bool:
        """Whether the value can be another at another time."""
        return any(token.symbol in ("today", "now") for token in walk_tokens(self.token))

    def evaluate(
        self,
        values: Sequence[Value],
        surroundings: Surroundings = Surroundings(),
        *,
        here: Value = "",
        columns: Mapping[str, str] | None = None,
        round: int = 1,
    ) -> Value:
        """Return the value, given one value for each of `references`.

        `here` is what `.` means, `columns` the columns of the choice under a choice filter,
        `round` the round of the repeat (from 1).
        """
        context = self.context(surroundings, columns=columns, round=round)
        context.here = here
        context.variables = {f"v{i}": cast(Any, value) for i, value in enumerate(values)}
        assert self.token is not None
        return evaluated(self.token, context)

    def context(
        self,
        surroundings: Surroundings,
        *,
        columns: Mapping[str, str] | None = None,
        round: int = 1,
    ) -> XFormsContext:
        """Return a context in which the expression, or a part of it, can be evaluated."""
        context = XFormsContext(_item(tuple(sorted((columns or {}).items()))))
        context.round, context.now = round, surroundings.now
        context.choice_label = surroundings.choice_label
        return context


def evaluated(token: XPathToken, context: XFormsContext) -> Value:
    """Return the value of an expression or of a part of it, '' where it has none."""
    try:
        return value_of(token, context)
    except (OverflowError, ElementPathError):
        # A number beyond floating point, or a path through something that is no node.
        return ""


@lru_cache(maxsize=4096)
def _item(columns: tuple[tuple[str, str], ...]) -> Element:
    element = Element("item")
    for name, value in columns:
        child = Element(name)
        child.text = value
        element.append(child)
    return element


def walk_tokens(token: XPathToken | None) -> Iterator[XPathToken]:
    """Yield a token and everything below it, in the order in which they were written."""
    waiting = [] if token is None else [token]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(list(found)))


def _with_variables(text: str) -> tuple[str, list[str]]:
    """Return the XPath with `$v0`, `$v1`, ... for the questions it names, and their names."""
    names: list[str] = []

    def variable(found: re.Match[str]) -> str:
        names.append(found[1] or found[2])
        return f"$v{len(names) - 1} "

    def change(part: str) -> str:
        for prefixed in ("choice-name", "itext"):
            part = part.replace(f"jr:{prefixed}", f"jr-{prefixed}")
        return _MENTION.sub(variable, part)

    return outside_literals(text, change), names


def parse(text: str) -> Expression:
    """Return the expression that `text` says.

    Raises LovendeError: `expression.unsupported_function`, `expression.unknown_function`,
    `expression.broken`.
    """
    result = _parsed(text)
    if isinstance(result, Fault):
        raise LovendeError(result)
    return result


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Expression | Fault:
    source, names = _with_variables(text)
    try:
        token = XFormsParser().parse(source)
    except (ElementPathError, RecursionError) as error:
        return diagnose(text, source, getattr(error, "code", None))
    if any(t.symbol in ("/", "//") and len(t) and t[0].symbol == "$" for t in walk_tokens(token)):
        return divided_by_slash(text)
    every = {
        int(str(argument.value)[1:])
        for call in walk_tokens(token)
        if call.symbol == "indexed-repeat"
        for argument in list(call)[:1]
        if argument.symbol == "$"
    }
    references = tuple(Reference(name, i in every) for i, name in enumerate(names))
    variables = {id(t[0]) for t in walk_tokens(token) if t.symbol == "$"}
    columns = tuple(
        dict.fromkeys(
            str(t.value)
            for t in walk_tokens(token)
            if t.symbol == "(name)" and id(t) not in variables
        )
    )
    return Expression(text, references, columns, token)
