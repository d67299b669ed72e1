"""Answers written and read back: values, the four states, descriptions, in every format."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lovende.domain.dataset.matching import fit
from lovende.domain.dataset.model import Category, Dataset, Variable, VariableKind
from lovende.domain.errors import LovendeError, Severity
from lovende.domain.texts import Text
from lovende.formats.answers import first_row, read_answers, write_answers
from tests.unit.answer_examples import VALUES, VARIABLES, example


def stripped(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts as SPSS holds them: without spaces at the end."""
    return frame.with_columns(pl.col(pl.String).str.strip_chars_end(" "))


@pytest.mark.parametrize("ending", ["parquet", "xlsx", "sav", "zsav", "dta"])
def test_values_and_states_come_back(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"svar.{ending}"
    write_answers(example(), path)
    back, faults = read_answers(path)
    assert not faults
    assert back.values.to_dict(as_series=False) == VALUES.to_dict(as_series=False)
    assert back.states.equals(example().states)


@pytest.mark.parametrize("ending", ["parquet", "xlsx"])
def test_the_whole_description_comes_back(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"svar.{ending}"
    assert write_answers(example(), path) == ()
    back, _ = read_answers(path)
    assert back.variables == VARIABLES
    assert (back.sets, back.key, back.title) == (example().sets, "nøgle", example().title)


@pytest.mark.parametrize(("ending", "language"), [("csv", "da"), ("csv", "en"), ("tsv", "da")])
def test_text_files_come_back_with_the_description_from_elsewhere(
    ending: str, language: str, tmp_path: Path
) -> None:
    path = tmp_path / f"svar.{ending}"
    write_answers(example(), path, language=language)
    raw, faults = read_answers(path, typed=False)
    back, more = fit(raw, VARIABLES)
    assert (faults, more) == ((), ())
    assert back.values.to_dict(as_series=False) == VALUES.to_dict(as_series=False)
    assert back.states.equals(example().states)


def test_a_danish_csv_is_what_a_danish_spreadsheet_expects(tmp_path: Path) -> None:
    write_answers(example(), tmp_path / "svar.csv")
    lines = (tmp_path / "svar.csv").read_bytes().decode("utf-8-sig").splitlines()
    assert lines[0].endswith(";dato;tid;answer_states")
    assert lines[1].startswith("""001;1;1;0;0101;40;1,5;"'=1+1""")
    assert lines[3].endswith(';"skipped: alder; not_asked: timer"')


def test_no_state_column_where_values_tell_everything(tmp_path: Path) -> None:
    variable = Variable("q1", VariableKind.CODE)
    dataset = Dataset.from_values((variable,), pl.DataFrame({"q1": ["1", None, "2"]}))
    write_answers(dataset, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines() == ["q1", "1", "", "2"]


def test_spss_descriptions_come_back_in_the_language_written(tmp_path: Path) -> None:
    write_answers(example(), tmp_path / "svar.sav", language="en")
    back, _ = read_answers(tmp_path / "svar.sav")
    assert [v.label.get("") for v in back.variables][:2] == ["Key", "New?"]
    assert [(c.code, c.label.get("")) for c in back["q1"].categories] == [
        ("1", "To a very high degree"),
        ("5", "Not at all"),
        ("0", "Don't know"),
    ]
    assert back["q1"].categories[2].dont_know
    assert back["q1"].measure is VARIABLES[1].measure
    assert [v.kind for v in back.variables] == [v.kind for v in VARIABLES]
    assert back["alder"].missing[0].low == 99.0
    assert back["q1"].missing == ()


def test_codes_that_are_no_numbers_stay_texts(tmp_path: Path) -> None:
    for ending in ("sav", "dta", "xlsx", "csv", "parquet"):
        write_answers(example(), tmp_path / f"a.{ending}")
        back, _ = read_answers(tmp_path / f"a.{ending}")
        assert back.values["kommune"].to_list() == ["0101", "A1", None, "0101"], ending


def test_a_missing_code_that_the_variable_uses_itself_is_not_taken(tmp_path: Path) -> None:
    variable = Variable("t", VariableKind.NUMBER, question="t", missing=())
    values = pl.DataFrame({"t": [-7, -8, -97, None, None]})
    dataset = Dataset.from_values((variable,), values, {"t": pl.Series([0, 0, 0, 2, 3])})
    write_answers(dataset, tmp_path / "a.sav")
    back, _ = read_answers(tmp_path / "a.sav")
    assert back.values["t"].to_list() == [-7, -8, -97, None, None]
    assert back.states["t"].to_list() == [0, 0, 0, 2, 3]


def test_three_own_missing_codes_leave_room_in_the_state_column_only(tmp_path: Path) -> None:
    import pyreadstat

    frame = pl.DataFrame({"x": [1.0, 7.0, 8.0, 9.0, None]})
    pyreadstat.write_sav(
        frame,
        str(tmp_path / "a.sav"),
        missing_ranges={"x": [7.0, 8.0, 9.0]},
        variable_value_labels={"x": {1.0: "Ja", 8.0: "Not applicable"}},
    )
    back, _ = read_answers(tmp_path / "a.sav")
    assert back.values["x"].to_list() == ["1", "7", "8", "9", None]
    assert back.states["x"].to_list() == [0, 1, 2, 1, 1]
    states = back.states.with_columns(pl.Series("x", [0, 1, 2, 1, 3], dtype=pl.UInt8))
    changed = Dataset(back.variables, back.values, states)
    write_answers(changed, tmp_path / "b.sav")
    again, _ = read_answers(tmp_path / "b.sav")
    assert again.values.equals(back.values)
    assert again.states.equals(states)


def test_declared_ranges_are_kept_and_written_back(tmp_path: Path) -> None:
    import pyreadstat

    ranges: dict[str, list[Any]] = {"x": [{"lo": float("-inf"), "hi": 0.0}, 999.0]}
    pyreadstat.write_sav(
        pl.DataFrame({"x": [-5.5, 0.0, 1.0, 999.0]}), str(tmp_path / "a.sav"), missing_ranges=ranges
    )
    back, _ = read_answers(tmp_path / "a.sav")
    assert back.states["x"].to_list() == [1, 1, 0, 1]
    for ending in ("sav", "parquet", "xlsx"):
        write_answers(back, tmp_path / f"b.{ending}")
        again, _ = read_answers(tmp_path / f"b.{ending}")
        assert again.values["x"].to_list() == [-5.5, 0.0, 1.0, 999.0], ending
        assert again.states.equals(back.states), ending
        assert again["x"].missing == back["x"].missing, ending


def test_long_and_illegal_names_are_shortened_uniquely_and_told(tmp_path: Path) -> None:
    names = ["å" * 40, "å" * 40 + "x", "1a", "a b", "A B", "all", "_x", "q1", "Q1"]
    variables = tuple(Variable(name, VariableKind.TEXT) for name in names)
    dataset = Dataset.from_values(variables, pl.DataFrame({name: ["x"] for name in names}))
    for ending in ("sav", "dta"):
        faults = write_answers(dataset, tmp_path / f"a.{ending}")
        back, _ = read_answers(tmp_path / f"a.{ending}")
        assert len(set(back.values.columns)) == len(names)
        assert back.values.columns[7] == "q1"
        renamed = {fault.params["name"] for fault in faults if fault.code == "answers.renamed"}
        assert renamed == set(names) - {name for name in names if name in back.values.columns}


def test_long_labels_and_texts_are_cut_and_told(tmp_path: Path) -> None:
    variables = (
        Variable(
            "a",
            VariableKind.CODE,
            Text.of(da="æ" * 200),
            categories=(Category("1", Text.of(da="ø" * 99)),),
        ),
        Variable("b", VariableKind.TEXT),
    )
    values = pl.DataFrame({"a": ["1", "1"], "b": ["kort", "å" * 20_000]})
    dataset = Dataset.from_values(variables, values)
    codes = {fault.code for fault in write_answers(dataset, tmp_path / "a.sav")}
    assert codes == {"spss.label_cut", "spss.text_cut"}
    codes = {fault.code for fault in write_answers(dataset, tmp_path / "a.dta")}
    assert codes == {"stata.label_cut"}
    longer = dataset.values.with_columns(pl.Series("b", ["kort", "å" * 40_000]))
    faults = write_answers(Dataset.from_values(variables, longer), tmp_path / "a.xlsx")
    assert [(f.code, f.place.row, f.place.column) for f in faults] == [("excel.text_cut", 3, "b")]
    assert all(fault.severity is Severity.WARNING for fault in faults)


def test_a_whole_number_that_spss_cannot_hold_is_refused(tmp_path: Path) -> None:
    variable = Variable("id", VariableKind.NUMBER)
    dataset = Dataset.from_values((variable,), pl.DataFrame({"id": [2**53 + 1]}))
    for ending in ("sav", "dta"):
        with pytest.raises(LovendeError, match="whole numbers"):
            write_answers(dataset, tmp_path / f"a.{ending}")
        assert list(tmp_path.iterdir()) == []


def test_texts_that_look_like_formulas_are_harmless_and_come_back(tmp_path: Path) -> None:
    texts = ["=1+1", "+45 12", "-a", "@x", "\ttab", "'=x", "''-y", "-5", "-5,2", "'citat'", "a=b"]
    variable = Variable("t", VariableKind.TEXT)
    dataset = Dataset.from_values((variable,), pl.DataFrame({"t": texts}))
    write_answers(dataset, tmp_path / "a.csv")
    cells = [
        line.strip('"') for line in (tmp_path / "a.csv").read_text("utf-8-sig").split("\n")[1:-1]
    ]
    assert all(cell[0] not in "=+@\t" and not cell.startswith("-a") for cell in cells)
    for ending in ("csv", "tsv", "xlsx"):
        write_answers(dataset, tmp_path / f"a.{ending}")
        back, _ = read_answers(tmp_path / f"a.{ending}", typed=False)
        assert back.values["t"].to_list() == texts, ending


def test_excel_holds_no_formulas(tmp_path: Path) -> None:
    import openpyxl

    write_answers(example(), tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert types <= {"s", "n", "d"}
    assert book["answers"]["H2"].value == '=1+1 "x"\nlinje; to, tre'


cells = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=0, max_size=12
)


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    rows = draw(st.integers(1, 5))
    kinds = {
        "c": st.sampled_from(["1", "2", "-3"]),
        "s": st.sampled_from(["0101", "A1", "æ"]),
        "f": st.booleans(),
        "i": st.integers(-(10**9), 10**9),
        "d": st.floats(-1e6, 1e6).map(lambda number: round(number, 6)),
        "t": cells,
        "dato": st.dates(min_value=date(1600, 1, 1)),
    }
    types = [pl.String, pl.String, pl.Boolean, pl.Int64, pl.Float64, pl.String, pl.Date]
    variables = [Variable("key", VariableKind.TEXT)]
    columns = [pl.Series("key", [f"k{row}" for row in range(rows)])]
    states: dict[str, pl.Series] = {}
    for (name, strategy), dtype, kind in zip(
        kinds.items(),
        types,
        ("code", "code", "flag", "number", "number", "text", "date"),
        strict=True,
    ):
        question = draw(st.sampled_from([None, name]))
        state = draw(st.lists(st.integers(0, 3), min_size=rows, max_size=rows))
        values = [draw(strategy) if s == 0 else None for s in state]
        variables.append(Variable(name, VariableKind(kind), question=question))
        columns.append(pl.Series(name, values, dtype=dtype))
        states[name] = pl.Series(name, state)
    return Dataset.from_values(tuple(variables), pl.DataFrame(columns), states)


@pytest.mark.parametrize("ending", ["parquet", "csv", "sav", "dta", "xlsx"])
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(dataset=datasets())
def test_any_dataset_comes_back(ending: str, tmp_path: Path, dataset: Dataset) -> None:
    path = tmp_path / f"a.{ending}"
    write_answers(dataset, path)
    raw, _ = read_answers(path, typed=False)
    back, faults = fit(raw, dataset.variables)
    assert not faults
    assert back.states.equals(dataset.states)
    expected = stripped(dataset.values)
    for name in expected.columns:
        assert stripped(back.values)[name].to_list() == expected[name].to_list(), name


def test_rows_are_counted_as_the_user_sees_them(tmp_path: Path) -> None:
    for ending, row in {"csv": 2, "xlsx": 2, "sav": 1, "dta": 1, "parquet": 1}.items():
        write_answers(example(), tmp_path / f"a.{ending}")
        assert first_row(tmp_path / f"a.{ending}") == row
    (tmp_path / "b.csv").write_text("sep=;\na;b\n1;2\n")
    assert first_row(tmp_path / "b.csv") == 3
