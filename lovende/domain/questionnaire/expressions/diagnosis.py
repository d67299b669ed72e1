"""Why an expression cannot be read, in words that help the person who wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable

from lovende.domain.errors import Fault, fault, nearest
from lovende.domain.questionnaire.expressions.functions import NAMES, UNSUPPORTED
from lovende.domain.texts import N_

_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"")
_CALL = re.compile(r"([^\W\d][\w.:-]*)\s*\(")
_WRONG_ARGUMENTS = "XPST0017"
_NO_FUNCTIONS = frozenset({"and", "or", "div", "mod", "node", "text"})


def outside_literals(text: str, change: Callable[[str], str]) -> str:
    """Return `text` with `change` applied to every part that is not in quotes."""
    parts: list[str] = []
    end = 0
    for literal in _LITERAL.finditer(text):
        parts += [change(text[end : literal.start()]), literal[0]]
        end = literal.end()
    return "".join([*parts, change(text[end:])])


def diagnose(text: str, source: str, code: str | None = None) -> Fault:
    """Return the fault of an expression that elementpath refused.

    `text` is what was written, `source` the same with `$v0` for the questions it names, `code`
    the error code of XPath where there is one.
    """
    if not text.strip():
        return fault("expression.empty", N_("A condition or calculation is empty."))
    bare = "".join(_LITERAL.split(source))
    for name in _CALL.findall(bare):
        if name in UNSUPPORTED or name.startswith("jr:"):
            return fault(
                "expression.unsupported_function",
                N_("The function {name}() in “{text}” is not supported."),
                name=name.replace("jr-", "jr:"),
                text=text,
            )
        if name not in NAMES | _NO_FUNCTIONS:
            return _unknown_function(name, text)
    for found, our_code, message in _PATTERNS:
        if found(bare):
            return fault(our_code, message, text=text)
    if code is not None and code.endswith(_WRONG_ARGUMENTS):
        return fault(
            "expression.arguments",
            N_("“{text}” gives a function too few or too many arguments."),
            text=text,
        )
    return fault(
        "expression.broken",
        N_("“{text}” cannot be read as a condition or calculation; check how it is written."),
        text=text,
    )


def divided_by_slash(text: str) -> Fault:
    """Return the fault of a path that goes on after `${name}`: mostly a division."""
    return fault(
        "expression.slash",
        N_("“{text}” has a / after a question's name; to divide, write div."),
        text=text,
    )


def _unknown_function(name: str, text: str) -> Fault:
    meant = nearest(name, NAMES)
    if meant is None:
        return fault(
            "expression.unknown_function",
            N_("“{text}” uses {name}(), which is no function."),
            text=text,
            name=name,
        )
    return fault(
        "expression.unknown_function",
        N_("“{text}” uses {name}(), which is no function; did you mean {nearest}()?"),
        text=text,
        name=name,
        nearest=meant,
    )


def _has(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda bare: compiled.search(bare) is not None


_PATTERNS: tuple[tuple[Callable[[str], bool], str, str], ...] = (
    (
        _has("[“”„‘’]"),
        "expression.curly_quotes",
        N_("“{text}” has curly quotes; write straight ones: ' or \"."),
    ),
    (
        _has("['\"]"),
        "expression.open_quote",
        N_("“{text}” has a quote that is not closed."),
    ),
    (
        _has(r"\$\{[^}]*$|\$\{\s*\}|\$\{[^}]*\s[^}]*\}"),
        "expression.broken_reference",
        N_("“{text}” names a question in a way that cannot be read; write it as ${{name}}."),
    ),
    (
        lambda bare: bare.count("(") > bare.count(")"),
        "expression.open_bracket",
        N_("“{text}” has a bracket that is not closed."),
    ),
    (
        lambda bare: bare.count(")") > bare.count("("),
        "expression.extra_bracket",
        N_("“{text}” has a closing bracket too many."),
    ),
    (
        _has("==|&&|[|]{2}|<>|=>|=<|!(?!=)"),
        "expression.foreign_operator",
        N_("“{text}” is not written as XPath; use =, !=, <=, >=, and, or, not()."),
    ),
    (
        _has(r"\b(?:AND|OR|And|Or)\b"),
        "expression.capital_operator",
        N_("“{text}” has AND or OR in capitals; write them as and, or."),
    ),
)
