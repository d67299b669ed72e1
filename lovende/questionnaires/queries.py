"""Questionnaires read from their stored versions."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from lovende.analysis.loading import with_occasion
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.texts import Text
from lovende.formats.questionnaires import read_questionnaire
from lovende.questionnaires.models import Version
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
