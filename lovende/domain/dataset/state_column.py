"""The states of answers in a single column of text, for formats that cannot say why a value is missing.

The column is named `answer_states`. A cell lists, for one respondent, what the values themselves
do not tell: `not_asked: q2 q10_1; not_reached: q20_1`. An empty value that is not listed was
skipped; a value that is not listed is an answer. One column disturbs a person who opens the file
in a spreadsheet least, and it survives that columns are moved or removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import polars as pl

from lovende.domain.dataset.model import AnswerState
from lovende.domain.errors import Fault, Place, warning
from lovende.domain.texts import N_

NAME = "answer_states"
WORDS = {
    AnswerState.ANSWERED: "answered",
    AnswerState.SKIPPED: "skipped",
    AnswerState.NOT_ASKED: "not_asked",
    AnswerState.NOT_REACHED: "not_reached",
}
LONGEST = 30_000
"""Characters in a cell; Excel and SPSS take 32,767. What is longer continues in `answer_states_2`."""

_COLUMN = re.compile(rf"{NAME}(?:_[0-9]+)?")


def unknown_state(word: str, place: Place = Place()) -> Fault:
    """Say that a word in the column is neither a state nor the name of a column."""
    return warning(
        "answers.unknown_state",
        N_("{word} is neither a state nor a column; it is left out."),
        place=place,
        word=word,
    ).at(column=NAME)


def is_state_column(name: str) -> bool:
    """Whether a column of this name holds states."""
    return _COLUMN.fullmatch(name) is not None


def told_by_value(values: pl.Series) -> pl.Series:
    """The states that a reader concludes from the values alone; an empty text counts as no value."""
    return told_by_values(values.to_frame()).to_series()


def told_by_values(values: pl.DataFrame) -> pl.DataFrame:
    """`told_by_value` for every column at once."""
    return values.select(
        (
            pl.col(name).is_null() | (pl.col(name) == "").fill_null(True)
            if dtype == pl.String
            else pl.col(name).is_null()
        ).cast(pl.UInt8)
        * int(AnswerState.SKIPPED)
        for name, dtype in values.schema.items()
    )


def pack(
    values: pl.DataFrame,
    states: pl.DataFrame,
    names: Mapping[str, str] | None = None,
    told: Mapping[str, pl.Series] | None = None,
) -> list[pl.Series]:
    """Return the state columns: none where the values tell everything.

    `names` are the names of the columns in the file where they differ; `told` what the file tells
    by other means, by column.
    """
    known = told or dict(zip(values.columns, told_by_values(values).iter_columns(), strict=True))
    untold = [
        ((names or {}).get(name, name), states[name], states[name] != known[name])
        for name in values.columns
    ]
    needed = [(name, state, differs) for name, state, differs in untold if differs.any()]
    columns: list[pl.Series] = []
    for part in _chunks(needed):
        name = NAME if not columns else f"{NAME}_{len(columns) + 1}"
        columns.append(_packed(part).alias(name))
    return columns


def unpack(
    columns: Sequence[pl.Series],
    values: pl.DataFrame,
    told: Mapping[str, pl.Series] | None = None,
) -> tuple[dict[str, pl.Series], list[str]]:
    """Return the states of every column of `values`, and the words in `columns` that say nothing.

    `columns` are the state columns of the file, `told` what it tells by other means. A word is a
    state or a variable that is unknown.
    """
    known = told or dict(zip(values.columns, told_by_values(values).iter_columns(), strict=True))
    if not columns:
        return dict(known), []
    states = {name: known[name].to_numpy().copy() for name in values.columns}
    unknown: dict[str, None] = {}
    by_word = {word: state for state, word in WORDS.items()}
    for column in columns:
        listed = _exploded(column)
        for (word, name), part in listed.partition_by(
            "word", "name", as_dict=True, include_key=False
        ).items():
            state = by_word.get(str(word))
            if state is None or name not in states:
                unknown[str(name) if state is not None else str(word)] = None
            else:
                states[str(name)][part["row"].to_numpy()] = int(state)
    return {n: pl.Series(n, s, dtype=pl.UInt8) for n, s in states.items()}, list(unknown)


def _chunks(
    needed: list[tuple[str, pl.Series, pl.Series]],
) -> Iterable[list[tuple[str, pl.Series, pl.Series]]]:
    """Split so that the names of a part fit into a cell however many of them a row lists."""
    part: list[tuple[str, pl.Series, pl.Series]] = []
    length = 0
    for item in needed:
        size = len(item[0].encode()) + 1
        if part and length + size > LONGEST:
            yield part
            part, length = [], 0
        part.append(item)
        length += size
    if part:
        yield part


def _packed(part: list[tuple[str, pl.Series, pl.Series]]) -> pl.Series:
    """One row of text for each respondent, null where there is nothing to say."""
    sentences: list[pl.Expr] = []
    frame = pl.DataFrame(
        {f"{i}": state.set(~differs, 255) for i, (_, state, differs) in enumerate(part)}
    )
    for state, word in WORDS.items():
        here = [i for i, (_, s, d) in enumerate(part) if ((s == int(state)) & d).any()]
        if not here:
            continue
        names = pl.concat_str(
            [pl.when(pl.col(f"{i}") == int(state)).then(pl.lit(part[i][0])) for i in here],
            separator=" ",
            ignore_nulls=True,
        )
        sentences.append(pl.when(names != "").then(pl.lit(f"{word}: ") + names))
    text = pl.concat_str(sentences, separator="; ", ignore_nulls=True)
    return frame.select(pl.when(text != "").then(text).alias(NAME)).to_series()


def _exploded(column: pl.Series) -> pl.DataFrame:
    """Columns `row` (from 0), `word`, `name`: one row for each listed answer."""
    frame = pl.DataFrame(
        {"row": np.arange(len(column), dtype=np.int64), "text": column.cast(pl.String)}
    )
    sentences = (
        frame.drop_nulls()
        .with_columns(pl.col("text").str.split(";"))
        .explode("text")
        .with_columns(pl.col("text").str.strip_chars().str.split_exact(":", 1))
        .unnest("text")
    )
    return (
        sentences.select(
            "row",
            pl.col("field_0").alias("word"),
            pl.col("field_1").fill_null("").str.strip_chars().str.split(" ").alias("name"),
        )
        .explode("name")
        .filter((pl.col("name") != "") | (pl.col("word") != ""))
    )
