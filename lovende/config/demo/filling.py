"""The two studies of the demo, made through the platform's own actions."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from lovende.config.demo.finished import make_finished_study
from lovende.config.demo.ongoing import make_ongoing_study
from lovende.config.demo.people import make_people
from lovende.domain.texts import N_
from lovende.examples.writing import write_example
from lovende.studies.models import Study
from lovende.translation import translate, user_language

Step = Callable[[int, int, str], None]


def fill(step: Step = lambda *_: None) -> bool:
    """Fill an empty platform with the demo, whole or not at all; say whether there was anything to do."""
    if Study.objects.exists():
        return False
    language = user_language()
    said = (
        translate(N_("Writing the example study"), language),
        translate(N_("A finished study"), language),
        translate(N_("A study in the middle of its fieldwork"), language),
    )
    with tempfile.TemporaryDirectory(prefix="lovende-demo-") as name, transaction.atomic():
        folder = Path(name) / "study"
        step(0, len(said), said[0])
        write_example(folder)
        people = make_people()
        step(1, len(said), said[1])
        make_finished_study(folder, people)
        step(2, len(said), said[2])
        make_ongoing_study(folder, people)
        step(3, len(said), "")
    return True
