"""What the rooms of the platform may use of themselves and of each other, beyond the layers.

The import contracts hold which room stands above which. What they cannot say is held here: which
modules of a room others may use, and the order of the layers inside a room.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("studies", "questionnaires", "fieldwork", "responses", "findings")
OPEN_TO_OTHERS = {"models", "actions", "queries"}
SHARED = {
    "studies.access": "who may see a page",
    "studies.audit": "the entry of every write",
    "studies.jobs": "work in the background",
    "studies.links": "secret addresses",
    "studies.readiness": "the registry of what a study needs to open, and of what follows when it closes",
    "studies.steps": "the registry of the steps on a study's page",
    "studies.verbs": "the registry of the audit log's words",
    "questionnaires.answered": "the registry of what says which questions have answers",
    "fieldwork.tally": "the counts",
    "fieldwork.progress": "how far an invitee is: written and read with the answers",
    "fieldwork.handing_over": "the actions by which a part is passed on",
    "fieldwork.calls.outcomes": "what a call can end with",
    "fieldwork.calls.ending": "the form of how a call ended, on each page that calls",
    "fieldwork.panel.importing": "the jobs that keep the file they were begun with",
    "responses.exchange.gathering": "the answers of a study as a dataset",
    "responses.exchange.keeping": "how long a file that was made is kept",
    "responses.personal.elsewhere": "the registry of what else is erased with a person",
    "responses.personal.meanwhile": "whether somebody was erased while work went on",
    "responses.exchange.underway": "whether answers are being exchanged just now",
}
"""What others may use of a room beside models, actions and queries, and what it is."""
USED_BY = {"views": {"views", "urls"}, "forms": {"views", "forms"}, "urls": {"urls"}}
"""Which layers may use a layer. Models, actions and queries may be used by any above them."""
BELOW_THE_REST = {"models": {"models"}}
NAIVE = {"today", "utcnow", "utcfromtimestamp"}


class Import(NamedTuple):
    """One name that a module takes from another; modules as `room.part.part`."""

    importer: str
    module: str
    name: str
    line: int

    def __str__(self) -> str:
        return f"{self.importer}:{self.line} uses {self.name} of {self.module}"


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def is_module(name: str) -> bool:
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def imports(*folders: str) -> Iterator[Import]:
    """Yield what is imported of lovende, `from package import module` as the module itself."""
    for path in modules(*folders):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found = [(alias.name, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                found = [(node.module, alias.name) for alias in node.names]
            else:
                continue
            for module, name in found:
                if module.split(".")[0] in ("lovende", "tests", "benchmarks"):
                    inner = f"{module}.{name}"
                    whole = inner if is_module(inner) else module
                    yield Import(dotted(path), whole, name, node.lineno)


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "lovende" and len(parts) > 1 else ""


def layer_of(module: str) -> str:
    """Return the layer of a module in a room: `mail.views.texts` and `person_views` are views."""
    for part in reversed(module.split(".")[2:]):
        for layer in ("urls", "views", "forms", "actions", "queries", "models"):
            if part == layer or part.endswith(f"_{layer}"):
                return layer
    return ""


@pytest.fixture(scope="module")
def between() -> list[Import]:
    """What the rooms of the platform use of themselves and of each other."""
    folders = [f"lovende/{room}" for room in ROOMS]
    return [each for each in imports(*folders) if room_of(each.module) in ROOMS]


def test_across_rooms_only_what_is_open_to_others_is_used(between: list[Import]) -> None:
    across = [each for each in between if room_of(each.importer) != room_of(each.module)]
    used = {each.module.removeprefix("lovende.") for each in across}
    closed = [
        str(each)
        for each in across
        if not OPEN_TO_OTHERS & set(each.module.split(".")[2:])
        and each.module.removeprefix("lovende.") not in SHARED
    ]
    assert across
    assert closed == []
    assert set(SHARED) - used == set()  # nothing is open that nobody uses


def test_inside_a_room_the_layers_point_down(between: list[Import]) -> None:
    wrong = [
        str(each)
        for each in between
        if layer_of(each.importer)
        not in USED_BY.get(layer_of(each.module), {layer_of(each.importer)})
        or (
            layer_of(each.module)
            not in BELOW_THE_REST.get(layer_of(each.importer), {layer_of(each.module)})
            and layer_of(each.module)
        )
    ]
    assert wrong == []


def test_no_private_name_is_imported() -> None:
    private = [
        str(each)
        for each in imports("lovende", "tests", "benchmarks", "tools")
        if each.name.split(".")[-1].startswith("_") and not each.name.endswith("__")
    ]
    assert private == []


def test_no_moment_is_without_a_time_zone() -> None:
    """`now` names its zone; the day of a moment is taken in Danish time (`timezone.localdate`)."""
    naive = []
    for path in modules(*(f"lovende/{room}" for room in (*ROOMS, "web", "config"))):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            said = ast.unparse(node)
            without_zone = said in ("datetime.now()", "datetime.datetime.now()")
            in_utc = said.endswith(("_at.date()", "now().date()"))
            if node.func.attr in NAIVE or without_zone or in_utc:
                naive.append(f"{dotted(path)}:{node.lineno} {said}")
    assert naive == []
