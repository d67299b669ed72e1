"""ExpressionScript, the language of LimeSurvey's equations, as XPath.

Recursive descent over the operators `or and ! == != < <= > >= + - * /` (and their words `eq ne lt
le gt ge`), brackets, texts, numbers, variables and the functions that both languages have.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from lovende.formats.limesurvey.variables import Variable, Variables

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
_COMPARISONS = {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_DEEPEST = 100
_MOST_SIGNS = 20
_MOST_TOKENS = 1_500
_SAME = {
    "floor": "floor", "ceil": "ceiling", "round": "round", "abs": "abs", "min": "min",
    "max": "max", "sqrt": "sqrt", "pow": "pow", "exp": "exp", "log": "log", "pi": "pi",
    "strlen": "string-length", "intval": "int", "count": "count-non-empty", "concat": "concat",
}  # fmt: skip


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

    def within(self, level: int) -> str:
        return self.xpath if self.level >= level else f"({self.xpath})"


def translated(equation: str, variables: Variables, own: Variable | None = None) -> Part:
    """Return an equation as XPath; `own` is the question that `self` and `this` stand for.

    Raises UntranslatableError with the part that cannot be translated.
    """
    return _Parser(equation, variables, own).whole()


def as_condition(part: Part) -> str:
    """Return the XPath of a part as a condition that is true or false."""
    return _truth(part).xpath


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
    return Part(f"if({_chosen(variable)}, 'Y', '')", Type.TEXT, variable=variable)


def _chosen(variable: Variable) -> str:
    return f"selected(${{{variable.name}}}, {quoted(variable.option or '')})"


def compared(left: Part, operator: str, right: Part) -> Part:
    """Return a comparison; the options of a several-choice question become `selected()`."""
    if left.literal is not None and right.literal is None:
        turned = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
        left, right, operator = right, left, turned.get(operator, operator)
    if operator in ("==", "!=") and right.literal is not None and left.variable is not None:
        found = _of_option(left.variable, operator == "==", right.literal)
        if found is not None:
            return found
    symbol = _COMPARISONS[operator]
    sides = [left, right]
    if left.type is Type.BOOLEAN or right.type is Type.BOOLEAN:
        sides = [_truth(left), _truth(right)]
    elif operator not in ("==", "!=") or Type.NUMBER in (left.type, right.type):
        sides = [_numeric(side) for side in sides]
    return Part(f"{sides[0].within(5)} {symbol} {sides[1].within(5)}", Type.BOOLEAN, 4)


def _of_option(variable: Variable, equal: bool, literal: str) -> Part | None:
    if variable.option is not None:
        if literal not in ("Y", "", "N"):
            return None
        wanted = equal == (literal == "Y")
        chosen = _chosen(variable)
        return Part(chosen if wanted else f"not({chosen})", Type.BOOLEAN)
    if variable.several and literal != "":
        chosen = f"selected(${{{variable.name}}}, {quoted(literal)})"
        return Part(chosen if equal else f"not({chosen})", Type.BOOLEAN)
    return None


def _numeric(part: Part) -> Part:
    """A text that is a number, written as one; the empty text stays, as nothing equals it."""
    if part.literal is not None and re.fullmatch(r"-?\d+(\.\d+)?", part.literal.strip()):
        return Part(part.literal.strip(), Type.NUMBER)
    return part


def _truth(part: Part) -> Part:
    if part.type is Type.BOOLEAN:
        return part
    if part.variable is not None and part.variable.option is not None:
        return Part(_chosen(part.variable), Type.BOOLEAN)
    if part.type is Type.NUMBER and part.variable is None:
        if part.xpath in ("0", "1"):
            return Part("true()" if part.xpath == "1" else "false()", Type.BOOLEAN)
        return Part(f"{part.within(5)} != 0", Type.BOOLEAN, 4)
    if part.literal is not None:
        return Part("true()" if part.literal not in ("", "0") else "false()", Type.BOOLEAN)
    return Part(f"{part.xpath} != '' and {part.xpath} != '0'", Type.BOOLEAN, 3)


class _Parser:
    def __init__(self, equation: str, variables: Variables, own: Variable | None) -> None:
        self.variables = variables
        self.own = own
        self.tokens = list(_tokens(equation))
        self.position = 0
        self.depth = 0

    def whole(self) -> Part:
        part = self.either()
        if self.position < len(self.tokens):
            raise UntranslatableError(self.tokens[self.position][1])
        return part

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
        return _logical(parts, "or", 2)

    def both(self) -> Part:
        parts = [self.comparison()]
        while self.take("&&"):
            parts.append(self.comparison())
        return _logical(parts, "and", 3)

    def comparison(self) -> Part:
        left = self.sum()
        while operator := self.take(*_COMPARISONS):
            left = compared(left, operator, self.sum())
        return left

    def sum(self) -> Part:
        left = self.product()
        while operator := self.take("+", "-"):
            right = self.product()
            if operator == "+" and (_is_word(left) or _is_word(right)):
                left = Part(f"concat({left.xpath}, {right.xpath})", Type.TEXT)
            else:
                sides = _numeric(left).within(5), _numeric(right).within(6)
                left = Part(f"{sides[0]} {operator} {sides[1]}", Type.NUMBER, 5)
        return left

    def product(self) -> Part:
        left = self.unary()
        while operator := self.take("*", "/"):
            sides = _numeric(left).within(6), _numeric(self.unary()).within(7)
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
                part = _opposite(_truth(part))
            elif operator == "-":
                part = Part(f"-{_numeric(part).within(8)}", Type.NUMBER, 7)
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
        return reference(found)

    def call(self, name: str) -> Part:
        self.expect("(")
        arguments: list[Part] = []
        if not self.take(")"):
            arguments.append(self.either())
            while self.take(","):
                arguments.append(self.either())
            self.expect(")")
        special = _CALLS.get(name.lower())
        if special is not None:
            return special(arguments)
        if name.lower() in _SAME:
            inside = ", ".join(argument.xpath for argument in arguments)
            kind = Type.TEXT if name == "concat" else Type.NUMBER
            return Part(f"{_SAME[name.lower()]}({inside})", kind)
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


def _logical(parts: list[Part], word: str, level: int) -> Part:
    if len(parts) == 1:
        return parts[0]
    inside = f" {word} ".join(_truth(part).within(level + 1) for part in parts)
    return Part(inside, Type.BOOLEAN, level)


def _is_word(part: Part) -> bool:
    return part.type is Type.TEXT and (part.literal is not None or part.variable is None)


def _opposite(part: Part) -> Part:
    inner = re.fullmatch(r"not\((selected\([^()]*\))\)", part.xpath)
    if inner is not None:
        return Part(inner[1], Type.BOOLEAN)
    simple = re.fullmatch(r"(\$\{[^{}]+\}|\.) (=|!=) ''", part.xpath)
    if simple is not None:
        return Part(f"{simple[1]} {'!=' if simple[2] == '=' else '='} ''", Type.BOOLEAN, 4)
    return Part(f"not({part.xpath})", Type.BOOLEAN)


def _is_empty(arguments: list[Part]) -> Part:
    if len(arguments) != 1:
        raise UntranslatableError("is_empty()")
    part = arguments[0]
    if part.variable is not None and part.variable.option is not None:
        return Part(f"not({_chosen(part.variable)})", Type.BOOLEAN)
    return Part(f"{part.within(5)} = ''", Type.BOOLEAN, 4)


def _if(arguments: list[Part]) -> Part:
    if len(arguments) != 3:
        raise UntranslatableError("if()")
    test, yes, no = arguments
    kind = yes.type if yes.type is no.type else Type.TEXT
    return Part(f"if({_truth(test).xpath}, {yes.xpath}, {no.xpath})", kind)


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
    return _logical([compared(wanted, "==", each) for each in rest], "or", 2)


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


_CALLS: dict[str, Callable[[list[Part]], Part]] = {
    "is_empty": _is_empty,
    "empty": _is_empty,
    "if": _if,
    "iif": _if,
    "sum": _sum,
    "countif": _countif,
    "in_array": _in_array,
    "regexmatch": _regex,
}
