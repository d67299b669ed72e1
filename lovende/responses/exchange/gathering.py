"""The stored responses of a study as one raw table, read in batches."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import polars as pl
from django.db.models import F, Q, QuerySet

from lovende.domain.dataset.model import Dataset, Variable, VariableKind
from lovende.domain.questionnaire.columns import split_column
from lovende.domain.questionnaire.model import Questionnaire
from lovende.responses.exchange.about import KEY, TYPES, About, columns, free_name, variable
from lovende.responses.models import Entry, Response
from lovende.studies.models import Study

AT_ONCE = 4_000
"""Responses read at a time: as many as fit into some tens of megabytes as Python's objects."""

FROM_INVITEE = {
    "wave": "invitee__wave__number",
    "panel_municipality": "invitee__municipality",
    "panel_administration": "invitee__administration",
    "panel_department": "invitee__department",
    "disposition": "invitee__disposition",
}
FROM_CONTACT = {
    "contact_name": "invitee__contact__name",
    "contact_job_title": "invitee__contact__job_title",
    "contact_email": "invitee__contact__email",
    "contact_telephone": "invitee__contact__telephone",
}


@dataclass(frozen=True)
class Names:
    """How the columns beside the answers are named; a question's own name goes first."""

    key: str
    about: Mapping[str, str]


def names_for(questionnaire: Questionnaire, *, contact: bool) -> Names:
    """Return names that no question has."""
    taken = questionnaire.names
    about = {one.name: free_name(one.name, taken) for one in columns(contact=contact)}
    return Names(free_name(KEY, taken), about)


def counted(
    study: Study, kinds: Sequence[str], *, submitted_only: bool = False
) -> QuerySet[Response]:
    """Return the responses that count as answers: with anything saved, and not erased."""
    found = Response.objects.filter(study=study, kind__in=kinds, erased_at=None)
    found = found.filter(Q(seq__gt=0) | Q(submitted_at__isnull=False))
    return found.filter(submitted_at__isnull=False) if submitted_only else found


def raw_answers(
    responses: QuerySet[Response],
    names: Names,
    *,
    contact: bool = False,
    leave_out: frozenset[str] = frozenset(),
    most: int | None = None,
) -> Dataset:
    """Return the answers as texts with the columns beside them, in the order they were stored.

    `leave_out` are questions whose answers stay out (open ones); `most` limits the number of
    responses. Only one batch is held as Python's objects at a time.
    """
    about = columns(contact=contact)
    frames = [
        _frame(batch, about, names, leave_out) for batch in _batches(_rows(responses, about, most))
    ]
    frame = pl.concat(frames or [_frame((), about, names, leave_out)], how="diagonal")
    beside = [names.key, *names.about.values()]
    answers = [name for name in frame.columns if name not in beside]
    described = [Variable(names.key, VariableKind.TEXT)]
    described += [variable(one, names.about[one.name]) for one in about]
    described += [Variable(name, VariableKind.TEXT) for name in answers]
    values = frame.select([*beside, *answers])
    return Dataset.from_values(tuple(described), values, key=names.key)


Row = dict[str, object]


def _rows(responses: QuerySet[Response], about: Sequence[About], most: int | None) -> Iterator[Row]:
    wanted = {one.name for one in about}
    joined = {
        f"of_{name}": F(path)
        for name, path in (FROM_INVITEE | FROM_CONTACT).items()
        if name in wanted
    }
    fields = ("pk", "key", "answers", "kind", "started_at", "submitted_at", "seconds", "language")
    found = responses.order_by("pk").values(*fields, of_version=F("version__number"), **joined)
    handed = _handed_over(responses)
    for row in (found if most is None else found[:most]).iterator(chunk_size=AT_ONCE):
        row["handed_over"] = handed.get(row["pk"])
        yield row


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def _handed_over(responses: QuerySet[Response]) -> dict[int, str]:
    """The pages that a colleague answered, by response."""
    found = Entry.objects.filter(response__in=responses, hand_over__isnull=False)
    pages: dict[int, list[str]] = {}
    for response, page in (
        found.order_by("response", "page").values_list("response_id", "page").distinct()
    ):
        pages.setdefault(response, []).append(page)
    return {response: " ".join(names) for response, names in pages.items()}


def _frame(
    rows: Sequence[Row], about: Sequence[About], names: Names, leave_out: frozenset[str]
) -> pl.DataFrame:
    """One batch: the columns beside the answers, and a column of texts for every answer in it."""
    beside = [pl.Series(names.key, [row["key"] for row in rows], dtype=pl.String())]
    beside += [
        pl.Series(
            names.about[one.name], [_beside(one.name, row) for row in rows], dtype=TYPES[one.holds]
        )
        for one in about
    ]
    given: dict[str, list[str | None]] = {}
    for place, row in enumerate(rows):
        for column, value in _answers(row).items():
            if column not in given:
                if split_column(column)[0] in leave_out:
                    continue
                given[column] = [None] * len(rows)
            given[column][place] = _as_text(value)
    return pl.DataFrame(
        [*beside, *(pl.Series(name, cells, dtype=pl.String()) for name, cells in given.items())]
    )


def _answers(row: Row) -> Mapping[str, object]:
    answers = row["answers"]
    return answers if isinstance(answers, Mapping) else {}


def _as_text(value: object) -> str | None:
    """A list of codes as the field writes it; what was left empty is no answer."""
    if isinstance(value, list):
        value = " ".join(map(str, value))
    return str(value) or None if value is not None else None


def _beside(name: str, row: Row) -> object:
    if name == "submitted":
        return row["submitted_at"] is not None
    if name == "origin":
        return row["kind"]
    if name in ("started_at", "submitted_at"):
        return _moment(row[name])
    if name == "minutes":
        seconds = row["seconds"]
        return round(seconds / 60, 1) if isinstance(seconds, int) and seconds else None
    if name == "answer_language":
        return row["language"]
    if name == "questionnaire_version":
        return str(row["of_version"])
    if name == "handed_over":
        return row["handed_over"]
    value = row[f"of_{name}"]
    return None if value in (None, "") else str(value)


def _moment(at: object) -> datetime.datetime | None:
    """UTC without its mark, which the files of statistics programs cannot hold."""
    if not isinstance(at, datetime.datetime):
        return None
    return at.astimezone(datetime.UTC).replace(tzinfo=None, microsecond=0)
