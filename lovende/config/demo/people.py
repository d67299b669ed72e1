"""The people of the demo and how to sign in as them."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from lovende.domain.texts import N_
from lovende.studies.models import Membership, Organisation, Role, Study, StudyRole, User
from lovende.translation import translate, user_language

PASSWORD = "lovende-demo"  # shown to everyone who starts the demo
PEOPLE = (
    ("anna@example.org", "Anna Analytiker", Role.OWNER, N_("owner: sets up and follows the study")),
    ("ida@example.org", "Ida Interviewer", Role.INTERVIEWER, N_("interviewer: the call list")),
    ("lars@example.org", "Lars Læser", Role.READER, N_("reader: the findings, suppressed")),
)


def make_people() -> dict[Role, User]:
    """Make the organisation and the people of the demo, by role."""
    organisation = Organisation.objects.create(name="Eksempelkontoret")
    made = {}
    for email, name, role, _ in PEOPLE:
        user = User.objects.create_user(email, PASSWORD, name=name)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        Membership.objects.create(
            organisation=organisation, user=user, administrator=role is Role.OWNER
        )
        made[role] = user
    return made


def give_roles(study: Study, people: dict[Role, User]) -> None:
    """Give everyone their role in a study."""
    for role, user in people.items():
        StudyRole.objects.create(study=study, user=user, email=user.email, role=role)


def introduction(address: str) -> str:
    """Return what the demo says when it is ready: where it is and who can sign in."""
    language = user_language()
    lines = [
        translate("The platform is ready: {address}", language, address=f"{address}/"),
        translate("Sign in with the password {password} as", language, password=PASSWORD),
        *(f"  {email:<18} {translate(what, language)}" for email, _, _, what in PEOPLE),
        translate("E-mails are not sent: they are shown in the outbox of each study.", language),
    ]
    return "\n".join(lines)
