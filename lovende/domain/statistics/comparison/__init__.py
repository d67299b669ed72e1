"""Comparing groups: every test of every question row, with its effect size, in one call."""

from lovende.domain.statistics.comparison.driver import adjust, compare
from lovende.domain.statistics.comparison.model import (
    REASONS,
    CodedRow,
    Row,
    SeveralRow,
    TestResult,
)

__all__ = ["REASONS", "CodedRow", "Row", "SeveralRow", "TestResult", "adjust", "compare"]
