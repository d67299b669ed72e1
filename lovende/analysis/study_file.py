"""The study file: what a study is called, which files it has, and what was planned before the data came."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lovende.domain.errors import Fault
from lovende.domain.texts import Text
from lovende.formats.toml_file import Completion, read_toml, read_toml_with_faults, setting


@dataclass(frozen=True)
class StudyPart:
    """What the study is."""

    name: Text = setting("The name of the study, in Danish and English.")
    occasion: Text = setting(
        "What the innovations came from, as it stands in a sentence: `corona-krisen`."
    )
    period: Text = setting("When the answers were collected.", default=Text())
    about: Text = setting("One short paragraph about the study.", default=Text())
    source: Text = setting("Where the method comes from.", default=Text())
    publisher: Text = setting("Who publishes the report.", default=Text())
    contact: Text = setting("Whom to ask.", default=Text())
    synthetic: bool = setting(
        "Whether the answers are invented; then every page says so.", default=False
    )
    notice: Text = setting("A sentence that every page shows.", default=Text())


@dataclass(frozen=True)
class QuestionnairePart:
    """What was asked."""

    file: Path = setting(
        "The questionnaire: an XLSForm (`.xlsx`, `.xls`, `.csv`, `.md`) or a LimeSurvey survey (`.lss`)."
    )
    constants: dict[str, str] | None = setting(
        "Values for the questionnaire's own constants. `occasion_da` and `occasion_en` follow from the occasion.",
        default=None,
    )


@dataclass(frozen=True)
class PanelPart:
    """Who was invited."""

    file: Path = setting(
        "The panel: one row an invitee (`.csv`, `.xlsx`, `.sav`, `.dta`, `.parquet`)."
    )
    key: str = setting("The column with the invitee's key.", default="key")
    municipality: str = setting(
        "The column with the municipality's official code or name.", default="municipality"
    )
    disposition: str = setting("The column with the AAPOR disposition code.", default="disposition")
    email: str = setting("The column with the e-mail address.", default="email")
    frame: tuple[str, ...] = setting(
        "The variables that the representativity of the response is judged by: columns of the panel, `population`, `region`, or names of groupings.",
        default=(),
    )


@dataclass(frozen=True)
class AnswersPart:
    """What was answered."""

    file: Path = setting(
        "The answers: one row a respondent (`.csv`, `.xlsx`, `.sav`, `.dta`, `.parquet`)."
    )
    key: str = setting(
        "The column with the respondent's key; the same keys as in the panel.", default="key"
    )
    submitted: str | None = setting(
        "The column that says 1 where the respondent submitted the questionnaire.", default=None
    )
    complete_share: int = setting(
        "An interview that was not submitted is complete when at least this percentage of the asked questions was answered.",
        default=80,
    )


@dataclass(frozen=True)
class NonrespondersPart:
    """The short interviews with those who did not take part."""

    file: Path = setting("Their answers, to some of the same questions.")
    key: str = setting("The column with the invitee's key.", default="key")


@dataclass(frozen=True)
class PracticesPart:
    """The published innovations, for the report's second appendix."""

    file: Path = setting("One row a practice.")
    themes: Path = setting("The themes, in order, with their names.")
    note: Text = setting("A note above the list.", default=Text())


@dataclass(frozen=True)
class IndexPart:
    """The promising-practice index."""

    file: Path = setting("The index file.")


@dataclass(frozen=True)
class ProtectionPart:
    """How small cells are protected when the audience is the public."""

    smallest: int = setting("The smallest count that is shown: 3 or 5.", default=5)


@dataclass(frozen=True)
class AnalysisPart:
    """How the tests are made."""

    seed: int = setting("The seed of every random draw.", default=1)
    permutations: int = setting("The number of permutations.", default=10_000)
    cluster: str = setting(
        "The column that says who belongs together; `municipality` by default.",
        default="municipality",
    )
    small_expected: Literal["any", "cochran"] = setting(
        "When an exact test replaces chi-square: `any` expected count under 5, or Cochran's rule.",
        default="any",
    )
    yates: bool = setting("Whether 2 x 2 tables take Yates' correction.", default=False)


@dataclass(frozen=True)
class WeightsPart:
    """How the answers are weighted, so that they speak for a whole population."""

    method: Literal["rake", "poststratify", "given"] = setting(
        "How the weights are made: `rake` meets each margin by itself, `poststratify` each combination of the margins, `given` takes the weights of a column as they are."
    )
    margins: tuple[str, ...] = setting(
        "What is known of the population: names of groupings, `region`, or columns of the panel or of the answers.",
        default=(),
    )
    population: Literal["invited", "municipalities", "inhabitants", "file"] = setting(
        "Whom the answers are to speak for: all who were `invited` (without those who turned out not to be eligible), the 98 `municipalities` counted alike or by their `inhabitants`, or the counts of a `file`.",
        default="invited",
    )
    file: Path | None = setting(
        "The population, where it is a file (`.csv`, `.xlsx`): the columns `variable`, `category` and `count` for `rake`; a column for each margin and `count` for `poststratify`.",
        default=None,
    )
    weight: str | None = setting(
        "The column of the answers or of the panel with each respondent's weight before the adjustment; all are alike where it is left out.",
        default=None,
    )
    strata: str | None = setting(
        "The column or grouping within which the sample was drawn.", default=None
    )
    cluster: str | None = setting(
        "The column that says who was drawn together; that of `analysis` where it is left out.",
        default=None,
    )
    fpc: str | None = setting(
        "The column with the number of clusters (of people, where there are none) in the population of each respondent's stratum, for samples that are a large part of their population.",
        default=None,
    )
    smallest: float | None = setting(
        "The smallest weight allowed, as a multiple of the mean weight.", default=None
    )
    largest: float | None = setting(
        "The largest weight allowed, as a multiple of the mean weight.", default=None
    )
    replicates: Literal["none", "jackknife", "bootstrap", "brr"] = setting(
        "Replicate weights that the standard errors are found with; `none` takes Taylor linearisation.",
        default="none",
    )
    replicate_count: int = setting("The number of replicates of a bootstrap.", default=500)


@dataclass(frozen=True)
class GroupPart:
    """One group of a grouping variable."""

    key: str = setting("A short word for the group, or the value of the column.")
    label: Text = setting("The group's name.")


@dataclass(frozen=True)
class GroupingPart:
    """A variable by which the answers are compared."""

    name: str = setting("A short word: `size`.")
    label: Text = setting("The variable's name.")
    source: str = setting(
        "Where the values come from: `population` or `region` of the municipality, a column of the panel or of the answers, or a question.",
        name="from",
    )
    cut: tuple[int, ...] = setting(
        "For numbers: the limits between the groups. A value above the limit belongs to the group before it; the groups stand from the largest to the smallest.",
        default=(),
    )
    group: tuple[GroupPart, ...] = setting("The groups, in printed order.", default=())


@dataclass(frozen=True)
class ComparisonPart:
    """A comparison of groups."""

    by: str = setting("The name of a grouping.")
    questions: tuple[str, ...] = setting(
        "The questions compared; all where it is left out.", default=()
    )
    added_later: bool = setting("Whether it was added after the data came.", default=False)


@dataclass(frozen=True)
class CollapsePart:
    """Several codes of a scale taken together."""

    question: str = setting("The question's printed number or name.")
    key: str = setting("A short word: `high`.")
    codes: tuple[str, ...] = setting("The codes taken together.")
    label: Text = setting("What they are called together.")
    rows: tuple[int, ...] = setting("The rows of a matrix; all where it is left out.", default=())
    headline: bool = setting("Whether the summary shows it.", default=False)
    sentence: Text = setting(
        "The sentence of the summary, with {percent}, {count} and {base}.", default=Text()
    )


@dataclass(frozen=True)
class FigurePart:
    """A figure of the report."""

    figure: Literal["distribution", "several", "matrix", "groups", "response", "map", "profile"] = (
        setting("What the figure shows.")
    )
    question: str | None = setting("The question's printed number or name.", default=None)
    rows: tuple[int, ...] = setting("The rows of a matrix; all where it is left out.", default=())
    by: str | None = setting("The grouping of a comparison.", default=None)
    title: Text = setting(
        "The caption; the question's own words where it is left out.", default=Text()
    )
    text: Text = setting("A remark under the figure.", default=Text())


@dataclass(frozen=True)
class SectionPart:
    """A section of a chapter."""

    title: Text = setting("The heading.")
    text: Text = setting("The introduction.", default=Text())
    figure: tuple[FigurePart, ...] = setting("The figures, in order.", default=())


@dataclass(frozen=True)
class ChapterPart:
    """A chapter of the report. Without chapters, each page of the questionnaire becomes one."""

    title: Text = setting("The heading.")
    text: Text = setting("The introduction.", default=Text())
    section: tuple[SectionPart, ...] = setting("The sections, in order.", default=())


@dataclass(frozen=True)
class StudyFile:
    """A whole study file."""

    study: StudyPart = setting("What the study is.")
    questionnaire: QuestionnairePart = setting("What was asked.")
    answers: AnswersPart = setting("What was answered.")
    panel: PanelPart | None = setting("Who was invited.", default=None)
    nonresponders: NonrespondersPart | None = setting(
        "The short interviews with non-responders.", default=None
    )
    practices: PracticesPart | None = setting("The published innovations.", default=None)
    index: IndexPart | None = setting("The promising-practice index.", default=None)
    protection: ProtectionPart = setting("How small cells are protected.", default=ProtectionPart())
    analysis: AnalysisPart = setting("How the tests are made.", default=AnalysisPart())
    weights: WeightsPart | None = setting("How the answers are weighted.", default=None)
    grouping: tuple[GroupingPart, ...] = setting(
        "Variables by which the answers are compared.", default=()
    )
    comparison: tuple[ComparisonPart, ...] = setting(
        "Comparisons planned, or added later.", default=()
    )
    collapse: tuple[CollapsePart, ...] = setting("Codes taken together.", default=())
    chapter: tuple[ChapterPart, ...] = setting("The chapters of the report.", default=())


def read_study_file(path: Path) -> StudyFile:
    """Read a study file. Raises LovendeError with every fault; files it names are not opened here."""
    return read_toml(path, StudyFile)


def read_study_file_with_faults(
    path: Path, completed: Completion | None = None
) -> tuple[StudyFile | None, tuple[Fault, ...]]:
    """Read a study file and return its faults beside it; None where it cannot be worked with.

    `completed` adds what another place than the file says: the platform knows a study's name.
    """
    return read_toml_with_faults(path, StudyFile, completed)
