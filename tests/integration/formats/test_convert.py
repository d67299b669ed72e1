"""`lovende convert`: what is written, what is told, and what is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from lovende import cli
from lovende.domain.dataset.model import AnswerState
from lovende.domain.errors import LovendeError
from lovende.formats.answers import read_answers
from lovende.formats.questionnaires import read_questionnaire
from lovende.formats.recognising import FileKind, file_kind
from tests.unit.limesurvey.survey_files import Asked, new_survey

FORM = """
| survey |
| | type | name | label::da | label::en | relevant |
| | select_one yn | q1 | Glad? | Happy? | |
| | select_multiple fruit | q2 | Hvilke? | Which? | ${q1} = 'y' |
| choices |
| | list_name | name | label::da | label::en |
| | yn | y | Ja | Yes |
| | yn | n | Nej | No |
| | fruit | a | Æbler | Apples |
| | fruit | b | Bananer | Bananas |
"""
ANSWERS = "key,q1,q2_a,q2_b\n1,Ja,1,0\n2,n,,\n"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run `lovende convert` in an empty folder with a form and answers; returns code, out, err."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOVENDE_LANG", "en")
    Path("form.md").write_text(FORM, "utf-8")
    Path("answers.csv").write_text(ANSWERS, "utf-8")

    def it(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["lovende", "convert", *arguments])
        code = cli.main()
        said = capsys.readouterr()
        assert not list(tmp_path.glob(".*")), "something half-written stayed"
        return code, said.out, said.err

    return it


@pytest.mark.parametrize("target", ["out.xlsx", "out.csv", "out.md"])
def test_a_questionnaire_in_each_spreadsheet_format(run: Run, target: str) -> None:
    assert run("form.md", target) == (0, f"{target}\n", "")
    form, _ = read_questionnaire(Path("form.md"))
    back, _ = read_questionnaire(Path(target))
    assert (back.items, back.lists) == (form.items, form.lists)
    assert file_kind(Path(target)) is FileKind.QUESTIONNAIRE


def test_what_ddi_cannot_hold_is_told_and_the_file_written(run: Run) -> None:
    code, out, err = run("form.md", "out.xml")
    assert (code, out) == (0, "out.xml\n")
    assert "question q2" in err
    assert "relevant" in err
    assert [q.name for q in read_questionnaire(Path("out.xml"))[0].questions()] == ["q1", "q2"]


def test_strict_writes_nothing_where_something_would_be_lost(run: Run) -> None:
    Path("out.xml").write_text("what stood here", "utf-8")
    code, out, err = run("form.md", "out.xml", "--strict")
    assert (code, out) == (1, "")
    assert "relevant" in err
    assert Path("out.xml").read_text("utf-8") == "what stood here"


def test_strict_writes_where_nothing_is_lost(run: Run) -> None:
    assert run("form.md", "out.xlsx", "--strict") == (0, "out.xlsx\n", "")


def test_the_outcome_as_json(run: Run) -> None:
    code, out, err = run("form.md", "out.xml", "--json")
    outcome = json.loads(out)
    assert (code, err) == (0, "")
    assert outcome["kind"] == "questionnaire"
    assert outcome["files"] == ["out.xml"]
    assert {lost["question"] for lost in outcome["lost"]} == {"q2"}


def test_a_survey_of_limesurvey(run: Run, tmp_path: Path) -> None:
    for name in ("s.lss", "s.xml"):
        new_survey(tmp_path / name, Asked("q1", "S"), Asked("rank", "R"))
        code, _, err = run(name, "out.xlsx")
        assert code == 0
        assert "question rank" in err
        assert [q.name for q in read_questionnaire(Path("out.xlsx"))[0].questions()] == ["q1"]


def test_answers_are_fitted_to_their_questionnaire(run: Run) -> None:
    code, out, err = run(
        "answers.csv", "out.sav", "--questionnaire", "form.md", "--key", "key", "--lang", "en"
    )
    assert code == 0, err
    assert out.split()[0] == "out.sav"
    dataset, _ = read_answers(Path("out.sav"))
    assert dataset["q1"].label.get("") == "Happy?"
    assert [c.label.get("") for c in dataset["q1"].categories] == ["Yes", "No"]
    # The second respondent said no to q1 and so was not asked q2.
    assert dataset.states["q2_a"].to_list() == [AnswerState.ANSWERED, AnswerState.NOT_ASKED]


def test_answers_as_a_codebook_with_frequencies(run: Run) -> None:
    code, _, err = run("answers.csv", "out.xml", "--questionnaire", "form.md", "--key", "key")
    assert code == 0, err
    book = Path("out.xml").read_text("utf-8")
    assert '<catStat type="freq">1</catStat>' in book
    assert '<qstnLit xml:lang="da">Glad?</qstnLit>' in book
    assert "<fileName>answers.csv</fileName>" in book


def test_a_constant_is_written_out_in_labels(run: Run) -> None:
    constant = "| | calculate | when | | | | 'the flood' |\n"
    form = FORM.replace("| label::en | relevant |\n", "| label::en | relevant | calculation |\n")
    form = form.replace("Happy?", "Happy after ${when}?").replace(
        "| | select_one yn", constant + "| | select_one yn", 1
    )
    Path("form.md").write_text(form, "utf-8")
    run("answers.csv", "out.sav", "--questionnaire", "form.md", "--key", "key", "--lang", "en")
    assert read_answers(Path("out.sav"))[0]["q1"].label.get("") == "Happy after the flood?"
    run("form.md", "out.xml")
    assert "Happy after the flood?" in Path("out.xml").read_text("utf-8")


def test_answers_between_formats(run: Run) -> None:
    for target in ("out.xlsx", "out.parquet", "out.dta", "out.tsv"):
        assert run("answers.csv", target)[0] == 0
    assert read_answers(Path("out.parquet"))[0].values["key"].cast(pl.Int64).to_list() == [1, 2]


def test_an_spss_file_amounts_to_a_questionnaire(run: Run) -> None:
    run("answers.csv", "out.sav", "--questionnaire", "form.md", "--key", "key")
    code, out, err = run("out.sav", "back.md", "--kind", "questionnaire")
    assert (code, out) == (0, "back.md\n"), err
    assert "q1" in [q.name for q in read_questionnaire(Path("back.md"))[0].questions()]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["none.xlsx", "out.md"], "no such file"),
        (["form.md", "form.md"], "into itself"),
        (["form.md", "folder"], "folder"),
        (["folder", "out.xlsx"], "folder"),
        (["form.md", "nowhere/out.xlsx"], "nowhere"),
        (["form.md", "out.sav"], ".sav"),
        (["form.md", "out"], "out"),
        (["answers.csv", "out.md"], ".md"),
        (["answers.csv", "out.docx"], ".docx"),
        (["form.docx", "out.md"], ".docx"),
        (["bad.xml", "out.md"], "breaks off"),
        (["bad.lss", "out.md"], "LimeSurvey"),
        (["book.xml", "out.sav", "--kind", "answers"], "no answers"),
        (["answers.csv", "out.md", "--kind", "questionnaire"], ""),
        (["form.md", "out.csv", "--kind", "answers"], ""),
        (["answers.csv", "out.sav", "--questionnaire", "none.md"], "none.md"),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(
    run: Run, arguments: list[str], said: str
) -> None:
    Path("folder").mkdir()
    Path("form.docx").write_bytes(b"PK\x03\x04")
    Path("bad.xml").write_text("<codeBook><stdyDscr>", "utf-8")
    Path("bad.lss").write_text("<document><LimeSurveyDocType>Group</LimeSurveyDocType></document>")
    Path("book.xml").write_text("<codeBook><dataDscr><var name='a'/></dataDscr></codeBook>")
    before = sorted(Path().iterdir())
    code, out, err = run(*arguments)
    assert (code, out) == (1, "")
    assert said in err
    assert len(err.splitlines()) == 1
    assert sorted(Path().iterdir()) == before


def test_answers_that_do_not_fit_are_errors(run: Run) -> None:
    Path("answers.csv").write_text("key,q1\n1,perhaps\n", "utf-8")
    code, _, err = run("answers.csv", "out.sav", "--questionnaire", "form.md")
    assert code == 1
    assert "row 2" in err
    assert not Path("out.sav").exists()


def test_a_hard_link_to_the_source_is_the_source(run: Run) -> None:
    os.link("form.md", "same.md")
    assert run("form.md", "same.md")[0] == 1


def test_usage_errors(run: Run) -> None:
    assert run("form.md")[0] == 2
    assert run("form.md", "out.md", "--kind", "poem")[0] == 2
    assert run("form.md", "out.md", "--kind", "questionnaire", "--questionnaire", "form.md")[0] == 2


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", "survey,,\n,type,name\n", FileKind.QUESTIONNAIRE),
        ("a.csv", '\ufeff"survey"\n,type,name\n', FileKind.QUESTIONNAIRE),
        ("a.csv", "survey,age\n1,2\n", FileKind.ANSWERS),
        ("a.csv", "", FileKind.ANSWERS),
        ("a.csv", "id;survey\n", FileKind.ANSWERS),
        ("a.xlsx", "no workbook", FileKind.ANSWERS),
        ("a.xml", "", FileKind.QUESTIONNAIRE),
        ("a.sav", "", FileKind.ANSWERS),
        ("A.MD", "", FileKind.QUESTIONNAIRE),
        ("a.xls", "", FileKind.QUESTIONNAIRE),
    ],
)
def test_the_kind_of_a_file(tmp_path: Path, name: str, content: str, kind: FileKind) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    assert file_kind(path) is kind


def test_a_name_that_says_nothing(tmp_path: Path) -> None:
    with pytest.raises(LovendeError) as caught:
        file_kind(tmp_path / "answers.docx")
    assert caught.value.fault.code == "convert.unknown_ending"


def test_a_protected_workbook_is_told_so_whatever_it_is_converted_to(run: Run) -> None:
    """An encrypted workbook is an OLE container, not a zip archive."""
    sealed = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    Path("locked.xlsx").write_bytes(sealed + bytes(3000))
    for target in ("out.md", "out.sav"):
        code, _, err = run("locked.xlsx", target)
        assert (code, err.count("\n")) == (1, 1)
        assert "protected by a password" in err
        assert not Path(target).exists()
