"""Why an answer is missing: skipped, not asked, or not reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lovende.domain.dataset.model import AnswerState, Dataset

Asked = Mapping[str, pl.Series]


def with_states(
    dataset: Dataset,
    asked: Asked,
    needs: Mapping[str, frozenset[str]],
    submitted: pl.Series | None,
) -> Dataset:
    """Return the dataset with the state of every missing answer.

    `asked` says for each variable who was asked by the routing; `needs` names the variables that a
    variable's routing reads; `submitted` says who submitted (None: nobody is known not to have).

    A missing answer is *not asked* where routing says so, else *skipped*. Whoever did not submit
    broke off after the last answer: what stands behind it is *not reached*, unless answers given
    before it already said that it would not be asked. A state that the file itself declared stays.
    """
    names = [v.name for v in dataset.variables if v.question is not None and v.name in asked]
    if not names:
        return dataset
    given = dataset.states.select(names).to_numpy()
    answered = given == AnswerState.ANSWERED
    is_asked = np.column_stack([asked[name].to_numpy() for name in names]).astype(bool)
    states = np.where(
        answered | (given != AnswerState.SKIPPED), given, np.uint8(AnswerState.SKIPPED)
    )
    undeclared = given == AnswerState.SKIPPED
    states[undeclared & ~is_asked] = AnswerState.NOT_ASKED
    if submitted is not None:
        place = {name: index for index, name in enumerate(names)}
        needed = np.array(
            [
                max((place[n] for n in needs.get(name, ()) if n in place), default=-1)
                for name in names
            ]
        )
        last = _last_answer(answered)[:, None]
        behind = last < np.arange(len(names))
        known_before = needed[None, :] <= last
        open_ended = ~submitted.to_numpy().astype(bool)[:, None]
        states[undeclared & open_ended & behind & (is_asked | ~known_before)] = (
            AnswerState.NOT_REACHED
        )
    columns = [pl.Series(name, states[:, i], dtype=pl.UInt8) for i, name in enumerate(names)]
    return replace(dataset, states=dataset.states.with_columns(columns))


def _last_answer(answered: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the place of each respondent's last answer, -1 where there is none."""
    # Seen from behind, the first answer is the last one; no table of places is made.
    behind = answered.shape[1] - 1 - answered[:, ::-1].argmax(axis=1)
    last: NDArray[np.int64] = np.where(answered.any(axis=1), behind, -1)
    return last
