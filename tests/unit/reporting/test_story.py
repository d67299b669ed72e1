"""The story: the right words for the findings, whole or with parts missing."""

from __future__ import annotations

import dataclasses
import re

import pytest

from lovende.analysis.findings import Findings
from lovende.analysis.protection.index import mask_index
from lovende.reporting.document import (
    Bullets,
    Callout,
    Document,
    FigureBlock,
    Heading,
    KeyFigures,
    Paragraph,
    TableBlock,
)
from lovende.reporting.story import tell
from tests.reporting_fixture import bare_findings, example_findings, public_findings, shortened


@pytest.fixture(scope="module")
def danish() -> Document:
    return tell(example_findings(), "da")


def prose(document: Document) -> str:
    """All running text, no-break spaces made plain."""
    said = [block.text for block in document.blocks if isinstance(block, Paragraph | Callout)]
    for block in document.blocks:
        if isinstance(block, Bullets):
            said += block.items
    return "\n".join(said).replace("\u202f", " ").replace("\u00a0", " ")


def figures(document: Document) -> dict[str, FigureBlock]:
    return {b.number: b for b in document.blocks if isinstance(b, FigureBlock)}


def tables(document: Document) -> list[TableBlock]:
    return [block for block in document.blocks if isinstance(block, TableBlock)]


def test_the_summary_says_the_headline_figures_large(danish: Document) -> None:
    key = next(block for block in danish.blocks if isinstance(block, KeyFigures))
    assert [item.value for item in key.items] == ["54\u202f%", "95\u202f%", "78\u202f%"]
    assert key.items[0].text.startswith("svarer, at krisen")
    assert "159 af 295" in key.items[0].text


def test_the_summary_says_the_response(danish: Document) -> None:
    text = prose(danish)
    assert "296 af 556 inviterede har svaret. Det giver en svarprocent på 53 %." in text
    assert "93 af 98 kommuner" in text


def test_a_difference_is_told_before_and_after_the_correction(danish: Document) -> None:
    text = prose(danish)
    assert "kun forskel på ét: spørgsmål 1, »" in text
    assert "(p = 0,028)" in text
    assert "59 % (Over 50.000 indbyggere) og 50 % (Op til 50.000 indbyggere)" in text
    assert "p-værdien under 0,05 for spørgsmål 1 (p = 0,048)" in text
    assert "Når der rettes for 57 test, er ingen forskel tilbage" in text


def test_a_difference_that_remains_is_told() -> None:
    found = example_findings()
    first = next(test for test in found.tests if test.question == "1")
    first.p_holm = first.p_bh = 0.004
    text = prose(tell(found, "da"))
    assert "med Holms metode, er der stadig forskel på: spørgsmål 1." in text
    assert "ingen forskel tilbage" not in text


def test_collapsed_shares_are_added_from_counts(danish: Document) -> None:
    assert "54 % svarer »I høj eller meget høj grad« (figur 1.1)" in prose(danish)


def test_bases_stand_under_the_figures(danish: Document) -> None:
    drawn = figures(danish)
    assert drawn["1.1"].note == "n\u00a0=\u00a0295."
    assert drawn["1.3"].note.startswith("n\u00a0=\u00a0272. Procenterne giver tilsammen over 100")
    assert drawn["1.10"].note == "n\u00a0=\u00a0208–226."


def test_every_figure_has_its_words_its_table_and_both_drawings(danish: Document) -> None:
    drawn = figures(danish)
    assert len(drawn) > 20
    for figure in drawn.values():
        assert len(figure.alt) > 20
        assert re.search(r"\d", figure.alt)
        assert figure.svg.startswith("<svg")
        assert figure.svg_narrow.startswith("<svg")
        assert figure.table is not None
        assert figure.table.body


def test_anchors_are_unique_and_headings_step_down_one_at_a_time(danish: Document) -> None:
    anchors = [b.anchor for b in danish.blocks if isinstance(b, Heading | TableBlock | FigureBlock)]
    assert len(anchors) == len(set(anchors))
    level = 0
    for block in danish.blocks:
        if isinstance(block, Heading):
            assert block.level <= level + 1
            level = block.level


def test_one_table_has_all_tests(danish: Document) -> None:
    tested = [table for table in tables(danish) if table.caption.startswith("Alle test")]
    assert len(tested) == 1
    assert len(tested[0].body) == len(example_findings().tests)


def test_appendix_1_has_every_question_and_row(danish: Document) -> None:
    captions = {t.caption.split("]")[0][1:]: t for t in tables(danish) if t.caption[:1] == "["}
    assert set(captions) == {str(n) for n in range(1, 26)} - {"19"}
    assert len(captions["15"].body) == 13
    assert [cell.text for cell in captions["1"].body[0]] == [
        "(1)",
        "I meget høj grad",
        "4\u202f% (13)",
    ]
    assert "160 har skrevet noget." in prose(danish)


def test_no_score_stands_beside_a_name(danish: Document) -> None:
    ranking = next(table for table in tables(danish) if table.caption == "Nyskabelser efter score")
    assert all(re.fullmatch(r"N\d{3}", line[1].text) for line in ranking.body)
    assert "En score offentliggøres aldrig sammen med en kommunes navn." in prose(danish)


def test_notices_say_synthetic_and_not_for_publication(danish: Document) -> None:
    assert danish.notices[0].startswith("Svarene er opdigtede.")
    assert danish.notices[1].startswith("Ikke til offentliggørelse")


def test_hidden_counts_are_dots_with_an_explanation() -> None:
    document = tell(public_findings(), "da")
    appendix = next(t for t in tables(document) if t.caption.startswith("[2]"))
    assert [line[2].text for line in appendix.body] == ["· (0)", "·", "· (0)", "·", "·"]
    assert "n\u00a0=\u00a0·." in appendix.note
    assert "skjult" in appendix.note
    assert not any("offentliggørelse" in notice for notice in document.notices)
    assert not any("/" in (re.sub(r"<[^>]*>", "", f.svg)) for f in figures(document).values())


def test_answers_alone_make_a_report_with_a_chapter_a_page() -> None:
    document = tell(bare_findings(), "da")
    assert "296 har svaret." in prose(document)
    assert "intet panel" in prose(document)
    chapters = [b.text for b in document.blocks if isinstance(b, Heading) and b.level == 1]
    assert chapters[1:3] == ["Nyskabelser under krisen", "Målgrupper"]
    assert document.subtitle == "Erfaringer fra en strømafbrydelse"


def test_a_study_in_one_language_is_told_in_another() -> None:
    document = tell(bare_findings(), "en")
    assert document.title == "Svar uden panel"
    assert "296 people answered." in prose(document)


@pytest.mark.parametrize(
    "empty",
    [
        {"tables": []},
        {"tables": [], "questionnaire": []},
        {"questionnaire": []},
        {"index": None},
        {"practices": [], "tests": []},
    ],
)
def test_missing_parts_are_left_out(empty: dict[str, object]) -> None:
    found = shortened(example_findings())
    for name, value in empty.items():
        setattr(found, name, value)
    assert tell(found, "da").blocks


def test_a_question_that_nobody_answered_is_told_without_a_number() -> None:
    found: Findings = bare_findings()
    table = found.tables[0]
    table.base = 0
    for option in table.options:
        option.count, option.percent = 0, None
    for part in table.collapsed:
        part.count, part.percent = 0, None
    document = tell(found, "da")
    assert figures(document)["1.1"].note == "n\u00a0=\u00a00."


def test_braces_in_the_answers_are_left_alone() -> None:
    found = bare_findings()
    found.tables[0].options[1].label = {"da": "{percent} & <b>"}
    document = tell(found, "da")
    assert "{percent} & <b>" in prose(document)


def test_both_languages_have_the_same_shape(danish: Document) -> None:
    english = tell(example_findings(), "en")
    assert [type(b) for b in english.blocks] == [type(b) for b in danish.blocks]
    assert not re.search(r"\d,\d\d?\b", prose(english).replace("50,000", ""))


def test_headlines_stand_in_the_order_of_the_plan() -> None:
    found = example_findings()
    parts = [
        part
        for table in found.tables
        if table.by is None
        for part in table.collapsed
        if part.headline
    ]
    for place, part in enumerate(reversed(parts)):
        part.headline_order = place
    key = next(b for b in tell(found, "da").blocks if isinstance(b, KeyFigures))
    assert [item.value for item in key.items] == ["78\u202f%", "95\u202f%", "54\u202f%"]


def test_protected_tests_are_told_as_a_verdict() -> None:
    found = public_findings()
    for test in found.tests:
        test.p, test.p_clustered, test.p_holm, test.p_bh = 1.0, 1.0, 1.0, 1.0
        test.reason, test.n, test.effect = "protected", None, None
    found.tests[0].p = found.tests[0].p_clustered = 0.0499
    document = tell(found, "da")
    first = next(t for t in tables(document) if t.caption.startswith("De primære test")).body[0]
    plain = [cell.text.replace("\u00a0", " ") for cell in first[3:7]]
    assert plain == ["< 0,05", "< 0,05", "≥ 0,05", "≥ 0,05"]
    assert "(p < 0,05)" in prose(document)
    assert "p = 1,000" not in prose(document)
    assert "om p er under en grænse" in prose(document)


def test_all_tests_stand_in_the_last_appendix() -> None:
    findings = example_findings()
    several = next(test for test in findings.tests if test.question == "4" and test.primary)
    findings.tests.append(
        dataclasses.replace(several, test="chi2", option="2", primary=False, p_holm=None, p_bh=None)
    )
    by_caption = {table.caption: table for table in tables(tell(findings, "da"))}
    primary = next(t for name, t in by_caption.items() if name.startswith("De primære test"))
    every = next(t for name, t in by_caption.items() if name.startswith("Alle test"))
    found = findings.tests
    assert len(primary.body) == sum(test.primary for test in found)
    assert len(every.body) == len(found)
    assert sum(line[0].text.startswith("4, svar 2: ") for line in every.body) == 1


def test_what_is_not_published_is_said() -> None:
    found = public_findings()
    found.response.item_nonresponse, found.response.break_offs = [], []
    found.response.nonresponders, found.response.nonresponder_count = [], 9
    assert found.index is not None
    found.index.ranking = []
    text = prose(tell(found, "da"))
    assert "Rangordenen offentliggøres ikke" in text
    assert "på hvilken side folk holdt op, offentliggøres ikke" in text
    assert "Deres svar offentliggøres ikke" in text


def test_few_answers_are_told_with_a_caution(danish: Document) -> None:
    second = next(t for t in tables(danish) if t.caption.startswith("[2] "))
    assert second.note.startswith("n\u00a0=\u00a05.")
    assert "læses med forsigtighed" in second.note
    first = next(t for t in tables(danish) if t.caption.startswith("[1] "))
    assert "forsigtighed" not in first.note


def test_every_page_has_a_short_notice(danish: Document) -> None:
    assert danish.on_every_page == "Opdigtede svar. Ikke til offentliggørelse."
    assert tell(public_findings(), "da").on_every_page == "Opdigtede svar."


def test_a_long_ranking_is_cut_and_says_so() -> None:
    findings = example_findings()
    assert findings.index is not None
    one = findings.index.ranking[0]
    findings.index.ranking = [dataclasses.replace(one, key=f"K{place}") for place in range(1200)]
    document = tell(findings, "en")
    assert "The table shows the first 500 of 1,200." in prose(document)
    tables = [b for b in document.blocks if isinstance(b, TableBlock)]
    assert [len(t.body) for t in tables if t.caption == "Innovations by score"] == [500]


def test_how_sure_the_ranking_is_in_plain_words(danish: Document) -> None:
    text = prose(danish)
    assert "Derfor er rangordenen lavet 10.000 gange mere" in text
    # Probabilities of the fixture: (100 - n) % for the innovation in place n from 0, 60 selected.
    assert (
        "Af de 60 allermest lovende nyskabelser er 11 allermest lovende i mindst 90 %"
        " af trækningerne og 51 i mindst halvdelen af dem." in text
    )
    assert "En nyskabelse flytter sig i gennemsnit 13,1 pladser." in text
    assert "er 38 % det begge steder i gennemsnit" in text
    assert "Én person har vurderet hver nyskabelse." in text
    assert "afhænger mest af »Vægte«: 26 % alene og 36 % i alt" in text
    by_caption = {table.caption: table for table in tables(danish)}
    bands = by_caption["Nyskabelser efter sandsynligheden for at blive udpeget"]
    assert [[cell.text for cell in line[1:]] for line in bands.body] == [
        ["11", "0", "0"],
        ["40", "0", "0"],
        ["9", "31", "1"],
        ["0", "61", "1"],
    ]
    few = by_caption["Nyskabelser, der kun har en plads under andre antagelser"]
    assert [line[3].text for line in few.body] == ["12\u202f%", "<\u00a01\u202f%"]


def test_the_public_reads_no_rank_of_an_innovation() -> None:
    found = public_findings()
    assert found.index is not None
    found.index = mask_index(found.index, 5)
    document = tell(found, "en")
    text = prose(document)
    assert "So the ranking was made 10,000 times more" in text
    assert "depends most on “Weights”: 26% of the differences alone and 36% in all" in text
    assert "the interval that the figure shows" not in text
    shown = " ".join(cell.text for t in tables(document) for line in t.body for cell in line)
    assert "N201" not in shown
    assert not re.search(r"\bN\d{3}\b", "".join(f.alt for f in figures(document).values()))


@pytest.mark.parametrize("without", ["uncertainty", "ranks"])
def test_findings_of_an_older_version_are_told_without_it(without: str) -> None:
    found = shortened(example_findings())
    assert found.index is not None
    if without == "uncertainty":
        found.index.uncertainty = None
    for one in found.index.ranking:
        one.rank_low = one.rank_high = one.selection_probability = None
    document = tell(found, "en")
    headings = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert ("How sure the ranking is" in headings) == (without == "ranks")
