"""Every write of this room."""

from lovende.studies.actions.organisations import (
    change_member,
    create_organisation,
    invite_member,
    remove_invitation,
    remove_member,
)
from lovende.studies.actions.people import (
    accept_waiting,
    change_profile,
    change_role,
    give_role,
    take_role,
)
from lovende.studies.actions.studies import (
    change_study,
    close_study,
    create_study,
    open_study,
    renew_open_link,
    reopen_study,
)

__all__ = [
    "accept_waiting",
    "change_member",
    "change_profile",
    "change_role",
    "change_study",
    "close_study",
    "create_organisation",
    "create_study",
    "give_role",
    "invite_member",
    "open_study",
    "remove_invitation",
    "remove_member",
    "renew_open_link",
    "reopen_study",
    "take_role",
]
