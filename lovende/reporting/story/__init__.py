"""The story: from findings to a document in one language."""

from __future__ import annotations

from lovende.analysis.findings import Findings
from lovende.domain.texts import N_
from lovende.reporting.document import Document
from lovende.reporting.notices import notices, short_notice
from lovende.reporting.story.appendices import write_practices, write_questionnaire
from lovende.reporting.story.chapters import write_chapters
from lovende.reporting.story.comparison import write_comparison
from lovende.reporting.story.method import write_method
from lovende.reporting.story.promise import write_index
from lovende.reporting.story.response import write_response
from lovende.reporting.story.significance import write_all_tests
from lovende.reporting.story.summary import response_sentence, write_summary
from lovende.reporting.story.uncertainty import write_uncertainty
from lovende.reporting.story.weights import write_weighted_answers, write_weights
from lovende.reporting.story.writer import Writer

__all__ = ["tell"]

WORDS = {
    "contents": N_("Contents"),
    "skip": N_("Skip to the content"),
    "table_behind": N_("Show the table behind the figure"),
    "page": N_("Page"),
    "notes": N_("Notes"),
    "top": N_("To the top"),
    "figure": N_("Figure"),
    "table": N_("Table"),
    "scroll": N_("Table that can be scrolled sideways"),
    "code": N_("Code"),
}


def tell(findings: Findings, language: str) -> Document:
    """Return the whole report in `language` (`da` or `en`), from the findings and nothing else."""
    w = Writer(findings, language)
    write_summary(w)
    write_chapters(w)
    write_comparison(w)
    write_response(w)
    write_weights(w)
    write_index(w)
    write_uncertainty(w)
    write_method(w)
    write_questionnaire(w)
    write_practices(w)
    write_all_tests(w)
    write_weighted_answers(w)
    study = findings.study
    return Document(
        language=language,
        title=w.say(study.name),
        subtitle=_subtitle(w),
        blocks=tuple(w.blocks),
        notices=tuple(notices(study, language)),
        short_notice=short_notice(study, language),
        author=w.say(study.publisher),
        date="",
        description=response_sentence(w, findings.response),
        words={key: w.t(word) for key, word in WORDS.items()},
        facts=_facts(w),
    )


def _subtitle(w: Writer) -> str:
    occasion = w.say(w.findings.study.occasion)
    return w.t(N_("What was learned during {occasion}"), occasion=occasion) if occasion else ""


def _facts(w: Writer) -> tuple[tuple[str, str], ...]:
    study = w.findings.study
    facts = [
        (w.t(N_("Period")), w.say(study.period)),
        (w.t(N_("Answers")), w.type.number(w.findings.response.answered)),
        (w.t(N_("Publisher")), w.say(study.publisher)),
        (w.t(N_("Contact")), w.say(study.contact)),
        (w.t(N_("Source of the method")), w.say(study.source)),
    ]
    return tuple((name, value) for name, value in facts if value)
