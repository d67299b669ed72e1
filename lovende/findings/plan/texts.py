"""The texts of a plan: what is stored, or what stands in for it."""

from __future__ import annotations

from dataclasses import dataclass

from lovende.domain.texts import LANGUAGES, N_, Text
from lovende.findings.models import Plan
from lovende.formats.toml_writing import toml_text
from lovende.studies.models import Study
from lovende.translation import in_all_languages
from lovende.web.dates import written

SETTINGS, INDEX, PRACTICES, THEMES = "study.toml", "index.toml", "practices.csv", "themes.toml"
FILES = {"settings": SETTINGS, "index": INDEX, "practices": PRACTICES, "themes": THEMES}
LARGE = 50_000


@dataclass(frozen=True)
class PlanTexts:
    """The parts of a plan as they stand in files; empty where there is none."""

    settings: str = ""
    index: str = ""
    practices: str = ""
    themes: str = ""

    def files(self) -> dict[str, str]:
        """Return the texts by the names of their files, empty ones left out; settings always."""
        texts = {name: getattr(self, part) for part, name in FILES.items()}
        return {name: text for name, text in texts.items() if text.strip() or name == SETTINGS}


def plan_texts(study: Study) -> PlanTexts:
    """Return the study's plan, or the one that stands in for it where none is stored."""
    plan = Plan.objects.filter(study=study).first()
    if plan is None:
        return PlanTexts(settings=usual_settings(study))
    return PlanTexts(plan.settings, plan.index, plan.practices, plan.themes)


def usual_settings(study: Study) -> str:
    """Return the plan of a study that has none: all closed questions, by size and region.

    Without municipalities in the panel there is nothing to compare by.
    """
    tables: dict[str, object] = {
        "analysis": {"seed": 1, "permutations": 10_000, "cluster": "municipality"},
        "protection": {"smallest": 5},
    }
    if study.invitees.exclude(municipality="").exists():
        tables |= {
            "panel": {"frame": ["size", "region"]},
            "grouping": [_size(), _region()],
            "comparison": [{"by": "size"}, {"by": "region"}],
        }
    return toml_text(tables)


def _size() -> dict[str, object]:
    return {
        "name": "size",
        "label": in_all_languages(N_("Size of the municipality")),
        "from": "population",
        "cut": [LARGE],
        "group": [
            {"key": "large", "label": in_all_languages(N_("More than 50,000 inhabitants"))},
            {"key": "small", "label": in_all_languages(N_("Up to 50,000 inhabitants"))},
        ],
    }


def _region() -> dict[str, object]:
    return {"name": "region", "label": in_all_languages(N_("Region")), "from": "region"}


def period_of(study: Study) -> Text:
    """Return when the answers were collected, as it stands in a report."""
    if study.period_start is None or study.period_end is None:
        return Text()
    parts = {
        language: [written(day, language) for day in (study.period_start, study.period_end)]
        for language in LANGUAGES
    }
    return Text.of(
        da=" til ".join(parts["da"]),  # part of the data, in the language of the data
        en=" to ".join(parts["en"]),
    )
