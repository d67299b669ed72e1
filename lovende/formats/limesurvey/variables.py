"""What the variables of ExpressionScript stand for in the questionnaire that is built."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_SGQA = re.compile(r"\+?\d+X\d+X(?P<field>\d+.*)", re.DOTALL)
_SUFFIXES = frozenset({"naok", "code", "value", "valuenaok"})


@dataclass(frozen=True)
class Variable:
    """A value in the questionnaire: the question or matrix row `name`; where `option` is set, one
    option of it, which is "Y" where chosen and else empty. `plain` says that it is shown as it is,
    having no labels."""

    name: str
    option: str | None = None
    numeric: bool = False
    several: bool = False
    plain: bool = False


@dataclass
class Variables:
    """Every name that an equation can use: codes (`Q1_SQ001`) and fields (`319418X1X7SQ001`)."""

    by_code: dict[str, Variable] = field(default_factory=dict)
    by_field: dict[str, Variable] = field(default_factory=dict)

    def add(self, code: str, field_name: str, variable: Variable) -> None:
        self.by_code.setdefault(code, variable)
        self.by_field.setdefault(field_name, variable)

    def find(self, name: str) -> Variable | None:
        """Return what `name` stands for, with or without a suffix such as `.NAOK`."""
        stem, dot, suffix = name.partition(".")
        found = self.bare(stem)
        if dot and suffix.lower() not in _SUFFIXES:
            return found if found and found.plain and suffix.lower() == "shown" else None
        return found

    def bare(self, stem: str) -> Variable | None:
        """Return what a name without suffix stands for."""
        as_field = _SGQA.fullmatch(stem)
        if as_field is not None:
            return self.by_field.get(as_field["field"])
        return self.by_code.get(stem)
