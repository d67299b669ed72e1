"""The pages of mail: who may see them, what they do, and what they say where something is wrong."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from lovende.fieldwork.mail import actions
from lovende.fieldwork.mail.sending.rounds import run_due
from lovende.fieldwork.mail.texts import default_text
from lovende.fieldwork.models import Contact, HandOver, Invitee, Mailing, Message, Wave
from lovende.studies.links import Opens, new_code, token
from lovende.studies.models import AuditEntry, Study, User

SignIn = Callable[[User], Client]
MakeInvitee = Callable[..., Invitee]


@pytest.fixture
def panel(live_study: Study, make_invitee: MakeInvitee) -> list[Invitee]:
    return [make_invitee("Bodil Bruun"), make_invitee("Søren Ærø")]


@pytest.fixture
def sent(live_study: Study, wave: Wave, panel: list[Invitee], owner: User) -> Mailing:
    """An invitation that was sent to two."""
    made = actions.plan_mailing(
        wave=wave,
        text=default_text(live_study, "invitation"),
        send_at=None,
        answer_by=datetime.date(2030, 1, 1),
        by=owner,
    )
    run_due()
    return made


@pytest.fixture
def page(analyst: User, signed_in: SignIn) -> Client:
    """A browser in English, where an analyst is signed in."""
    client = signed_in(analyst)
    client.post("/language/", {"language": "en", "next": "/"})
    return client


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def addresses(study: Study, mailing: Mailing) -> list[str]:
    base = f"/studies/{study.pk}"
    message = Message.objects.filter(mailing=mailing).first()
    assert message is not None
    return [
        f"{base}/fieldwork/",
        f"{base}/fieldwork/texts/new/reminder/",
        f"{base}/fieldwork/texts/{mailing.text_id}/",
        f"{base}/fieldwork/texts/{mailing.text_id}/remove/",
        f"{base}/fieldwork/texts/preview/?text=invitation",
        f"{base}/fieldwork/mailings/new/",
        f"{base}/fieldwork/mailings/{mailing.pk}/",
        f"{base}/outbox/",
        f"{base}/outbox/{message.pk}/",
    ]


def test_owners_and_analysts_see_every_page(
    live_study: Study, sent: Mailing, owner: User, analyst: User, signed_in: SignIn
) -> None:
    for user in (owner, analyst):
        client = signed_in(user)
        for address in addresses(live_study, sent):
            assert client.get(address).status_code == 200, address


def test_nobody_else_sees_any(
    live_study: Study,
    sent: Mailing,
    interviewer: User,
    reader: User,
    stranger: User,
    signed_in: SignIn,
    client: Client,
) -> None:
    for address in addresses(live_study, sent):
        assert signed_in(interviewer).get(address).status_code == 403
        assert signed_in(reader).get(address).status_code == 403
        assert signed_in(stranger).get(address).status_code == 404
        assert client.get(address).status_code == 302


def test_what_belongs_to_another_study_is_not_there(
    live_study: Study, sent: Mailing, owner: User, page: Client
) -> None:
    other = Study.objects.get(pk=live_study.pk)
    other.pk, other.link_code = None, new_code()
    other.save()
    theirs = Mailing.objects.create(
        study=other,
        wave=Wave.objects.create(study=other, number=1),
        text=default_text_stored(other),
        kind="invitation",
        round=1,
        send_at=timezone.now(),
    )
    base = f"/studies/{live_study.pk}/fieldwork"
    assert page.get(f"{base}/mailings/{theirs.pk}/").status_code == 404
    assert page.post(f"{base}/mailings/{theirs.pk}/cancel/").status_code == 404
    assert page.get(f"{base}/texts/{theirs.text_id}/").status_code == 404
    assert page.get(f"{base}/texts/preview/?text={theirs.text_id}").status_code == 404


def default_text_stored(study: Study) -> Any:
    text = default_text(study, "invitation")
    text.save()
    return text


def test_a_text_is_saved_and_shown_as_the_person_reads_it(
    live_study: Study, panel: list[Invitee], page: Client
) -> None:
    answer = page.post(
        f"/studies/{live_study.pk}/fieldwork/texts/new/invitation/",
        {
            "name": "",
            "subject_da": "Kære {name}",
            "body_da": "Om {occasion} i {municipality}:\r\n{link}",
            "subject_en": "Dear {name}",
            "body_en": "About {occasion}: {link}",
        },
    )
    shown = page.get(answer["Location"])
    assert "Kære Bodil Bruun" in text_of(shown)
    assert "Om stormfloden i Aarhus" in text_of(shown)
    assert "About the flood" in text_of(shown)
    assert token(Opens.INVITEE, panel[0].link_code, 1) not in text_of(shown)
    seen = AuditEntry.objects.get(verb="text.preview")
    assert (seen.subject, "name" in seen.fields) == (f"invitee:{panel[0].pk}", True)


def test_another_person_can_be_chosen_for_the_preview(
    live_study: Study, panel: list[Invitee], page: Client
) -> None:
    base = f"/studies/{live_study.pk}/fieldwork/texts/preview/?text=invitation"
    assert "Søren Ærø" in text_of(page.get(f"{base}&search=søren"))
    assert "Dear Søren Ærø" in text_of(page.get(f"{base}&person={panel[1].pk}"))
    assert page.get(f"{base}&person=999999").status_code == 404
    assert page.get(f"{base}&person=²").status_code == 404


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Hej {navn} {link}", "{navn} is not a placeholder here. Did you mean {name}?"),
        ("Hej {zzzz} {link}", "{zzzz} is not a placeholder here. These are: {name}"),
        ("Hej {colleague} {link}", "{colleague} is not a placeholder here."),
        ("Hej {name}", "The text must hold {link}"),
        ("", "Write a text."),
    ],
)
def test_a_wrong_text_is_refused_in_plain_words(
    body: str, said: str, live_study: Study, page: Client
) -> None:
    answer = page.post(
        f"/studies/{live_study.pk}/fieldwork/texts/new/invitation/",
        {"subject_da": "Hej", "body_da": body},
    )
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert live_study.message_texts.count() == 0


def test_a_link_in_a_subject_is_refused(live_study: Study, page: Client) -> None:
    answer = page.post(
        f"/studies/{live_study.pk}/fieldwork/texts/new/reminder/",
        {"subject_da": "Svar på {link}", "body_da": "{link}"},
    )
    assert answer.status_code == 422


def test_a_test_mail_goes_to_oneself_without_the_persons_link(
    live_study: Study, panel: list[Invitee], analyst: User, page: Client
) -> None:
    page.post(f"/studies/{live_study.pk}/fieldwork/texts/test/?text=invitation", {"language": "da"})
    assert [m.recipients()[0] for m in mail.outbox] == [f"Analyst <{analyst.email}>"]
    assert "Bodil Bruun" in mail.outbox[0].body
    assert panel[0].link_code not in mail.outbox[0].body
    assert Message.objects.count() == 0


def test_a_mailing_is_planned_for_a_danish_time(
    live_study: Study, wave: Wave, panel: list[Invitee], page: Client
) -> None:
    answer = page.post(
        f"/studies/{live_study.pk}/fieldwork/mailings/new/",
        {
            "wave": wave.pk,
            "text": "invitation",
            "when": "later",
            "send_at": "2030-07-01T09:30",
            "answer_by": "2030-07-20",
        },
    )
    planned = Mailing.objects.get()
    assert planned.send_at == datetime.datetime(2030, 7, 1, 7, 30, tzinfo=datetime.UTC)
    shown = text_of(page.get(answer["Location"]))
    assert "July 2030 09:30" in shown
    assert "2 people get it" in shown


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"send_at": "2020-01-01T09:00"}, "That time is past"),
        ({"send_at": "2030-03-31T02:30"}, "left out when summer time begins"),
        ({"send_at": "in the morning"}, "Write the day and the time"),
        ({"send_at": ""}, "Write the day and the time"),
        ({"answer_by": ""}, "give the last day to answer"),
        ({"answer_by": "2029-01-01"}, "before the day of sending"),
        ({"text": "reminder"}, "has not been invited yet"),
        ({"wave": "99999"}, "99999"),
    ],
)
def test_a_wrong_plan_is_refused(
    given: dict[str, str], said: str, live_study: Study, wave: Wave, page: Client
) -> None:
    whole = {
        "wave": str(wave.pk),
        "text": "invitation",
        "when": "later",
        "send_at": "2030-07-01T09:30",
        "answer_by": "2030-07-20",
    }
    answer = page.post(f"/studies/{live_study.pk}/fieldwork/mailings/new/", whole | given)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert Mailing.objects.count() == 0


def test_progress_is_told_live_and_the_page_is_renewed_at_the_end(
    live_study: Study, sent: Mailing, page: Client
) -> None:
    address = f"/studies/{live_study.pk}/fieldwork/mailings/{sent.pk}/"
    Mailing.objects.update(state=Mailing.State.SENDING)
    part = page.get(address, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 2s"' in text_of(part)
    assert "<html" not in text_of(part)
    Mailing.objects.update(state=Mailing.State.SENT)
    assert page.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_mailing_is_paused_and_goes_on(live_study: Study, sent: Mailing, page: Client) -> None:
    base = f"/studies/{live_study.pk}/fieldwork/mailings/{sent.pk}"
    Mailing.objects.update(state=Mailing.State.SENDING)
    page.post(f"{base}/pause/")
    sent.refresh_from_db()
    assert sent.state == Mailing.State.PAUSED
    page.post(f"{base}/resume/")
    sent.refresh_from_db()
    assert sent.state == Mailing.State.SENDING
    assert page.post(f"{base}/explode/").status_code == 404
    assert page.get(f"{base}/pause/").status_code == 405


def test_somebody_decides_on_a_message_in_doubt(
    live_study: Study, sent: Mailing, page: Client
) -> None:
    first, second = Message.objects.order_by("pk")
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    Message.objects.update(state=Message.State.SENDING, claimed_at=long_ago)
    base = f"/studies/{live_study.pk}/fieldwork"
    assert "2 messages are in doubt" in text_of(page.get(f"{base}/"))
    assert "It was sent" in text_of(page.get(f"/studies/{live_study.pk}/outbox/{first.pk}/"))
    assert "Bodil Bruun" in text_of(page.get(f"{base}/mailings/{sent.pk}/"))
    page.post(f"{base}/messages/{first.pk}/sent/")
    page.post(f"{base}/messages/{second.pk}/again/")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.sent_at) == (Message.State.SENT, long_ago)
    assert second.state == Message.State.WAITING
    mail.outbox.clear()
    run_due()
    assert len(mail.outbox) == 1
    assert "It was sent" not in text_of(page.get(f"/studies/{live_study.pk}/outbox/{first.pk}/"))
    # A second click finds nothing to decide.
    assert page.post(f"{base}/messages/{first.pk}/sent/").status_code == 404


def test_the_outbox_shows_the_text_with_a_link_where_it_is_kept(
    live_study: Study, sent: Mailing, panel: list[Invitee], page: Client, settings: Settings
) -> None:
    message = Message.objects.get(invitee=panel[0])
    address = f"/studies/{live_study.pk}/outbox/{message.pk}/"
    key = token(Opens.INVITEE, panel[0].link_code, 1)
    link = f'<a href="http://127.0.0.1:8000/a/{key}/">'
    assert link in text_of(page.get(address))
    settings.KEEP_MESSAGE_TEXTS = False
    assert key not in text_of(page.get(address))
    assert AuditEntry.objects.filter(verb="outbox.look").count() == 2


def test_the_outbox_is_searched_and_paged(
    live_study: Study,
    sent: Mailing,
    page: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    person = Invitee.objects.first()
    assert person is not None
    Message.objects.bulk_create(
        Message(study=live_study, invitee=person, code=f"c{number}") for number in range(120)
    )
    base = f"/studies/{live_study.pk}/outbox/"
    with django_assert_max_num_queries(12):
        first = text_of(page.get(base))
    assert first.count("<tr>") == 51
    assert "before=" in first
    assert text_of(page.get(f"{base}?state=sent")).count("<tr>") == 3
    assert text_of(page.get(f"{base}?text=Ærø")).count("<tr>") == 2
    assert text_of(page.get(f"{base}?mailing={sent.pk}&state=sent&text=nobody")).count("<tr>") == 0
    assert page.get(f"{base}?before=²&state=nonsense").status_code == 200


def test_the_overview_asks_the_database_as_often_for_many_waves(
    live_study: Study,
    sent: Mailing,
    page: Client,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(2, 12):
        Wave.objects.create(study=live_study, number=number)
    with django_assert_max_num_queries(16):
        assert "Wave 11" in text_of(page.get(f"/studies/{live_study.pk}/fieldwork/"))


def test_saying_no_asks_first_and_ends_all_mail(
    live_study: Study, wave: Wave, sent: Mailing, panel: list[Invitee], owner: User
) -> None:
    client = Client(enforce_csrf_checks=True)
    key = token(Opens.INVITEE, panel[0].link_code, 1)
    asked = client.get(f"/a/{key}/no/")
    assert (asked.status_code, asked["Cache-Control"]) == (200, "no-store")
    assert Contact.objects.get(invitee=panel[0]).mail == "good"
    assert client.post(f"/a/{key}/no/").status_code == 302
    panel[0].refresh_from_db()
    assert panel[0].disposition == "2.111"
    actions.plan_mailing(
        wave=wave,
        text=default_text(live_study, "reminder"),
        send_at=None,
        answer_by=datetime.date(2030, 1, 1),
        by=owner,
    )
    mail.outbox.clear()
    run_due()
    assert len(mail.outbox) == 1
    assert panel[1].contact.email in mail.outbox[0].recipients()[0]


def test_the_page_for_saying_no_speaks_the_language_of_the_mail(panel: list[Invitee]) -> None:
    key = token(Opens.INVITEE, panel[0].link_code, 1)
    assert Client().get(f"/a/{key}/no/")["Content-Language"] == "da"
    Contact.objects.update(language="en")
    shown = Client().get(f"/a/{key}/no/")
    assert "I will not take part" in text_of(shown)
    assert not shown.cookies
    assert Client().get(f"/a/{key}/no/?language=da")["Content-Language"] == "da"


def test_a_mail_program_says_no_in_one_step(panel: list[Invitee]) -> None:
    key = token(Opens.INVITEE, panel[0].link_code, 1)
    answer = Client().post(f"/a/{key}/no/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert Contact.objects.get(invitee=panel[0]).mail == "complained"


def test_a_colleague_says_no_for_themselves_only(live_study: Study, panel: list[Invitee]) -> None:
    passed = HandOver.objects.create(
        invitee=panel[0], name="Carl", email="carl@example.org", link_code=new_code()
    )
    Client().post(f"/a/{token(Opens.HAND_OVER, passed.link_code, 1)}/no/")
    passed.refresh_from_db()
    panel[0].refresh_from_db()
    assert (passed.state, panel[0].disposition) == (HandOver.State.WITHDRAWN, "3.11")


@pytest.mark.parametrize("wrong", ["s" + "a" * 36, "x", "s" + "å" * 36])
def test_a_wrong_link_says_so_and_changes_nothing(wrong: str, panel: list[Invitee]) -> None:
    for ask in (Client().get, Client().post):
        answer = ask(f"/a/{wrong}/no/")
        assert answer.status_code == 404
    assert not Contact.objects.filter(mail="complained").exists()


def test_a_revoked_link_says_no_to_nothing(panel: list[Invitee]) -> None:
    key = token(Opens.INVITEE, panel[0].link_code, 1)
    Invitee.objects.update(link_round=2)
    assert Client().post(f"/a/{key}/no/").status_code == 404
