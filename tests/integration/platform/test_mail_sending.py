"""Rounds go out once to those who are to get them, and to nobody else."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from email.utils import parseaddr

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django.fixtures import Settings

from lovende.domain.errors import LovendeError
from lovende.fieldwork import tally
from lovende.fieldwork.mail import actions
from lovende.fieldwork.mail.sending.rounds import hold_after_restore, in_doubt, run_due
from lovende.fieldwork.mail.texts import default_text
from lovende.fieldwork.models import Contact, HandOver, Invitee, Mailing, Message, Wave
from lovende.fieldwork.progress import record_finished, record_refused, record_withdrawn
from lovende.studies.links import new_code
from lovende.studies.models import AuditEntry, Study, User

MakeInvitee = Callable[..., Invitee]
SOON = datetime.timedelta(hours=1)


def addresses() -> list[str]:
    """Whom mail went to, in order of the addresses."""
    return sorted(parseaddr(m.recipients()[0])[1] for m in mail.outbox)


def plan(study: Study, wave: Wave, by: User, kind: str = "invitation", **given: object) -> Mailing:
    options: dict[str, object] = {"send_at": None, "answer_by": datetime.date(2030, 1, 1)}
    options |= given
    text = default_text(study, kind)
    return actions.plan_mailing(wave=wave, text=text, by=by, **options)  # type: ignore[arg-type]


@pytest.fixture
def invited(live_study: Study, wave: Wave, owner: User, make_invitee: MakeInvitee) -> list[Invitee]:
    """Four people who have got their invitation."""
    people = [make_invitee(f"Person {number}") for number in range(4)]
    plan(live_study, wave, owner)
    run_due()
    mail.outbox.clear()
    return people


def test_an_invitation_goes_to_everyone_once(
    live_study: Study, wave: Wave, owner: User, make_invitee: MakeInvitee
) -> None:
    people = [make_invitee("Bodil Bruun"), make_invitee("Søren Ærø")]
    mailing = plan(live_study, wave, owner)
    assert run_due().sent == 2
    assert run_due().sent == 0
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENT
    assert addresses() == ["i1@example.org", "i2@example.org"]
    people[0].refresh_from_db()
    assert people[0].invited_at is not None
    assert people[0].disposition == "3.19"
    assert [c.count for c in tally.read(live_study, ["sent"], by=["key"])] == [2]
    assert [c.count for c in tally.read(live_study, ["invited"], by=[])] == [2]


def test_a_reminder_goes_only_to_those_who_have_not_finished(
    live_study: Study, wave: Wave, owner: User, invited: list[Invitee]
) -> None:
    record_finished(invited[0])
    record_withdrawn(invited[1])
    record_refused(invited[2])
    plan(live_study, wave, owner, "reminder")
    run_due()
    assert addresses() == ["i4@example.org"]


def test_who_finishes_between_planning_and_sending_gets_nothing(
    live_study: Study, wave: Wave, owner: User, invited: list[Invitee]
) -> None:
    mailing = plan(live_study, wave, owner, "reminder")
    finish_when_claimed = invited[3]

    def stop() -> bool:
        """Lets the person finish after the messages were made, before the last is sent."""
        if len(mail.outbox) == 2:
            record_finished(finish_when_claimed)
        return False

    run_due(stop)
    assert len(mail.outbox) == 3
    skipped = Message.objects.get(mailing=mailing, invitee=finish_when_claimed)
    assert (skipped.state, skipped.reason) == (Message.State.SKIPPED, "finished")


@pytest.mark.parametrize("change", [{"mail": "bounced"}, {"mail": "complained"}, {"email": ""}])
def test_no_mail_where_mail_does_not_work(
    change: dict[str, str], live_study: Study, wave: Wave, owner: User, invited: list[Invitee]
) -> None:
    Contact.objects.filter(invitee=invited[0]).update(**change)
    plan(live_study, wave, owner, "reminder")
    run_due()
    assert len(mail.outbox) == 3


def test_someone_who_came_later_gets_the_invitation_but_no_reminder(
    live_study: Study,
    wave: Wave,
    owner: User,
    invited: list[Invitee],
    make_invitee: MakeInvitee,
) -> None:
    late = make_invitee("Kom Senere")
    plan(live_study, wave, owner, "reminder")
    run_due()
    assert len(mail.outbox) == 4
    mail.outbox.clear()
    first = Mailing.objects.get(wave=wave, kind="invitation")
    actions.send_to_newcomers(mailing=first, by=owner)
    run_due()
    assert addresses() == [f"{late.key}@example.org"]


def test_rounds_are_numbered_and_an_invitation_is_sent_once(
    live_study: Study, wave: Wave, owner: User, invited: list[Invitee]
) -> None:
    assert plan(live_study, wave, owner, "reminder").round == 1
    assert plan(live_study, wave, owner, "reminder").round == 2
    with pytest.raises(LovendeError, match="has its invitation already"):
        plan(live_study, wave, owner)


def test_a_reminder_needs_an_invitation(live_study: Study, wave: Wave, owner: User) -> None:
    with pytest.raises(LovendeError, match="has not been invited"):
        plan(live_study, wave, owner, "reminder")


def test_a_time_in_the_past_is_refused(live_study: Study, wave: Wave, owner: User) -> None:
    with pytest.raises(LovendeError, match="That time is past"):
        plan(live_study, wave, owner, send_at=timezone.now() - SOON)


def test_a_study_that_is_not_live_sends_nothing(study: Study, wave: Wave, owner: User) -> None:
    with pytest.raises(LovendeError, match="not live"):
        plan(study, wave, owner)


def test_a_text_with_a_deadline_needs_one(live_study: Study, wave: Wave, owner: User) -> None:
    with pytest.raises(LovendeError, match="give the last day"):
        plan(live_study, wave, owner, answer_by=None)


def test_a_planned_round_waits_for_its_time_and_can_be_called_off(
    live_study: Study, wave: Wave, owner: User, make_invitee: MakeInvitee
) -> None:
    make_invitee()
    mailing = plan(live_study, wave, owner, send_at=timezone.now() + SOON)
    assert run_due().begun == 0
    actions.cancel_mailing(mailing=mailing, by=owner)
    Mailing.objects.update(send_at=timezone.now() - SOON)
    assert run_due().begun == 0
    assert plan(live_study, wave, owner).round == 1


def test_a_round_that_has_begun_cannot_be_called_off(
    live_study: Study, wave: Wave, owner: User, make_invitee: MakeInvitee
) -> None:
    make_invitee()
    mailing = plan(live_study, wave, owner)
    run_due()
    with pytest.raises(LovendeError, match="moved on"):
        actions.cancel_mailing(mailing=mailing, by=owner)


def test_a_paused_round_stops_at_the_next_message_and_goes_on(
    live_study: Study, wave: Wave, owner: User, make_invitee: MakeInvitee
) -> None:
    for _ in range(5):
        make_invitee()
    mailing = plan(live_study, wave, owner)

    def stop() -> bool:
        if len(mail.outbox) == 2:
            Mailing.objects.update(state=Mailing.State.PAUSED)
        return False

    run_due(stop)
    assert len(mail.outbox) == 2
    mailing.refresh_from_db()
    actions.resume_mailing(mailing=mailing, by=owner)
    run_due()
    assert addresses() == [f"i{number}@example.org" for number in range(1, 6)]


def test_a_round_of_a_study_that_closed_is_called_off(
    live_study: Study, wave: Wave, owner: User, make_invitee: MakeInvitee
) -> None:
    make_invitee()
    mailing = plan(live_study, wave, owner)
    Study.objects.update(state=Study.State.CLOSED)
    run_due()
    mailing.refresh_from_db()
    assert (mailing.state, mail.outbox) == (Mailing.State.CANCELLED, [])


def test_one_message_for_handing_over_is_sent_and_its_text_forgotten(
    live_study: Study,
    make_invitee: MakeInvitee,
    settings: Settings,
) -> None:
    invitee = make_invitee()
    passed = HandOver.objects.create(
        invitee=invitee, name="Carl", email="carl@example.org", link_code=new_code(), word="Hej {x}"
    )
    settings.KEEP_MESSAGE_TEXTS = False
    message = actions.send_one(
        text="hand_over",
        hand_over=passed,
        to=passed.email,
        language="da",
        values={"part": "siden Betydning"},
        by=None,
        actor="respondent",
    )
    run_due()
    sent = mail.outbox[0]
    assert addresses() == ["carl@example.org"]
    for part in ("Bodil Bruun", "siden Betydning", "Hej {x}"):
        assert part in sent.body
    assert f"/a/h{passed.link_code}" in sent.body
    message.refresh_from_db()
    assert (message.state, message.body, message.to) == (Message.State.SENT, "", "")
    assert AuditEntry.objects.get(verb="message.send").actor == "respondent"


def test_a_hand_over_that_was_withdrawn_is_not_sent(
    live_study: Study, make_invitee: MakeInvitee
) -> None:
    passed = HandOver.objects.create(
        invitee=make_invitee(), name="Carl", email="carl@example.org", link_code=new_code()
    )
    actions.send_one(text="hand_over", hand_over=passed, to=passed.email, language="da", by=None)
    HandOver.objects.update(state=HandOver.State.WITHDRAWN)
    run_due()
    assert mail.outbox == []


def test_erasure_empties_messages_and_sends_nothing_more(
    live_study: Study, make_invitee: MakeInvitee
) -> None:
    invitee = make_invitee()
    actions.send_one(
        text="reminder",
        invitee=invitee,
        to="x@example.org",
        language="en",
        by=None,
        values={"deadline": "1 May"},
    )
    actions.forget_messages(invitee=invitee)
    run_due()
    message = Message.objects.get()
    assert (message.state, message.body, message.to, mail.outbox) == ("skipped", "", "", [])


def test_a_round_that_was_paused_before_it_began_begins_when_it_goes_on(
    live_study: Study, wave: Wave, owner: User, make_invitee: MakeInvitee
) -> None:
    make_invitee()
    mailing = plan(live_study, wave, owner)
    Mailing.objects.update(state=Mailing.State.PAUSED)  # as restoring a backup leaves it
    run_due()
    assert mail.outbox == []
    mailing.refresh_from_db()
    actions.resume_mailing(mailing=mailing, by=owner)
    run_due()
    assert addresses() == ["i1@example.org"]


def test_after_a_restore_nothing_goes_out_by_itself(
    live_study: Study, wave: Wave, owner: User, invited: list[Invitee]
) -> None:
    begun = plan(live_study, wave, owner, "reminder")
    run_due(stop=lambda: bool(mail.outbox))
    begun.refresh_from_db()
    assert begun.state == Mailing.State.SENDING
    sent = len(mail.outbox)
    assert 0 < sent < len(invited)
    hold_after_restore()
    run_due()
    assert len(mail.outbox) == sent
    doubtful = Message.objects.filter(in_doubt())
    assert doubtful.count() == len(invited) - sent
    assert set(doubtful.values_list("reason", flat=True)) == {"restored"}
