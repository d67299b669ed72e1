"""The weights of the example: what they meet, what they leave as it was, and what is refused."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import polars as pl
import pytest

from lovende.analysis.findings import Collapse, Findings, Option, Table, TableGroup
from lovende.analysis.loaded import QuestionRow, question_rows
from lovende.analysis.loading import load_study
from lovende.analysis.run import analyse
from lovende.cli import main
from lovende.domain.errors import LovendeError
from lovende.reporting.story import tell
from lovende.reporting.workbook import write_workbook
from tests.spec.svy_estimates import SvySurvey

WEIGHTED = ("weighted_percent", "weighted_low", "weighted_high", "weighted_se", "design_effect")
OF_TESTS = ("p_weighted", "weighted_f", "weighted_df", "weighted_df_error")
STANDING = """[weights]
method = "rake"
margins = ["size", "region"]
population = "invited"
"""


def plain(value: Any) -> Any:
    """Return findings without all that the weights add."""
    if isinstance(value, dict):
        left_out = (*WEIGHTED, *OF_TESTS, "weighting", "provenance")
        return {key: plain(part) for key, part in value.items() if key not in left_out}
    return [plain(part) for part in value] if isinstance(value, list) else value


def weights(study: Path, text: str, *, permutations: int = 100) -> Path:
    """Put other weights into the study file and return it; few permutations are quick."""
    file = study / "study.toml"
    said = file.read_text("utf-8")
    assert STANDING in said
    said = said.replace("permutations = 10000", f"permutations = {permutations}")
    file.write_text(said.replace(STANDING, text), "utf-8")
    return file


def codes_of(file: Path) -> list[str]:
    with pytest.raises(LovendeError) as error:
        load_study(file)
    return [found.code for found in error.value.faults]


def test_the_weights_of_the_example_meet_the_panel(findings: Findings) -> None:
    said = findings.weighting
    assert said is not None
    assert (said.method, said.population, said.respondents) == ("rake", "invited", 296)
    assert said.total == pytest.approx(556)
    assert said.clusters == 93
    size, region = said.margins
    assert [one.population for one in size.categories] == [277, 279]
    assert [one.respondents for one in size.categories] == [141, 155]
    assert [margin.variable for margin in said.margins] == ["size", "region"]
    assert sum(one.respondents for one in region.categories) == 296
    for one in (*size.categories, *region.categories):
        assert one.weighted_percent == pytest.approx(one.population_percent)
    # Kish: those that count unequally are worth fewer.
    assert said.effective is not None
    assert said.design_effect is not None
    assert said.effective * said.design_effect == pytest.approx(296)


def test_nothing_else_changes_in_the_last_digit(findings: Findings, study: Path) -> None:
    without, _ = analyse(weights(study, "", permutations=10_000))
    assert without.weighting is None
    assert all(o.weighted_percent is None for t in without.tables for o in t.options)
    assert plain(dataclasses.asdict(without)) == plain(dataclasses.asdict(findings))


def test_every_answer_is_weighted_in_all_and_by_group(findings: Findings) -> None:
    grouped = 0
    for table in findings.tables:
        parts: list[Table | TableGroup] = [table, *table.groups]
        for part in parts:
            answers: list[Option | Collapse] = [*part.options, *part.collapsed]
            for answer in answers:
                if not part.base:
                    assert answer.weighted_percent is None
                    continue
                assert answer.weighted_percent is not None
                if answer.weighted_low is not None:
                    assert answer.weighted_high is not None
                    assert answer.weighted_low <= answer.weighted_percent <= answer.weighted_high
            if table.kind != "several" and part.base:
                total = sum(one.weighted_percent or 0 for one in part.options)
                assert total == pytest.approx(100)
        grouped += len(table.groups)
    assert grouped > 100
    tests = {test.test for test in findings.tests if test.p_weighted is not None}
    assert tests == {"chi2", "fisher", "simultaneous"}


def test_every_weighted_answer_is_that_of_svy(findings: Findings, example: Path) -> None:
    study = load_study(example / "study.toml")
    weights = study.weights
    assert weights is not None
    assert weights.weighted is not None
    survey = SvySurvey(weights.weighted, {})
    rows = {(row.name, row.row): row for row in question_rows(study)}
    compared = 0
    for table in findings.tables:
        row = rows[table.question, table.row]
        groups = np.zeros(study.dataset.size, dtype=np.int64)
        if table.by is not None:
            groups = np.array(study.grouping(table.by).respondents)
        parts: list[tuple[Table | TableGroup, Any]] = [(table, groups >= 0)]
        parts += [(group, groups == place) for place, group in enumerate(table.groups)]
        for part, inside in parts:
            here = (inside & row.answered)[weights.members]
            answers: list[tuple[Option | Collapse, list[str]]]
            answers = [(one, [one.code]) for one in part.options]
            answers += [(one, one.codes) for one in part.collapsed]
            for answer, of in answers:
                given = gave(row, of)[weights.members]
                column = np.where(here, given, -1).astype(np.int64)
                if np.unique(column[here]).size < 2:  # svy stops where all say the same
                    assert answer.weighted_se is None
                    continue
                share = survey.of({"q": column}).shares("q", 2)[1]
                expected = (share.value, share.low, share.high, share.se, share.design_effect)
                for name, number in zip(WEIGHTED, expected, strict=True):
                    scale = 1 if name == "design_effect" else 100
                    wanted = None if number is None else pytest.approx(scale * number, rel=1e-9)
                    assert getattr(answer, name) == wanted
                compared += 1
    assert compared > 1000


def gave(row: QuestionRow, of: list[str]) -> Any:
    """Who gave any of some answers."""
    places = [row.options.index(code) for code in of]
    if row.ticks is not None:
        return row.ticks[:, places].any(axis=1)
    assert row.codes is not None
    return np.isin(row.codes, places)


def test_post_stratification_by_size_is_a_sum_by_hand(study: Path) -> None:
    """The weighted share is that of each group times what the group is of the panel."""
    found, _ = analyse(weights(study, '[weights]\nmethod = "poststratify"\nmargins = ["size"]\n'))
    table, grouped = found.table("1"), found.table("1", by="size")
    # One of the 296 did not answer question 1; the weights are those of all 296.
    per_person = [277 / 141, 279 / 155]
    bases = [w * (g.base or 0) for w, g in zip(per_person, grouped.groups, strict=True)]
    for place, option in enumerate(table.options):
        counts = [
            w * (g.options[place].count or 0)
            for w, g in zip(per_person, grouped.groups, strict=True)
        ]
        assert option.weighted_percent == pytest.approx(100 * sum(counts) / sum(bases))


def test_the_public_sees_no_weighted_figure(public: Findings) -> None:
    assert public.weighting is not None
    assert public.weighting.respondents is None
    assert public.weighting.margins == []
    for table in public.tables:
        for part in (table, *table.groups):
            for answer in (*part.options, *part.collapsed):  # type: ignore[attr-defined]
                assert all(getattr(answer, name) is None for name in WEIGHTED)
    assert all(getattr(test, name) is None for test in public.tests for name in OF_TESTS)
    story = [getattr(block, "text", "") for block in tell(public, "da").blocks]
    assert "Svarene vægtet" in story
    assert "Bilag 4. Svarene vægtet" not in story


def test_findings_made_before_there_were_weights_can_be_read(findings: Findings) -> None:
    old = json.loads(findings.to_json())
    del old["weighting"]
    for table in old["tables"]:
        for part in (table, *table["groups"]):
            for answer in (*part["options"], *part["collapsed"]):
                for name in WEIGHTED:
                    del answer[name]
    for test in old["tests"]:
        for name in OF_TESTS:
            del test[name]
    read = Findings.from_json(json.dumps(old))
    assert read.weighting is None
    assert plain(dataclasses.asdict(read)) == plain(dataclasses.asdict(findings))


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_report_tells_of_the_weights(findings: Findings, language: str) -> None:
    blocks = tell(findings, language).blocks
    captions = [getattr(block, "caption", "") for block in blocks]
    for wanted in {
        "da": (
            "Population og svar efter region (n\u00a0=\u00a0296)",
            "De svar, der ændrer sig mest, når de vægtes",
        ),
        "en": (
            "Population and answers by region (n\u00a0=\u00a0296)",
            "The answers that move most when they are weighted",
        ),
    }[language]:
        assert wanted in captions


def test_the_workbook_has_every_weighted_answer(findings: Findings, tmp_path: Path) -> None:
    write_workbook(findings, "da", tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx", read_only=True)
    assert {"Vægte", "Vægtet"} <= set(book.sheetnames)
    # The file has 16 digits of a number.
    cells = {
        f"{value:.12g}"
        for row in book["Vægtet"].iter_rows(values_only=True)
        for value in row
        if isinstance(value, float)
    }
    option = findings.table("1").options[1]
    assert f"{option.weighted_percent:.12g}" in cells
    of_group = findings.table("1", by="size").groups[0].options[1]
    assert f"{of_group.weighted_percent:.12g}" in cells
    assert of_group.weighted_percent != option.weighted_percent
    book.close()


def test_replicates_and_given_weights(study: Path) -> None:
    answers = pl.read_csv(study / "answers.csv", infer_schema=False)
    answers = answers.with_columns(pl.lit("2,5").alias("vægt"))
    answers.write_csv(study / "answers.csv")
    found, warnings = analyse(
        weights(
            study,
            '[weights]\nmethod = "given"\nweight = "vægt"\nreplicates = "jackknife"\n',
        )
    )
    assert warnings == ()
    assert found.weighting is not None
    assert (found.weighting.standard_errors, found.weighting.replicates) == ("jackknife", 93)
    assert found.weighting.design_effect == pytest.approx(1)
    for option in found.table("1").options:
        assert option.weighted_percent == pytest.approx(option.percent)


def test_given_weights_are_told_as_fixed_and_without_groups_that_they_repair(study: Path) -> None:
    answers = pl.read_csv(study / "answers.csv", infer_schema=False)
    answers.with_columns(pl.lit("1").alias("w")).write_csv(study / "answers.csv")
    found, _ = analyse(weights(study, '[weights]\nmethod = "given"\nweight = "w"\n'))
    told = repr(tell(found, "en").blocks)
    assert "take the weights as fixed" in told
    assert "depends on how they were made" in told
    assert "the groups in these tables" not in told
    assert "if all groups had answered equally" not in told


POPULATION = "variable,category,count\nsize,large,39\nsize,Op til 50.000 indbyggere,59\n"


def test_a_population_from_a_file_and_from_the_municipalities(study: Path) -> None:
    """39 municipalities are large: the file and the built-in population say the same."""
    (study / "population.csv").write_text(POPULATION, "utf-8")
    text = '[weights]\nmethod = "rake"\nmargins = ["size"]\npopulation = "file"\nfile = "population.csv"\n'
    of_file, _ = analyse(weights(study, text))
    assert of_file.weighting is not None
    assert [c.population for c in of_file.weighting.margins[0].categories] == [39, 59]
    assert {one["role"] for one in of_file.provenance.inputs} >= {"population"}
    file = study / "study.toml"
    said = file.read_text("utf-8").replace(text, STANDING.replace("invited", "municipalities"))
    file.write_text(said.replace('margins = ["size", "region"]', 'margins = ["size"]'), "utf-8")
    of_places, _ = analyse(file)
    for one, other in zip(of_file.tables, of_places.tables, strict=True):
        for a, b in zip(one.options, other.options, strict=True):
            assert a.weighted_percent == pytest.approx(b.weighted_percent)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('method = "rake"', "study.weights_without_margins"),
        ('method = "given"', "study.weights_not_given"),
        ('method = "given"\nweight = "w"\nmargins = ["size"]', "study.weights_given"),
        ('method = "rake"\nmargins = ["size"]\npopulation = "file"', "study.weights_file"),
        ('method = "rake"\nmargins = ["size"]\nlargest = 0.5', "study.weights_limits"),
        ('method = "rake"\nmargins = ["size"]\nreplicate_count = 1', "study.replicate_count"),
        ('method = "rake"\nmargins = ["regoin"]', "weights.unknown_margin"),
        ('method = "rake"\nmargins = ["q1"]', "weights.margin_of_answers"),
        (
            'method = "rake"\nmargins = ["disposition"]\npopulation = "municipalities"',
            "weights.margin_of_places",
        ),
        ('method = "given"\nweight = "wieght"', "weights.unknown_column"),
        ('method = "rake"\nmargins = ["size"]\ncluster = "nowhere"', "weights.unknown_column"),
        ('method = "rake"\nmargins = ["size"]\nlargest = 1.001', "weights.limits"),
        ('method = "rake"\nmargins = ["municipality"]', "weights.empty_category"),
        ('method = "rake"\nmargins = ["size"]\nreplicates = "brr"', "weights.brr"),
    ],
)
def test_wrong_settings_end_in_one_clear_line(study: Path, text: str, code: str) -> None:
    file = weights(study, f"[weights]\n{text}\n")
    names = (study / "questionnaire.xlsx", study / "answers.csv")
    assert all(name.exists() for name in names)
    if "q1" in text:
        file.write_text(file.read_text("utf-8").replace('"q1"', f'"{_first_question(study)}"'))
    assert set(codes_of(file)) == {code}


def _first_question(study: Path) -> str:
    columns = pl.read_csv(study / "answers.csv", infer_schema=False).columns
    return next(name for name in columns if name.endswith("1") and name[0] == "q")


@pytest.mark.parametrize(
    ("value", "code", "says"),
    [
        ("-1", "weights.bad_number", "-1 is negative"),
        ("", "weights.bad_number", "The number is missing"),
        ("heavy", "weights.bad_number", "heavy is no number"),
        ("0", None, ""),
    ],
)
def test_a_wrong_weight_is_told_with_its_row(
    study: Path, value: str, code: str | None, says: str
) -> None:
    answers = pl.read_csv(study / "answers.csv", infer_schema=False)
    numbers = ["1"] * answers.height
    numbers[4] = value
    answers.with_columns(pl.Series("w", numbers)).write_csv(study / "answers.csv")
    file = weights(study, '[weights]\nmethod = "given"\nweight = "w"\n')
    if code is None:
        found, _ = analyse(file)
        assert found.weighting is not None
        assert found.weighting.respondents == 295
        return
    with pytest.raises(LovendeError) as error:
        analyse(file)
    (told,) = error.value.faults
    assert (told.code, told.place.row, told.place.column) == (code, 6, "w")
    assert says in str(told)


def test_a_wrong_weight_of_the_panel_is_told_with_its_row_there(study: Path) -> None:
    panel = pl.read_csv(study / "panel.csv", infer_schema=False)
    answered = pl.read_csv(study / "answers.csv", infer_schema=False)["key"].to_list()
    numbers = ["1"] * panel.height
    place = panel["key"].to_list().index(answered[0])
    numbers[place] = "-3"
    panel.with_columns(pl.Series("w", numbers)).write_csv(study / "panel.csv")
    with pytest.raises(LovendeError) as error:
        load_study(weights(study, '[weights]\nmethod = "given"\nweight = "w"\n'))
    (told,) = error.value.faults
    assert (told.place.file, told.place.row) == ("panel.csv", place + 2)


def test_weights_of_nought_alone_are_refused(study: Path) -> None:
    answers = pl.read_csv(study / "answers.csv", infer_schema=False)
    answers.with_columns(pl.lit("0").alias("w")).write_csv(study / "answers.csv")
    file = weights(study, '[weights]\nmethod = "given"\nweight = "w"\n')
    assert codes_of(file) == ["weights.all_zero"]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ("variable,category,count\nsize,lage,39\nsize,small,59\n", ["weights.unknown_category"]),
        ("variable,category,count\nsise,large,39\n", ["weights.unknown_category"]),
        ("variable,category,count\nsize,large,many\nsize,small,5\n", ["weights.bad_count"]),
        ("variable,category,count\nsize,large,39\n", ["weights.no_population"]),
        ("variable,count\nsize,39\n", ["weights.no_column"]),
        ("", ["file.empty"]),
    ],
)
def test_a_wrong_population_is_told_with_its_row(
    study: Path, content: str, codes: list[str]
) -> None:
    (study / "population.csv").write_text(content, "utf-8")
    text = '[weights]\nmethod = "rake"\nmargins = ["size"]\npopulation = "file"\nfile = "population.csv"\n'
    assert codes_of(weights(study, text)) == codes


def test_a_population_that_is_not_there_is_told(study: Path) -> None:
    file = weights(
        study,
        '[weights]\nmethod = "rake"\nmargins = ["size"]\npopulation = "file"\nfile = "counts.csv"\n',
    )

    with pytest.raises(LovendeError, match=r"counts\.csv: There is no such file"):
        load_study(file)


def test_margins_of_different_populations_are_refused(study: Path) -> None:
    regions = "".join(
        f"region,Region {name},20\n"
        for name in ("Hovedstaden", "Midtjylland", "Nordjylland", "Sjælland", "Syddanmark")
    )
    (study / "population.csv").write_text(POPULATION + regions, "utf-8")
    text = STANDING.replace('"invited"', '"file"\nfile = "population.csv"')
    file = weights(study, text)
    with pytest.raises(LovendeError) as error:
        analyse(file)
    assert "size 98, region 100" in str(error.value)


def test_check_and_report_say_it_in_one_line(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = weights(study, '[weights]\nmethod = "rake"\nmargins = ["regon"]\n')
    monkeypatch.setenv("LC_ALL", "C")
    for verb, more in (("check", ()), ("report", ("-o", str(study / "out")))):
        monkeypatch.setattr(sys, "argv", ["lovende", verb, str(file), *more])
        assert main() == 1
        told = "".join(capsys.readouterr())
        assert told.count("regon") == 1
        assert "region" in told
    assert not (study / "out").exists()
