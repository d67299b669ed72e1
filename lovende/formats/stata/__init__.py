"""Answers as Stata files, .dta."""

from lovende.formats.stata.reading import read_stata
from lovende.formats.stata.writing import write_stata

__all__ = ["read_stata", "write_stata"]
