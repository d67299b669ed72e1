"""A DDI-Codebook as the description of a dataset without rows."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl
from lxml import etree

from lovende.domain.dataset.model import Dataset, MultipleSet, Variable, VariableKind
from lovende.domain.errors import Fault, LovendeError, Place, fault, warning
from lovende.domain.texts import N_, Text
from lovende.formats.ddi.descriptions import Described, described
from lovende.formats.ddi.texts import text_from
from lovende.formats.ddi.words import SOFTWARE, QuestionText
from lovende.formats.xml_file import child, children, local_name, read_xml

_TYPES = {
    VariableKind.FLAG: pl.Boolean,
    VariableKind.NUMBER: pl.Float64,
    VariableKind.DATE: pl.Date,
}
_LIFECYCLE = frozenset({"DDIInstance", "FragmentInstance", "StudyUnit", "ResourcePackage"})
_MOST_NAMED = 10


@dataclass(frozen=True)
class Grid:
    """Variables that were asked as one matrix."""

    name: str
    label: Text
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Codebook:
    """All that is read from a codebook: a dataset without rows, how its variables were asked, and
    which of them were a matrix."""

    dataset: Dataset
    texts: Mapping[str, QuestionText]
    grids: tuple[Grid, ...]
    identifier: str = ""


def read_ddi(path: str | os.PathLike[str]) -> tuple[Dataset, tuple[Fault, ...]]:
    """Read the variables, categories and missing values of a DDI-Codebook.

    Returns a dataset without rows, labels in every language of the file (the question text where a
    variable has no label), and warnings. Raises LovendeError for a file that is no codebook or
    describes no variables.
    """
    codebook, warnings = read_codebook(path)
    return codebook.dataset, warnings


def read_codebook(path: str | os.PathLike[str]) -> tuple[Codebook, tuple[Fault, ...]]:
    """Read a DDI-Codebook with the texts of its questions; otherwise as `read_ddi`."""
    file = Path(path)
    root = _book(file)
    reader = _Reader(Place(file=file.name), foreign=not _is_ours(root))
    for data in children(root, "dataDscr"):
        for element in children(data, "var"):
            reader.variable(element)
        if child(data, "nCube") is not None:
            reader.warn("cubes", N_("Aggregated tables (nCube) are left out."))
    if not reader.found:
        raise LovendeError(
            fault(
                "ddi.no_variables",
                N_("The codebook describes no variables."),
                place=Place(file=file.name),
            )
        )
    for data in children(root, "dataDscr"):
        for element in children(data, "varGrp"):
            reader.group(element)
    return reader.codebook(_title(root), _identifier(root)), tuple(reader.warnings())


def _book(file: Path) -> etree._Element:
    """Return the codeBook element, which may lie inside an answer of a harvester."""
    root = read_xml(file)
    if local_name(root) == "codeBook":
        return root
    inner = next(
        (e for e in root.iter() if isinstance(e.tag, str) and local_name(e) == "codeBook"), None
    )
    if inner is not None:
        return inner
    place = Place(file=file.name)
    if local_name(root) in _LIFECYCLE:
        raise LovendeError(
            fault(
                "ddi.lifecycle",
                N_("This is DDI-Lifecycle (version 3), which is not read; export DDI-Codebook."),
                place=place,
            )
        )
    raise LovendeError(
        fault(
            "ddi.no_codebook",
            N_("This is no DDI-Codebook: its outermost element is {element}, not codeBook."),
            place=place,
            element=local_name(root),
        )
    )


def _title(root: etree._Element) -> Text:
    """The title of the study, with the parallel titles in other languages."""
    elements = [
        title
        for description in ("stdyDscr", "docDscr")
        for citation in children(child(root, description), "citation")
        for title in children(child(citation, "titlStmt"), "titl", "parTitl")
    ]
    return text_from(elements)


def _is_ours(root: etree._Element) -> bool:
    """Whether the codebook is one that we wrote."""
    production = child(root, "docDscr", "citation", "prodStmt")
    return any(text_from([each]).get("") == SOFTWARE for each in children(production, "software"))


def _identifier(root: etree._Element) -> str:
    statement = child(root, "stdyDscr", "citation", "titlStmt")
    number = child(statement, "IDNo")
    return "" if number is None else text_from([number]).get("")


@dataclass
class _Reader:
    place: Place
    foreign: bool
    found: dict[str, Described] = field(default_factory=dict)
    by_id: dict[str, str] = field(default_factory=dict)
    sets: list[MultipleSet] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    told: list[Fault] = field(default_factory=list)

    def warn(self, code: str, message: str, question: str | None = None, **params: Any) -> None:
        place = replace(self.place, question=question)
        self.told.append(warning(f"ddi.{code}", message, place=place, **params))

    def variable(self, element: etree._Element) -> None:
        given = (element.get("name") or element.get("ID") or "").strip()
        name = wish = given or f"V{len(self.found) + 1}"
        number = 1
        while name in self.found:
            number += 1
            name = f"{wish}_{number}"
        if not given:
            self.warn(
                "no_name", N_("A variable has no name and is called {name}."), name, name=name
            )
        elif name != given:
            self.warn(
                "doubled_name",
                N_("The name {given} is used twice; the later variable is called {name}."),
                name,
                given=given,
                name=name,
            )
        self.found[name] = one = described(element, name, foreign=self.foreign)
        if element.get("ID"):
            self.by_id.setdefault(str(element.get("ID")), name)
        for code in one.doubled:
            self.warn(
                "doubled_code",
                N_("The code {given} is described twice; the first description counts."),
                name,
                given=code,
            )

    def group(self, element: etree._Element) -> None:
        """A group of variables: a several-choice set or a matrix; others only sort variables."""
        members = tuple(
            dict.fromkeys(
                self.by_id.get(reference, reference)
                for reference in (element.get("var") or "").split()
                if self.by_id.get(reference, reference) in self.found
            )
        )
        label = text_from(children(element, "labl")) or text_from(children(element, "txt"))
        name = element.get("name") or element.get("ID") or members[0] if members else ""
        if element.get("type") == "multipleResp" and members:
            if all(self.found[member].may_be_flag for member in members):
                self._set(name, label, members)
            else:
                self.warn(
                    "set",
                    N_(
                        "The several-choice group {name} has variables that are not yes or no; "
                        "they stay questions of their own."
                    ),
                    name,
                    name=name,
                )
        elif element.get("type") == "grid" and members:
            self.grids.append(Grid(name, label, members))

    def _set(self, wish: str, label: Text, members: tuple[str, ...]) -> None:
        taken = {one.name for one in self.sets} | self.found.keys() - set(members)
        name, number = wish, 1
        while name in taken:
            number += 1
            name = f"{wish}_{number}"
        self.sets.append(MultipleSet(name, label, members))
        for member in members:
            self.found[member] = self.found[member].as_flag()

    def codebook(self, title: Text, identifier: str) -> Codebook:
        variables = tuple(self._labelled(one) for one in self.found.values())
        empty = {v.name: pl.Series(v.name, [], _TYPES.get(v.kind, pl.String)) for v in variables}
        key = next((name for name, one in self.found.items() if one.key), None)
        dataset = Dataset.from_values(
            variables, pl.DataFrame(empty), sets=tuple(self.sets), key=key, title=title
        )
        texts = {name: one.text for name, one in self.found.items() if one.text}
        return Codebook(dataset, texts, tuple(self.grids), identifier)

    def _labelled(self, one: Described) -> Variable:
        label = one.variable.label
        if one.variable.kind is VariableKind.FLAG:
            # The question belongs to the whole set, the label to the option.
            return one.variable
        asked = {
            tag: text for tag, text in one.text.question.entries if not label.as_dict().get(tag)
        }
        return replace(one.variable, label=Text.of({**label.as_dict(), **asked}))

    def warnings(self) -> list[Fault]:
        """The warnings about single variables, and one for each thing that many have in common."""
        unvalued = [name for name, one in self.found.items() if one.numbered]
        if unvalued:
            self.warn(
                "no_codes",
                N_(
                    "{count} variables have categories without codes, which are numbered from 1 "
                    "instead: {names}."
                ),
                count=len(unvalued),
                names=_named(unvalued),
            )
        untyped = [name for name, one in self.found.items() if one.untyped]
        if untyped:
            self.warn(
                "no_type",
                N_(
                    "Nothing says whether {count} variables are numbers or texts; they are taken "
                    "for texts: {names}."
                ),
                count=len(untyped),
                names=_named(untyped),
            )
        uncoded = [name for name, one in self.found.items() if one.uncoded]
        if uncoded:
            self.warn(
                "missing_without_code",
                N_(
                    "{count} variables have labels of missing values without codes, which are "
                    "left out: {names}."
                ),
                count=len(uncoded),
                names=_named(uncoded),
            )
        return self.told


def _named(names: list[str]) -> str:
    more = " …" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
