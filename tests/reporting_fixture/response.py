"""The response of the fixture: 296 of 556, from 93 of 98 municipalities."""

from __future__ import annotations

from lovende.analysis.findings import (
    BreakOff,
    Disposition,
    GroupResponse,
    ItemNonresponse,
    NonresponderComparison,
    Representativity,
    Response,
    ResponseTest,
    Table,
    Tile,
)
from lovende.domain.places import MUNICIPALITIES
from tests.reporting_fixture.parts import LARGE, SMALL, options, texts, wilson
from tests.reporting_fixture.questions import QUESTIONS


def _tiles() -> list[Tile]:
    silent = {7, 23, 41, 66, 90}
    return [
        Tile(
            code=place.code,
            name=place.name,
            column=place.column,
            row=place.row,
            invited=4 + n % 4,
            answered=0 if n in silent else 2 + n % 3,
            any_answer=n not in silent,
        )
        for n, place in enumerate(MUNICIPALITIES)
    ]


def example_response(tables: list[Table]) -> Response:
    groups = [
        GroupResponse(g, label, invited, answered, 100 * answered / invited, variable="size")
        for g, label, invited, answered in [("large", LARGE, 277, 141), ("small", SMALL, 279, 155)]
    ]
    for group in groups:
        group.low, group.high = wilson(group.answered or 0, group.invited)
    test = ResponseTest("size", 1.2088, 1, 0.2716, 556, p_clustered=0.34)
    first = next(t for t in tables if t.question == "1" and t.by is None)
    few = [0, 3, 4, 1, 0, 1, 0]
    return Response(
        invited=556,
        answered=296,
        rate=100 * 296 / 556,
        municipalities=98,
        municipalities_answering=93,
        rates={
            "RR1": 34.2,
            "RR2": 53.2,
            "RR5": 36.0,
            "RR6": 55.8,
            "COOP1": 61.0,
            "REF1": 3.1,
            "CON1": 58.4,
        },
        by_group=groups,
        test=test,
        tests=[test],
        dispositions=[
            Disposition("1.1", texts("Fuldt besvaret", "Complete"), 190),
            Disposition("1.2", texts("Delvist besvaret", "Partial"), 106),
            Disposition("2.11", texts("Afslag", "Refusal"), 17),
            Disposition("2.2", texts("Ingen kontakt", "Non-contact"), 217),
            Disposition(
                "3.19", texts("Ukendt, intet kom tilbage", "Unknown, nothing returned"), 26
            ),
        ],
        complete=190,
        partial=106,
        rule=texts(
            "Fuldt besvaret: mindst 80 % af de stillede spørgsmål.",
            "Complete: at least 80 % of the questions asked.",
        ),
        item_nonresponse=[
            ItemNonresponse(
                t.question, t.row, t.row_title or t.title, 290, t.base or 0, 290 - (t.base or 0), 0
            )
            for t in tables
            if t.by is None
            and t.question in {"1", "3", "4", "8", "9", "11", "12", "13", "14"}
            and (t.base or 0) <= 290
        ],
        break_offs=[
            BreakOff(page, texts(f"Side {page}", f"Page {page}"), count)
            for page, count in [(2, 17), (3, 17), (4, 8), (8, 12), (11, 20), (13, 30)]
        ],
        representativity=[Representativity(["size"], 0.951, {"size": 0.024}, 0.046)],
        tiles=_tiles(),
        nonresponders=[
            NonresponderComparison(
                "1",
                first.title,
                options(QUESTIONS[0], few, 9),
                first.options,
                9,
                first.base or 0,
                0.21,
            )
        ],
        nonresponder_count=9,
    )
