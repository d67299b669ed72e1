"""What is written as a DDI-Codebook is valid and comes back as it was."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from lovende.domain.dataset.from_questionnaire import sets_of, variables_of
from lovende.domain.dataset.model import (
    AnswerState,
    Category,
    Dataset,
    Measure,
    MissingCodes,
    MultipleSet,
    Variable,
    VariableKind,
)
from lovende.domain.questionnaire.model import Kind
from lovende.domain.texts import Text
from lovende.formats.answers import read_answers
from lovende.formats.ddi import (
    StudyDescription,
    read_ddi,
    read_ddi_questionnaire,
    write_ddi,
)
from lovende.formats.ddi.words import NAMESPACE, QuestionText
from lovende.formats.questionnaires import read_questionnaire, write_questionnaire
from tests.conftest import REFERENCE

DDI = {"d": NAMESPACE}
SKIPPED, NOT_ASKED = AnswerState.SKIPPED, AnswerState.NOT_ASKED


@cache
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(REFERENCE / "questionnaires/ddi_codebook_2_5.xsd")))


def assert_valid(path: Path) -> None:
    checked = schema()
    assert checked.validate(etree.parse(str(path))), checked.error_log


def small_dataset() -> Dataset:
    """Five respondents, one variable of each kind, every state."""
    variables = (
        Variable("key", VariableKind.TEXT),
        Variable(
            "q1",
            VariableKind.CODE,
            Text.of(da="Hvor tilfreds?", en="How satisfied?"),
            Measure.ORDINAL,
            (
                Category("1", Text.of(da="Slet ikke", en="Not at all")),
                Category("2", Text.of(da="Meget", en="Very")),
                Category("9", Text.of(da="Ved ikke", en="Don't know"), dont_know=True),
            ),
            (
                MissingCodes(97.0, 97.0, NOT_ASKED, Text.of(da="Ikke spurgt")),
                MissingCodes(-math.inf, -1.0, SKIPPED, Text.of(en="invalid")),
            ),
            question="q1",
            number="15",
        ),
        Variable("m_a", VariableKind.FLAG, Text.of(en="Apples"), question="m", option="a"),
        Variable("m_b", VariableKind.FLAG, Text.of(en="Pears"), question="m", option="b"),
        Variable("age", VariableKind.NUMBER, Text.of(en="Age"), Measure.SCALE),
        Variable("day", VariableKind.DATE, Text.of(en="Day")),
    )
    values = pl.DataFrame(
        {
            "key": ["a", "b", "c", "d", "e"],
            "q1": ["1", "2", "2", "97", None],
            "m_a": [True, False, True, None, None],
            "m_b": [False, False, True, None, None],
            "age": [20.0, 30.0, 40.0, None, None],
            "day": pl.Series([None] * 5, dtype=pl.Date),
        }
    )
    states = {"q1": pl.Series([0, 0, 0, int(NOT_ASKED), int(SKIPPED)])}
    return Dataset.from_values(
        variables,
        values,
        states,
        sets=(MultipleSet("m", Text.of(en="Fruit"), ("m_a", "m_b")),),
        key="key",
        title=Text.of(da="En undersøgelse", en="A study"),
    )


def test_variables_sets_and_title_come_back(tmp_path: Path) -> None:
    dataset = small_dataset()
    path = tmp_path / "book.xml"
    assert write_ddi(dataset, path) == ()
    back, warnings = read_ddi(path)
    assert warnings == ()
    assert back.variables == dataset.variables
    assert back.sets == dataset.sets
    assert back.title == dataset.title
    assert back.key == "key"
    assert back.size == 0


def test_frequencies_and_sums_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "book.xml"
    write_ddi(small_dataset(), path)
    root = etree.parse(str(path))

    def counts(name: str) -> list[tuple[str | None, str | None, str | None]]:
        return [
            (
                c.findtext("d:catValu", None, DDI),
                c.get("missType"),
                c.findtext("d:catStat", None, DDI),
            )
            for c in root.iterfind(f".//d:var[@name='{name}']/d:catgry", DDI)
        ]

    def sums(name: str) -> dict[str | None, str | None]:
        found = root.iterfind(f".//d:var[@name='{name}']/d:sumStat", DDI)
        return {each.get("type"): each.text for each in found}

    assert counts("q1") == [
        ("1", None, "1"),
        ("2", None, "2"),
        ("9", None, "0"),
        ("97", "not_asked", "1"),
        (None, "skipped", "1"),
    ]
    assert counts("m_a") == [("1", None, "2"), ("0", None, "1"), (None, "skipped", "2")]
    assert sums("q1") == {"vald": "3", "invd": "2"}
    # Of 20, 30, 40: the mean is 30 and the standard deviation 10.
    assert sums("age") == {
        "vald": "3", "invd": "2", "min": "20", "max": "40", "mean": "30", "stdev": "10",
    }  # fmt: skip
    assert root.findtext(".//d:caseQnty", None, DDI) == "5"


@pytest.mark.needs("shared")
def test_a_codebook_with_everything_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "book.xml"
    study = StudyDescription(
        producer=Text.of(da="En kommune"),
        identifier="L1",
        date="2021-03-01",
        abstract=Text.of(en="What it is about", da="Hvad den handler om"),
        data_file="answers.csv",
    )
    texts = {"q1": QuestionText(Text.of(en="Before"), Text.of(en="Asked"), Text.of(en="Pick one"))}
    write_ddi(small_dataset(), path, study=study, texts=texts)
    assert_valid(path)
    whole = path.read_text("utf-8")
    for said in ("En kommune", "2021-03-01", "Hvad den handler om", "answers.csv", "Pick one"):
        assert said in whole


def test_the_same_dataset_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "book.xml", tmp_path / "b" / "book.xml"
    for path in (first, second):
        path.parent.mkdir()
        write_ddi(small_dataset(), path)
    assert first.read_bytes() == second.read_bytes()


def test_codes_that_nobody_described_are_counted_and_are_no_categories(tmp_path: Path) -> None:
    variable = Variable("q", VariableKind.CODE, categories=(Category("1", Text.of(en="One")),))
    dataset = Dataset.from_values((variable,), pl.DataFrame({"q": ["1", "7", "7"]}))
    path = tmp_path / "book.xml"
    write_ddi(dataset, path)
    assert "<undocCod>7</undocCod>" in path.read_text("utf-8")
    assert read_ddi(path)[0]["q"].categories == variable.categories


def test_control_characters_and_bad_languages_are_told(tmp_path: Path) -> None:
    label = Text.of({"en": "Bell \x07 rings", "Dansk (da)": "Klokke"})
    variable = Variable("q", VariableKind.TEXT, label)
    dataset = Dataset.from_values((variable,), pl.DataFrame({"q": ["x"]}))
    path = tmp_path / "book.xml"
    codes = {each.code for each in write_ddi(dataset, path)}
    assert codes == {"ddi.control_characters", "ddi.language"}
    assert read_ddi(path)[0]["q"].label == Text.of({"en": "Bell rings", "": "Klokke"})


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn")),
    min_size=1,
    max_size=12,
)
LABELS = st.dictionaries(st.sampled_from(["da", "en", "de-informal", ""]), WORDS, max_size=3).map(
    Text.of
)
CODED = st.builds(
    Variable,
    name=st.just("q"),
    kind=st.just(VariableKind.CODE),
    label=LABELS,
    measure=st.sampled_from([Measure.NOMINAL, Measure.ORDINAL]),
    categories=st.lists(
        st.builds(Category, st.integers(0, 50).map(str), LABELS, st.booleans()),
        min_size=1,
        max_size=5,
        unique_by=lambda category: category.code,
    ).map(tuple),
    missing=st.lists(
        st.builds(
            lambda code, state, label: MissingCodes(float(code), float(code), state, label),
            st.integers(90, 99),
            st.sampled_from([SKIPPED, NOT_ASKED, AnswerState.NOT_REACHED]),
            LABELS,
        ),
        max_size=3,
        unique_by=lambda missing: missing.low,
    ).map(tuple),
    number=st.sampled_from([None, "7", "7a"]),
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(variable=CODED)
def test_any_coded_variable_comes_back(variable: Variable, tmp_path: Path) -> None:
    path = tmp_path / "book.xml"
    dataset = Dataset.from_values((variable,), pl.DataFrame({"q": pl.Series([], dtype=pl.String)}))
    write_ddi(dataset, path)
    assert read_ddi(path)[0].variables == (variable,)


@pytest.mark.needs("shared")
@pytest.mark.parametrize("name", ["simple_alltypes", "sample", "missing_test", "ordered_category"])
def test_spss_files_of_the_reference_come_back(name: str, reference: Path, tmp_path: Path) -> None:
    dataset, _ = read_answers(reference / "answers" / f"{name}.sav")
    path = tmp_path / "book.xml"
    write_ddi(dataset, path)
    assert_valid(path)
    back, _ = read_ddi(path)
    assert back.variables == dataset.variables
    assert back.sets == dataset.sets


@pytest.mark.needs("shared")
@pytest.mark.parametrize(
    "name",
    [
        "correlaid_testB_de_en_matrix.xlsx",
        "socio-economic-survey_en_fr.xlsx",
        "or_other.xlsx",
        "table-list.xls",
        "ls205_group_relevance.lss",
        "ls6_sample_survey_multilingual_fr_de_en_it_ru.lss",
    ],
)
def test_questionnaires_of_the_reference_come_back(
    name: str, reference: Path, tmp_path: Path
) -> None:
    questionnaire, _ = read_questionnaire(reference / "questionnaires" / name)
    path = tmp_path / "book.xml"
    write_questionnaire(questionnaire, path)
    assert_valid(path)
    back, _ = read_ddi(path)
    assert back.variables == variables_of(questionnaire)
    assert back.sets == sets_of(questionnaire)
    again, _ = read_ddi_questionnaire(path)
    assert [v.name for v in variables_of(again)] == [v.name for v in variables_of(questionnaire)]
    matrices = [q.name for q in questionnaire.questions() if q.kind is Kind.MATRIX]
    assert [q.name for q in again.questions() if q.kind is Kind.MATRIX] == matrices
