"""Questionnaires read from their stored versions."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from django.db.models import Count, QuerySet

from lovende.analysis.loading import with_occasion
from lovende.domain.errors import Fault
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.texts import Text
from lovende.formats.questionnaires import read_questionnaire
from lovende.questionnaires.files import read_form
from lovende.questionnaires.models import Comment, Tester, Version
from lovende.studies.models import Study


def live_version(study: Study) -> Version | None:
    """Return the version that is answered now, without its file."""
    return study.versions.defer("source").filter(state=Version.State.LIVE).first()


def questionnaire_of(version: Version, occasion: Text | None = None) -> Questionnaire:
    """Return the questionnaire of a version, the study's occasion set in its texts.

    A version's file never changes, so each is read once in a process (by its hash too: a draft
    may be replaced).
    """
    said = version.study.occasion if occasion is None else occasion
    return _read((version.pk, version.digest), said)


@lru_cache(maxsize=64)
def _read(version: tuple[int, str], occasion: Text) -> Questionnaire:
    pk, _digest = version
    name, source = Version.objects.values_list("source_name", "source").get(pk=pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(source)
        questionnaire, _ = read_questionnaire(path, second_opinion=False)
    return with_occasion(questionnaire, occasion)


def newest_version(study: Study) -> Version | None:
    """Return the latest version that is not retired, without its file: what testers try."""
    kept = study.versions.defer("source").exclude(state=Version.State.RETIRED)
    return kept.order_by("-number").first()


def versions_of(study: Study) -> QuerySet[Version]:
    """Return the versions of a study, newest first, with who made them and without their files."""
    return study.versions.defer("source").select_related("created_by").order_by("-number")


def comments_of(tester: Tester, page: str) -> QuerySet[Comment]:
    """Return what a tester said on a page, oldest first: with the replies, for the page itself."""
    return tester.comments.filter(page=page).order_by("pk")


def comments_in(study: Study, state: str = "") -> QuerySet[Comment]:
    """Return the comments of a study (of one state), with tester and version."""
    found = study.comments.select_related("tester", "version", "replied_by")
    found = found.defer("version__source")
    return found.filter(state=state) if state else found


def comment_counts(study: Study) -> dict[str, int]:
    """Return how many comments there are, by state."""
    counted = study.comments.order_by().values_list("state").annotate(number=Count("pk"))
    return dict.fromkeys(Comment.State.values, 0) | dict(counted)


def warnings_of(version: Version) -> tuple[Fault, ...]:
    """Return what was left out of a version's file, and what other tools would refuse."""
    return _warnings((version.pk, version.digest))


@lru_cache(maxsize=64)
def _warnings(version: tuple[int, str]) -> tuple[Fault, ...]:
    name, source = Version.objects.values_list("source_name", "source").get(pk=version[0])
    return read_form(name, bytes(source))[1]
