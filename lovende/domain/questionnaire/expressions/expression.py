"""A condition or calculation of a questionnaire, read once and evaluated many times."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
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
from lovende.domain.questionnaire.expressions.values import Value, as_boolean

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
    argument of indexed-repeat). `probe` is what alone the mention asks about its answer: whether
    the code is selected (`("selected", "4")`), it is a text (`("is", "4")`) or equals a number
    (`("equals", "4")`).
    """

    name: str
    every_round: bool = False
    probe: tuple[str, str] | None = None


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
        context = XFormsContext(_item(tuple(sorted((columns or {}).items()))))
        context.here, context.round, context.now = here, round, surroundings.now
        context.choice_label = surroundings.choice_label
        context.variables = {f"v{i}": cast(Any, value) for i, value in enumerate(values)}
        assert self.token is not None
        try:
            return value_of(self.token, context)
        except (OverflowError, ElementPathError):
            # A number beyond floating point, or a path through something that is no node.
            return ""

    def holds(self, *arguments: object, **more: object) -> bool:
        """Like `evaluate`, as a Boolean."""
        return as_boolean(self.evaluate(*arguments, **more))  # type: ignore[arg-type]


@lru_cache(maxsize=4096)
def _item(columns: tuple[tuple[str, str], ...]) -> Element:
    element = Element("item")
    for name, value in columns:
        child = Element(name)
        child.text = value
        element.append(child)
    return element


def walk_tokens(token: XPathToken | None) -> Iterator[XPathToken]:
    """Yield a token and everything below it."""
    if token is not None:
        yield token
        for child in token:
            yield from walk_tokens(child)


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
    probes = _probes(token)
    references = tuple(Reference(name, i in every, probes.get(i)) for i, name in enumerate(names))
    columns = tuple(dict.fromkeys(str(t.value) for t in walk_tokens(token) if _is_column(t, token)))
    return Expression(text, references, columns, token)


def _is_column(token: XPathToken, root: XPathToken) -> bool:
    if token.symbol != "(name)":
        return False
    return not any(parent.symbol == "$" and parent[0] is token for parent in walk_tokens(root))


def _probes(root: XPathToken) -> dict[int, tuple[str, str]]:
    """Return which mentions are compared with one literal only, by their number."""
    found: dict[int, tuple[str, str]] = {}
    for token in walk_tokens(root):
        if token.symbol == "selected" and _is_mention(token[0]) and token[1].symbol == "(string)":
            found[int(str(token[0].value)[1:])] = ("selected", str(token[1].value).strip())
        elif token.symbol in ("=", "!="):
            for one, other in ((token[0], token[1]), (token[1], token[0])):
                if _is_mention(one) and other.symbol in ("(string)", "(integer)", "(decimal)"):
                    # A text is probed as it is, a number by its value: 4 is '4', '4.0' and ' 4 '.
                    kind = "is" if other.symbol == "(string)" else "equals"
                    found[int(str(one.value)[1:])] = (kind, str(other.value))
    return found


def _is_mention(token: XPathToken) -> bool:
    return token.symbol == "$"
