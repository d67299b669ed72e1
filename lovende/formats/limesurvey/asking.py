"""What all types of questions share."""

from __future__ import annotations

from collections.abc import Callable

from lovende.domain.questionnaire.model import Choice, Item, Kind, Question
from lovende.domain.texts import N_, Text
from lovende.formats.limesurvey.building import Draft
from lovende.formats.limesurvey.limits import condition_of
from lovende.formats.limesurvey.tables import RawQuestion
from lovende.formats.limesurvey.texts import joined, word

Build = Callable[[RawQuestion, Draft], list[Item]]


def asked(raw: RawQuestion, draft: Draft, kind: Kind, wish: str | None = None) -> Question:
    """The question itself, with what all types share."""
    name = draft.name(raw.code if wish is None else wish)
    draft.later(name, "relevance", condition_of(raw), raw.code)
    hint = joined(draft.text(raw.help, raw.code), _affixes(raw, draft), "\n")
    return Question(
        name,
        kind,
        draft.label(raw),
        hint=Text.of({tag: text for tag, text in hint.entries if text}),
        required=raw.mandatory == "Y",
        default=default_of(raw, draft),
    )


def _affixes(raw: RawQuestion, draft: Draft) -> Text:
    """What stands before and after the field, such as a unit."""
    parts = [raw.attributes[name] for name in ("prefix", "suffix") if name in raw.attributes]
    plain = [draft.text(part, raw.code) for part in parts]
    return Text.of(
        {tag: " … ".join(part.get(tag) for part in plain) for tag in draft.languages if plain}
    )


def default_of(raw: RawQuestion, draft: Draft, part: str = "") -> str | None:
    """The answer that is filled in beforehand, where it is a plain value."""
    value = raw.defaults.get(part)
    if value is None or "{" not in value:
        return value
    draft.warn(
        "default",
        N_("The default “{value}” is computed and is left out."),
        raw.code,
        value=value,
    )
    return None


def own_options(options: tuple[tuple[str, str], ...], draft: Draft) -> list[Choice]:
    """Options that LimeSurvey has by itself, as pairs of code and word (or figure)."""
    return [
        Choice(
            code,
            word(label, draft.languages)
            if not label.isdigit()
            else Text.of(dict.fromkeys(draft.languages, label)),
        )
        for code, label in options
    ]
