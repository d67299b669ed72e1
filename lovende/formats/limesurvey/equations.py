"""ExpressionScript, the language of LimeSurvey's equations, as XPath.

Recursive descent over the operators `or and ! == != < <= > >= + - * /` (and their words `eq ne lt
le gt ge`), brackets, texts, numbers, variables and the functions that both languages have.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lovende.formats.limesurvey.functions import CALLS, SAME
from lovende.formats.limesurvey.variables import Variable, Variables
from lovende.formats.limesurvey.xpath_parts import (
    COMPARISONS,
    Part,
    Type,
    UntranslatableError,
    as_number_part,
    as_truth,
    compared,
    is_word,
    joined,
    opposite,
    quoted,
    reference,
)

_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<field>\d+X\d+X\d+\w*(?:\#\d+)?(?:\.\w+)?)"
    r"|(?P<number>\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<text>\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    r"|(?P<name>[^\W\d]\w*(?:[.:]\w+)*)"
    r"|(?P<operator>\|\||&&|==|!=|<=|>=|[-+*/!<>(),])"
    r")",
    re.UNICODE,
)


_WORDS = {
    "or": "||", "and": "&&", "eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=",
    "not": "!",
}  # fmt: skip


_DEEPEST = 100


_MOST_SIGNS = 20


_MOST_TOKENS = 1_500


def translated(equation: str, variables: Variables, own: Variable | None = None) -> Part:
    """Return an equation as XPath; `own` is the question that `self` and `this` stand for.

    `must_be_asked` of the result names the questions that are used without `.NAOK`: where one of
    them is not asked, LimeSurvey takes the whole equation for false.

    Raises UntranslatableError with the part that cannot be translated.
    """
    return _Parser(equation, variables, own).whole()


class _Parser:
    def __init__(self, equation: str, variables: Variables, own: Variable | None) -> None:
        self.variables = variables
        self.own = own
        self.tokens = list(_tokens(equation))
        self.position = 0
        self.depth = 0
        self.must_be_asked: list[str] = []

    def whole(self) -> Part:
        part = self.either()
        if self.position < len(self.tokens):
            raise UntranslatableError(self.tokens[self.position][1])
        return replace(part, must_be_asked=tuple(dict.fromkeys(self.must_be_asked)))

    def peek(self) -> str:
        """The operator that comes next, "" where something else does."""
        if self.position >= len(self.tokens):
            return ""
        kind, text = self.tokens[self.position]
        if kind == "name":
            return _WORDS.get(text.lower(), "")
        return text if kind == "operator" else ""

    def take(self, *operators: str) -> str:
        found = self.peek()
        if found in operators:
            self.position += 1
            return found
        return ""

    def expect(self, operator: str) -> None:
        if not self.take(operator):
            rest = self.tokens[self.position :]
            raise UntranslatableError(rest[0][1] if rest else "…")

    def either(self) -> Part:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise UntranslatableError("((((…")
        parts = [self.both()]
        while self.take("||"):
            parts.append(self.both())
        self.depth -= 1
        return joined(parts, "or", 2)

    def both(self) -> Part:
        parts = [self.comparison()]
        while self.take("&&"):
            parts.append(self.comparison())
        return joined(parts, "and", 3)

    def comparison(self) -> Part:
        left = self.sum()
        while operator := self.take(*COMPARISONS):
            left = compared(left, operator, self.sum())
        return left

    def sum(self) -> Part:
        left = self.product()
        while operator := self.take("+", "-"):
            right = self.product()
            if operator == "+" and (is_word(left) or is_word(right)):
                left = Part(f"concat({left.xpath}, {right.xpath})", Type.TEXT)
            else:
                sides = as_number_part(left).within(5), as_number_part(right).within(6)
                left = Part(f"{sides[0]} {operator} {sides[1]}", Type.NUMBER, 5)
        return left

    def product(self) -> Part:
        left = self.unary()
        while operator := self.take("*", "/"):
            sides = as_number_part(left).within(6), as_number_part(self.unary()).within(7)
            symbol = "div" if operator == "/" else "*"
            left = Part(f"{sides[0]} {symbol} {sides[1]}", Type.NUMBER, 6)
        return left

    def unary(self) -> Part:
        signs = []
        while operator := self.take("!", "-", "+"):
            signs.append(operator)
            if len(signs) > _MOST_SIGNS:
                raise UntranslatableError("".join(signs[:5]))
        part = self.primary()
        for operator in reversed(signs):
            if operator == "!":
                part = opposite(as_truth(part))
            elif operator == "-":
                part = Part(f"-{as_number_part(part).within(8)}", Type.NUMBER, 7)
        return part

    def primary(self) -> Part:
        if self.take("("):
            part = self.either()
            self.expect(")")
            return part
        if self.position >= len(self.tokens):
            raise UntranslatableError("…")
        kind, text = self.tokens[self.position]
        self.position += 1
        if kind == "number":
            return Part(text.lstrip("0") if re.fullmatch("0+[1-9]+", text) else text, Type.NUMBER)
        if kind == "text":
            literal = re.sub(r"\\(.)", r"\1", text[1:-1])
            return Part(quoted(literal), Type.TEXT, literal=literal)
        if kind == "name" and self.peek() == "(":
            return self.call(text)
        if kind in ("name", "field"):
            return self.named(text)
        raise UntranslatableError(text)

    def named(self, text: str) -> Part:
        stem, _, suffix = text.partition(".")
        if stem in ("self", "this") and suffix.upper() in ("", "NAOK", "VALUE") and self.own:
            return reference(self.own)
        found = self.variables.find(text)
        if found is None:
            raise UntranslatableError(text)
        if not suffix.upper().endswith("NAOK"):
            self.must_be_asked.append(found.name)
        return reference(found)

    def call(self, name: str) -> Part:
        self.expect("(")
        arguments: list[Part] = []
        if not self.take(")"):
            arguments.append(self.either())
            while self.take(","):
                arguments.append(self.either())
            self.expect(")")
        special = CALLS.get(name.lower())
        if special is not None:
            return special(arguments)
        if name.lower() in SAME:
            inside = ", ".join(argument.xpath for argument in arguments)
            kind = Type.TEXT if name == "concat" else Type.NUMBER
            return Part(f"{SAME[name.lower()]}({inside})", kind)
        raise UntranslatableError(f"{name}()")


def _tokens(equation: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position = 0
    text = equation.rstrip()
    while position < len(text):
        if len(found) == _MOST_TOKENS:
            raise UntranslatableError("…")
        token = _TOKEN.match(text, position)
        if token is None:
            raise UntranslatableError(text[position:].strip()[:20])
        found.append((str(token.lastgroup), token[str(token.lastgroup)]))
        position = token.end()
    return found
