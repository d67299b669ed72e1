"""The written content of the example study: complete in both languages, in our own words, and
in step with the published figures that the answers are made to equal."""

from __future__ import annotations

import csv
import json
import re
import string
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from pyxform.xls2json_backends import md_to_dict
from pyxform.xls2xform import convert

from lovende.analysis.study_file import StudyFile, read_study_file
from lovende.domain.places import BY_NAME, MUNICIPALITIES
from lovende.formats.index_file import read_index

DATA = Path(str(files("lovende.examples"))) / "data"
LABELS = ("label::Dansk (da)", "label::English (en)")
TRANSLATED = ("label", "hint", "guidance_hint", "constraint_message")
CHAPTER_2 = ["1", "4", "8", "9", "13", "14", "12", "15", "16", "11", "3", "17", "18"]
CHAPTER_3 = ["20", "21", "22", "23", "24"]
THEME_ROWS = [3, 6, 5, 8, 2, 5, 4, 2, 3, 4, 8]

Row = dict[str, str]


@cache
def sheets() -> dict[str, list[Row]]:
    text = (DATA / "questionnaire.md").read_text(encoding="utf-8")
    book: dict[str, list[Row]] = md_to_dict(text)
    return book


def survey(name: str) -> Row:
    return next(row for row in sheets()["survey"] if row.get("name") == name)


def choices_of(name: str) -> list[Row]:
    """The options of the list of a question, or of the first row of a matrix."""
    row = survey(name)
    if row["type"] == "begin_group":
        row = survey(f"{name}_1")
    list_name = row["type"].split()[1]
    return [choice for choice in sheets()["choices"] if choice["list_name"] == list_name]


def codes_of(name: str) -> list[str]:
    return [choice["name"] for choice in choices_of(name)]


def rows_of(name: str) -> list[str]:
    names = [row.get("name", "") for row in sheets()["survey"]]
    return [n for n in names if re.fullmatch(rf"{name}_\d+", n)]


def relevance_of(name: str) -> str:
    """All conditions around a question and on it, joined as the groups stand around it."""
    around: list[str] = []
    for row in sheets()["survey"]:
        if row["type"].startswith("begin_"):
            around.append(row.get("relevant", ""))
        elif row["type"].startswith("end_"):
            around.pop()
        if row.get("name") == name:
            own = [] if row["type"].startswith("begin_") else [row.get("relevant", "")]
            return " and ".join(part for part in [*around, *own] if part)
    raise KeyError(name)


@cache
def practices() -> list[Row]:
    with (DATA / "practices.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def study() -> StudyFile:
    return read_study_file(DATA / "study.toml")


@cache
def plain(name: str) -> dict[str, Any]:
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)


def texts_in(value: Any) -> Iterator[dict[str, str]]:
    """Every text by language in a parsed TOML file."""
    if isinstance(value, dict):
        if set(value) & {"da", "en"}:
            yield value
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)


def figures(reference: Path) -> dict[str, Any]:
    text = (reference / "vive2021_figures.json").read_text(encoding="utf-8")
    questions: dict[str, Any] = json.loads(text)["questions"]
    return questions


# The questionnaire


def test_other_tools_can_read_the_questionnaire() -> None:
    warnings: list[str] = []
    text = (DATA / "questionnaire.md").read_text(encoding="utf-8")
    form = convert(text, file_type=".md", warnings=warnings).xform
    assert warnings == []
    assert form.count("<translation ") == 2
    assert '<translation lang="Dansk (da)" default="true()">' in form


def test_every_question_and_option_has_both_languages() -> None:
    for row in sheets()["survey"]:
        for text in TRANSLATED:
            given = {column for column in row if column.startswith(f"{text}::")}
            assert len(given) in (0, 2), (row.get("name"), given)
        silent = row["type"].startswith("end_") or row["type"] == "calculate"
        assert silent or all(row.get(label) for label in LABELS), row
    for choice in sheets()["choices"]:
        assert all(choice.get(label) for label in LABELS), choice


def test_each_language_names_the_occasion_in_its_own_words() -> None:
    named = 0
    for row in [*sheets()["survey"], *sheets()["choices"]]:
        for column, text in row.items():
            if "::" in column:
                wrong = "${occasion_en}" if "(da)" in column else "${occasion_da}"
                assert wrong not in text
                named += "${occasion_" in text
            assert "corona" not in text or row["type"] == "calculate", row
    assert named >= 10


def test_the_questions_are_numbered_1_to_25_in_order() -> None:
    numbered = [row for row in sheets()["survey"] if "number" in row]
    assert [row["number"] for row in numbered] == [str(n) for n in range(1, 26)]
    assert [row["name"] for row in numbered] == [f"q{n}" for n in range(1, 26)]
    assert not any("required" in row for row in sheets()["survey"])


@pytest.mark.needs("shared")
def test_codes_and_rows_are_those_of_the_published_figures(reference: Path) -> None:
    for number, published in figures(reference).items():
        name = f"q{number}"
        kind = survey(name)["type"].split()[0]
        if published["kind"] == "matrix":
            assert kind == "begin_group"
            assert len(rows_of(name)) == len(published["rows"])
            assert all(len(row["counts"]) == len(codes_of(name)) for row in published["rows"])
            assert codes_of(name) == [str(n) for n in range(1, len(codes_of(name)) + 1)]
            continue
        assert kind == published["kind"]
        codes = [str(option["code"]) for option in published["options"]]
        # The print leaves out the don't know of question 2.
        assert codes_of(name) == codes + (["0"] if number == "2" else [])


def test_a_matrix_has_one_scale_for_all_its_rows() -> None:
    for number in ("15", "16", "17", "20", "21", "22", "24"):
        assert survey(f"q{number}")["appearance"] == "table-list"
        types = {survey(row)["type"] for row in rows_of(f"q{number}")}
        assert len(types) == 1, number


def test_dont_know_exclusive_and_other_are_marked() -> None:
    dont_know = {"1": "0", "2": "0", "11": "0", "14": "6", "21": "4", "24": "3", "25": "0"}
    dont_know |= dict.fromkeys(("15", "16", "17", "20", "22"), "6")
    for number in map(str, range(1, 26)):
        if number == "19":
            continue
        marked = {c["name"]: c.get("role") for c in choices_of(f"q{number}")}
        found = [code for code, role in marked.items() if role == "dont_know"]
        assert found == ([dont_know[number]] if number in dont_know else []), number
        exclusive = [code for code, role in marked.items() if role == "exclusive"]
        assert exclusive == {"12": ["13"], "13": ["16"]}.get(number, []), number
        for code in (code for code, role in marked.items() if role == "other"):
            assert survey(f"q{number}")["other"] == f"q{number}_other"
            text = survey(f"q{number}_other")
            assert text["type"] == "text"
            assert text["relevant"] == f"selected(${{q{number}}}, '{code}')"


def test_scales_are_marked_as_ordinal() -> None:
    ordinal = {"1", "14", "15", "16", "17", "20", "21", "22"}
    for number in map(str, range(1, 26)):
        if number != "19":
            marks = {choice.get("ordinal") for choice in choices_of(f"q{number}")}
            assert marks == ({"yes"} if number in ordinal else {None}), number


def test_routing() -> None:
    on = "not(${q1} = '6')"
    assert relevance_of("q1") == ""
    assert relevance_of("q2") == "${q1} = '6'"
    expected = {
        "q5": "selected(${q4}, '1')",
        "q6": "selected(${q4}, '2')",
        "q7": "selected(${q4}, '3')",
        "q10": "selected(${q9}, '4') or selected(${q9}, '5')",
        "q18": " or ".join(f"${{q17_1}} = '{code}'" for code in range(1, 5)),
        "q25": "position(..) = 1",
    }
    for number in range(3, 26):
        name = f"q{number}"
        own = expected.get(name)
        assert relevance_of(name) == (f"{on} and {own}" if own else on), name


def test_a_second_innovation_follows_a_yes() -> None:
    repeat = survey("innovation")
    assert repeat["type"] == "begin_repeat"
    assert (repeat["repeat_while"], repeat["repeat_max"]) == ("${q25} = '1'", "2")
    names = [row.get("name") or row["type"] for row in sheets()["survey"]]
    inside = names[names.index("innovation") : names.index("end_repeat")]
    assert {f"q{n}" for n in range(19, 26)} <= set(inside)
    assert not {f"q{n}" for n in range(1, 19)} & set(inside)


def test_questions_1_to_18_stand_on_12_pages() -> None:
    page, pages = "", []
    for row in sheets()["survey"]:
        if row.get("appearance") == "field-list":
            page = row["name"]
        if "number" in row and int(row["number"]) <= 18 and page not in pages:
            pages.append(page)
    assert len(pages) == 12


def test_a_page_never_hides_a_question_behind_another_on_the_same_page() -> None:
    """Without a script a page cannot change while it is filled in; "other" texts apart."""
    page: dict[str, str] = {}
    at = ""
    for row in sheets()["survey"]:
        if row.get("appearance") == "field-list":
            at = row["name"]
        page[row.get("name", "")] = at
    for row in sheets()["survey"]:
        if not row.get("name", "").endswith("_other"):
            for named in re.findall(r"\$\{(\w+)\}", row.get("relevant", "")):
                assert page[named] != page[row["name"]], row["name"]


def test_the_municipalities_to_choose_from_are_the_official_ones() -> None:
    offered = {(c["name"], c[LABELS[0]]) for c in choices_of("municipality")}
    assert offered == {(m.code, m.name) for m in MUNICIPALITIES}


# The practices


def test_there_are_fifty_practices_in_the_order_of_the_themes() -> None:
    themes = [theme["key"] for theme in plain("themes.toml")["theme"]]
    counts = Counter(row["theme"] for row in practices())
    assert [counts[theme] for theme in themes] == THEME_ROWS
    assert sum(THEME_ROWS) == len(practices()) == 50
    places = [themes.index(row["theme"]) for row in practices()]
    assert places == sorted(places)


def test_practices_name_official_municipalities() -> None:
    for row in practices():
        assert BY_NAME[row["municipality"]].code == row["municipality_code"]


def test_practices_are_told_in_both_languages() -> None:
    for row in practices():
        empty = {column for column, text in row.items() if not text.strip()}
        # The published list names no target group for Furesø.
        expected = row["municipality"] == "Furesø" and {"target_group_da", "target_group_en"}
        assert empty == (expected or set()), row["municipality"]
        for part in ("effort", "learning"):
            assert 1 <= len(re.findall(r"[.!?](?:\s|$)", row[f"{part}_da"])) <= 3
            assert row[f"{part}_da"] != row[f"{part}_en"]


def test_practices_hold_no_scores() -> None:
    fields = ("area", "target_group", "purpose", "effort", "learning")
    expected = ["theme", "municipality", "municipality_code"]
    expected += [f"{name}_{language}" for name in fields for language in ("da", "en")]
    assert list(practices()[0]) == expected


# The study file and the index


def test_every_text_of_the_study_has_both_languages() -> None:
    for name in ("study.toml", "themes.toml", "index.toml"):
        found = list(texts_in(plain(name)))
        assert len(found) > 10
        for text in found:
            assert set(text) == {"da", "en"}, text
            assert all(words.strip() for words in text.values()), text


def test_chapters_hold_no_counts() -> None:
    """Numbers come from the answers; only numbers of questions, figures and appendices are told."""
    allowed = r"(spørgsmål|question|figur|figure|bilag|appendix) \d+(\.\d+)?"
    for chapter in plain("study.toml")["chapter"]:
        for text in texts_in(chapter):
            for words in text.values():
                assert not re.search(r"\d", re.sub(allowed, "", words)), words


def test_figures_stand_under_the_numbers_of_the_published_report() -> None:
    numbered = [[f for section in c.section for f in section.figure] for c in study().chapter]
    assert [f.figure for f in numbered[0]] == ["response", "map"]
    assert [f.question for f in numbered[1]][:13] == CHAPTER_2
    assert [f.question for f in numbered[2]] == CHAPTER_3
    assert numbered[2][2].rows == (1,)
    assert [f.figure for f in numbered[3]] == ["profile"]


def test_collapses_and_figures_name_questions_rows_and_codes_that_exist() -> None:
    for collapse in study().collapse:
        name = f"q{collapse.question}"
        assert set(collapse.codes) <= set(codes_of(name)), collapse
        assert {f"{name}_{row}" for row in collapse.rows} <= set(rows_of(name)), collapse
    groupings = {grouping.name for grouping in study().grouping}
    assert {comparison.by for comparison in study().comparison} <= groupings
    kinds = {"distribution": "select_one", "several": "select_multiple", "matrix": "begin_group"}
    for chapter in study().chapter:
        for figure in (f for section in chapter.section for f in section.figure):
            assert figure.by is None or figure.by in groupings
            if figure.figure in kinds:
                name = f"q{figure.question}"
                assert survey(name)["type"].startswith(kinds[figure.figure]), name
                assert {f"{name}_{row}" for row in figure.rows} <= set(rows_of(name))


def test_a_row_is_collapsed_only_once_under_one_key() -> None:
    seen: list[tuple[str, str, str]] = []
    for collapse in study().collapse:
        name = f"q{collapse.question}"
        rows = [f"{name}_{row}" for row in collapse.rows] or rows_of(name) or [name]
        seen += [(collapse.question, row, collapse.key) for row in rows]
    assert len(seen) == len(set(seen))


def test_headlines_are_sentences_with_known_placeholders() -> None:
    headlines = [collapse for collapse in study().collapse if collapse.headline]
    assert 12 <= len(headlines) <= 16
    for headline in headlines:
        for language in ("da", "en"):
            sentence = headline.sentence.get(language, ())
            fields = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
            assert "percent" in fields <= {"percent", "count", "base"}
            assert sentence.endswith(".")


@pytest.mark.needs("shared")
@pytest.mark.parametrize(
    ("question", "row", "key", "percent"),
    [
        ("1", None, "high", 54),
        ("1", None, "low", 14),
        ("9", None, "employees", 81),
        ("11", None, "during", 88),
        ("15", 5, "high", 46),
        ("15", 11, "high", 61),
        ("16", 1, "high", 95),
        ("16", 2, "high", 74),
        ("17", 1, "high", 88),
        ("17", 2, "high", 50),
        ("17", 6, "high", 47),
        ("18", None, "video", 96),
        ("20", 1, "high", 85),
        ("21", 1, "positive", 67),
        ("21", 2, "positive", 71),
        ("21", 3, "positive", 52),
        ("21", 4, "positive", 54),
        ("22", 1, "high", 78),
        ("22", 2, "high", 6),
        ("23", None, "minor", 73),
        ("23", None, "fundamental", 27),
        ("24", 2, "yes", 65),
    ],
)
def test_collapses_give_the_shares_of_the_published_text(
    question: str, row: int | None, key: str, percent: int, reference: Path
) -> None:
    published = figures(reference)[question]
    if row is None:
        counts = {str(option["code"]): option["count"] for option in published["options"]}
        base = published["n"]
    else:
        line = published["rows"][row - 1]
        counts = {str(code): count for code, count in enumerate(line["counts"], 1)}
        base = line["n"]
    collapse = next(
        c
        for c in study().collapse
        if (c.question, c.key) == (question, key) and (not c.rows or row in c.rows)
    )
    share = 100 * sum(counts[code] for code in collapse.codes) / base
    assert int(share + 0.5) == percent


def test_the_index_has_thirteen_items_on_the_questions_of_the_innovation() -> None:
    definition, warnings = read_index(DATA / "index.toml")
    assert warnings == ()
    sizes = Counter(item.dimension for item in definition.items)
    assert [sizes[d.key] for d in definition.dimensions] == [4, 4, 2, 1, 2]
    for item in definition.items:
        name = item.variable if item.variable == "q23" else item.variable.split("_")[0]
        dont_know = [c["name"] for c in choices_of(name) if c.get("role") == "dont_know"]
        assert [*item.codes, *dont_know] == codes_of(name)
    assert survey(str(definition.description))["number"] == "19"


# Our own words


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def our_texts() -> Iterator[str]:
    for row in [*sheets()["survey"], *sheets()["choices"]]:
        yield from row.values()
    for practice in practices():
        yield from practice.values()
    for name in ("study.toml", "index.toml", "themes.toml"):
        content = dict(plain(name))
        if "study" in content:
            # A reference must give the title and the names as they are.
            content["study"] = {k: v for k, v in content["study"].items() if k != "source"}
        for text in texts_in(content):
            yield from text.values()


@pytest.mark.needs("shared")
def test_no_run_of_eight_words_is_taken_from_the_published_documents(reference: Path) -> None:
    published: set[tuple[str, ...]] = set()
    for document in (reference.parent / "seeds").glob("*.txt"):
        published |= runs(document.read_text(encoding="utf-8"), 8)
    assert len(published) > 10_000
    taken = {" ".join(run) for text in our_texts() for run in runs(text, 8) & published}
    assert taken == set()
