"""The tables of a `.lss` file, old (a row for each language) and new (texts apart), as objects."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from lovende.domain.texts import Text
from lovende.formats.xml_file import child, children, local_name

Row = Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    code: str
    html: Text


@dataclass
class RawQuestion:
    """A question or sub-question as LimeSurvey has it; texts are HTML still."""

    qid: str
    parent: str
    gid: str
    type: str
    code: str
    order: float
    scale: str
    other: bool
    mandatory: str
    relevance: str
    pattern: str
    text: Text
    help: Text
    label_sets: tuple[str, str] = ("", "")
    attributes: dict[str, Text] = field(default_factory=dict)
    subquestions: list[RawQuestion] = field(default_factory=list)
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    conditions: list[Row] = field(default_factory=list)

    def attribute(self, name: str) -> str:
        """An attribute that is the same in every language, stripped; "" where it is not set."""
        return self.attributes.get(name, Text()).get("").strip()

    def is_on(self, name: str) -> bool:
        return self.attribute(name).upper() in ("1", "Y")

    def on_scale(self, scale: str) -> list[RawQuestion]:
        return [each for each in self.subquestions if each.scale == scale]


@dataclass
class RawGroup:
    gid: str
    order: float
    name: Text
    description: Text
    relevance: str
    random: str
    questions: list[RawQuestion] = field(default_factory=list)


@dataclass
class RawSurvey:
    """The whole file. `counts` has the number of rows of every table."""

    sid: str
    language: str
    languages: tuple[str, ...]
    title: Text
    description: Text
    welcome: Text
    end: Text
    policy: Text
    groups: list[RawGroup]
    counts: dict[str, int]


def read_tables(root: etree._Element) -> RawSurvey:
    """Return the survey in a `document` element; broken links between tables are tolerated."""
    tables = {local_name(table): _rows(table) for table in root if isinstance(table.tag, str)}
    survey = next(iter(tables.get("surveys", [])), {})
    settings = tables.get("surveys_languagesettings", [])
    languages = _languages(root, survey, settings)
    base = survey.get("language") or languages[0]
    reader = _Reader(tables, base, languages)
    groups = reader.groups()
    questions = reader.questions()
    for question in questions:
        # A group that the file does not describe is one without name and condition.
        last = RawGroup(question.gid, math.inf, Text(), Text(), "", "")
        groups.setdefault(question.gid, last).questions.append(question)

    def shown(column: str) -> Text:
        return _by_language(settings, "surveyls_language", column, languages, base)

    show_welcome = survey.get("showwelcome", "Y") != "N"
    return RawSurvey(
        sid=survey.get("sid", ""),
        language=base,
        languages=languages,
        title=shown("surveyls_title"),
        description=shown("surveyls_description"),
        welcome=shown("surveyls_welcometext") if show_welcome else Text(),
        end=shown("surveyls_endtext"),
        policy=shown("surveyls_policy_notice"),
        groups=sorted((g for g in groups.values() if g.questions), key=lambda g: g.order),
        counts={name: len(rows) for name, rows in tables.items()},
    )


def _rows(table: etree._Element) -> list[Row]:
    return [
        {local_name(cell): cell.text or "" for cell in row if isinstance(cell.tag, str)}
        for row in children(child(table, "rows"), "row")
    ]


def _languages(root: etree._Element, survey: Row, settings: list[Row]) -> tuple[str, ...]:
    """The languages of the survey, its own first."""
    listed = [(each.text or "").strip() for each in children(child(root, "languages"), "language")]
    further = survey.get("additional_languages", "").split()
    stated = [row.get("surveyls_language", "") for row in settings]
    everything = [survey.get("language", "").strip(), *further, *listed, *stated]
    return tuple(dict.fromkeys(tag for tag in everything if tag)) or ("en",)


def _by_language(
    rows: Iterable[Row], tag: str, column: str, languages: tuple[str, ...], base: str
) -> Text:
    """One column of rows that are the same thing in several languages."""
    found = {row.get(tag) or base: row.get(column, "") for row in rows}
    return Text.of({language: found[language] for language in languages if found.get(language)})


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


class _Reader:
    def __init__(self, tables: dict[str, list[Row]], base: str, languages: tuple[str, ...]) -> None:
        self.tables = tables
        self.base = base
        self.languages = languages

    def texts(self, rows: list[Row], column: str) -> Text:
        return _by_language(rows, "language", column, self.languages, self.base)

    def translated(self, table: str, l10n: str, key: str) -> list[tuple[Row, list[Row]]]:
        """Every thing in a table, with the rows that hold its texts."""
        apart: dict[str, list[Row]] = {}
        for row in self.tables.get(l10n, []):
            apart.setdefault(row.get(key, ""), []).append(row)
        together: dict[str, list[Row]] = {}
        for row in self.tables.get(table, []):
            together.setdefault(row.get(key, ""), []).append(row)
        return [
            (self.main(rows), apart.get(name) or rows) for name, rows in together.items() if name
        ]

    def main(self, rows: list[Row]) -> Row:
        """The row in the language of the survey, where a table has one for each."""
        return next((row for row in rows if row.get("language") == self.base), rows[0])

    def groups(self) -> dict[str, RawGroup]:
        return {
            row["gid"]: RawGroup(
                gid=row["gid"],
                order=_number(row.get("group_order")),
                name=self.texts(texts, "group_name"),
                description=self.texts(texts, "description"),
                relevance=row.get("grelevance", ""),
                random=row.get("randomization_group", ""),
            )
            for row, texts in self.translated("groups", "group_l10ns", "gid")
        }

    def questions(self) -> list[RawQuestion]:
        """The questions in order, with everything that belongs to them."""
        found = {
            row["qid"]: self._question(row, texts)
            for table in ("questions", "subquestions")
            for row, texts in self.translated(table, "question_l10ns", "qid")
        }
        self._attributes(found)
        self._answers(found)
        self._defaults(found)
        for row in self.tables.get("conditions", []):
            if row.get("qid") in found:
                found[row["qid"]].conditions.append(row)
        in_order = sorted(found.values(), key=lambda question: question.order)
        for question in in_order:
            if question.parent in found:
                found[question.parent].subquestions.append(question)
        for question in in_order:
            if not question.subquestions:
                question.subquestions = self._old_rows(question)
        return [question for question in in_order if question.parent in ("", "0")]

    def _question(self, row: Row, texts: list[Row]) -> RawQuestion:
        return RawQuestion(
            qid=row["qid"],
            parent=row.get("parent_qid", "0"),
            gid=row.get("gid", ""),
            type=row.get("type", ""),
            code=row.get("title", "").strip(),
            order=_number(row.get("question_order")),
            scale=row.get("scale_id") or "0",
            other=row.get("other", "N") == "Y",
            mandatory=row.get("mandatory", "N"),
            relevance=row.get("relevance", "").strip(),
            pattern=row.get("preg", "").strip(),
            text=self.texts(texts, "question"),
            help=self.texts(texts, "help"),
            label_sets=(row.get("lid", ""), row.get("lid1", "")),
        )

    def _attributes(self, found: dict[str, RawQuestion]) -> None:
        for row in self.tables.get("question_attributes", []):
            question = found.get(row.get("qid", ""))
            if question is None or not row.get("value"):
                continue
            name = row.get("attribute", "")
            known = question.attributes.get(name, Text())
            question.attributes[name] = Text.of(
                {**known.as_dict(), row.get("language", ""): row["value"]}
            )

    def _answers(self, found: dict[str, RawQuestion]) -> None:
        """Answer options, of their own or, in the oldest files, of a label set."""
        if any("aid" in row for row in self.tables.get("answers", [])):
            entries = self.translated("answers", "answer_l10ns", "aid")
        else:
            entries = self._doubled(self.tables.get("answers", []), ("qid", "scale_id", "code"))
        for row, texts in sorted(entries, key=lambda each: _number(each[0].get("sortorder"))):
            question = found.get(row.get("qid", ""))
            if question is not None:
                option = Answer(row.get("code", "").strip(), self.texts(texts, "answer"))
                question.answers.setdefault(row.get("scale_id") or "0", []).append(option)
        labels = self._doubled(self.tables.get("labels", []), ("lid", "code"))
        for question in found.values():
            for scale, lid in enumerate(question.label_sets):
                options = [
                    Answer(row.get("code", "").strip(), self.texts(texts, "title"))
                    for row, texts in sorted(labels, key=lambda e: _number(e[0].get("sortorder")))
                    if lid not in ("", "0") and row.get("lid") == lid
                ]
                if options:
                    rows = question.answers.pop(str(scale), [])
                    question.answers[str(scale)] = options
                    question.subquestions = question.subquestions or _as_rows(question, rows)

    def _doubled(self, rows: list[Row], key: tuple[str, ...]) -> list[tuple[Row, list[Row]]]:
        """Things that have a row for each language, told apart by `key`."""
        together: dict[tuple[str, ...], list[Row]] = {}
        for row in rows:
            together.setdefault(tuple(row.get(name, "") for name in key), []).append(row)
        return [(self.main(each), each) for each in together.values()]

    def _old_rows(self, question: RawQuestion) -> list[RawQuestion]:
        """Before sub-questions were stored as such, they stood among the answers."""
        if question.type not in tuple("MPQKABCEFH1:;") or len(question.answers) != 1:
            return []
        if question.type in tuple("FH1:;"):
            return []
        return _as_rows(question, question.answers.pop("0", []))

    def _defaults(self, found: dict[str, RawQuestion]) -> None:
        l10ns = {
            row.get("dvid", ""): row.get("defaultvalue", "")
            for row in reversed(self.tables.get("defaultvalue_l10ns", []))
            if row.get("language") in (self.base, "", None)
        }
        for row in self.tables.get("defaultvalues", []):
            question = found.get(row.get("qid", ""))
            value = row.get("defaultvalue") or l10ns.get(row.get("dvid", ""), "")
            if question is None or not value or row.get("language", self.base) != self.base:
                continue
            part = row.get("sqid", "0")
            of_part = found[part].code if part in found else ""
            question.defaults[of_part + row.get("specialtype", "")] = value


def _as_rows(question: RawQuestion, answers: list[Answer]) -> list[RawQuestion]:
    return [
        RawQuestion(
            qid=f"{question.qid}.{answer.code}",
            parent=question.qid,
            gid=question.gid,
            type=question.type,
            code=answer.code,
            order=float(position),
            scale="0",
            other=False,
            mandatory="N",
            relevance="",
            pattern="",
            text=answer.html,
            help=Text(),
        )
        for position, answer in enumerate(answers)
    ]
