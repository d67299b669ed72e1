"""A save and a resume cost the same however many responses are stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from lovende.fieldwork.models import Invitee
from lovende.responses.actions import new_save_key, save_page, start_response, submit
from lovende.responses.models import Entry, Response
from lovende.responses.queries import history, response_of
from lovende.studies.links import new_code
from lovende.studies.models import Study

OTHERS = 2_000


@pytest.fixture
def response(live_study: Study, make_invitee: Callable[..., Invitee]) -> Response:
    """A response that is under way."""
    found = start_response(study=live_study, invitee=make_invitee(), language="da")
    save(found, {"q1": "1"})
    return found


@pytest.fixture
def among_many(response: Response) -> None:
    """So many other responses that reading all of them would be the slower way."""
    others = Response.objects.bulk_create(
        Response(
            study=response.study,
            kind=Response.Kind.OPEN,
            version=response.version,
            key=new_code(),
            link_code=new_code(),
            seq=1,
        )
        for _ in range(OTHERS)
    )
    Entry.objects.bulk_create(
        Entry(
            response=each,
            seq=number,
            kind=Entry.Kind.PAGE,
            version=response.version,
            page="page_one",
            digest=f"{each.pk}-{number}",
        )
        for each in others
        for number in (1, 2)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE responses_response")
            cursor.execute("ANALYZE responses_entry")


def save(response: Response, answers: dict[str, Any], **given: Any) -> None:
    form: dict[str, Any] = {"page": "page_one", "stands": "page_two", "seen": response.seq}
    save_page(response=response, answers=answers, save_key=new_save_key(), **form | given)


def whole_tables(queries: CaptureQueriesContext) -> list[str]:
    """Return the statements that read a whole table of responses or entries, by the plan."""
    found = []
    for query in queries.captured_queries:
        said = query["sql"]
        if not said.startswith(("SELECT", "UPDATE")) or "responses_" not in said:
            continue
        with connection.cursor() as cursor:
            explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
            cursor.execute(explain + said)
            plan = "\n".join(str(row) for row in cursor.fetchall())
        scans = ("SCAN responses_", "Seq Scan on responses_")
        if any(scan in plan for scan in scans):
            found.append(f"{said}\n{plan}")
    return found


@pytest.mark.usefixtures("among_many")
def test_no_step_of_answering_reads_a_whole_table(
    response: Response, live_study: Study, make_invitee: Callable[..., Invitee]
) -> None:
    with CaptureQueriesContext(connection) as queries:
        stale = response.seq
        save(response, {"q1": "2"})
        save(response, {"q1": "3"}, seen=stale)
        save(response, {"q1": "4"}, kind=Entry.Kind.TYPED, change=2)
        response_of(invitee=response.invitee)
        response_of(link_code=response.link_code)
        list(history(response))
        submit(response=response)
        start_response(study=live_study, invitee=make_invitee("Ida"), language="da")
        start_response(study=live_study, language="da")
    assert len(queries) > 20
    assert whole_tables(queries) == []


def test_the_plans_can_tell_a_whole_table(response: Response) -> None:
    with CaptureQueriesContext(connection) as queries:
        list(Entry.objects.filter(page="nowhere"))
    assert len(whole_tables(queries)) == 1


def test_how_many_queries_a_save_takes(
    response: Response, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The lock, the entry, the response, the counts; and the two of a savepoint in a test."""
    with django_assert_num_queries(6):
        save(response, {"q1": "2"}, stands="page_three")
    with django_assert_num_queries(5):
        save(response, {"q1": "3"}, stands="page_three")
