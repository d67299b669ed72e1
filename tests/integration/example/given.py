"""What the tests look at: the study of the default seed and of two others."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from lovende.domain.places import BY_CODE
from lovende.examples.synthesis import SEED, SyntheticStudy, synthetic_study

SEEDS = (SEED, 1, 7)
DATA = Path(str(files("lovende.examples"))) / "data"
BACKGROUND = ("municipality", "administration", "department", "job_title")


@cache
def study(seed: int = SEED) -> SyntheticStudy:
    return synthetic_study(seed)


def answers(seed: int = SEED) -> pl.DataFrame:
    return study(seed).answers


@cache
def is_large() -> npt.NDArray[np.bool_]:
    """Say which respondents are in a municipality with more than 50,000 inhabitants."""
    return np.array([BY_CODE[code].population > 50_000 for code in answers()["municipality"]])
