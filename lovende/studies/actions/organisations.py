"""Organisations and their members."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from lovende.domain.errors import LovendeError, fault
from lovende.domain.texts import N_
from lovende.studies.audit import record
from lovende.studies.models import Invitation, Membership, Organisation, User


@transaction.atomic
def create_organisation(*, name: str, municipality: str, by: User) -> Organisation:
    """Create an organisation, `by` its administrator; `municipality` is its code or ''.

    Raises LovendeError where the municipality is here already.
    """
    if municipality and Organisation.objects.filter(municipality=municipality).exists():
        message = N_("{name} is here already. Ask a colleague who uses Lovende to invite you.")
        raise LovendeError(fault("organisation.taken", message, name=name))
    made = Organisation.objects.create(name=name, municipality=municipality)
    Membership.objects.create(organisation=made, user=by, administrator=True)
    record("organisation.create", study=None, by=by, subject=made)
    return made


@transaction.atomic
def invite_member(
    *, organisation: Organisation, email: str, administrator: bool, by: User
) -> Membership | Invitation:
    """Make someone a member at once, or when the address is confirmed by signing up.

    Raises LovendeError where they are a member, or invited, already.
    """
    email = email.strip().lower()
    known = EmailAddress.objects.filter(email__iexact=email, verified=True).first()
    if organisation.invitations.filter(email=email).exists() or (
        known and organisation.memberships.filter(user_id=known.user_id).exists()
    ):
        message = N_("{email} is a member or is invited already.")
        raise LovendeError(fault("member.twice", message, email=email))
    record("member.invite", study=None, by=by, subject=organisation)
    if known:
        return Membership.objects.create(
            organisation=organisation, user_id=known.user_id, administrator=administrator
        )
    return Invitation.objects.create(
        organisation=organisation, email=email, administrator=administrator
    )


@transaction.atomic
def change_member(member: Membership, *, administrator: bool, by: User) -> None:
    """Let a member administer the organisation, or no longer. Raises LovendeError for the last."""
    if not administrator:
        _keep_an_administrator(member)
    member.administrator = administrator
    member.save(update_fields=["administrator"])
    record("member.change", study=None, by=by, subject=member.organisation)


@transaction.atomic
def remove_member(member: Membership, *, by: User) -> None:
    """End a membership; roles in studies stay. Raises LovendeError for the last administrator."""
    _keep_an_administrator(member)
    record("member.remove", study=None, by=by, subject=member.organisation)
    member.delete()


@transaction.atomic
def remove_invitation(invited: Invitation, *, by: User) -> None:
    """Take back an invitation that nobody has followed yet."""
    record("member.uninvite", study=None, by=by, subject=invited.organisation)
    invited.delete()


def _keep_an_administrator(member: Membership) -> None:
    Organisation.objects.select_for_update().get(pk=member.organisation_id)
    others = member.organisation.memberships.filter(administrator=True).exclude(pk=member.pk)
    if member.administrator and not others.exists():
        message = N_("An organisation needs an administrator. Make someone else one first.")
        raise LovendeError(fault("member.last_administrator", message))
