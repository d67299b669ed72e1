"""When a question of LimeSurvey is asked and what may be answered, from its many attributes."""

from __future__ import annotations

import re
from dataclasses import replace

from lovende.domain.questionnaire.model import Kind, Question
from lovende.domain.texts import N_, Text
from lovende.formats.limesurvey.building import Draft
from lovende.formats.limesurvey.functions import whole_pattern
from lovende.formats.limesurvey.tables import RawQuestion, Row
from lovende.formats.limesurvey.xpath_parts import UntranslatableError, quoted

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_METHODS = {"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "": "=="}
_UNCARRIED = (
    "array_filter",
    "array_filter_exclude",
    "equals_num_value",
    "min_num_value",
    "max_num_value",
    "em_validation_sq",
    "min_answers",
    "max_answers",
    "exclude_all_others",
    "exclude_all_others_auto",
    "date_min",
    "date_max",
    "random_order",
    "subquestion_order",
    "answer_order",
    "random_group",
    "hidden",
    "other_numbers_only",
    "time_limit",
    "multiflexible_min",
    "multiflexible_max",
)
_NOTHING = frozenset({"", "0", "N", "NORMAL", "normal"})
_VALIDATED = "STUN"
"""Types with one answer, whose validation equation can be a constraint."""
_CARRIED = {
    "*": {"hidden"},
    "M": {"min_answers", "max_answers", "exclude_all_others"},
    "P": {"min_answers", "max_answers", "exclude_all_others"},
    ":": {"multiflexible_min", "multiflexible_max"},
}


def condition_of(raw: RawQuestion) -> str:
    """Return the equation that says when a question is asked, "" where always.

    Files of LimeSurvey before 1.92 have a table of conditions instead: those on one field are
    alternatives, those on several fields must all hold, one scenario of several suffices.
    """
    if raw.relevance not in ("", "1") or not raw.conditions:
        return raw.relevance
    scenarios: dict[str, dict[str, list[str]]] = {}
    for row in raw.conditions:
        fields = scenarios.setdefault(row.get("scenario") or "1", {})
        key = f"{row.get('cqid', '')} {'==' if row.get('method') == '==' else row.get('method')}"
        fields.setdefault(key, []).append(_comparison(row))
    every = [
        " and ".join(
            "(" + (" or " if key.endswith("==") else " and ").join(parts) + ")"
            for key, parts in fields.items()
        )
        for fields in scenarios.values()
    ]
    return " or ".join(f"({scenario})" for scenario in every)


def _comparison(row: Row) -> str:
    field = row.get("cfieldname", "").strip().lstrip("+")
    method, value = row.get("method", "").strip(), row.get("value", "")
    other = re.fullmatch(r"@(\w+)@", value.strip())
    operand = f"{other[1]}.NAOK" if other else '"' + value.strip().replace('"', r"\"") + '"'
    if method == "RX":
        return f"regexMatch({operand}, {field}.NAOK)"
    return f"{field}.NAOK {_METHODS.get(method, method)} {operand}"


def whole_numbers(raw: RawQuestion) -> bool:
    """Whether only whole numbers are taken."""
    return raw.is_on("num_value_int_only")


def limits(question: Question, raw: RawQuestion, draft: Draft) -> Question:
    """Return the question with what its attributes say about numbers, length and pattern."""
    rules: list[str] = []
    if question.kind in (Kind.INTEGER, Kind.DECIMAL):
        rules += _bounds(question.name, raw, draft)
    if raw.attribute("maximum_chars").isdigit():
        rules.append(f"string-length(.) <= {int(raw.attribute('maximum_chars'))}")
    if raw.pattern:
        try:
            rules.append(f"regex(., {quoted(whole_pattern(raw.pattern))})")
        except UntranslatableError:
            draft.warn(
                "pattern",
                N_("The pattern “{text}” that answers must follow is left out."),
                raw.code,
                text=raw.pattern,
            )
    if "em_validation_q" in raw.attributes and raw.type in _VALIDATED:
        draft.later(question.name, "constraint", raw.attribute("em_validation_q"), raw.code)
        tip = raw.attributes.get("em_validation_q_tip", Text())
        question = replace(question, constraint_message=draft.text(tip, raw.code))
    return replace(question, constraint=" and ".join(rules) or None)


def _bounds(name: str, raw: RawQuestion, draft: Draft) -> list[str]:
    attributes = (
        ("min_num_value_n", ">="),
        ("max_num_value_n", "<="),
        ("multiflexible_min", ">="),
        ("multiflexible_max", "<="),
        *((("slider_min", ">="), ("slider_max", "<=")) if raw.is_on("slider_layout") else ()),
    )
    rules: list[str] = []
    for attribute, sign in attributes:
        value = raw.attribute(attribute)
        if _NUMBER.fullmatch(value):
            rules.append(f". {sign} {value}")
        elif value:
            draft.later(name, "constraint", f"self {sign} ({value.strip('{}')})", raw.code)
    return rules


def tell_attributes(raw: RawQuestion, draft: Draft) -> None:
    """Warn of every attribute that changes what is asked and that a questionnaire cannot hold."""
    carried = _CARRIED.get(raw.type, set())
    names = [name for name in _UNCARRIED if raw.attribute(name) not in _NOTHING]
    lost = [name for name in names if name not in carried]
    if raw.type not in _VALIDATED and raw.attribute("em_validation_q"):
        lost.append("em_validation_q")
    if lost:
        draft.warn(
            "attributes",
            N_("Settings of the question are left out: {settings}."),
            raw.code,
            settings=", ".join(f"{name} = {raw.attribute(name)[:60]}" for name in lost),
        )
    parts = {part.code for part in raw.subquestions} if raw.type in "MPQK" else set()
    for part in raw.defaults.keys() - {""} - parts:
        draft.warn(
            "default_of_part",
            N_("The default “{value}” of {part} is left out."),
            raw.code,
            value=raw.defaults[part],
            part=part,
        )
    if raw.mandatory == "S":
        draft.warn(
            "soft_mandatory",
            N_("An answer is asked for and not required; the question becomes voluntary."),
            raw.code,
        )
