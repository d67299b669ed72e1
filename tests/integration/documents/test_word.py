"""Word: what makes a file usable with a screen reader, and stable when Word updates it."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from lovende.reporting.document import Bullets, Callout, Cell, Document, Heading, Paragraph
from lovende.reporting.document import TableBlock as Table
from lovende.reporting.word import render_docx, write_docx
from tests.unit.reporting.hand_made_document import hand_made


@pytest.fixture(scope="module")
def content() -> bytes:
    return render_docx(hand_made())


@pytest.fixture(scope="module")
def made(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def styled(document: Any, name: str) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == name]


def test_headings_are_headings(made: Any) -> None:
    assert styled(made, "Heading 1") == [
        "Sammenfatning",
        "2\u2002Bilag",
        "Tabellerne bag figurerne",
    ]
    assert styled(made, "Heading 2") == ["1.1\u2002Hvem har svaret?"]
    assert styled(made, "Heading 3") == ["Brede tabeller"]
    assert styled(made, "Title") == ["Nyskabelser under krisen"]


def test_captions_carry_a_field_that_gives_the_printed_number(made: Any) -> None:
    captions = [p for p in made.paragraphs if p.style.name == "Caption"]
    assert [p.text for p in captions][:2] == [
        "Figur 1.1. I hvilken grad?",
        "Tabel 1.1. Sådan svarede lederne",
    ]
    fields = [code.text for p in captions for code in p._p.iter(qn("w:instrText"))]
    assert fields == [
        r" SEQ Figur \* ARABIC \r 1 ",
        r" SEQ Tabel \* ARABIC \r 1 ",
        r" SEQ Tabel \* ARABIC \r 2 ",
    ]


def test_table_headers_repeat_and_rows_stay_whole(made: Any) -> None:
    heads = [len(list(t._tbl.iter(qn("w:tblHeader")))) for t in made.tables]
    assert heads == [1, 2, 1]
    rows = sum(len(t._tbl.findall(qn("w:tr"))) for t in made.tables)
    assert sum(len(list(t._tbl.iter(qn("w:cantSplit")))) for t in made.tables) == rows


def test_numbers_stand_flush_right(made: Any) -> None:
    cells = made.tables[0].rows[1].cells
    assert [cell.text for cell in cells] == ["Svarmulighed 1 med æøå", "7", "3,5 %"]
    sides = [cell.paragraphs[0].alignment for cell in cells]
    assert [side is None for side in sides] == [True, False, False]


def test_a_figure_has_its_text_alternative(made: Any) -> None:
    alternatives = [e.get("descr") for e in made.element.body.iter(qn("wp:docPr"))]
    assert alternatives == ["Søjler: i høj grad 66 %, slet ikke 33 %."]


def test_the_contents_are_there_before_word_updates_them(made: Any) -> None:
    body = made.element.body
    codes = [code.text.strip() for code in body.iter(qn("w:instrText"))]
    assert codes[0].startswith("TOC ")
    entries = [p for p in made.paragraphs if p.style.name.lower().startswith("toc ")]
    words = ["".join(t.text for t in p._p.iter(qn("w:t"))) for p in entries]
    assert words[1:] == [
        "Sammenfatning",
        "1.1\u2002Hvem har svaret?",
        "2\u2002Bilag",
        "Tabellerne bag figurerne",
    ]
    links = [a.get(qn("w:anchor")) for p in entries for a in p._p.iter(qn("w:hyperlink"))]
    marks = {b.get(qn("w:name")) for b in body.iter(qn("w:bookmarkStart"))}
    assert links
    assert set(links) <= marks


def test_every_link_within_has_its_target(made: Any) -> None:
    body = made.element.body
    marks = [b.get(qn("w:name")) for b in body.iter(qn("w:bookmarkStart"))]
    anchors = {a.get(qn("w:anchor")) for a in body.iter(qn("w:hyperlink"))} - {None}
    assert anchors <= set(marks)
    assert len(marks) == len(set(marks))


def test_language_title_and_author_are_set(made: Any, content: bytes) -> None:
    core = made.core_properties
    assert (core.title, core.author, core.language) == (
        "Nyskabelser under krisen",
        "Instituttet",
        "da-DK",
    )
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        styles = file.read("word/styles.xml").decode()
        settings = file.read("word/settings.xml").decode()
    assert 'w:lang w:val="da-DK"' in styles
    assert "updateFields" not in settings


def test_notices_stand_on_every_page(made: Any) -> None:
    assert made.sections[0].header.paragraphs[0].text == (
        "Opdigtede svar  ·  Ikke til offentliggørelse"
    )
    assert all(section.header.is_linked_to_previous for section in list(made.sections)[1:])


def test_a_wide_table_lies_across(made: Any) -> None:
    across = [section.page_width > section.page_height for section in made.sections]
    assert across == [False, True, False]


def test_the_same_document_gives_the_same_bytes(content: bytes) -> None:
    assert render_docx(hand_made()) == content


@pytest.mark.parametrize(
    "text", ["", " ", "nul\x00 \x07 \ud800", "<b>&amp;", "linje 1\nlinje 2", "x" * 4000, "😀 世界"]
)
def test_any_text_is_text(text: str) -> None:
    table = Table(text, ((Cell(text, "column"), Cell("B", "column")),), ((Cell(text),), ()), "t")
    blocks = (Heading(1, text, "h"), Paragraph(text), Bullets((text,)), Callout(text), table)
    made = docx.Document(io.BytesIO(render_docx(Document("en", text, text, blocks, (text,)))))
    said = re.sub("[\x00\x07]", "", text).replace("\ud800", "?")
    assert made.tables[0].rows[0].cells[0].text == said
    assert [len(row.cells) for row in made.tables[0].rows] == [2, 2, 2]


def test_writing_replaces_the_file_in_one_move(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_text("old")
    write_docx(hand_made(), tmp_path / "report.docx")
    assert [path.name for path in tmp_path.iterdir()] == ["report.docx"]
    assert zipfile.is_zipfile(tmp_path / "report.docx")
