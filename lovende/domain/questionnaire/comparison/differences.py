"""Two versions of a questionnaire compared as wholes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lovende.domain.questionnaire.comparison.model import (
    Change,
    Difference,
    Variable,
    Weight,
    plain,
    variables,
)
from lovende.domain.questionnaire.comparison.options import same_words
from lovende.domain.questionnaire.comparison.questions import question_differences
from lovende.domain.questionnaire.model import Group, Question, Questionnaire, Repeat
from lovende.domain.texts import N_

_MENTION = re.compile(r"\$\{\s*([^}\s]+)\s*\}")


def differences(old: Questionnaire, new: Questionnaire) -> tuple[Difference, ...]:
    """Return what differs from `old` to `new`: the whole first, then by question in the order of
    `new`, then what is gone."""
    before, after = variables(old), variables(new)
    gone = {name: one for name, one in before.items() if name not in after}
    added = {name: one for name, one in after.items() if name not in before}
    swapped = set(_swapped(before, after))
    found = [*_whole(old, new), *_repeats(old, new), *_pages(old, new), *_order(before, after)]
    read = _names_read(new)
    for name, variable in after.items():
        if name in swapped:
            found.append(_swap(variable))
        elif name in added:
            found.append(_added(variable))
        else:
            found += question_differences(before[name], variable, read=name in read)
    found += [_removed(variable, added) for variable in gone.values()]
    return tuple(found)


def _whole(old: Questionnaire, new: Questionnaire) -> Iterator[Difference]:
    if old.title != new.title:
        yield Difference(
            Change.WORDING, Weight.WORDING, "", N_("The title of the questionnaire is another.")
        )
    for language in old.languages:
        if language not in new.languages:
            message = N_(
                "The language {language} is gone. Someone may be answering in it: put it back."
            )
            yield Difference(
                Change.LANGUAGE, Weight.BREAKING, "", message, {"language": language or "-"}
            )
    for language in new.languages:
        if language not in old.languages:
            message = N_("The language {language} is new.")
            yield Difference(
                Change.LANGUAGE, Weight.WORDING, "", message, {"language": language or "-"}
            )


def _parts(questionnaire: Questionnaire) -> dict[str, Group | Repeat]:
    return {item.name: item for item, _ in questionnaire.walk() if not isinstance(item, Question)}


def _repeats(old: Questionnaire, new: Questionnaire) -> Iterator[Difference]:
    after = _parts(new)
    for name, was in _parts(old).items():
        now = after.get(name)
        if not isinstance(was, Repeat) or not isinstance(now, Repeat):
            continue
        fewer = now.maximum is not None and (was.maximum is None or now.maximum < was.maximum)
        conditions = [(plain(r.count), plain(r.repeat_while)) for r in (was, now)]
        inside = tuple(n for n, v in variables(new).items() if name in v.repeats)
        if fewer or conditions[0] != conditions[1]:
            message = N_(
                "The repetition ends earlier or by another rule. Rounds that are answered could be left out: leave it as it was."
            )
            yield Difference(
                Change.REPEAT, Weight.BREAKING, name, message, {}, inside, now.source.row
            )
        elif was.maximum != now.maximum:
            message = N_("There can be more rounds than before.")
            yield Difference(Change.REPEAT, Weight.ADDITION, name, message, row=now.source.row)


def _pages(old: Questionnaire, new: Questionnaire) -> Iterator[Difference]:
    before = _parts(old)
    for name, now in _parts(new).items():
        was = before.get(name)
        if was is not None and was.label != now.label:
            message = N_("The heading reads “{now}”; before it was “{old}”.")
            yield Difference(
                Change.WORDING,
                Weight.WORDING,
                name,
                message,
                {"now": now.label, "old": was.label},
                row=now.source.row,
            )


def _order(before: Mapping[str, Variable], after: Mapping[str, Variable]) -> Iterator[Difference]:
    both = [name for name in after if name in before]
    if both != [name for name in before if name in after]:
        message = N_("The questions stand in another order. Answers are not touched.")
        yield Difference(Change.ORDER, Weight.ADDITION, "", message)
    for name in both:
        if before[name].page != after[name].page:
            message = N_("The question stands on another page. Its answers are not touched.")
            yield Difference(Change.ORDER, Weight.ADDITION, name, message, row=after[name].row)


def _swapped(before: Mapping[str, Variable], after: Mapping[str, Variable]) -> Iterator[str]:
    """Yield the names that now have the words which another question had."""
    for name, now in after.items():
        was = before.get(name)
        if was is None or not now.label or same_words(was.label, now.label):
            continue
        others = (
            one
            for other, one in before.items()
            if other != name and one.kind is was.kind and one.kind.is_asked
        )
        if any(same_words(one.label, now.label) for one in others):
            yield name


def _swap(now: Variable) -> Difference:
    return Difference(
        Change.RENAMED_QUESTION,
        Weight.BREAKING,
        now.name,
        N_(
            "{name} now asks “{label}”, which another question asked before. Its answers would stand at the wrong question: give each question its old name."
        ),
        {"name": now.name, "label": now.label},
        (now.name,),
        now.row,
    )


def _added(now: Variable) -> Difference:
    if now.required and now.kind.is_asked:
        return Difference(
            Change.ADDED_QUESTION,
            Weight.BREAKING,
            now.name,
            N_(
                "The question is new and must be answered. Those who are done never saw it: make it optional."
            ),
            row=now.row,
        )
    return Difference(
        Change.ADDED_QUESTION,
        Weight.ADDITION,
        now.name,
        N_("“{label}” is new. Those who have answered were not asked.")
        if now.kind.is_asked
        else N_("A text or a calculation is new."),
        {"label": now.label},
        row=now.row,
    )


def _removed(was: Variable, added: Mapping[str, Variable]) -> Difference:
    if not was.kind.is_asked:
        message = N_("A text or a calculation is gone.")
        return Difference(Change.REMOVED_QUESTION, Weight.ADDITION, was.name, message)
    renamed = next(
        (one.name for one in added.values() if was.label and same_words(one.label, was.label)), None
    )
    message = (
        N_("The question “{label}” was named {name} and is now named {other}. Answers are stored by the name: call it {name} again.")
        if renamed
        else N_("The question “{label}” is gone. Its answers would have no place: put it back.")
    )  # fmt: skip
    return Difference(
        Change.RENAMED_QUESTION if renamed else Change.REMOVED_QUESTION,
        Weight.BREAKING,
        was.name,
        message,
        {"label": was.label, "name": was.name, "other": renamed or ""},
        (was.name,),
    )


def _names_read(questionnaire: Questionnaire) -> frozenset[str]:
    """Return the names that some condition of the questionnaire reads, through calculations too."""
    direct: set[str] = set()
    calculated: dict[str, set[str]] = {}
    for item, _ in questionnaire.walk():
        conditions = [item.relevance]
        if isinstance(item, Question):
            conditions += [item.constraint, item.choice_filter, item.required_when]
            conditions += [row.relevance for row in item.rows]
            calculated[item.name] = set(_MENTION.findall(item.calculation or ""))
        elif isinstance(item, Repeat):
            conditions += [item.count, item.repeat_while]
        direct.update(name for text in conditions for name in _MENTION.findall(text or ""))
    waiting = list(direct)
    while waiting:
        for name in calculated.get(waiting.pop(), set()) - direct:
            direct.add(name)
            waiting.append(name)
    return frozenset(direct)
