"""A study file turned into findings: the plan carried out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lovende.analysis.comparisons import make_tests, plan_of
from lovende.analysis.findings import (
    AskedQuestion,
    Chapter,
    FigureSpec,
    Findings,
    Provenance,
    QuestionnairePage,
    Section,
    Study,
    Texts,
)
from lovende.analysis.index import make_index
from lovende.analysis.loaded import LoadedStudy
from lovende.analysis.loading import load_study
from lovende.analysis.provenance import versions
from lovende.analysis.response import make_response, pages_of
from lovende.analysis.steps import STEPS
from lovende.analysis.study_file import ChapterPart, SectionPart
from lovende.analysis.tables import make_tables
from lovende.analysis.weights.described import describe_weights
from lovende.analysis.weights.figures import add_weighted
from lovende.analysis.wording import asked_if
from lovende.domain.errors import Fault
from lovende.domain.questionnaire.model import Kind, Question
from lovende.domain.texts import LANGUAGES, Text
from lovende.translation import describe, translate, user_language

Step = Callable[[int, int, str], None]


def analyse(
    path: Path, *, audience: str = "analyst", progress: Step | None = None
) -> tuple[Findings, tuple[Fault, ...]]:
    """Return the findings of the study at `path`, and the warnings.

    `audience` is `analyst` (everything) or `public` (small cells suppressed). `progress` is called
    with what is done, of how much, and what is being done. Raises LovendeError with all faults.
    """
    language = user_language()

    def begin(step: int) -> None:
        if progress is not None:
            progress(step, len(STEPS), translate(STEPS[step], language))

    begin(0)
    study = load_study(path)
    return findings_of(study, audience=audience, begin=begin), study.faults


def findings_of(
    study: LoadedStudy, *, audience: str, begin: Callable[[int], None] = lambda _: None
) -> Findings:
    """Return the findings of a study that was read. `begin` is called with the number of each step."""
    begin(1)
    tables = make_tables(study)
    begin(2)
    tests = make_tests(study)
    add_weighted(study, tables, tests)
    begin(3)
    response = make_response(study)
    begin(4)
    index = make_index(study)
    part = study.file.practices
    findings = Findings(
        study=_study(study, audience),
        response=response,
        tables=tables,
        tests=tests,
        index=index,
        provenance=_provenance(study, audience),
        questionnaire=_pages(study),
        practices=list(study.practices),
        practices_note=_texts(part.note) if part else None,
        weighting=describe_weights(study),
    )
    begin(5)
    if audience == "public":
        # The linear programmes take a third of a second to load, and analysts do not need them.
        from lovende.analysis.protection import knowledge_of, protect_findings

        smallest = study.file.protection.smallest
        return protect_findings(findings, smallest, knowledge_of(study.questionnaire))
    return findings


def _study(study: LoadedStudy, audience: str) -> Study:
    """Return what the findings say about the study itself."""
    part = study.file.study
    return Study(
        name=part.name.as_dict(),
        occasion=part.occasion.as_dict(),
        period=part.period.as_dict(),
        audience=audience,
        synthetic=part.synthetic,
        notice=_texts(part.notice),
        about=_texts(part.about),
        source=_texts(part.source),
        publisher=_texts(part.publisher),
        contact=_texts(part.contact),
        groupings=[grouping.described() for grouping in study.groupings],
        chapters=[_chapter(chapter) for chapter in study.file.chapter],
        plan=plan_of(study),
        small_cells=study.file.protection.smallest if audience == "public" else None,
    )


def _texts(text: Text) -> Texts | None:
    return text.as_dict() if text else None


def _chapter(part: ChapterPart) -> Chapter:
    return Chapter(
        part.title.as_dict(), _texts(part.text), [_section(section) for section in part.section]
    )


def _section(part: SectionPart) -> Section:
    figures = [
        FigureSpec(
            figure.figure,
            figure.question,
            list(figure.rows) or None,
            figure.by,
            _texts(figure.title),
            _texts(figure.text),
        )
        for figure in part.figure
    ]
    return Section(part.title.as_dict(), _texts(part.text), figures)


def _provenance(study: LoadedStudy, audience: str) -> Provenance:
    settings = study.file.analysis
    parameters = {
        "audience": audience,
        "permutations": settings.permutations,
        "cluster": settings.cluster,
        "small_expected": settings.small_expected,
        "yates": settings.yates,
        "complete_share": study.file.answers.complete_share,
        "smallest": study.file.protection.smallest,
    }
    warnings = [
        {language: describe(found, language) for language in LANGUAGES} for found in study.faults
    ]
    return Provenance(list(study.inputs), versions(), parameters, settings.seed, warnings)


def _pages(study: LoadedStudy) -> list[QuestionnairePage]:
    """The questionnaire page by page; notes become the text of their page."""
    titles, page_of = pages_of(study)
    pages = [QuestionnairePage(title, []) for title in titles]
    for question in study.questionnaire.questions():
        page = pages[page_of[question.name] - 1]
        if question.kind is Kind.NOTE:
            page.text = page.text or _texts(question.label)
        elif question.kind is not Kind.CALCULATION:
            page.questions.append(_asked(study, question))
    return [page for page in pages if page.questions or page.text]


def _asked(study: LoadedStudy, question: Question) -> AskedQuestion:
    answers = None
    if not question.kind.has_choices:
        answers = int(study.dataset.answered(question.name).sum())
    return AskedQuestion(
        question=question.number or question.name,
        name=question.name,
        kind=str(question.kind),
        title=question.label.as_dict(),
        hint=_texts(question.hint),
        guidance=_texts(question.guidance),
        asked_if=asked_if(study.questionnaire, question),
        answers=answers,
    )
