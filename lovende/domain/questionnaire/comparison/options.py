"""Options compared: codes that went, came, changed their meaning or their place on a scale."""

from __future__ import annotations

from collections.abc import Iterator

from lovende.domain.questionnaire.comparison.model import Change, Difference, Variable, Weight
from lovende.domain.questionnaire.model import Choice, Kind
from lovende.domain.texts import N_, Text


def option_differences(old: Variable, new: Variable) -> Iterator[Difference]:
    """Yield what differs between the options of a question in two versions."""
    if old.choices is None or new.choices is None:
        return
    before = {choice.code: choice for choice in old.choices.choices}
    after = {choice.code: choice for choice in new.choices.choices}
    moved = set(_moved_meanings(before, after))
    for code, choice in before.items():
        if code not in after:
            yield _removed(new, choice, after)
        elif code in moved:
            yield _other_meaning(new, choice, after[code])
        else:
            yield from _same_code(new, choice, after[code])
    added = [choice for code, choice in after.items() if code not in before]
    yield from _scale(old, new, added)
    for choice in added:
        yield Difference(
            Change.ADDED_OPTION,
            Weight.ADDITION,
            new.name,
            N_(
                "The option “{label}” ({code}) is new. Those who answered before were not offered it."
            ),
            {"label": choice.label, "code": choice.code},
            row=new.row,
        )


def same_words(one: Text, other: Text) -> bool:
    """Whether two texts are the same in a language that both have."""
    ours, theirs = dict(one.entries), dict(other.entries)
    return any(
        text and _folded(text) == _folded(theirs.get(language, ""))
        for language, text in ours.items()
    )


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _moved_meanings(before: dict[str, Choice], after: dict[str, Choice]) -> Iterator[str]:
    """Yield the codes that now have the words that another code had."""
    for code in before.keys() & after.keys():
        label = after[code].label
        if same_words(before[code].label, label):
            continue
        if any(same_words(o.label, label) for c, o in before.items() if c != code):
            yield code


def _removed(new: Variable, choice: Choice, after: dict[str, Choice]) -> Difference:
    renamed = next((c.code for c in after.values() if same_words(c.label, choice.label)), None)
    message = (
        N_("The option “{label}” had the code {code} and now has {other}. Answers are stored by their code: give it {code} again.")
        if renamed
        else N_("The option “{label}” ({code}) is gone. Those who chose it would have no answer: put it back.")
    )  # fmt: skip
    return Difference(
        Change.CODE if renamed else Change.REMOVED_OPTION,
        Weight.BREAKING,
        new.name,
        message,
        {"label": choice.label, "code": choice.code, "other": renamed or ""},
        (new.name,),
        new.row,
    )


def _other_meaning(new: Variable, old: Choice, now: Choice) -> Difference:
    return Difference(
        Change.CODE,
        Weight.BREAKING,
        new.name,
        N_(
            "The code {code} meant “{old}” and would now mean “{now}”, which another option said before. Answers would change their meaning: give each option its old code."
        ),
        {"code": old.code, "old": old.label, "now": now.label},
        (new.name,),
        new.row,
    )


def _same_code(new: Variable, old: Choice, now: Choice) -> Iterator[Difference]:
    if old.label != now.label:
        yield Difference(
            Change.WORDING,
            Weight.WORDING,
            new.name,
            N_("The option {code} is worded “{now}”; before it was “{old}”."),
            {"code": old.code, "old": old.label, "now": now.label},
            row=new.row,
        )
    if old.role != now.role:
        yield Difference(
            Change.CODE,
            Weight.BREAKING,
            new.name,
            N_(
                "The option “{label}” ({code}) has another role (don't know, excludes others, other). It would be counted in another way: give it its old role."
            ),
            {"label": now.label, "code": old.code},
            (new.name,),
            new.row,
        )
    if old.filters != now.filters and new.question.choice_filter:
        yield Difference(
            Change.RULE,
            Weight.BREAKING,
            new.name,
            N_(
                "The option “{label}” ({code}) is offered to others than before. Answers may no longer be allowed: leave its filter as it was."
            ),
            {"label": now.label, "code": old.code},
            (new.name,),
            new.row,
        )


def _scale(old: Variable, new: Variable, added: list[Choice]) -> Iterator[Difference]:
    """A scale keeps its steps and their order; a new step may only come after the last."""
    if old.choices is None or new.choices is None:
        return
    if old.choices.ordinal != new.choices.ordinal and new.kind is Kind.ONE:
        yield _scale_difference(
            new,
            N_(
                "The options were a scale and are one no longer, or the other way round. Numbers from them would mean something else: leave the column ordinal as it was."
            ),
        )
        return
    before = [c.code for c in old.choices.choices if c.role is None]
    kept = [c.code for c in new.choices.choices if c.role is None and c.code in before]
    now = [c.code for c in new.choices.choices if c.role is None]
    in_order = kept == [code for code in before if code in kept]
    if not old.choices.ordinal:
        if not in_order:
            yield Difference(
                Change.ORDER,
                Weight.WORDING,
                new.name,
                N_("The options stand in another order."),
                row=new.row,
            )
    elif not in_order or (added and now[: len(kept)] != kept):
        yield _scale_difference(
            new,
            N_(
                "The steps of the scale stand in another order, or a new one stands among them. Answers would move on the scale: keep the order and put a new step last."
            ),
        )


def _scale_difference(new: Variable, message: str) -> Difference:
    return Difference(Change.SCALE, Weight.BREAKING, new.name, message, {}, (new.name,), new.row)
