"""How the states of missing answers are named in files that can declare missing codes."""

from __future__ import annotations

from lovende.domain.dataset.model import AnswerState, MissingCodes
from lovende.domain.texts import LANGUAGES, N_
from lovende.translation import translate

STATE_LABELS = {
    AnswerState.SKIPPED: N_("Skipped"),
    AnswerState.NOT_ASKED: N_("Not asked"),
    AnswerState.NOT_REACHED: N_("Not reached"),
}
RESERVED = tuple(
    dict(zip(STATE_LABELS, codes, strict=True))
    for codes in ((-7, -8, -9), (-97, -98, -99), (-997, -998, -999), (-9997, -9998, -9999))
)
"""The codes that stand for the states; the first of these that a variable does not use itself."""

FLAG_LABELS = {0: N_("Not ticked"), 1: N_("Ticked")}

_ELSEWHERE = {
    AnswerState.NOT_ASKED: (
        "not applicable",
        "not asked",
        "inapplicable",
        "does not apply",
        "ikke relevant",
        "ikke spurgt",
        "ikke stillet",
        "uaktuel",
        "ikke aktuel",
        "filter",
        "n/a",
        "inap",
    ),
    AnswerState.NOT_REACHED: ("not reached", "break-off", "broken off", "ikke nået", "afbrudt"),
}
_DONT_KNOW = frozenset(
    {
        "ved ikke",
        "ved ikke/ønsker ikke at svare",
        "don't know",
        "dont know",
        "don’t know",
        "do not know",
        "dk",
    }
)


def state_label(state: AnswerState, language: str) -> str:
    """The label of a missing code in a file."""
    return translate(STATE_LABELS[state], language)


def own_state(label: str) -> AnswerState | None:
    """The state that a label of ours names, in any of our languages."""
    for state, message in STATE_LABELS.items():
        if label.strip() in {message, *(translate(message, language) for language in LANGUAGES)}:
            return state
    return None


def likely_state(label: str) -> AnswerState:
    """The state that a foreign label of a missing code most likely means; mostly SKIPPED."""
    text = label.strip().casefold()
    for state, words in _ELSEWHERE.items():
        if any(text.startswith(word) for word in words):
            return state
    return AnswerState.SKIPPED


def is_reserved(codes: MissingCodes) -> bool:
    """Whether a declared code, or range of codes, is one that we wrote for the states."""
    for reserved in RESERVED:
        known = {float(code): state for state, code in reserved.items()}
        if codes.low == codes.high:
            try:
                state = known.get(float(codes.low))
            except ValueError:
                return False
            if state is not None and own_state(codes.label.get("")) is state:
                return True
        elif (codes.low, codes.high) == (min(known), max(known)):
            return True
    return False


def is_flag_labels(labels: dict[str, str]) -> bool:
    """Whether the labels of 0 and 1 are those that we give the options of a several-choice question."""
    if set(labels) != {"0", "1"}:
        return False
    return any(
        all(
            labels[str(code)] == translate(message, language)
            for code, message in FLAG_LABELS.items()
        )
        for language in LANGUAGES
    )


def is_dont_know(label: str) -> bool:
    """Whether a foreign label says don't know."""
    return label.strip().casefold().rstrip(".") in _DONT_KNOW
