"""The findings as pages: who sees which, how they stay current, and that readers learn of nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from lovende.domain.errors import LovendeError
from lovende.fieldwork.models import Invitee
from lovende.findings import actions, queries
from lovende.findings.live.making import make_run
from lovende.findings.models import Plan, Run
from lovende.findings.plan.texts import plan_texts
from lovende.questionnaires.models import Version
from lovende.studies.models import Study, User
from tests.integration.platform.example_study import place_example
from tests.integration.platform.some_answers import answer

pytestmark = pytest.mark.usefixtures("jobs_at_once")
SignIn = Callable[[User], Client]
MakeInvitee = Callable[..., Invitee]
PLACES = ("0101", "0751", "0461", "0492")


@pytest.fixture
def answered(live_study: Study, version: Version, make_invitee: MakeInvitee) -> Study:
    """24 respondents of four municipalities, of two regions and sizes."""
    for number in range(24):
        invitee = make_invitee(municipality=PLACES[number % 4])
        given = {"q1": str(1 + number % 3), "q3_1": "1", "title": f"Idé {number}"}
        answer(live_study, version, f"k{number}", given, invitee=invitee)
    return live_study


@pytest.fixture
def example_study(study: Study, example: Path) -> Study:
    place_example(study, example)
    return study


def at(study: Study, rest: str = "") -> str:
    return f"/studies/{study.pk}/findings/{rest}"


def published(study: Study, by: User) -> Run:
    study.state = Study.State.CLOSED
    study.save()
    return actions.publish(run=make_run(study, audience="public"), by=by)


def test_findings_are_made_by_a_post_and_then_shown(
    answered: Study, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    page = client.get(at(answered)).content.decode()
    assert "24 personer har svaret." in page
    assert not Run.objects.exists()
    assert client.post(at(answered, "refresh/")).status_code == 302
    assert Run.objects.get().answers == 24
    page = client.get(at(answered)).content.decode()
    assert "Opdateret" in page
    assert 'hx-trigger="submit, load"' not in page


def test_the_example_shows_the_published_numbers(
    example_study: Study, analyst: User, signed_in: SignIn
) -> None:
    run = make_run(example_study)
    client = signed_in(analyst)
    summary = client.get(at(example_study)).content.decode()
    assert "296 af 556 inviterede har svaret." in summary
    assert "93 af 98 kommuner" in summary.replace("\n", " ")
    chapter = client.get(at(example_study, "parts/chapter-2/")).content.decode()
    figure = re.search(r'src="([^"]+figure-2-1\.svg)" alt="([^"]+)"', chapter)
    assert figure is not None
    assert "n = 295" in figure[2].replace("\N{NO-BREAK SPACE}", " ")
    drawing = client.get(figure[1])
    assert drawing["Content-Type"] == "image/svg+xml"
    assert "style=" not in drawing.content.decode()
    assert "<script" not in drawing.content.decode()
    promising = client.get(at(example_study, "promising/")).content.decode()
    assert "60 af 146 nyskabelser" in promising
    index = queries.findings_of_run(run).index
    assert index is not None
    first = next(one for one in index.ranking if one.rank == 4)
    assert f"<dd>{first.rank_low}–{first.rank_high}</dd>" in promising
    names = {invitee.municipality for invitee in example_study.invitees.all()}
    assert not [code for code in names if f">{code}<" in promising]
    assert (
        run.digest in client.get(at(example_study, f"runs/{run.pk}/provenance/")).content.decode()
    )


def test_no_page_has_a_style_or_a_script_of_its_own(
    answered: Study, analyst: User, signed_in: SignIn
) -> None:
    make_run(answered)
    client = signed_in(analyst)
    for part in ("", "parts/chapter-1/", "plan/", "reports/", "promising/", "open/"):
        page = client.get(at(answered, part)).content.decode()
        assert not re.search(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son\w+=", page), part


def test_new_answers_make_them_old_and_a_job_makes_them_anew(
    answered: Study, version: Version, analyst: User, signed_in: SignIn
) -> None:
    first = make_run(answered)
    Run.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert not queries.is_old(first)
    answer(answered, version, "new", {"q1": "1"})
    assert queries.is_old(first)
    client = signed_in(analyst)
    page = client.get(at(answered)).content.decode()
    assert "Noget er ændret siden." in page
    assert 'hx-trigger="submit, load"' in page
    made = client.post(at(answered, "refresh/"), {"_run": first.pk}, headers={"HX-Request": "true"})
    assert made["HX-Refresh"] == "true"
    latest = queries.latest_run(answered)
    assert latest is not None
    assert (latest.pk != first.pk, queries.is_old(latest)) == (True, False)


def test_the_same_answers_have_the_same_digest(answered: Study, version: Version) -> None:
    first, again = make_run(answered), make_run(answered)
    assert first.digest == again.digest
    answer(answered, version, "new", {"q1": "1"})
    assert make_run(answered).digest != first.digest


def test_a_part_is_shown_to_analysts(answered: Study, analyst: User, signed_in: SignIn) -> None:
    make_run(answered)
    client = signed_in(analyst)
    page = client.get(at(answered), {"size": "large"}).content.decode()
    assert "Lav resultaterne" in page
    client.post(at(answered, "refresh/"), {"size": "large"})
    part = queries.latest_run(answered, filters={"size": "large"})
    assert part is not None
    assert part.answers == 18
    page = client.get(at(answered), {"size": "large"}).content.decode()
    assert "Her vises kun en del af svarene." in page
    # What does not exist is not narrowed by.
    assert "Her vises kun" not in client.get(at(answered), {"size": "huge"}).content.decode()


def test_a_reader_sees_nothing_before_it_is_published(
    answered: Study, reader: User, signed_in: SignIn
) -> None:
    run = make_run(answered)
    public = make_run(answered, audience="public")
    client = signed_in(reader)
    assert "Der er ingen resultater at læse endnu" in client.get(at(answered)).content.decode()
    for kept in (run, public):
        for rest in ("", "parts/chapter-1/", "figures/figure-1-1.svg", "provenance/"):
            assert client.get(at(answered, f"runs/{kept.pk}/{rest}")).status_code == 404, rest


def test_a_reader_sees_the_published_findings_and_cannot_narrow_them(
    answered: Study, owner: User, reader: User, signed_in: SignIn
) -> None:
    analysts = make_run(answered)
    make_run(answered, filters={"size": "large"})
    shown = published(answered, owner)
    client = signed_in(reader)
    page = client.get(at(answered)).content.decode()
    assert "Små tal er skjult" in page
    assert "<select" not in page
    assert client.get(at(answered), {"size": "large"}).content.decode().count("Sammenfatning") > 0
    assert client.get(at(answered), {"size": "large"}).context is None
    body = client.get(at(answered, "parts/chapter-1/"), {"size": "large"}).content.decode()
    assert f"runs/{shown.pk}/figures/" in body
    assert f"runs/{analysts.pk}/" not in body
    assert client.get(at(answered, f"runs/{analysts.pk}/")).status_code == 404
    for hidden in ("promising/", "open/", "plan/", "age/"):
        assert client.get(at(answered, hidden)).status_code == 403
    assert client.post(at(answered, "refresh/")).status_code == 403


def test_readers_never_see_findings_from_before_and_after_an_answer(
    answered: Study, version: Version, owner: User
) -> None:
    run = make_run(answered, audience="public")
    with pytest.raises(LovendeError) as refused:
        actions.publish(run=run, by=owner)
    assert refused.value.fault.code == "publish.not_closed"
    published(answered, owner)
    answer(answered, version, "late", {"q1": "1"})
    with pytest.raises(LovendeError) as refused:
        actions.publish(run=make_run(answered, audience="public"), by=owner)
    assert refused.value.fault.code == "publish.few_changed"
    for number in range(4):
        answer(answered, version, f"late{number}", {"q1": "1"})
    actions.publish(run=make_run(answered, audience="public"), by=owner)


def test_withdrawing_does_not_make_a_difference_of_one_allowed(
    answered: Study, version: Version, owner: User
) -> None:
    actions.withdraw(run=published(answered, owner), by=owner)
    assert queries.published_run(answered) is None
    answered.responses.filter(key="k1").update(erased_at=timezone.now())
    with pytest.raises(LovendeError) as refused:
        actions.publish(run=make_run(answered, audience="public"), by=owner)
    assert refused.value.fault.code == "publish.few_changed"


def test_the_same_answers_are_not_published_in_other_tables(answered: Study, owner: User) -> None:
    published(answered, owner)
    words = '[[grouping]]\nname = "size"\nlabel = "Size"\nfrom = "population"\ncut = [200000]\n'
    Plan.objects.create(study=answered, settings=words)
    with pytest.raises(LovendeError) as refused:
        actions.publish(run=make_run(answered, audience="public"), by=owner)
    assert refused.value.fault.code == "publish.other_tables"
    Plan.objects.all().delete()
    usual = plan_texts(answered).settings
    Plan.objects.create(study=answered, settings=usual + '[study]\nabout = "More words"\n')
    actions.publish(run=make_run(answered, audience="public"), by=owner)


def test_findings_for_analysts_are_never_published(answered: Study, owner: User) -> None:
    answered.state = Study.State.CLOSED
    answered.save()
    with pytest.raises(LovendeError) as refused:
        actions.publish(run=make_run(answered), by=owner)
    assert refused.value.fault.code == "publish.for_analysts"


def test_there_are_no_narrowed_findings_for_the_public(answered: Study) -> None:
    with pytest.raises(AssertionError):
        make_run(answered, audience="public", filters={"size": "large"})


@pytest.mark.parametrize("rest", ["", "reports/", "plan/", "promising/", "open/"])
def test_interviewers_and_strangers_see_no_findings(
    answered: Study,
    interviewer: User,
    stranger: User,
    signed_in: SignIn,
    client: Client,
    rest: str,
) -> None:
    assert signed_in(interviewer).get(at(answered, rest)).status_code == 403
    assert signed_in(stranger).get(at(answered, rest)).status_code == 404
    assert client.get(at(answered, rest)).status_code == 302


def test_open_answers_are_listed_page_by_page(
    answered: Study, analyst: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lovende.findings.views.lists.ANSWERS_ON_A_PAGE", 10)
    client = signed_in(analyst)
    seen: list[str] = []
    place: str | None = at(answered, "open/?question=title")
    while place:
        page = client.get(place).content.decode()
        seen += re.findall(r"Idé (\d+)<", page)
        on = re.search(r'href="(\?[^"]*after=\d+[^"]*)">De næste', page)
        place = at(answered, "open/") + on[1].replace("&amp;", "&") if on else None
    assert seen == [str(number) for number in range(24)]
    assert client.get(at(answered, "open/?question=q1")).status_code == 404


def test_without_answers_there_is_nothing_to_make(
    live_study: Study, version: Version, analyst: User, signed_in: SignIn
) -> None:
    page = signed_in(analyst).get(at(live_study)).content.decode()
    assert "Ingen har svaret endnu" in page


def test_a_study_without_a_questionnaire_has_no_findings(
    study: Study, analyst: User, signed_in: SignIn
) -> None:
    client = signed_in(analyst)
    assert client.get(at(study)).status_code == 200
    assert client.get(at(study, "plan/")).status_code == 200
    assert client.get(at(study, "open/")).status_code == 400


def test_the_pages_ask_little_of_the_database(
    answered: Study, analyst: User, signed_in: SignIn, django_assert_max_num_queries: object
) -> None:
    run = make_run(answered)
    client = signed_in(analyst)
    client.get(at(answered, "parts/chapter-1/"))
    with django_assert_max_num_queries(26):  # type: ignore[operator]  # a context manager
        client.get(at(answered, "parts/chapter-1/"))
    with django_assert_max_num_queries(8):  # type: ignore[operator]  # a context manager
        client.get(at(answered, f"runs/{run.pk}/figures/figure-1-1.svg"))
