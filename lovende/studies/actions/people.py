"""Who has which role in a study, and what people say of themselves."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_
from lovende.studies.audit import record
from lovende.studies.models import Invitation, Membership, Role, Study, StudyRole, User


@transaction.atomic
def give_role(*, study: Study, email: str, role: Role, by: User) -> StudyRole:
    """Give a colleague a role. Without an account it waits until the address is confirmed.

    Raises LovendeError where the person has a role in the study already.
    """
    Study.objects.select_for_update().get(pk=study.pk)
    email = email.strip().lower()
    user = _confirmed_user(email)
    taken = study.roles.filter(email=email)
    if user is not None:
        taken = taken | study.roles.filter(user=user)
    if taken.exists():
        message = N_("{email} has a role in this study already.")
        raise LovendeError(fault("role.twice", message, email=email))
    given = StudyRole.objects.create(study=study, user=user, email=email, role=role)
    record("role.give", study=study, by=by, subject=given, values={"role": role.value})
    return given


@transaction.atomic
def change_role(held: StudyRole, *, role: Role, by: User) -> None:
    """Give another role in place of the one held. Raises LovendeError for the last owner."""
    _keep_an_owner(held, role)
    if held.role == role:
        return
    held.role = role
    held.save(update_fields=["role"])
    record(
        "role.change",
        study=held.study,
        by=by,
        subject=held,
        fields=["role"],
        values={"role": role.value},
    )


@transaction.atomic
def take_role(held: StudyRole, *, by: User) -> None:
    """Take a person out of a study. Raises LovendeError for the last owner."""
    _keep_an_owner(held, None)
    record("role.take", study=held.study, by=by, subject=held, values={"role": held.role})
    held.delete()


def _keep_an_owner(held: StudyRole, role: Role | None) -> None:
    Study.objects.select_for_update().get(pk=held.study_id)
    others = held.study.roles.filter(role=Role.OWNER, user__isnull=False).exclude(pk=held.pk)
    if held.role == Role.OWNER and role != Role.OWNER and not others.exists():
        message = N_("A study needs an owner. Give someone else that role first.")
        raise LovendeError(fault("role.last_owner", message))


@transaction.atomic
def accept_waiting(user: User, *, email: str) -> None:
    """Give a user what has waited for this address, which they have just shown to be theirs."""
    email = email.strip().lower()
    waiting = StudyRole.objects.filter(email=email, user__isnull=True).select_related("study")
    for held in waiting.exclude(study__roles__user=user):
        held.user = user
        held.save(update_fields=["user"])
        record("role.accept", study=held.study, by=user, subject=held)
    for invited in Invitation.objects.filter(email=email):
        Membership.objects.get_or_create(
            organisation_id=invited.organisation_id,
            user=user,
            defaults={"administrator": invited.administrator},
        )
        record("member.accept", study=None, by=user, subject=invited.organisation)
        invited.delete()


@transaction.atomic
def change_profile(user: User, *, name: str, language: str) -> None:
    """Store what a person is called and which language they read."""
    fields = [f for f, new in (("name", name), ("language", language)) if getattr(user, f) != new]
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    record("user.change", study=None, by=user, subject=user, fields=fields)


def _confirmed_user(email: str) -> User | None:
    known = EmailAddress.objects.filter(email__iexact=email, verified=True).first()
    return User.objects.get(pk=known.user_id) if known else None
