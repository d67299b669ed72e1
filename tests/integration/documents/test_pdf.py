"""PDF: PDF/UA-1 by a validator and by the structure tree, and any text whatever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest

from lovende.domain.errors import LovendeError
from lovende.reporting.document import (
    Bullets,
    Callout,
    Cell,
    Document,
    Heading,
    Paragraph,
    TableBlock,
)
from lovende.reporting.pdf import render_pdf, write_pdf
from tests.unit.reporting.hand_made_document import hand_made, small_table


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "report.da.pdf"
    write_pdf(hand_made(), path)
    return path


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every element of the structure tree, in reading order."""

    def walk(node: Any) -> Iterator[Any]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node
            if "/K" in node:
                yield from walk(node.K)

    yield from walk(pdf.Root.StructTreeRoot.K)


def tags(pdf: pikepdf.Pdf) -> list[str]:
    return [str(element.S).removeprefix("/") for element in elements(pdf)]


def attribute(element: Any, name: str) -> Any:
    given = element.get("/A", pikepdf.Array([]))
    parts = list(given) if isinstance(given, pikepdf.Array) else [given]
    return next((part[name] for part in parts if name in part), None)


def text_of(content: bytes, tmp_path: Path) -> str:
    """The text as the tags tell it: titles of headings and alternatives of figures."""
    (tmp_path / "text.pdf").write_bytes(content)
    with pikepdf.open(tmp_path / "text.pdf") as pdf:
        return "\n".join(str(e.get("/T", "")) + str(e.get("/Alt", "")) for e in elements(pdf))


def test_the_validator_finds_nothing(made: Path) -> None:
    report = pdfua.validate(str(made))
    assert [(f.rule_id, f.message) for f in report.findings] == []


def test_the_document_says_what_it_is(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        assert str(pdf.Root.Lang) == "da"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert pdf.open_metadata()["dc:title"] == "Nyskabelser under krisen"
        assert "/Outlines" in pdf.Root


def test_headings_are_in_order(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        levels = [int(tag[1]) for tag in tags(pdf) if re.fullmatch(r"H[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_figure_has_its_text_alternative(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        figures = [element for element in elements(pdf) if str(element.S) == "/Figure"]
        assert [str(figure.Alt) for figure in figures] == [
            "Søjler: i høj grad 66 %, slet ikke 33 %."
        ]


def test_a_table_has_header_cells_with_their_scope(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        headers = [element for element in elements(pdf) if str(element.S) == "/TH"]
        # Two small tables of three columns; the wide one has 4 cells above 13.
        assert len(headers) == 3 + 3 + 4 + 13
        assert {str(attribute(header, "/Scope")) for header in headers} == {"/Column"}
        cells = [element for element in elements(pdf) if str(element.S) == "/TD"]
        assert all(len(attribute(cell, "/Headers")) >= 1 for cell in cells)
        assert tags(pdf).count("THead") == 3
        assert tags(pdf).count("Caption") == 4


def test_links_are_described(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        links = [note for page in pdf.pages for note in page.get("/Annots", [])]
        assert links
        assert all(str(link.Contents).strip() for link in links)
        assert any("URI" in str(link.get("/A", "")) for link in links)


def test_a_wide_table_lies_across_with_its_heading(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        boxes = [[float(side) for side in page.MediaBox] for page in pdf.pages]
    assert [box[2] > box[3] for box in boxes].count(True) == 1


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render_pdf(hand_made()) == render_pdf(hand_made())


def test_a_folder_in_the_way_leaves_no_half_file(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").mkdir()
    with pytest.raises(LovendeError, match=re.escape("report.pdf")):
        write_pdf(hand_made(), tmp_path / "report.pdf")
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


HOSTILE = (
    '#set page(fill: red) #panic("x") #import "a.typ": * \\ \\u{41} [ ] { } $x^2$ `raw` <label> @ref',
    "\"quotes\" 'single' \\n \\\\ // comment /* block */ * _ ~ -- --- = == + - 1.",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 4,
    "",
    " ",
    "Rødgrød med fløde, ÆØÅ, é ü ß",
    "linje 1\nlinje 2\r\nlinje 3",
    "nul\x00 klokke\x07 \ud800 halv",
    "</script><b>fed</b> & &amp; %s {0} {name}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_text(text: str, tmp_path: Path) -> None:
    table = TableBlock(
        text,
        ((Cell(text, "column"), Cell(text, "column", numeric=True)),),
        ((Cell(text, "row"), Cell(text, numeric=True)),),
        "t",
        note=text,
    )
    blocks = (Heading(1, text, "h"), Paragraph(text), Bullets((text,)), Callout(text), table)
    document = Document("da", text, text, blocks, (text,), text, text, text)
    content = render_pdf(document)
    (tmp_path / "hostile.pdf").write_bytes(content)
    assert pdfua.validate(str(tmp_path / "hostile.pdf")).findings == ()


def test_markup_is_shown_as_it_stands(tmp_path: Path) -> None:
    text = "#strong[x] \\ $y$ *z*"
    content = render_pdf(Document("en", "Title", "", (Heading(1, text, "h"),)))
    assert text in text_of(content, tmp_path)


def test_a_character_without_a_glyph_becomes_a_square(tmp_path: Path) -> None:
    text = "Godt \U0001f600 gået 世界"
    content = render_pdf(Document("da", "Titel", "", (Heading(1, text, "h"),)))
    assert "Godt □ gået □□" in text_of(content, tmp_path)


def test_a_table_of_300_rows_repeats_its_header(tmp_path: Path) -> None:
    document = replace(hand_made(), blocks=(Heading(1, "Bilag", "a"), small_table(rows=300)))
    write_pdf(document, tmp_path / "long.pdf")
    with pikepdf.open(tmp_path / "long.pdf") as pdf:
        assert len(pdf.pages) > 7
        assert tags(pdf).count("Table") == 1
        assert tags(pdf).count("TH") == 3
    assert pdfua.validate(str(tmp_path / "long.pdf")).findings == ()


def test_headings_that_skip_a_level_are_mended() -> None:
    blocks = (Heading(3, "Først", "a"), Heading(1, "Så", "b"), Heading(3, "Under", "c"))
    assert render_pdf(Document("da", "Titel", "", blocks)).startswith(b"%PDF-1.7")


def test_a_row_that_is_too_short_is_filled_up() -> None:
    table = TableBlock("T", ((Cell("A", "column"), Cell("B", "column")),), ((Cell("x"),), ()), "t")
    assert render_pdf(Document("da", "Titel", "", (Heading(1, "K", "k"), table)))
