"""The JSON Schema of findings.json: it is the contract, and it tells wrong findings from right ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lovende.analysis.findings import Findings
from lovende.analysis.schema import FILE, findings_schema, schema_text
from tests.reporting_fixture import bare_findings, example_findings, public_findings, shortened

INTERFACE = {
    "Findings": {"study", "response", "tables", "tests", "index", "provenance"},
    "Table": {"question", "row", "kind", "title", "base", "options", "groups"},
    "Option": {"code", "label", "count", "percent"},
    "Response": {
        "invited",
        "answered",
        "rate",
        "municipalities",
        "municipalities_answering",
        "rates",
        "by_group",
        "test",
    },
    "GroupResponse": {"group", "invited", "answered", "rate"},
    "Test": {
        "question",
        "row",
        "by",
        "test",
        "primary",
        "statistic",
        "df",
        "p",
        "p_clustered",
        "p_holm",
        "p_bh",
        "effect",
        "effect_low",
        "effect_high",
    },
    "Index": {
        "threshold",
        "described",
        "scored",
        "excluded",
        "selected",
        "items",
        "dimensions",
        "ranking",
    },
    "Exclusion": {"reason", "count"},
    "Ranked": {
        "key",
        "score",
        "rank",
        "dont_know",
        "rank_low",
        "rank_high",
        "selection_probability",
    },
    "Uncertainty": {"draws", "rank_shift", "overlap", "selected", "assumptions", "admitted"},
    "Importance": {"first", "total"},
}


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(findings_schema())
    return Draft202012Validator(findings_schema())


def plain(findings: Findings) -> Any:
    return json.loads(findings.to_json())


def test_the_committed_file_is_the_schema() -> None:
    said = "run `python -m lovende.analysis.schema` to renew the file"
    assert FILE.read_text(encoding="utf-8") == schema_text(), said


@pytest.mark.parametrize("make", [example_findings, public_findings, bare_findings])
def test_findings_are_valid(make: Callable[[], Findings], validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(plain(make()))] == []


@pytest.mark.parametrize("name", sorted(INTERFACE))
def test_every_field_of_the_interface_is_required(name: str) -> None:
    schema = findings_schema()
    part = schema if name == "Findings" else schema["$defs"][name]
    assert set(part["required"]) >= INTERFACE[name]
    assert part["additionalProperties"] is False


def test_every_field_says_what_it_means() -> None:
    schema = findings_schema()
    for part in (schema, *schema["$defs"].values()):
        assert part["description"].endswith((".", "}."))
        assert all(field["description"] for field in part.get("properties", {}).values())


def spoil(data: Any, kind: str) -> None:
    if kind == "percent above 100":
        data["tables"][0]["options"][0]["percent"] = 100.5
    elif kind == "negative count":
        data["tables"][0]["options"][0]["count"] = -1
    elif kind == "p above 1":
        data["tests"][0]["p"] = 1.2
    elif kind == "unknown field":
        data["tables"][0]["extra"] = 1
    elif kind == "missing field":
        del data["response"]["invited"]
    elif kind == "unknown kind":
        data["tables"][0]["kind"] = "grid"
    elif kind == "text that is no object":
        data["tables"][0]["title"] = "Titel"
    elif kind == "score above 1":
        data["index"]["ranking"][0]["score"] = 1.01
    elif kind == "row 0":
        data["tables"][0]["row"] = 0


@pytest.mark.parametrize(
    "kind",
    [
        "percent above 100",
        "negative count",
        "p above 1",
        "unknown field",
        "missing field",
        "unknown kind",
        "text that is no object",
        "score above 1",
        "row 0",
    ],
)
def test_wrong_findings_are_told(kind: str, validator: Draft202012Validator) -> None:
    data = plain(example_findings())
    for long in (data["tables"], data["tests"], data["index"]["ranking"], data["practices"]):
        del long[2:]
    del data["response"]["tiles"][2:], data["response"]["item_nonresponse"][2:]
    spoil(data, kind)
    assert len(list(validator.iter_errors(data))) == 1


def test_findings_survive_the_way_through_json() -> None:
    findings = shortened(example_findings())
    assert Findings.from_json(findings.to_json()) == findings


def test_findings_from_before_the_uncertainty_are_read() -> None:
    findings = shortened(example_findings())
    data = plain(findings)
    del data["index"]["uncertainty"]
    for one in data["index"]["ranking"]:
        del one["rank_low"], one["rank_high"], one["selection_probability"]
    read = Findings.from_json(json.dumps(data))
    assert read.index is not None
    assert read.index.uncertainty is None
    assert read.index.ranking[0].rank_low is None
    assert read.tables == findings.tables
