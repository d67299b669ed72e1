"""Every write to the panel by hand: add, correct, withdraw, replace, new links, waves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.db.models import F, Max, QuerySet

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_
from lovende.fieldwork.models import Contact, Invitee, Wave
from lovende.fieldwork.panel.checking import Row
from lovende.fieldwork.panel.fields import CONTACT_FIELDS
from lovende.fieldwork.panel.importing import IN_CONTACT, IN_INVITEE, confirm_import, resume_import
from lovende.fieldwork.panel.reasons import BY_CODE, REPLACED
from lovende.fieldwork.panel.uploads import give_up, match_columns, mend, store_upload
from lovende.fieldwork.progress import record_added, record_placed, record_withdrawn
from lovende.fieldwork.tally import Count, Measure, count_many
from lovende.studies.audit import record
from lovende.studies.links import new_code
from lovende.studies.models import Study, User

__all__ = [
    "add_invitee",
    "add_wave",
    "confirm_import",
    "correct_invitee",
    "give_up",
    "match_columns",
    "mend",
    "move_invitees",
    "name_wave",
    "new_link",
    "replace_invitee",
    "resume_import",
    "store_upload",
    "withdraw_invitee",
]


AT_ONCE = 2_000


@transaction.atomic
def add_invitee(*, study: Study, wave: Wave, given: Row, by: User) -> Invitee:
    """Add one person. `given` was checked (`checking.check_one`) and has no problem."""
    invitee = _store(study, wave, given.values)
    record("panel.add", study=study, by=by, subject=invitee, fields=given.values)
    return invitee


@transaction.atomic
def correct_invitee(*, invitee: Invitee, wave: Wave, given: Row, by: User) -> list[str]:
    """Correct what is known of a person; return the names of the fields that changed.

    An empty field empties what stood there, but the key stays. Raises LovendeError where the
    person is no longer in the panel, or was written to and is to be moved to another wave.
    """
    held = _active(invitee)
    moved = wave.pk != held.wave_id
    if moved and held.invited_at is not None:
        raise _invited(held)
    contact = held.contact
    changed = []
    for name in IN_INVITEE:
        changed += _set(held, name, given.values.get(name, ""))
    held.save(update_fields=IN_INVITEE)
    for name in IN_CONTACT:
        default = "da" if name == "language" else ""
        changed += _set(contact, name, given.values.get(name, default))
    if "email" in changed:
        contact.mail = Contact.Mail.GOOD
    contact.save()
    place = given.values.get("municipality", "")
    if place != held.municipality or moved:
        changed += ["municipality"] if place != held.municipality else []
        changed += ["wave"] if moved else []
        record_placed(held, municipality=place, wave=wave)
    record("panel.correct", study=held.study, by=by, subject=held, fields=changed)
    return changed


@transaction.atomic
def withdraw_invitee(*, invitee: Invitee, reason: str, by: User) -> None:
    """Take a person out of the panel for a reason (a code of `reasons`): no more mails, no calls,
    and the personal link ends."""
    held = _active(invitee)
    why = BY_CODE[reason]
    answered = held.progress == Invitee.Progress.FINISHED
    record_withdrawn(held, code="" if answered else why.disposition)
    _leave(held, reason)
    record("panel.withdraw", study=held.study, by=by, subject=held, values={"reason": reason})


@transaction.atomic
def replace_invitee(*, invitee: Invitee, given: Row, by: User) -> Invitee:
    """Put another person in the place of one; both stay known, and the old link ends.

    The successor gets the wave, municipality, administration and department of the one who
    leaves, where `given` does not say otherwise. Raises LovendeError where the one who leaves has
    submitted answers.
    """
    held = _active(invitee)
    if held.progress == Invitee.Progress.FINISHED:
        message = N_("The person has submitted answers and cannot be replaced.")
        raise LovendeError(fault("panel.finished", message))
    inherited = {name: getattr(held, name) for name in ("municipality", *IN_INVITEE)}
    successor = _store(held.study, held.wave, {**inherited, **given.values})
    held.replaced_by = successor
    held.save(update_fields=["replaced_by"])
    record_withdrawn(held, state=Invitee.State.REPLACED)
    _leave(held, REPLACED)
    record("panel.replace", study=held.study, by=by, subject=held, values={"by": successor.pk})
    return successor


@transaction.atomic
def new_link(*, invitee: Invitee, by: User) -> None:
    """End the personal link of someone; the next mail carries a new one, and answers stay."""
    held = _active(invitee)
    Invitee.objects.filter(pk=held.pk).update(link_round=F("link_round") + 1)
    invitee.refresh_from_db(fields=["link_round"])
    record("panel.new_link", study=held.study, by=by, subject=held)


@transaction.atomic
def add_wave(*, study: Study, name: str, by: User) -> Wave:
    """Add a wave with the next number."""
    Study.objects.select_for_update(of=("self",), no_key=True).get(pk=study.pk)
    last = study.waves.aggregate(last=Max("number"))["last"] or 0
    wave = Wave.objects.create(study=study, number=last + 1, name=name)
    record("panel.add_wave", study=study, by=by, subject=wave, values={"number": wave.number})
    return wave


@transaction.atomic
def name_wave(*, wave: Wave, name: str, by: User) -> None:
    """Give a wave another name."""
    wave.name = name
    wave.save(update_fields=["name"])
    record("panel.name_wave", study=wave.study, by=by, subject=wave, fields=["name"])


@transaction.atomic
def move_invitees(*, rows: QuerySet[Invitee], wave: Wave, by: User) -> tuple[int, int]:
    """Move people of the wave's study to that wave; return how many were moved, how many stayed.

    Whoever was written to, has begun, or is no longer in the panel stays in their wave.
    """
    mine = rows.filter(study=wave.study)
    free = mine.filter(
        state=Invitee.State.ACTIVE, invited_at__isnull=True, started_at__isnull=True
    ).exclude(wave=wave)
    total, moved, last = mine.exclude(wave=wave).count(), 0, 0
    while portion := list(_standing(free.filter(pk__gt=last))):
        last = portion[-1][0]
        Invitee.objects.filter(pk__in=[pk for pk, *_ in portion]).update(wave=wave)
        counts = [
            Count(Measure.DISPOSITION, change, "", number, municipality, disposition)
            for _, old, municipality, disposition in portion
            for number, change in ((old, -1), (wave.number, 1))
        ]
        count_many(wave.study, counts)
        moved += len(portion)
    record(
        "panel.move",
        study=wave.study,
        by=by,
        subject=wave,
        fields=["wave"],
        values={"moved": moved, "stayed": total - moved},
    )
    return moved, total - moved


def _standing(rows: QuerySet[Invitee]) -> Iterable[tuple[int, int, str, str]]:
    """Lock some people, and tell in which count each of them stands."""
    held = rows.select_for_update(of=("self",)).order_by("pk")[:AT_ONCE]
    return held.values_list("pk", "wave__number", "municipality", "disposition")


def _store(study: Study, wave: Wave, values: Mapping[str, str]) -> Invitee:
    try:
        with transaction.atomic():
            invitee = Invitee.objects.create(
                study=study,
                wave=wave,
                key=values.get("key") or new_code(),
                municipality=values.get("municipality", ""),
                link_code=new_code(),
                **{name: values.get(name, "") for name in IN_INVITEE},
            )
    except IntegrityError:
        message = N_("The key stands in the panel already. Give another, or leave it empty.")
        raise LovendeError(fault("panel.key_taken", message, place=Place(column="key"))) from None
    Contact.of(invitee, **{n: values[n] for n in CONTACT_FIELDS if n in values}).save()
    record_added([invitee])
    return invitee


def _active(invitee: Invitee) -> Invitee:
    """Return the person, locked. Raises LovendeError for one who is no longer in the panel."""
    rows = Invitee.objects.select_for_update(of=("self",))
    held = rows.select_related("study", "wave", "contact").get(pk=invitee.pk)
    if held.state != Invitee.State.ACTIVE:
        message = N_("The person is no longer in the panel.")
        raise LovendeError(fault("panel.not_active", message))
    return held


def _leave(held: Invitee, reason: str) -> None:
    """End the link and the open call tasks of someone who is no longer in the panel."""
    Invitee.objects.filter(pk=held.pk).update(link_round=F("link_round") + 1, reason=reason)
    held.call_tasks.filter(done_at__isnull=True).delete()


def _set(row: Invitee | Contact, name: str, value: str) -> list[str]:
    if getattr(row, name) == value:
        return []
    setattr(row, name, value)
    return [name]


def _invited(held: Invitee) -> LovendeError:
    message = N_("The person was invited with wave {wave} and stays in it.")
    return LovendeError(fault("panel.invited", message, wave=held.wave.number))
