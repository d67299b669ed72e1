"""The JSON Schema of `findings.json`, made from the findings contract so that it cannot drift.

The committed file `findings.schema.json` is what this module writes:
`python -m lovende.analysis.schema` renews it.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from pathlib import Path
from typing import Any

from lovende.analysis import findings
from lovende.analysis.schema_words import ANYWHERE, CLASSES, FIELDS, VALUES

FILE = Path(__file__).with_name("findings.schema.json")
DRAFT = "https://json-schema.org/draft/2020-12/schema"

PERCENT = {"minimum": 0, "maximum": 100}
SHARE = {"minimum": 0, "maximum": 1}
COUNT = {"minimum": 0}
CORRELATION = {"minimum": -1, "maximum": 1}
FROM_ONE = {"minimum": 1}

RANGES: dict[str, dict[str, int]] = {
    **dict.fromkeys(("percent", "rate"), PERCENT),
    **dict.fromkeys(("Option.low", "Option.high", "Collapse.low", "Collapse.high"), PERCENT),
    **dict.fromkeys(("GroupResponse.low", "GroupResponse.high", "Response.rates"), PERCENT),
    **dict.fromkeys(("count", "base", "n", "df", "invited", "answered", "asked", "skipped"), COUNT),
    **dict.fromkeys(("not_asked", "not_reached", "complete", "Response.partial"), COUNT),
    **dict.fromkeys(("municipalities", "municipalities_answering", "nonresponder_count"), COUNT),
    **dict.fromkeys(("base_nonresponders", "base_respondents", "second_innovations"), COUNT),
    **dict.fromkeys(("described", "scored", "Index.selected", "answers"), COUNT),
    **dict.fromkeys(("IndexItem.dont_know", "Ranked.dont_know", "Tile.column", "Tile.row"), COUNT),
    **dict.fromkeys(("p", "p_clustered", "p_holm", "p_bh", "p_se", "p_clustered_se"), SHARE),
    **dict.fromkeys(("threshold", "score", "scores", "mean", "mean_selected"), SHARE),
    **dict.fromkeys(("weight", "Ranked.dimensions"), SHARE),
    **dict.fromkeys(("correlation", "correlations", "r_indicator"), CORRELATION),
    **dict.fromkeys(("Importance.first", "Importance.first_low", "Importance.first_high"), SHARE),
    **dict.fromkeys(("Importance.total", "Importance.total_low", "Importance.total_high"), SHARE),
    **dict.fromkeys(("ranked_share", "selection_probability"), SHARE),
    **dict.fromkeys(("weighted_percent", "Option.weighted_low", "Option.weighted_high"), PERCENT),
    **dict.fromkeys(("Collapse.weighted_low", "Collapse.weighted_high"), PERCENT),
    **dict.fromkeys(("population_percent", "respondents_percent"), PERCENT),
    **dict.fromkeys(("weighted_se", "design_effect", "weighted_f", "respondents"), COUNT),
    **dict.fromkeys(("Weighting.total", "Weighting.smallest", "Weighting.largest"), COUNT),
    "p_weighted": SHARE,
    **dict.fromkeys(("draws", "evaluations", "concentration"), COUNT),
    **dict.fromkeys(("Spread.mean", "Spread.low", "Spread.high"), COUNT),
    **dict.fromkeys(("row", "rows", "page", "rank", "rank_low", "rank_high"), FROM_ONE),
}
"""Limits by field name, or by class and field where a name means different things."""


def findings_schema() -> dict[str, Any]:
    """Return the schema as plain data (JSON Schema 2020-12)."""
    classes = {
        name: kind
        for name, kind in vars(findings).items()
        if dataclasses.is_dataclass(kind) and isinstance(kind, type)
    }
    return {
        "$schema": DRAFT,
        "$id": "https://lovende.example.org/schema/findings.schema.json",
        "title": "Findings of a study",
        **_object(findings.Findings),
        "$defs": {
            "Texts": {
                "description": CLASSES["Texts"],
                "type": "object",
                "additionalProperties": {"type": "string"},
            },
            **{name: _object(kind) for name, kind in classes.items() if name != "Findings"},
        },
    }


def _object(kind: type) -> dict[str, Any]:
    fields = dataclasses.fields(kind)
    hints = typing.get_type_hints(kind)
    return {
        "description": CLASSES[kind.__name__],
        "type": "object",
        "properties": {
            field.name: _property(kind.__name__, field.name, hints[field.name]) for field in fields
        },
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }


def _property(owner: str, name: str, hint: Any) -> dict[str, Any]:
    limits = RANGES.get(f"{owner}.{name}", RANGES.get(name, {}))
    values = VALUES.get(f"{owner}.{name}")
    return {"description": describe(owner, name), **_type(hint, limits, values)}


def describe(owner: str, name: str) -> str:
    """Return what a field means. Raises KeyError where nobody has said so."""
    said = FIELDS.get(f"{owner}.{name}") or ANYWHERE.get(name)
    if not said:
        raise KeyError(f"{owner}.{name} has no description in schema_words.py")
    return said


def _type(hint: Any, limits: dict[str, int], values: tuple[str, ...] | None) -> dict[str, Any]:
    """Return the schema of an annotated type; `limits` hold for every number in it."""
    if hint == findings.Texts:
        return {"$ref": "#/$defs/Texts"}
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        (inner,) = (part for part in typing.get_args(hint) if part is not type(None))
        return {"anyOf": [_type(inner, limits, values), {"type": "null"}]}
    if origin is list:
        (inner,) = typing.get_args(hint)
        return {"type": "array", "items": _type(inner, limits, values)}
    if origin is dict:
        _, inner = typing.get_args(hint)
        return {"type": "object", "additionalProperties": _type(inner, limits, values)}
    if dataclasses.is_dataclass(hint):
        return {"$ref": f"#/$defs/{hint.__name__}"}  # type: ignore[union-attr]  # a class, not an instance
    if hint is Any:
        return {}
    if values:
        return {"type": "string", "enum": list(values)}
    named = {str: "string", bool: "boolean", int: "integer", float: "number"}[hint]
    return {"type": named, **(limits if named in ("integer", "number") else {})}


def schema_text() -> str:
    """Return the schema as it stands in `findings.schema.json`."""
    return json.dumps(findings_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    FILE.write_text(schema_text(), encoding="utf-8")
