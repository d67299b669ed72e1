"""Answers as SPSS files: .sav and .zsav, with the syntax for several-choice sets beside them."""

from lovende.formats.spss.reading import read_spss
from lovende.formats.spss.writing import write_spss

__all__ = ["read_spss", "write_spss"]
