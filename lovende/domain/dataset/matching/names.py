"""Which column of a file holds which variable, in the spellings that survey tools use."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lovende.domain.dataset.from_questionnaire import Asked, round_suffix
from lovende.domain.questionnaire.model import Kind, Questionnaire, Repeat

MOST_ROUNDS = 200
"""More rounds than this in a column's name are not believed."""

_ROUND_AT_END = re.compile(r"__([0-9]{1,3})(?=$|[_/.#\[])")
_INDEXED = re.compile(r"^(.*)\[([0-9]{1,3})\]$")
_SEPARATORS = ("_", "/", ".", "#", ":", "-")


@dataclass(frozen=True)
class Columns:
    """Column of the file for each variable; for several-choice questions that stand in one column,
    that column for each (question, suffix). `doubled` are (variable, first, other) columns."""

    of_variable: Mapping[str, str]
    joined: Mapping[tuple[str, str], str]
    unknown: tuple[str, ...]
    doubled: tuple[tuple[str, str, str], ...]


@dataclass
class _Aliases:
    """Spellings of a variable (a target is its name, or (question, suffix) for a joined column)."""

    exact: dict[str, str | tuple[str, str]] = field(default_factory=dict)
    folded: dict[str, str | tuple[str, str]] = field(default_factory=dict)

    def add(self, spelling: str, target: str | tuple[str, str]) -> None:
        self.exact.setdefault(spelling, target)
        self.folded.setdefault(spelling.casefold(), target)

    def find(self, spelling: str) -> str | tuple[str, str] | None:
        found = self.exact.get(spelling)
        return found if found is not None else self.folded.get(spelling.casefold())


def rounds_in(columns: Iterable[str], questionnaire: Questionnaire) -> dict[str, int]:
    """Return how many rounds of each repeat the columns of a file show."""
    repeats = {item.name for item, _ in questionnaire.walk() if isinstance(item, Repeat)}
    inside: dict[str, str] = {}
    for item, around in questionnaire.walk():
        outer = [group.name for group in around if isinstance(group, Repeat)]
        if outer:
            inside[item.name] = outer[-1]
            for row in getattr(item, "rows", ()):
                inside[row.name] = outer[-1]
    found = dict.fromkeys(repeats, 1)
    for column in columns:
        for part in re.split(r"[/:]", column):
            if (indexed := _INDEXED.match(part)) and indexed[1] in repeats:
                found[indexed[1]] = max(found[indexed[1]], min(int(indexed[2]), MOST_ROUNDS))
        if at_end := _ROUND_AT_END.search(column):
            stem = re.split(r"[/:]", column[: at_end.start()])[-1]
            repeat = inside.get(stem) or inside.get(_known_stem(stem, inside))
            if repeat:
                found[repeat] = max(found[repeat], min(int(at_end[1]), MOST_ROUNDS))
    return found


def find_columns(
    columns: Sequence[str], asked: Sequence[Asked], groups: Collection[str] = ()
) -> Columns:
    """Decide which column holds which variable.

    A column's own name goes before its spellings, and those before a name that a group stands
    before: `page1/q1`, or with the name of a group of the questionnaire also `page1-q1`. Where a
    several-choice question stands both in one column and in a column for each option, the latter
    are used.
    """
    aliases = _Aliases()
    for one in asked:
        for spelling, spelled in _spellings(one):
            aliases.add(spelling, spelled)
    own = {variable.name for one in asked for variable in one.variables}
    of_variable: dict[str, str] = {name: name for name in columns if name in own}
    joined: dict[tuple[str, str], str] = {}
    unknown: list[str] = []
    doubled: list[tuple[str, str, str]] = []
    for column in columns:
        if of_variable.get(column) == column:
            continue
        target, certain = _resolve(column, aliases, groups)
        if target is None:
            unknown.append(column)
            continue
        taken = joined.get(target) if isinstance(target, tuple) else of_variable.get(target)
        if taken is not None and not certain:
            unknown.append(column)
        elif taken is not None:
            doubled.append((target if isinstance(target, str) else "".join(target), taken, column))
        elif isinstance(target, tuple):
            joined[target] = column
        else:
            of_variable[target] = column
    for one in asked:
        if any(variable.name in of_variable for variable in one.variables):
            joined.pop((one.question.name, one.suffix), None)
    return Columns(of_variable, joined, tuple(unknown), tuple(doubled))


def _known_stem(stem: str, inside: Mapping[str, str]) -> str:
    while stem and stem not in inside:
        stem = stem.rpartition("_")[0]
    return stem


def _resolve(
    column: str, aliases: _Aliases, groups: Collection[str]
) -> tuple[str | tuple[str, str] | None, bool]:
    """Find the whole name, else what remains when groups are taken off from the left.

    The second value says whether all that was taken off are groups of the questionnaire.
    """
    name, certain = column.strip(), True
    while name:
        if (found := aliases.find(name)) is not None:
            return found, certain
        cut = re.search(r"[/:-]", name)
        if cut is None:
            break
        known = re.sub(r"\[[0-9]+\]$", "", name[: cut.start()]) in groups
        if not known and cut[0] != "/":
            break
        certain = certain and known
        name = name[cut.end() :]
    return None, False


def _spellings(one: Asked) -> Iterator[tuple[str, str | tuple[str, str]]]:
    """Every spelling of the variables of a question in its round."""
    question = one.question
    plain: list[tuple[str, str | tuple[str, str]]] = []
    for variable in one.variables:
        if question.kind is Kind.SEVERAL:
            plain += [(s, variable.name) for s in _indexed(question.name, str(variable.option))]
        elif question.kind is Kind.MATRIX:
            row = variable.name.removesuffix(one.suffix)
            plain.append((row, variable.name))
            plain += [(s, variable.name) for s in _indexed(question.name, row)]
            plain += [(s, variable.name) for s in _indexed(question.name, str(variable.row))]
        else:
            plain.append((question.name, variable.name))
    if question.kind is Kind.SEVERAL:
        plain.append((question.name, (question.name, one.suffix)))
    for spelling, target in plain:
        yield from ((s, target) for s in _in_round(spelling, one))


def _indexed(base: str, index: str) -> Iterator[str]:
    yield f"{base}[{index}]"
    yield from (f"{base}{separator}{index}" for separator in _SEPARATORS)


def _in_round(spelling: str, one: Asked) -> Iterator[str]:
    """With the round of the repeat: `q20_1__2`, `innovation[2]/q20_1`; the first may go without."""
    if not one.repeats:
        yield spelling
        return
    for separator in ("/", ".", ":"):
        path = separator.join(f"{n}[{r}]" for n, r in zip(one.repeats, one.rounds, strict=True))
        yield path + separator + spelling
        if len(one.repeats) == 1:
            yield f"{one.repeats[0]}{separator}{one.rounds[0]}{separator}{spelling}"
    if suffix := round_suffix(one.rounds):
        yield spelling + suffix
        head = re.match(rf"{re.escape(one.question.name)}(.+)$", spelling)
        if head:
            yield one.question.name + suffix + head[1]
    else:
        yield spelling
        yield spelling + "__1"
