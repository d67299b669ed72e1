"""Several-choice sets as SPSS syntax, because the library that writes .sav cannot write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lovende.domain.dataset.model import MultipleSet
from lovende.domain.errors import Fault, warning
from lovende.domain.texts import N_
from lovende.formats import statistics_names

_LONGEST_LINE = 200


def sets_syntax(
    sets: Sequence[MultipleSet], names: Mapping[str, str], language: str
) -> tuple[str, list[Fault]]:
    """Return the MRSETS command that defines the sets ("" for none), and what it leaves out.

    `names` gives each variable its name in the file. SPSS wants two variables or more in a set.
    """
    groups: list[str] = []
    defined: list[str] = []
    faults: list[Fault] = []
    legal, _ = statistics_names.legal_names([s.name for s in sets], statistics_names.SPSS)
    for one in sets:
        members = [names[variable] for variable in one.variables if variable in names]
        if len(members) < 2:
            faults.append(
                warning(
                    "spss.small_set",
                    N_("SPSS takes no set of fewer than two variables; {name} is left out."),
                    name=one.name,
                )
            )
            continue
        defined.append(legal[one.name])
        groups.append(_group(legal[one.name], one.label.get(language), members))
    if not groups:
        return "", faults
    shown = ["$" + name for name in defined]
    lines = ["* Encoding: UTF-8.", "MRSETS", *groups, *_wrapped("  /DISPLAY NAME=[", shown)]
    return "\n".join(lines) + "].\n", faults


def _group(name: str, label: str, members: Sequence[str]) -> str:
    quoted = " ".join(statistics_names.cut_to_bytes(label, 120).split()).replace("'", "''")
    lines = [f"  /MDGROUP NAME=${name} LABEL='{quoted}'", "    CATEGORYLABELS=VARLABELS"]
    lines += _wrapped("    VARIABLES=", members)
    lines.append("    VALUE=1")
    return "\n".join(lines)


def _wrapped(start: str, words: Sequence[str]) -> list[str]:
    """Break between words, so that no line is too long for an old SPSS."""
    lines = [start]
    for word in words:
        if len((lines[-1] + " " + word).encode()) > _LONGEST_LINE:
            lines.append("      " + word)
        else:
            lines[-1] += word if lines[-1].endswith(("=", "[")) else " " + word
    return lines
