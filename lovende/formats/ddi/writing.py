"""A dataset, or the variables of a questionnaire, as a DDI-Codebook 2.5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from lovende import __version__
from lovende.domain.dataset.model import Dataset, Variable
from lovende.domain.errors import Fault
from lovende.domain.texts import Text
from lovende.formats.ddi.tree import Codebook
from lovende.formats.ddi.variables import write_variable
from lovende.formats.ddi.words import SOFTWARE, QuestionText
from lovende.formats.replacing import replacing


@dataclass(frozen=True)
class StudyDescription:
    """What a codebook says about the study. `date` is when the data were produced (ISO), `data_file`
    the name of the file that is described; nothing is said about what is empty."""

    title: Text = Text()
    producer: Text = Text()
    identifier: str = ""
    date: str = ""
    abstract: Text = Text()
    data_file: str = ""


def write_ddi(
    dataset: Dataset,
    path: Path,
    *,
    study: StudyDescription = StudyDescription(),
    texts: Mapping[str, QuestionText] | None = None,
    groups: Mapping[str, Text] | None = None,
) -> tuple[Fault, ...]:
    """Write the description of `dataset` as a DDI-Codebook 2.5, with frequencies where it has rows.

    `texts` says how variables were asked, by their names; `groups` are the texts of matrices, by
    the names of their questions. Labels are written in every language that they have. Several-choice
    sets and matrices become groups of variables.

    Returns warnings for what XML cannot hold. Raises LovendeError where the file cannot be written.
    """
    book = Codebook(path.name)
    root = book.root
    title = study.title or dataset.title or Text.of({"": path.stem})
    _document(book, title)
    _study(book, study, title)
    if dataset.size:
        _file(book, dataset, study)
    data = book.under(root, "dataDscr")
    identifiers = [f"V{place}" for place in range(1, len(dataset.variables) + 1)]
    numbers = {v.name: each for v, each in zip(dataset.variables, identifiers, strict=True)}
    _groups(book, data, dataset, numbers, groups or {})
    for variable, identifier in zip(dataset.variables, identifiers, strict=True):
        write_variable(book, data, dataset, variable, identifier, _asked(variable, texts or {}))
    tree = etree.ElementTree(root)
    etree.indent(tree)
    with replacing(path) as part:
        tree.write(str(part), xml_declaration=True, encoding="UTF-8")
    return tuple(book.warnings)


def _asked(variable: Variable, texts: Mapping[str, QuestionText]) -> QuestionText | None:
    """How a variable was asked; in later rounds of a repeat as in the first."""
    first = variable.name.rpartition("__")[0] if variable.round > 1 else variable.name
    return texts.get(variable.name) or texts.get(first)


def _title(book: Codebook, citation: etree._Element, title: Text, identifier: str = "") -> None:
    """The title; DDI has one, and calls those in other languages parallel."""
    statement = book.under(citation, "titlStmt")
    (language, first), *rest = [entry for entry in title.entries if entry[1]] or [("", "")]
    book.under(statement, "titl", first, book.language(language))
    for language, other in rest:
        book.under(statement, "parTitl", other, book.language(language))
    if identifier:
        book.under(statement, "IDNo", identifier)


def _document(book: Codebook, title: Text) -> None:
    citation = book.under(book.under(book.root, "docDscr"), "citation")
    _title(book, citation, title)
    production = book.under(citation, "prodStmt")
    book.under(production, "software", SOFTWARE, {"version": __version__})


def _study(book: Codebook, study: StudyDescription, title: Text) -> None:
    description = book.under(book.root, "stdyDscr")
    citation = book.under(description, "citation")
    _title(book, citation, title, study.identifier)
    if study.producer or study.date:
        production = book.under(citation, "prodStmt")
        book.each_language(production, "producer", study.producer)
        if study.date:
            book.under(production, "prodDate", study.date, {"date": study.date})
    if study.abstract:
        book.each_language(book.under(description, "stdyInfo"), "abstract", study.abstract)


def _file(book: Codebook, dataset: Dataset, study: StudyDescription) -> None:
    text = book.under(book.under(book.root, "fileDscr"), "fileTxt")
    if study.data_file:
        book.under(text, "fileName", study.data_file)
    dimensions = book.under(text, "dimensns")
    book.under(dimensions, "caseQnty", str(dataset.size))
    book.under(dimensions, "varQnty", str(len(dataset.variables)))


def _groups(
    book: Codebook,
    data: etree._Element,
    dataset: Dataset,
    numbers: Mapping[str, str],
    labels: Mapping[str, Text],
) -> None:
    """Several-choice sets and matrices as groups of variables."""
    groups: list[tuple[str, str, Text, list[str]]] = [
        ("multipleResp", one.name, one.label, list(one.variables)) for one in dataset.sets
    ]
    matrices: dict[tuple[str, int], list[Variable]] = {}
    for variable in dataset.variables:
        if variable.row is not None and variable.question:
            matrices.setdefault((variable.question, variable.round), []).append(variable)
    for (question, round), members in matrices.items():
        name = question if round == 1 else f"{question}__{round}"
        groups.append(("grid", name, labels.get(question, Text()), [m.name for m in members]))
    for place, (kind, name, label, members_of) in enumerate(groups, 1):
        references = " ".join(numbers[member] for member in members_of if member in numbers)
        attributes = {"ID": f"G{place}", "type": kind, "var": references, "name": name}
        book.each_language(book.under(data, "varGrp", None, attributes), "labl", label)
