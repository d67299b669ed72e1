"""Codebooks that other programs wrote: several versions, and what they get wrong."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from lovende.domain.dataset.model import AnswerState, Dataset, Measure, VariableKind
from lovende.domain.errors import Fault
from lovende.domain.questionnaire.analysis import check_questionnaire
from lovende.domain.questionnaire.model import Kind
from lovende.domain.texts import Text
from lovende.formats.ddi import read_ddi, read_ddi_questionnaire
from lovende.formats.questionnaires import read_questionnaire, write_questionnaire

NESSTAR = """
<var ID="V1" name="AGE" files="F1" dcml="0" intrvl="contin">
  <location width="3"/><labl>Age of
     the respondent</labl>
  <qstn><preQTxt>Now about you.</preQTxt><qstnLit>How old are you?</qstnLit>
    <ivuInstr>Whole years</ivuInstr></qstn>
  <valrng><range UNITS="REAL" min="18" max="99"/></valrng>
  <invalrng><range UNITS="INT" min="997"/><item VALUE="-1"/></invalrng>
  <sumStat type="mean">44.2</sumStat>
  <catgry missing="Y"><catValu>Sysmiss</catValu><catStat type="freq">3</catStat></catgry>
  <varFormat type="numeric" schema="other"/>
</var>
<var ID="V2" name="SAT" intrvl="discrete" nature="ordinal">
  <labl>Satisfied</labl><qstn>How satisfied are you?</qstn>
  <catgry><catValu>1.0</catValu><labl>No</labl><catStat type="freq">10</catStat></catgry>
  <catgry><catValu>2.0</catValu><labl>Yes</labl></catgry>
  <catgry><catValu>8</catValu><labl>Don't know</labl></catgry>
  <catgry missing="Y"><catValu>9</catValu><labl>Not applicable</labl></catgry>
  <varFormat type="numeric"/>
</var>
<var ID="V3" name="NAME" intrvl="discrete"><varFormat type="character"/></var>
<var ID="V4" name="WHEN"><varFormat type="numeric" formatname="ADATE10"/></var>
<var ID="V5" name="COUNT" intrvl="discrete"><catgry><catValu>1</catValu></catgry>
  <catgry><catValu>2</catValu></catgry><varFormat type="numeric"/></var>
"""


def read(
    tmp_path: Path, variables: str, root: str = "", groups: str = ""
) -> tuple[Dataset, tuple[Fault, ...]]:
    return read_ddi(write(tmp_path, variables, root, groups))


def write(tmp_path: Path, variables: str, root: str = "", groups: str = "") -> Path:
    path = tmp_path / "book.xml"
    path.write_text(
        f"<codeBook {root}><stdyDscr><citation><titlStmt><titl>A study</titl></titlStmt></citation>"
        f"</stdyDscr><dataDscr>{groups}{variables}</dataDscr></codeBook>",
        "utf-8",
    )
    return path


@pytest.mark.parametrize(
    "root",
    [
        "",
        'xmlns="http://www.icpsr.umich.edu/DDI" version="1.2.2"',
        'xmlns="ddi:codebook:2_0"',
        'xmlns="ddi:codebook:2_5"',
        'xmlns="ddi:codebook:2_6"',
    ],
)
def test_every_version_reads_alike(tmp_path: Path, root: str) -> None:
    dataset, warnings = read(tmp_path, NESSTAR, root)
    assert warnings == ()
    assert [(v.name, v.kind) for v in dataset.variables] == [
        ("AGE", VariableKind.NUMBER),
        ("SAT", VariableKind.CODE),
        ("NAME", VariableKind.TEXT),
        ("WHEN", VariableKind.DATE),
        ("COUNT", VariableKind.NUMBER),
    ]
    assert dataset.title == Text.of({"": "A study"})


def test_labels_missing_values_and_categories(tmp_path: Path) -> None:
    dataset, _ = read(tmp_path, NESSTAR)
    age, satisfied = dataset["AGE"], dataset["SAT"]
    assert age.label.get("") == "Age of the respondent"
    assert age.measure is Measure.SCALE
    assert [(m.low, m.high) for m in age.missing] == [(-1.0, -1.0), (997.0, math.inf)]
    assert satisfied.measure is Measure.ORDINAL
    assert [(c.code, c.dont_know) for c in satisfied.categories] == [
        ("1", False), ("2", False), ("8", True),
    ]  # fmt: skip
    assert [(m.low, m.state) for m in satisfied.missing] == [(9.0, AnswerState.NOT_ASKED)]


def test_the_questions_of_a_codebook_as_a_questionnaire(tmp_path: Path) -> None:
    form, _ = read_ddi_questionnaire(write(tmp_path, NESSTAR))
    age = form.question("AGE")
    assert (age.label.get(""), age.hint.get("")) == ("How old are you?", "Whole years")
    assert form.question("SAT").label.get("") == "How satisfied are you?"
    assert check_questionnaire(form) == []


def test_several_choices_and_a_matrix(tmp_path: Path) -> None:
    yes_no = "<catgry><catValu>0</catValu><labl>No</labl></catgry><catgry><catValu>1</catValu><labl>Yes</labl></catgry>"
    scale = "<catgry><catValu>1</catValu><labl>Bad</labl></catgry><catgry><catValu>2</catValu><labl>Good</labl></catgry>"
    variables = "".join(
        f'<var ID="{one}" name="{one}"><labl>{one}!</labl>{categories}</var>'
        for one, categories in (("a", yes_no), ("b", yes_no), ("c", scale), ("d", scale))
    )
    groups = (
        '<varGrp ID="G1" type="multipleResp" name="m" var="a b"><labl>Which?</labl></varGrp>'
        '<varGrp ID="G2" type="grid" name="g" var="c d"><labl>How?</labl></varGrp>'
        '<varGrp ID="G3" type="multipleResp" name="wrong" var="c d"/>'
        '<varGrp ID="G4" type="subject" var="a c"/>'
    )
    path = write(tmp_path, variables, groups=groups)
    form, warnings = read_ddi_questionnaire(path)
    assert [(q.name, q.kind, q.label.get("")) for q in form.questions()] == [
        ("m", Kind.SEVERAL, "Which?"),
        ("g", Kind.MATRIX, "How?"),
    ]
    assert form.choice_list(form.question("m").choices or "").codes == ("a", "b")
    assert [row.name for row in form.question("g").rows] == ["c", "d"]
    assert [w.code for w in warnings] == ["ddi.set"]


def test_doubled_and_missing_names_are_told(tmp_path: Path) -> None:
    form = '<varFormat type="character"/>'
    variables = f'<var name="a">{form}</var><var name="a">{form}</var><var>{form}</var>'
    dataset, warnings = read(tmp_path, variables)
    assert [v.name for v in dataset.variables] == ["a", "a_2", "V3"]
    assert [w.code for w in warnings] == ["ddi.doubled_name", "ddi.no_name"]


def test_names_that_a_question_cannot_have_are_changed_and_told(tmp_path: Path) -> None:
    form = '<varFormat type="character"/>'
    names = ("1a", "æble pære", "x", "X")
    variables = "".join(f'<var name="{name}">{form}</var>' for name in names)
    path = write(tmp_path, variables)
    questionnaire, warnings = read_ddi_questionnaire(path)
    assert [q.name for q in questionnaire.questions()] == ["q1a", "æble_pære", "x", "X_2"]
    assert [w.code for w in warnings] == ["questions.renamed"] * 3
    write_questionnaire(questionnaire, tmp_path / "form.md")
    assert read_questionnaire(tmp_path / "form.md")[0].items == questionnaire.items


def test_codes_with_spaces_are_changed_and_told(tmp_path: Path) -> None:
    categories = "".join(
        f"<catgry><catValu>{code}</catValu><labl>{code}</labl></catgry>"
        for code in ("New York", "NJ")
    )
    path = write(tmp_path, f'<var name="q">{categories}</var>')
    form, warnings = read_ddi_questionnaire(path)
    assert form.choice_list("q_list").codes == ("New_York", "NJ")
    assert [w.code for w in warnings] == ["questions.recoded"]


def test_categories_without_codes_are_numbered_and_told(tmp_path: Path) -> None:
    variables = (
        '<var name="q"><catgry><labl>Yes</labl></catgry><catgry><labl>No</labl></catgry></var>'
    )
    dataset, warnings = read(tmp_path, variables)
    assert [c.code for c in dataset["q"].categories] == ["1", "2"]
    assert [w.code for w in warnings] == ["ddi.no_codes"]


def test_a_missing_value_without_a_code_is_told(tmp_path: Path) -> None:
    category = "<catgry><catValu>1</catValu><labl>Yes</labl></catgry>"
    refused = '<catgry missing="Y"><labl>Refused</labl></catgry>'
    dataset, warnings = read(tmp_path, f'<var name="q">{category}{refused}</var>')
    assert dataset["q"].missing == ()
    assert [w.code for w in warnings] == ["ddi.missing_without_code"]


def test_a_codebook_inside_a_harvest(tmp_path: Path) -> None:
    path = tmp_path / "book.xml"
    path.write_text(
        '<OAI-PMH><record><metadata><codeBook xmlns="ddi:codebook:2_5"><dataDscr>'
        '<var name="q"><varFormat type="character"/></var></dataDscr></codeBook></metadata></record></OAI-PMH>'
    )
    assert [v.name for v in read_ddi(path)[0].variables] == ["q"]


@pytest.mark.needs("shared")
def test_the_instance_of_the_reference_that_breaks_the_schema(reference: Path) -> None:
    path = reference / "questionnaires" / "ddi25_fsd-3307.xml"
    dataset, warnings = read_ddi(path)
    assert len(dataset.variables) == 78
    assert sum(len(v.categories) for v in dataset.variables) == 243
    assert dataset.title.as_dict() == {"en": "Child Barometer 2018", "fi": "Lapsibarometri 2018"}
    assert dataset["T1"].label.get("fi") == "[T1] Haastateltavan lapsen sukupuoli"
    assert {w.code for w in warnings} == {"ddi.no_codes", "ddi.no_type"}
    form, _ = read_ddi_questionnaire(path)
    assert form.question("T1").label.get("fi") == "Haastateltavan lapsen sukupuoli"
    assert check_questionnaire(form) == []
