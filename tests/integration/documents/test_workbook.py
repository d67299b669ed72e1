"""The workbook: the numbers are the findings' own, text is text, nothing hidden is shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lovende.analysis.findings import Findings
from lovende.reporting.workbook import render_workbook, write_workbook
from lovende.reporting.workbook.book import Book
from tests.reporting_fixture import bare_findings, example_findings, public_findings, shortened


@pytest.fixture(scope="module")
def findings() -> Findings:
    return example_findings()


@pytest.fixture(scope="module")
def content(findings: Findings) -> bytes:
    return render_workbook(findings, "da")


@pytest.fixture(scope="module")
def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(sheet: Any) -> Iterator[list[Any]]:
    for row in sheet.iter_rows(values_only=True):
        yield list(row)


def row_that_has(sheet: Any, *values: Any) -> list[Any]:
    """The first row whose cells begin with `values`, blank cells in front left out."""
    for row in rows(sheet):
        if row[: len(values)] == list(values):
            return row
    raise AssertionError(f"no row begins with {values}")


def test_one_sheet_a_question_and_links_to_each(book: Any) -> None:
    assert book.sheetnames[:3] == ["Indhold", "1", "2"]
    assert book.sheetnames[-1] == "Ophav"
    links = {
        cell.hyperlink.location
        for row in book["Indhold"]
        for cell in row
        if cell.hyperlink is not None
    }
    assert links == {f"'{name}'!A1" for name in book.sheetnames[1:]}
    back = [cell.hyperlink.location for row in book["15"] for cell in row if cell.hyperlink]
    assert back == ["'Indhold'!A1"]


def test_counts_and_unrounded_percentages_are_numbers(book: Any) -> None:
    row = row_that_has(book["1"], "2", "I høj grad")
    assert row[2] == 146
    assert row[3] == pytest.approx(100 * 146 / 295, abs=1e-12)
    assert 43 < row[4] < 44
    assert 55 < row[5] < 56


def test_percentages_are_shown_with_one_decimal(book: Any) -> None:
    formats = {
        cell.number_format for row in book["1"] for cell in row if isinstance(cell.value, float)
    }
    assert formats == {"0.0"}


def test_answers_taken_together_and_base(book: Any) -> None:
    assert row_that_has(book["1"], "1 + 2")[2] == 159
    assert row_that_has(book["1"], None, "Base (n)")[2] == 295


def test_groups_stand_side_by_side(book: Any, findings: Findings) -> None:
    groups = findings.table("1", by="size").groups
    row = row_that_has(book["1"], "2", "I høj grad")
    assert [row[6], row[10]] == [group.options[1].count for group in groups]
    assert row_that_has(book["1"], None, "Base (n)")[6] == groups[0].base


def test_the_rows_of_a_matrix_stand_on_one_sheet(book: Any, findings: Findings) -> None:
    tables = findings.rows("15")
    wide = [row for row in rows(book["15"]) if row[0] == 13]
    assert len(tables) == 13
    assert wide[0][2 : 2 + len(tables[12].options)] == pytest.approx(
        [option.percent for option in tables[12].options]
    )
    assert wide[0][2 + len(tables[12].options)] == tables[12].base


def test_who_was_not_counted(book: Any, findings: Findings) -> None:
    table = findings.table("18")
    assert row_that_has(book["18"], None, "Ikke stillet")[2] == table.not_asked
    assert row_that_has(book["18"], None, "Sprunget over")[2] == table.skipped


def test_notices_stand_on_every_sheet_and_in_print(book: Any) -> None:
    for name in book.sheetnames:
        sheet = book[name]
        assert "opdigtede" in sheet["A2"].value, name
        assert sheet["A3"].value.startswith("Ikke til offentliggørelse"), name
        assert "Opdigtede" in sheet.oddHeader.left.text, name


def test_the_sheet_of_tests_has_every_field_and_can_be_filtered(
    book: Any, findings: Findings
) -> None:
    sheet = book["Alle test"]
    header = next(row for row in rows(sheet) if row[0] == "Spørgsmål")
    assert len(header) == 24
    assert sheet.auto_filter.ref.startswith("A")
    first = row_that_has(sheet, "1")
    test = findings.tests[0]
    assert (first[4], first[8], first[9]) == ("Wilcoxon-Mann-Whitney", test.p, test.p_clustered)
    assert sheet.freeze_panes is not None


def test_the_ranking_has_keys(book: Any, findings: Findings) -> None:
    assert findings.index is not None
    keys = [row[1] for row in rows(book["Rangorden"]) if isinstance(row[0], int | float)]
    assert keys == [ranked.key for ranked in findings.index.ranking]


def test_the_ranking_says_how_sure_it_is(book: Any, findings: Findings) -> None:
    assert findings.index is not None
    found = [row for row in rows(book["Rangorden"]) if isinstance(row[0], int | float)]
    first = findings.index.ranking[0]
    assert list(found[0][-3:]) == [first.rank_low, first.rank_high, first.selection_probability]


def test_the_sheet_of_assumptions(book: Any, findings: Findings) -> None:
    assert findings.index is not None
    uncertainty = findings.index.uncertainty
    assert uncertainty is not None
    sheet = book["Antagelser"]
    weights = next(one for one in uncertainty.assumptions if one.assumption == "weights")
    row = row_that_has(sheet, "Vægte")
    assert (row[3], row[6]) == (weights.rank_shift.first, weights.rank_shift.total)
    assert row_that_has(sheet, "Antal udpegede")[1:4] == [24.75, 11, 53]
    assert row_that_has(sheet, "N201")[4] == 0.1195


def test_english_is_english() -> None:
    findings = shortened(example_findings())
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(findings, "en")))
    assert book.sheetnames[0] == "Contents"
    assert row_that_has(book["1"], "2", "To a high degree")[2] == 146


def test_hidden_numbers_are_a_dot_and_are_explained() -> None:
    findings = shortened(public_findings())
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(findings, "en")))
    sheet = book["1"]
    assert row_that_has(sheet, "0", "Don't know")[2:6] == ["·", "·", None, None]
    assert any("not shown" in str(row[0]) for row in rows(sheet))
    for row in sheet.iter_rows():
        assert all(cell.data_type != "f" for cell in row)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    risky = ["=1+1", "+45 12345678", "-1", "@SUM(A1)", "\t=cmd", '=HYPERLINK("http://x")']
    findings = shortened(example_findings())
    table = findings.tables[0]
    for option, text in zip(table.options, risky, strict=False):
        option.label = {"da": text, "en": text}
    findings.study.name = {"da": "=1+1", "en": "=1+1"}
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(findings, "da")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    found = [cell for row in book["1"].iter_rows() for cell in row if cell.value in risky]
    assert found
    assert all(cell.quotePrefix for cell in found)


def test_a_study_without_index_practices_and_tests() -> None:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(bare_findings(), "da")))
    assert book.sheetnames[0] == "Indhold"


def test_sheet_names_are_safe_and_unique() -> None:
    book = Book("en", [], "Title", "")
    wished = ["a/b", "A b", "x" * 40, "x" * 45, "History", "", "'15'", "1:[2]*?\\"]
    names = [book.name(name) for name in wished]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 for name in names)
    assert not any(set(name) & set("[]:*?/\\") for name in names)
    assert "history" not in [name.casefold() for name in names]
    for name in names:
        book.sheet(name, name)
    assert book.close()


def test_the_same_findings_give_the_same_bytes(findings: Findings, content: bytes) -> None:
    assert render_workbook(findings, "da") == content


def test_writing_replaces_the_file_in_one_move(tmp_path: Path, findings: Findings) -> None:
    write_workbook(bare_findings(), "da", tmp_path / "tables.da.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["tables.da.xlsx"]
