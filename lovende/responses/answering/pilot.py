"""What a tester says about the questions of a page, and what was replied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import QueryDict

from lovende.domain.questionnaire.flow import ShownPage
from lovende.questionnaires.actions import LONGEST_COMMENT, add_comment
from lovende.questionnaires.models import Comment
from lovende.questionnaires.queries import comments_of as comments_on
from lovende.responses.answering.visit import Visit

COMMENT_FIELD = "-comment."
"""Begins the name of a comment's field; the question follows, nothing for the whole page."""


def comments_of(visit: Visit, page: str) -> Mapping[str, Sequence[Comment]] | None:
    """Return the tester's earlier comments on a page by question; None for anyone else."""
    if visit.tester is None:
        return None
    found: dict[str, list[Comment]] = {}
    for comment in comments_on(visit.tester, page):
        found.setdefault(comment.question, []).append(comment)
    return found


def add_comments(visit: Visit, shown: ShownPage, posted: QueryDict) -> None:
    """Store the comments that came with a page; a very long one as several, so that none is cut."""
    if visit.tester is None or visit.response is None:
        return
    names = {"", *(item.name for item in shown.items)}
    for name in names:
        text = posted.get(COMMENT_FIELD + name, "").strip()
        for start in range(0, len(text), LONGEST_COMMENT):
            part = text[start : start + LONGEST_COMMENT]
            if any(sign.isprintable() and not sign.isspace() for sign in part):
                add_comment(
                    tester=visit.tester,
                    version=visit.response.version,
                    page=shown.name,
                    question=name,
                    text=part,
                )
