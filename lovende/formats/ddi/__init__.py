"""DDI-Codebook, the archives' description of a data file: variables, categories, question texts.

Written as version 2.5, valid against its schema; read in the versions 1.2.2 to 2.6, with the
namespace of any of them or none, and where an instance breaks the schema.

What is ours in a file that we write stands in elements that the standard has for it: a note of the
type `lovende` on a variable says what no element of DDI can (`subject` is one of `kind`,
`question`, `row`, `option`, `round`, `dont_know`), and the state of a missing answer stands in
`missType`. Other programs pass over both.
"""

from lovende.formats.ddi.forms import (
    matrix_texts,
    question_texts,
    read_ddi_questionnaire,
    write_ddi_questionnaire,
)
from lovende.formats.ddi.reading import read_ddi
from lovende.formats.ddi.writing import StudyDescription, write_ddi

__all__ = [
    "StudyDescription",
    "matrix_texts",
    "question_texts",
    "read_ddi",
    "read_ddi_questionnaire",
    "write_ddi",
    "write_ddi_questionnaire",
]
