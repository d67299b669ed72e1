"""What the tests say, in words: before the correction, with the clusters, and after it."""

from __future__ import annotations

from dataclasses import dataclass

from lovende.analysis.findings import Grouping, Test
from lovende.domain.texts import N_
from lovende.reporting.story.writer import Writer
from lovende.reporting.typography import NO_BREAK

LEVEL = 0.05
ALONE = 3
"""So many differing questions are told one by one with their p-value."""


@dataclass(frozen=True)
class Family:
    """The primary tests of one comparison: the family over which p-values are corrected."""

    grouping: Grouping
    tests: tuple[Test, ...]

    @property
    def made(self) -> list[Test]:
        """The tests that could be made."""
        return [test for test in self.tests if test.p is not None]

    @property
    def raw(self) -> list[Test]:
        return [test for test in self.made if (test.p or 0.0) < LEVEL]

    @property
    def clustered(self) -> list[Test]:
        return [t for t in self.tests if t.p_clustered is not None and t.p_clustered < LEVEL]

    @property
    def knows_clusters(self) -> bool:
        return any(test.p_clustered is not None for test in self.tests)

    @property
    def holm(self) -> list[Test]:
        return [test for test in self.tests if test.p_holm is not None and test.p_holm < LEVEL]

    @property
    def bh(self) -> list[Test]:
        return [test for test in self.tests if test.p_bh is not None and test.p_bh < LEVEL]


def is_below(value: float | None) -> bool:
    """Whether a p-value is below the level."""
    return value is not None and value < LEVEL


def p_verdict(w: Writer, value: float) -> str:
    """`< 0,05` or `≥ 0,05`: what is left of a p-value where small cells are protected."""
    return f"{'<' if is_below(value) else '≥'}{NO_BREAK}{w.type.decimal(LEVEL)}"


def p_text(w: Writer, test: Test, value: float | None) -> str:
    """`p = 0,012`; where small cells leave only the verdict, `p < 0,05` or `p ≥ 0,05`."""
    if test.reason != "protected" or value is None:
        return w.type.p_value(value)
    return f"p{NO_BREAK}{p_verdict(w, value)}"


def families(w: Writer) -> list[Family]:
    """Return the comparisons in the order of the groupings, those without any test left out."""
    made = []
    for grouping in w.findings.study.groupings:
        tests = [t for t in w.findings.tests if t.by == grouping.variable and t.primary]
        if tests:
            made.append(Family(grouping, tuple(tests)))
    return made


def question_name(w: Writer, test: Test) -> str:
    """`spørgsmål 15, linje 3`."""
    if test.row is None:
        return w.t(N_("question {question}"), question=test.question)
    return w.t(N_("question {question}, row {row}"), question=test.question, row=test.row)


def _title(w: Writer, test: Test) -> str:
    """`spørgsmål 1, »Hvor meget nyt?«`: for the one question that is told alone."""
    tables = [t for t in w.findings.rows(test.question) if t.row == test.row]
    name = question_name(w, test)
    if not tables:
        return name
    title = w.say(tables[0].row_title or tables[0].title)
    return w.t(N_("{question}, “{title}”"), question=name, title=title)


def _names(w: Writer, tests: list[Test]) -> str:
    return w.type.list([question_name(w, test) for test in tests])


def _clustered_values(w: Writer, tests: list[Test]) -> str:
    """`spørgsmål 1 (p = 0,032) og spørgsmål 4 (p = 0,041)`; without the values where there are many."""
    if len(tests) > ALONE:
        return _names(w, tests)
    named = [f"{question_name(w, test)} ({p_text(w, test, test.p_clustered)})" for test in tests]
    return w.type.list(named)


def difference_sentences(w: Writer, family: Family) -> list[str]:
    """Tell what a comparison found: by the plain rule, with the clusters, after the correction."""
    count, label = len(family.made), w.say(family.grouping.label).lower()
    said = [
        w.t(
            N_(
                "The answers were compared by {grouping} with {count} tests, one for each question or row of a matrix."
            ),
            grouping=label,
            count=w.type.number(count),
        )
    ]
    if not count:
        return [w.t(N_("No test by {grouping} could be made."), grouping=label)]
    said.append(_plain(w, family))
    said += [_one_difference(w, test) for test in family.raw[:ALONE]]
    said += _clustered(w, family)
    said.append(_corrected(w, family))
    return [sentence for sentence in said if sentence]


def brief_sentences(w: Writer, family: Family) -> list[str]:
    """Tell the same for the summary, without the explanations."""
    if len(family.raw) != 1:
        return difference_sentences(w, family)
    test = family.raw[0]
    plain = N_(
        "Compared by {grouping}, the answers differ in only one of {count} tests by the uncorrected p-value: {questions} ({p})."
    )
    said = [
        w.t(
            plain,
            grouping=w.say(family.grouping.label).lower(),
            count=w.type.number(len(family.made)),
            questions=_title(w, test),
            p=p_text(w, test, test.p),
        ),
        _one_difference(w, test),
        _clustered_briefly(w, test),
        _corrected(w, family),
    ]
    return [sentence for sentence in said if sentence]


def _clustered_briefly(w: Writer, test: Test) -> str:
    if test.p_clustered is None:
        return ""
    return w.t(
        N_(
            "When the test respects that respondents from the same municipality may resemble each other, {p}."
        ),
        p=p_text(w, test, test.p_clustered),
    )


def _plain(w: Writer, family: Family) -> str:
    """By the uncorrected rule, with how many chance alone would give."""
    expected = w.type.decimal(LEVEL * len(family.made), 0)
    if not family.raw:
        return w.t(
            N_("None of them has an uncorrected p-value below {level}."),
            level=w.type.decimal(LEVEL),
        )
    if len(family.raw) == 1:
        return w.t(
            N_(
                "By the uncorrected p-values only one differs: {questions} ({p}). If no groups differed, chance alone would still bring about {expected} of {count} below {level}."
            ),
            questions=_title(w, family.raw[0]),
            p=p_text(w, family.raw[0], family.raw[0].p),
            expected=expected,
            count=w.type.number(len(family.made)),
            level=w.type.decimal(LEVEL),
        )
    return w.t(
        N_(
            "By the uncorrected p-values {found} of them are below {level}: {questions}. If no groups differed, chance alone would still bring about {expected}."
        ),
        found=w.type.number(len(family.raw)),
        level=w.type.decimal(LEVEL),
        questions=_names(w, family.raw),
        expected=expected,
    )


def _one_difference(w: Writer, test: Test) -> str:
    """Say in percentages how the groups differ, by the first collapse of several answers."""
    tables = [t for t in w.findings.rows(test.question, test.by) if t.row == test.row]
    if not tables or not tables[0].groups:
        return ""
    table = tables[0]
    part = next((p for p in table.collapsed if len(p.codes) > 1), None)
    if part is None:
        return ""
    shares = []
    for group in table.groups:
        found = next((p for p in group.collapsed if p.key == part.key), None)
        if found is not None and found.count is not None:
            percent = w.type.share(found.count, group.base)
            shares.append(f"{percent} ({w.say(group.label)})")
    if len(shares) < 2:
        return ""
    return w.t(
        N_("In {question}, {shares} answer “{label}”."),
        label=w.say(part.label),
        question=question_name(w, test),
        shares=w.type.list(shares),
    )


def _clustered(w: Writer, family: Family) -> list[str]:
    """What is left when the answers of one municipality are taken as alike."""
    if not family.knows_clusters:
        return []
    level = w.type.decimal(LEVEL)
    if family.clustered:
        return [
            w.t(
                N_(
                    "Respondents from the same municipality may resemble each other. Tests that respect that give a p-value below {level} for {questions}."
                ),
                level=level,
                questions=_clustered_values(w, family.clustered),
            )
        ]
    said = [
        w.t(
            N_(
                "Respondents from the same municipality may resemble each other. When the tests respect that, no p-value is below {level}."
            ),
            level=level,
        )
    ]
    told = [test for test in family.raw[:ALONE] if test.p_clustered is not None]
    if told:
        values = _clustered_values(w, told)
        said.append(w.t(N_("It is then: {questions}."), questions=values))
    return said


def _corrected(w: Writer, family: Family) -> str:
    count = w.type.number(len(family.made))
    if not family.holm and not family.bh:
        return w.t(
            N_(
                "After correction for {count} tests no difference remains, neither by Holm nor by Benjamini-Hochberg. The differences may be chance."
            ),
            count=count,
        )
    if not family.holm:
        return w.t(
            N_(
                "After correction for {count} tests none remains by Holm; by Benjamini-Hochberg there remain: {questions}."
            ),
            count=count,
            questions=_names(w, family.bh),
        )
    return w.t(
        N_("After correction for {count} tests by Holm there remain: {questions}."),
        count=count,
        questions=_names(w, family.holm),
    )
