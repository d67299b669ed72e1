"""Names and labels as statistics programs take them: short enough, with legal characters, unique."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lovende.domain.errors import Fault, warning
from lovende.domain.texts import N_


@dataclass(frozen=True)
class NameRules:
    """What a program takes for a name. `longest` counts bytes of UTF-8 where `in_bytes`."""

    program: str
    longest: int
    in_bytes: bool
    illegal: re.Pattern[str]
    first: re.Pattern[str]
    reserved: frozenset[str]
    ignores_case: bool


SPSS = NameRules(
    program="SPSS",
    longest=64,
    in_bytes=True,
    illegal=re.compile(r"[^\w.$#@]"),
    first=re.compile(r"[^\W\d_]"),
    reserved=frozenset(
        ["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"]
    ),
    ignores_case=True,
)
STATA = NameRules(
    program="Stata",
    longest=32,
    in_bytes=False,
    illegal=re.compile(r"[^\w]"),
    first=re.compile(r"[^\W\d]"),
    reserved=frozenset(
        [
            "_all",
            "_b",
            "byte",
            "_coef",
            "_cons",
            "double",
            "float",
            "if",
            "in",
            "int",
            "long",
            "_n",
            "_N",
            "_pi",
            "_pred",
            "_rc",
            "_skip",
            "strL",
            "using",
            "with",
        ]
    ),
    ignores_case=False,
)


def legal_names(names: Iterable[str], rules: NameRules) -> tuple[dict[str, str], list[Fault]]:
    """Return the name that each variable gets in the file, and a warning for each that changes."""
    given = list(names)
    legal: dict[str, str] = {}
    taken = {_folded(name, rules) for name in given if _is_legal(name, rules)}
    seen: set[str] = set()
    faults: list[Fault] = []
    for name in given:
        folded = _folded(name, rules)
        if _is_legal(name, rules) and folded not in seen:
            legal[name] = name
            seen.add(folded)
            continue
        new = _unique(_adapted(name, rules), taken | seen, rules)
        legal[name] = new
        seen.add(_folded(new, rules))
        faults.append(
            warning(
                "answers.renamed",
                N_("{program} does not take the name {name}; the variable is named {new}."),
                program=rules.program,
                name=name,
                new=new,
            )
        )
    return legal, faults


def cut_to_bytes(text: str, longest: int) -> str:
    """Return `text` with at most `longest` bytes of UTF-8; what is cut ends in an ellipsis."""
    if len(text.encode()) <= longest:
        return text
    return text.encode()[: longest - 3].decode(errors="ignore") + "…"


def _is_legal(name: str, rules: NameRules) -> bool:
    return (
        bool(name)
        and _length(name, rules) <= rules.longest
        and not rules.illegal.search(name)
        and rules.first.match(name) is not None
        and not (rules.ignores_case and name.endswith("."))
        and not _is_reserved(name, rules)
    )


def _is_reserved(name: str, rules: NameRules) -> bool:
    if rules.ignores_case:
        return name.upper() in rules.reserved
    return name in rules.reserved or re.fullmatch(r"str[0-9]+", name) is not None


def _adapted(name: str, rules: NameRules) -> str:
    new = rules.illegal.sub("_", name).rstrip(".") or "v"
    if rules.first.match(new) is None:
        new = "v" + new if new[0] == "_" or new[0].isdigit() else "v_" + new
    if _is_reserved(new, rules):
        new += "_"
    return _cut(new, rules.longest, rules)


def _unique(name: str, taken: set[str], rules: NameRules) -> str:
    candidate, number = name, 1
    while _folded(candidate, rules) in taken:
        number += 1
        ending = f"_{number}"
        candidate = _cut(name, rules.longest - len(ending), rules) + ending
    return candidate


def _cut(name: str, longest: int, rules: NameRules) -> str:
    if not rules.in_bytes:
        return name[:longest]
    return name.encode()[:longest].decode(errors="ignore")


def _length(name: str, rules: NameRules) -> int:
    return len(name.encode()) if rules.in_bytes else len(name)


def _folded(name: str, rules: NameRules) -> str:
    return name.casefold() if rules.ignores_case else name
