"""Whether a save, a resume and the monitoring page grow with what is stored.

    python -m benchmarks.platform.growth [--sizes 1000,10000,100000,1000000] [--on sqlite,postgres]

The stored responses are copies of one that was really given (each with three entries of its
history and a place in the panel), so that tables and indexes have the size that they would have.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import re
import statistics
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from benchmarks.platform.respondents import Walked, walk_together
from benchmarks.platform.served import Bench, bench

RUNS = 15

COPY = """
import json, sys
from django.db import connection, transaction
from lovende.fieldwork.models import Contact, Invitee, Tally
from lovende.responses.models import Entry, Response
wanted = int(sys.argv[1])
there = Response.objects.count()
model = Response.objects.filter(submitted_at__isnull=False).order_by("pk").first()
first = {m: (m.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1 for m in (Response, Entry, Invitee, Contact)}
count = wanted - there
series = (
    f"WITH RECURSIVE s(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n + 1 < {count})"
    if connection.vendor == "sqlite" else f"WITH s(n) AS (SELECT generate_series(0, {count - 1}))"
)
def copy(kind, row, exchanged):
    columns, chosen = [], []
    for field in kind._meta.local_concrete_fields:
        columns.append(connection.ops.quote_name(field.column))
        chosen.append(exchanged.get(field.column) or f"t.{columns[-1]}")
    table = connection.ops.quote_name(kind._meta.db_table)
    return f"INSERT INTO {table} ({', '.join(columns)}) {series} SELECT {', '.join(chosen)} FROM s, (SELECT * FROM {table} WHERE id = {row}) t"
word = f"'g' || CAST({there} + n AS text)"
# Spread over the country and over sixty days, so that monitoring has all its rows.
from lovende.domain.places import MUNICIPALITIES
codes = "".join(place.code for place in MUNICIPALITIES)
spread = {"municipality": f"substr('{codes}', (n % {len(codes) // 4}) * 4 + 1, 4)"}
for name in ("invited_at", "started_at", "finished_at"):
    spread[name] = (
        f"datetime(t.{name}, '-' || (n % 60) || ' days')" if connection.vendor == "sqlite"
        else f"t.{name} - (n % 60) * interval '1 day'"
    )
if count > 0:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(copy(Invitee, model.invitee_id, {"id": f"{first[Invitee]} + n", "key": word, "link_code": word, **spread}))
        contact = Contact.objects.get(invitee_id=model.invitee_id).pk
        cursor.execute(copy(Contact, contact, {"id": f"{first[Contact]} + n", "invitee_id": f"{first[Invitee]} + n"}))
        cursor.execute(copy(Response, model.pk, {"id": f"{first[Response]} + n", "invitee_id": f"{first[Invitee]} + n", "key": word, "link_code": word}))
        for number, entry in enumerate(Entry.objects.filter(response=model).order_by("seq")[:3]):
            start = first[Entry] + number * count
            cursor.execute(copy(Entry, entry.pk, {"id": f"{start} + n", "response_id": f"{first[Response]} + n"}))
    with connection.cursor() as cursor:
        from django.core.management.color import no_style
        for statement in connection.ops.sequence_reset_sql(no_style(), [Response, Entry, Invitee, Contact]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
from django.core.management import call_command
call_command("recount_tallies", verbosity=0)
print(json.dumps(Response.objects.count()))
"""


def signed_in(made: Bench) -> urllib.request.OpenerDirector:
    """Return a browser in which the owner of the study is signed in."""
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )
    place = f"{made.address}/accounts/login/"
    found = re.search(
        r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.open(place).read().decode()
    )
    form = {
        "csrfmiddlewaretoken": found[1] if found else "",
        "login": "bench@example.org",
        "password": "lovende-bench",
    }
    browser.open(urllib.request.Request(place, urllib.parse.urlencode(form).encode())).read()
    return browser


def milliseconds(browser: urllib.request.OpenerDirector, address: str) -> float:
    """Return the median time of a page."""
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        with browser.open(address) as page:
            page.read()
            if page.url != address:
                raise RuntimeError(f"{address} led to {page.url}")
        times.append(time.perf_counter() - begun)
    return 1000 * statistics.median(times)


def line(made: Bench, stored: int) -> str:
    """Measure with `stored` responses and return a line of the table."""
    tokens = made.invite(12)
    walk_together(made.address, tokens[:2], 1)
    before = made.cost()
    walked: Walked = walk_together(made.address, tokens[2:], 1)
    after = made.cost()
    browser = signed_in(made)
    resume = milliseconds(urllib.request.build_opener(), f"{made.address}/a/{tokens[0]}/")
    monitoring = milliseconds(browser, f"{made.address}/studies/{made.study}/monitoring/")
    cost = sum(a.seconds - b.seconds for a, b in zip(after, before, strict=True))
    return (
        f"{made.kind:<9}{stored:>10,}{1000 * statistics.median(walked.saves):>10.1f}"
        f"{1000 * cost / len(walked.saves):>12.2f}{resume:>11.1f}{monitoring:>15.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="1000,10000,100000,1000000")
    parser.add_argument("--on", default="sqlite,postgres")
    words = parser.parse_args()
    print(
        f"{'database':<9}{'stored':>10}{'save ms':>10}{'CPU ms/save':>12}{'resume ms':>11}{'monitoring ms':>15}"
    )
    for kind in words.on.split(","):
        with tempfile.TemporaryDirectory() as name, bench(Path(name) / "b", kind) as made:
            with made.serving():
                walk_together(made.address, made.invite(4), 4)
            for size in map(int, words.sizes.split(",")):
                stored = made.python(COPY, str(size))
                assert isinstance(stored, int)
                with made.serving():
                    print(line(made, stored), flush=True)


if __name__ == "__main__":
    main()
