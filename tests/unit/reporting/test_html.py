"""The HTML file: whole, valid in its structure, safe against what stands in the answers."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree, html

from lovende.reporting.document import Cell, Document, FigureBlock, Heading, Paragraph, TableBlock
from lovende.reporting.html import render_html, write_html
from lovende.reporting.story import WORDS, tell
from tests.reporting_fixture import bare_findings, example_findings


@pytest.fixture(scope="module")
def page() -> html.HtmlElement:
    return html.document_fromstring(render_html(tell(example_findings(), "da")))


def test_the_page_has_language_title_and_landmarks(page: html.HtmlElement) -> None:
    assert page.get("lang") == "da"
    assert page.findtext(".//title") == "Nyskabelser under coronakrisen"
    for landmark in ("header", "nav", "main", "footer"):
        assert len(page.findall(f".//body//{landmark}")) == 1, landmark
    assert len(page.findall(".//h1")) == 1


def test_headings_are_in_order(page: html.HtmlElement) -> None:
    levels = [int(e.tag[1]) for e in page.iter("h1", "h2", "h3", "h4", "h5")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_nothing_is_loaded_and_no_script_runs(page: html.HtmlElement) -> None:
    assert not page.findall(".//script")
    assert not page.findall(".//link")
    assert not page.findall(".//img")
    style = page.findtext(".//style") or ""
    assert "url(" not in style
    assert "@import" not in style


def test_every_table_has_a_caption_and_heads_with_scope(page: html.HtmlElement) -> None:
    tables = page.findall(".//table")
    assert len(tables) > 60
    for table in tables:
        assert (table.find("caption").text_content()).strip()
        assert all(th.get("scope") for th in table.iter("th"))
        box = table.getparent()
        assert box.get("tabindex") == "0"
        assert box.get("aria-labelledby")


def test_every_figure_has_a_caption_and_a_described_drawing(page: html.HtmlElement) -> None:
    for figure in page.findall(".//figure"):
        assert figure.find("figcaption") is not None
        drawings = figure.findall(".//svg")
        assert len(drawings) == 2
        assert all(svg.get("role") == "img" for svg in drawings)
        assert figure.find(".//details/summary") is not None


def test_the_file_is_small_and_the_same_every_time() -> None:
    first = render_html(tell(example_findings(), "da"))
    assert first == render_html(tell(example_findings(), "da"))
    assert len(first.encode()) < 5_000_000


def hostile() -> Document:
    bad = "</style><script>alert(1)</script> \"'&\\ }"
    table = TableBlock(
        bad, ((Cell(bad, header="column"),),), ((Cell(bad, header="row"),),), "t", note=bad
    )
    return Document(
        language="da",
        title=bad,
        subtitle=bad,
        blocks=(
            Paragraph(bad),
            Heading(1, bad, "a"),
            table,
            FigureBlock(bad, "<svg></svg>", bad, "f", table=None),
        ),
        notices=(bad,),
        author=bad,
        description=bad,
        words=dict(WORDS),
        facts=((bad, bad),),
    )


def test_text_is_never_markup() -> None:
    page = html.document_fromstring(render_html(hostile()))
    assert not page.findall(".//script")
    assert (page.findtext(".//title") or "").startswith("</style><script>")
    assert len(page.findall(".//style")) == 1


def test_the_file_is_moved_into_place_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.da.html"
    path.write_text("old")
    write_html(tell(bare_findings(), "da"), path)
    assert [file.name for file in tmp_path.iterdir()] == ["report.da.html"]
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_drawings_are_well_formed() -> None:
    for block in tell(example_findings(), "en").blocks:
        if isinstance(block, FigureBlock):
            etree.fromstring(block.svg.encode())
            etree.fromstring(block.svg_narrow.encode())
