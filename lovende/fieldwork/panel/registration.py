"""What the panel tells the room of studies: its step, what must be there before a study opens, and
the words of its audit entries."""

from __future__ import annotations

from collections.abc import Iterable

from lovende.domain.texts import N_
from lovende.fieldwork.models import Invitee
from lovende.fieldwork.panel.queries import has_panel
from lovende.studies import verbs
from lovende.studies.access import ANALYSTS
from lovende.studies.models import Study
from lovende.studies.readiness import Obstacle, before_opening
from lovende.studies.steps import ORDER, Standing, State, Step, register
from lovende.web.languages import on_page
from lovende.web.templating import number

VERBS = {
    "panel.upload": N_("read a panel file"),
    "panel.match": N_("matched the columns of a panel file"),
    "panel.mend": N_("mended cells of a panel file"),
    "panel.give_up": N_("removed a panel file"),
    "panel.import": N_("began the import of a panel file"),
    "panel.resume": N_("took up the import of a panel file"),
    "panel.imported": N_("imported a panel file"),
    "panel.look": N_("looked at contact data"),
    "panel.download": N_("downloaded the panel"),
    "panel.add": N_("added a person to the panel"),
    "panel.correct": N_("corrected a person in the panel"),
    "panel.withdraw": N_("withdrew a person from the panel"),
    "panel.replace": N_("replaced a person in the panel"),
    "panel.new_link": N_("gave a person a new link"),
    "panel.add_wave": N_("added a wave"),
    "panel.name_wave": N_("renamed a wave"),
    "panel.move": N_("moved people to another wave"),
}
FIELDS = {
    "key": N_("key"),
    "municipality": N_("municipality"),
    "administration": N_("administration"),
    "department": N_("department"),
    "name": N_("name"),
    "job_title": N_("job title"),
    "email": N_("e-mail"),
    "telephone": N_("telephone"),
    "language": N_("language"),
    "wave": N_("wave"),
    "people": N_("people"),
    "rows": N_("rows"),
    "added": N_("added"),
    "updated": N_("updated"),
    "left_alone": N_("left alone"),
    "left_out": N_("left out"),
    "reason": N_("reason"),
    "contacts": N_("with contact data"),
    "moved": N_("moved"),
    "stayed": N_("stayed"),
    "where": N_("where"),
}
WORDS = {"list": N_("the list"), "person": N_("person")}
THINGS = {"invitee": N_("invitee"), "wave": N_("wave"), "panelupload": N_("panel file")}


def register_all() -> None:
    """Register the step, the check and the words of the panel."""
    verbs.register(VERBS, fields=FIELDS, things=THINGS, words=WORDS)
    title = N_("Bring in the panel")
    register(Step("panel", ORDER["panel"], title, "fieldwork:panel", ANALYSTS, standing))
    before_opening(somebody_to_ask)


def somebody_to_ask(study: Study) -> Iterable[Obstacle]:
    """A study without a panel and without an open link would reach nobody."""
    if not study.open_link and not has_panel(study):
        message = N_("Nobody is in the panel, and there is no open link: nobody could answer.")
        yield Obstacle("study.no_panel", message, "fieldwork:panel")


def standing(study: Study) -> Standing:
    """How far the panel is."""
    count = study.invitees.filter(state=Invitee.State.ACTIVE).count()
    if count:
        return Standing(State.DONE, on_page(N_("{count} in the panel"), count=number(count)))
    return Standing(State.OPTIONAL if study.open_link else State.TODO)
