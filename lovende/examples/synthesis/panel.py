"""The panel: who is invited, who answers, and how each contact ended. All people are invented."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lovende.domain.places import MUNICIPALITIES
from lovende.examples import figures
from lovende.examples.synthesis.draws import Bools, Draws, Floats, Ints, ascending

FEWEST, MOST = 2, 15
"""Invitees of one municipality."""

SILENT_UP_TO = 4
"""A municipality from which nobody answers has at most this many invitees."""

WAVES = 5

DEPARTMENTS: dict[str, tuple[str, ...]] = {
    "Social": ("Udsatte voksne", "Boligsociale indsatser", "Rusmiddelområdet"),
    "Ældre og Sundhed": ("Hjemmepleje", "Sygepleje", "Genoptræning", "Plejecentre"),
    "Børn og Familie": ("Familierådgivning", "Dagtilbud", "Forebyggelse", "Anbringelser"),
    "Beskæftigelse": ("Jobcenter", "Integration", "Ydelser", "Unge i uddannelse og job"),
    "Handicap og Psykiatri": ("Bostøtte", "Botilbud", "Socialpsykiatri", "Aktivitet og samvær"),
}

JOB_TITLES: dict[str, int] = {
    "Fagchef": 6,
    "Afdelingsleder": 5,
    "Områdeleder": 4,
    "Centerleder": 4,
    "Teamleder": 3,
    "Sektionsleder": 2,
    "Direktør": 1,
}
"""How often each is found, in proportion."""


@dataclass(frozen=True, eq=False)
class Invitees:
    """Everyone in the panel, in order of municipality. Arrays and lists have one entry a person.

    `place` is the place of the municipality in MUNICIPALITIES; `answers` says who answers.
    """

    keys: list[str]
    place: Ints
    large: Bools
    administration: list[str]
    department: list[str]
    job_title: list[str]
    wave: Ints
    answers: Bools


def invite(seed: int) -> Invitees:
    """Draw the panel, and who of it answers."""
    draws = Draws(seed, "panel")
    sizes = _sizes()
    place = np.repeat(np.arange(sizes.size), sizes)
    large = np.array([MUNICIPALITIES[p].is_large for p in place.tolist()])
    administration, department, job_title = _posts(sizes, draws)
    waves = ascending(draws.uniform(sizes.size)) % WAVES + 1
    return Invitees(
        keys=[f"R{number:04d}" for number in range(1, place.size + 1)],
        place=place,
        large=large,
        administration=administration,
        department=department,
        job_title=job_title,
        wave=waves[place],
        answers=_who_answers(place, large, sizes, draws),
    )


def _sizes() -> Ints:
    """Return the number of invitees by municipality: more in a large one, but not in proportion."""
    large = np.array([m.is_large for m in MUNICIPALITIES])
    weight = np.sqrt(np.array([m.population for m in MUNICIPALITIES], dtype=float))
    sizes = np.full(weight.size, FEWEST)
    for side, total in (
        (large, figures.INVITED_LARGE),
        (~large, figures.INVITED - figures.INVITED_LARGE),
    ):
        while sizes[side].sum() < total:
            room = side & (sizes < MOST)
            sizes[int(np.argmax(np.where(room, weight / sizes, 0.0)))] += 1
    return sizes


def _posts(sizes: Ints, draws: Draws) -> tuple[list[str], list[str], list[str]]:
    """Give each invitee a post: the administrations of a municipality take turns."""
    administrations = list(DEPARTMENTS)
    posts: tuple[list[str], list[str], list[str]] = ([], [], [])
    for size in sizes.tolist():
        start = draws.pick(len(administrations))
        for number in range(size):
            administration = administrations[(start + number) % len(administrations)]
            departments = DEPARTMENTS[administration]
            posts[0].append(administration)
            posts[1].append(departments[draws.pick(len(departments))])
            posts[2].append(draw_job_title(draws))
    return posts


def draw_job_title(draws: Draws) -> str:
    """Draw a job title."""
    titles = [title for title, share in JOB_TITLES.items() for _ in range(share)]
    return titles[draws.pick(len(titles))]


def _who_answers(place: Ints, large: Bools, sizes: Ints, draws: Draws) -> Bools:
    """Choose who answers: exact numbers by size, and someone from all but the silent municipalities."""
    keenness = 0.4 * draws.normal(sizes.size)[place] + draws.normal(place.size)
    silent = _silent(keenness, place, sizes)
    answers = np.zeros(place.size, dtype=bool)
    for municipality in range(sizes.size):
        own = np.flatnonzero(place == municipality)
        answers[own[np.argmax(keenness[own])]] = municipality not in silent
    possible = ~np.isin(place, silent)
    for side, total in (
        (large, figures.ANSWERED_LARGE),
        (~large, figures.ANSWERED - figures.ANSWERED_LARGE),
    ):
        waiting = np.flatnonzero(side & possible & ~answers)
        missing = total - int(answers[side].sum())
        answers[waiting[ascending(-keenness[waiting])[:missing]]] = True
    return answers


def _silent(keenness: Floats, place: Ints, sizes: Ints) -> list[int]:
    """Return the municipalities without an answer: of those with few invitees, the least keen."""
    count = sizes.size - figures.MUNICIPALITIES_ANSWERING
    best = np.array([keenness[place == municipality].max() for municipality in range(sizes.size)])
    few = np.flatnonzero(sizes <= SILENT_UP_TO)
    silent: list[int] = few[ascending(best[few])[:count]].tolist()
    return silent
