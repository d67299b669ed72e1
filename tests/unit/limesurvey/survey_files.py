"""Builds small `.lss` files, in the structure of old and of new LimeSurvey."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

Rows = list[dict[str, str]]


@dataclass
class Asked:
    """A question: `subs` and `answers` are code -> text (a dual scale: "1:code")."""

    code: str
    type: str
    text: str = "Question?"
    subs: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, str] = field(default_factory=dict)
    conditions: Rows = field(default_factory=list)
    other: str = "N"
    mandatory: str = "N"
    relevance: str = "1"
    preg: str = ""
    help: str = ""
    group: int = 1


def _table(name: str, rows: Rows) -> str:
    cells = "".join(
        "<row>" + "".join(f"<{k}>{escape(v)}</{k}>" for k, v in row.items()) + "</row>"
        for row in rows
    )
    return f"<{name}><fields/><rows>{cells}</rows></{name}>"


def _scale(code: str) -> tuple[str, str]:
    scale, colon, bare = code.partition(":")
    return (scale, bare) if colon else ("0", code)


def new_survey(
    path: Path,
    *questions: Asked,
    languages: tuple[str, ...] = ("da",),
    group_relevance: dict[int, str] | None = None,
    settings: dict[str, str] | None = None,
    more: str = "",
) -> Path:
    """Write the structure of LimeSurvey 4 to 6. A text is the same in every language, followed by
    the tag of the languages after the first."""
    tables: dict[str, Rows] = {
        name: []
        for name in (
            "answers", "answer_l10ns", "conditions", "groups", "group_l10ns", "questions",
            "subquestions", "question_l10ns", "question_attributes",
        )
    }  # fmt: skip

    def said(text: str) -> list[tuple[str, str]]:
        return [(tag, text if tag == languages[0] else f"{text} {tag}") for tag in languages]

    def question_row(qid: str, parent: str, asked: Asked, code: str, order: int) -> dict[str, str]:
        return {
            "qid": qid, "parent_qid": parent, "sid": "77", "gid": str(asked.group),
            "type": asked.type, "title": code, "preg": asked.preg, "other": asked.other,
            "mandatory": asked.mandatory, "question_order": str(order), "scale_id": "0",
            "relevance": asked.relevance if parent == "0" else "1",
        }  # fmt: skip

    for place, asked in enumerate(questions, start=1):
        qid = str(place)
        tables["questions"].append(question_row(qid, "0", asked, asked.code, place))
        texts = [(qid, asked.text, asked.help)]
        for order, (code, text) in enumerate(asked.subs.items(), start=1):
            scale, bare = _scale(code)
            sub = f"{qid}{order:02d}"
            row = question_row(sub, qid, asked, bare, order)
            tables["subquestions"].append({**row, "scale_id": scale})
            texts.append((sub, text, ""))
        tables["question_l10ns"] += [
            {"qid": one, "question": text, "help": hint, "language": tag}
            for one, whole, hint in texts
            for tag, text in said(whole)
        ]
        for order, (code, label) in enumerate(asked.answers.items(), start=1):
            scale, bare = _scale(code)
            aid = f"{qid}9{order:02d}"
            tables["answers"].append(
                {"aid": aid, "qid": qid, "code": bare, "sortorder": str(order), "scale_id": scale}
            )
            tables["answer_l10ns"] += [
                {"aid": aid, "answer": text, "language": tag} for tag, text in said(label)
            ]
        tables["question_attributes"] += [
            {"qid": qid, "attribute": name, "value": value}
            for name, value in asked.attributes.items()
        ]
        tables["conditions"] += [{"qid": qid, **row} for row in asked.conditions]
    for gid in sorted({asked.group for asked in questions}):
        relevance = (group_relevance or {}).get(gid, "")
        tables["groups"].append({"gid": str(gid), "group_order": str(gid), "grelevance": relevance})
        tables["group_l10ns"] += [
            {"gid": str(gid), "group_name": text, "description": "", "language": tag}
            for tag, text in said(f"Page {gid}")
        ]
    tables["surveys"] = [
        {"sid": "77", "language": languages[0], "additional_languages": " ".join(languages[1:])}
    ]
    tables["surveys_languagesettings"] = [
        {"surveyls_language": tag, "surveyls_title": text, **(settings or {})}
        for tag, text in said("A survey")
    ]
    return _write(path, "498", languages, tables, more)


def old_survey(path: Path, tables: dict[str, Rows], version: str = "146") -> Path:
    """Write the tables of an older LimeSurvey as they are given."""
    return _write(path, version, ("en",), tables, "")


def _write(
    path: Path, version: str, languages: tuple[str, ...], tables: dict[str, Rows], more: str
) -> Path:
    named = "".join(f"<language>{tag}</language>" for tag in languages)
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><document>'
        "<LimeSurveyDocType>Survey</LimeSurveyDocType>"
        f"<DBVersion>{version}</DBVersion><languages>{named}</languages>"
        + "".join(_table(name, rows) for name, rows in tables.items() if rows)
        + more
        + "</document>",
        "utf-8",
    )
    return path
