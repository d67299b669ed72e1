"""Reads about personal data that other rooms may use."""

from __future__ import annotations

from lovende.responses.personal.columns import contact_columns, open_questions, personal_columns
from lovende.responses.personal.everything import Part, everything_about
from lovende.responses.personal.marks import marked_answers, marked_page, unlooked
from lovende.responses.personal.retention import due_studies, keeps_open_answers, plan
from lovende.responses.personal.subjects import Subject, find, subject_of

__all__ = [
    "Part",
    "Subject",
    "contact_columns",
    "due_studies",
    "everything_about",
    "find",
    "keeps_open_answers",
    "marked_answers",
    "marked_page",
    "open_questions",
    "personal_columns",
    "plan",
    "subject_of",
    "unlooked",
]
