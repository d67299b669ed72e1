"""What is wrong with the conditions of a questionnaire before anyone has answered it.

Broken expressions, unknown names, conditions on questions that are asked later, cycles, doubled
names, unknown lists: every fault, each with its sheet, row and column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lovende.domain.errors import Fault, LovendeError, Place, fault, nearest, warning
from lovende.domain.questionnaire.expressions import Expression, parse
from lovende.domain.questionnaire.model import (
    Group,
    Item,
    Kind,
    MatrixRow,
    Question,
    Questionnaire,
    Repeat,
    Source,
)
from lovende.domain.texts import N_

# The conditions of the model, and the column of an XLSForm in which the user sees them.
COLUMNS = {
    "relevance": "relevant",
    "constraint": "constraint",
    "required_when": "required",
    "choice_filter": "choice_filter",
    "calculation": "calculation",
    "count": "repeat_count",
    "repeat_while": "repeat_while",
}
# Conditions that decide what is asked and shown, and so can depend on earlier answers only.
_BEFORE_ASKING = frozenset({"relevance", "choice_filter", "count"})

Part = Question | MatrixRow | Group | Repeat


@dataclass(frozen=True)
class _Use:
    """An expression where it stands: in `part`, field `field`, at `position` in the order of asking."""

    part: Part
    field: str
    position: int
    expression: Expression
    choices: str | None = None

    @property
    def place(self) -> Place:
        return _place(self.part, COLUMNS[self.field])


@dataclass
class _Survey:
    """Everything that has a name, in the order of asking, and everything that has an expression."""

    positions: dict[str, int] = field(default_factory=dict)
    calculated: set[str] = field(default_factory=set)
    uses: list[_Use] = field(default_factory=list)
    depends: dict[str, dict[str, _Use]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def check_questionnaire(questionnaire: Questionnaire) -> list[Fault]:
    """Return every fault in the names, lists and conditions of a questionnaire, warnings included."""
    survey = _survey(questionnaire)
    faults = [*_doubled_names(questionnaire), *_lists(questionnaire), *survey.faults]
    in_cycle: set[str] = set()
    for cycle in _cycles(survey.depends):
        in_cycle.update(cycle)
        faults.append(_cycle_fault(survey, cycle))
    for use in survey.uses:
        faults += _unknown_names(survey, use)
        faults += _unquoted(questionnaire, use)
        if use.field in _BEFORE_ASKING and use.part.name not in in_cycle:
            faults += _later_names(survey, use, in_cycle)
    return faults


def _place(part: Part, column: str | None = None) -> Place:
    source: Source = part.source
    return Place(sheet=source.sheet, row=source.row, column=column, question=part.name)


def _parts(questionnaire: Questionnaire) -> Iterator[tuple[Part, tuple[Item, ...]]]:
    """Yield everything that has a name and conditions, with what it lies in."""
    for item, around in questionnaire.walk():
        yield item, around
        if isinstance(item, Question):
            for row in item.rows:
                yield row, (*around, item)


def _survey(questionnaire: Questionnaire) -> _Survey:
    survey = _Survey()
    for position, (part, around) in enumerate(_parts(questionnaire)):
        survey.positions.setdefault(part.name, position)
        if isinstance(part, Question) and part.kind is Kind.CALCULATION:
            survey.calculated.add(part.name)
        uses = list(_uses(survey, part, position))
        survey.uses += uses
        outer = [use for use in survey.uses if use.field == "relevance" and use.part in around]
        known = survey.depends.setdefault(part.name, {})
        for use in [*uses, *outer]:
            if use.field in ("relevance", "calculation") and not isinstance(part, Group | Repeat):
                for reference in use.expression.references:
                    if not reference.every_round:
                        known.setdefault(reference.name, use)
    return survey


def _uses(survey: _Survey, part: Part, position: int) -> Iterator[_Use]:
    for name in COLUMNS:
        text = getattr(part, name, None)
        if text is None:
            continue
        try:
            expression = parse(text)
        except LovendeError as error:
            survey.faults += [
                found.at(**_known(_place(part, COLUMNS[name]))) for found in error.faults
            ]
            continue
        yield _Use(part, name, position, expression, getattr(part, "choices", None))


def _known(place: Place) -> dict[str, object]:
    return {name: getattr(place, name) for name in ("sheet", "row", "column", "question")}


def _doubled_names(questionnaire: Questionnaire) -> Iterator[Fault]:
    first: dict[str, Part] = {}
    for part, _ in _parts(questionnaire):
        if isinstance(part, Group):
            # Nothing is answered under the name of a group, so it may be used once more.
            continue
        earlier = first.setdefault(part.name, part)
        if earlier is not part:
            yield fault(
                "questionnaire.doubled_name",
                N_(
                    "The name {name} is used twice, first in row {first}; give this question another."
                )
                if earlier.source.row
                else N_("The name {name} is used twice; give each question its own."),
                place=_place(part, "name"),
                name=part.name,
                first=earlier.source.row,
            )


def _lists(questionnaire: Questionnaire) -> Iterator[Fault]:
    lists = {each.name for each in questionnaire.lists}
    names = {part.name for part, _ in _parts(questionnaire)}
    for question in questionnaire.questions():
        if question.kind.has_choices and question.choices not in lists:
            yield fault(
                "questionnaire.unknown_list",
                N_("There is no choice list {list}."),
                place=_place(question, "type"),
                list=question.choices or "",
            )
        if question.other is not None and question.other not in names:
            yield fault(
                "questionnaire.unknown_other",
                N_("The column other names {name}, but there is no such question."),
                place=_place(question, "other"),
                name=question.other,
            )


def _unknown_names(survey: _Survey, use: _Use) -> Iterator[Fault]:
    for name in use.expression.names:
        if name in survey.positions:
            continue
        meant = nearest(name, survey.positions)
        yield fault(
            "questionnaire.unknown_name",
            N_("“{text}” names {name}, but there is no such question; did you mean {nearest}?")
            if meant
            else N_("“{text}” names {name}, but there is no such question."),
            place=use.place,
            text=use.expression.text,
            name=name,
            nearest=meant,
        )


def _unquoted(questionnaire: Questionnaire, use: _Use) -> Iterator[Fault]:
    """A plain name in a condition is a column of the choice list, or a text without its quotes."""
    columns = {"name", "label"}
    if use.field == "choice_filter":
        for choice_list in questionnaire.lists:
            if choice_list.name == use.choices:
                columns |= {name for choice in choice_list.choices for name, _ in choice.filters}
    for name in use.expression.columns:
        if use.field != "choice_filter" or name not in columns:
            yield warning(
                "questionnaire.unquoted_text",
                N_(
                    "“{text}” has {name} without quotes or ${{}}, so it is always empty; write '{name}' or ${{{name}}}."
                ),
                place=use.place,
                text=use.expression.text,
                name=name,
            )


def _later_names(survey: _Survey, use: _Use, in_cycle: set[str]) -> Iterator[Fault]:
    for reference in dict.fromkeys(use.expression.references):
        name = reference.name
        if reference.every_round or name not in survey.positions or name in in_cycle:
            continue
        latest = _latest(survey, name, frozenset())
        if latest is None or survey.positions[latest] < use.position:
            continue
        yield fault(
            "questionnaire.later_name",
            N_(
                "“{text}” names {name}, which is asked later; it can depend on earlier answers only."
            )
            if latest == name
            else N_(
                "“{text}” uses {name}, which is computed from {later}, a question that is asked later."
            ),
            place=use.place,
            text=use.expression.text,
            name=name,
            later=latest,
        )


def _latest(survey: _Survey, name: str, seen: frozenset[str]) -> str | None:
    """Return the latest question whose answer the value of `name` depends on, if there is any."""
    if name not in survey.calculated or name in seen:
        return name
    sources = (
        _latest(survey, source, seen | {name})
        for source in survey.depends.get(name, {})
        if source in survey.positions
    )
    asked = [source for source in sources if source and source not in survey.calculated]
    return max(asked, key=lambda source: survey.positions[source], default=None)


def _cycles(depends: Mapping[str, Mapping[str, _Use]]) -> Iterator[tuple[str, ...]]:
    """Yield every cycle that a walk through the dependencies meets, as the names along it."""
    done: set[str] = set()
    for start in depends:
        path: list[str] = []
        stack: list[Iterator[str]] = [iter((start,))]
        while stack:
            name = next(stack[-1], None)
            if name is None:
                stack.pop()
                if path:
                    done.add(path.pop())
            elif name in path:
                yield tuple(path[path.index(name) :])
            elif name not in done and name in depends:
                path.append(name)
                stack.append(iter(depends[name]))


def _cycle_fault(survey: _Survey, cycle: tuple[str, ...]) -> Fault:
    first, second = cycle[0], cycle[1] if len(cycle) > 1 else cycle[0]
    use = survey.depends[first][second]
    if first == second:
        return fault(
            "questionnaire.cycle",
            N_("“{text}” names {name}, the question that it belongs to."),
            place=use.place,
            text=use.expression.text,
            name=first,
        )
    return fault(
        "questionnaire.cycle",
        N_("The conditions go in a circle: {path}; one of them must not depend on the others."),
        place=use.place,
        path=" → ".join((*cycle, first)),
    )
