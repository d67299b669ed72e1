"""What this room knows of the way of a study: the steps questionnaire and pilot, and its words for
the audit log."""

from __future__ import annotations

from collections.abc import Iterable

from lovende.domain.texts import N_
from lovende.questionnaires.models import Comment, Version
from lovende.studies import verbs
from lovende.studies.access import ANALYSTS, READERS
from lovende.studies.models import Study
from lovende.studies.readiness import Obstacle, before_opening
from lovende.studies.steps import ORDER, Standing, State, Step, register
from lovende.translation import translate_plural
from lovende.web.languages import current_language, on_page

VERBS = {
    "questionnaire.add_version": N_("stored a version of the questionnaire"),
    "questionnaire.make_live": N_("put a version of the questionnaire to use"),
    "questionnaire.retire": N_("put a version of the questionnaire away"),
    "pilot.add_tester": N_("added a tester"),
    "pilot.remove_tester": N_("removed a tester"),
    "pilot.renew_link": N_("gave a tester a new link"),
    "pilot.look": N_("looked at the testers"),
    "pilot.comment": N_("commented on the questionnaire"),
    "pilot.answer_comment": N_("answered a comment"),
    "pilot.resolve_comment": N_("resolved a comment"),
    "pilot.reopen_comment": N_("took up a comment again"),
    "pilot.export_comments": N_("downloaded the comments"),
}
THINGS = {
    "version": N_("version"),
    "tester": N_("tester"),
    "comment": N_("comment"),
}


def register_all() -> None:
    """Register the steps, checks and words of this room."""
    title = N_("Questionnaire")
    register(
        Step(
            "questionnaire",
            ORDER["questionnaire"],
            title,
            "questionnaires:overview",
            READERS,
            _standing,
        )
    )
    trying = N_("Try it on a few people")
    register(Step("pilot", ORDER["pilot"], trying, "questionnaires:pilot", ANALYSTS, _pilot))
    before_opening(a_version_in_use)
    verbs.register(VERBS, things=THINGS)


def a_version_in_use(study: Study) -> Iterable[Obstacle]:
    """There is a version to be answered."""
    if not study.versions.filter(state=Version.State.LIVE).exists():
        message = N_("No version of the questionnaire is in use.")
        yield Obstacle("questionnaire.none", message, "questionnaires:overview")


def _standing(study: Study) -> Standing:
    known = dict(study.versions.order_by("number").values_list("state", "number"))
    if Version.State.LIVE in known:
        number = known[Version.State.LIVE]
        return Standing(State.DONE, on_page(N_("Version {number}"), number=number))
    if Version.State.DRAFT in known:
        number = known[Version.State.DRAFT]
        said = N_("Version {number} is not in use yet")
        return Standing(State.BEGUN, on_page(said, number=number))
    return Standing(State.TODO)


def _pilot(study: Study) -> Standing:
    states = list(study.comments.values_list("state", flat=True))
    waiting = sum(state != Comment.State.RESOLVED for state in states)
    if waiting:
        said = translate_plural(
            "{count} comment waits", "{count} comments wait", waiting, current_language()
        )
        return Standing(State.BEGUN, said)
    if states:
        return Standing(State.DONE, on_page(N_("All comments are resolved")))
    return Standing(State.OPTIONAL)
