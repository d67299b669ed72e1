"""The documents name only what exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import typer.main
from django.core.management import get_commands

from lovende.cli.commands import app
from tools.docs_pages import GENERATED

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))


SETTING = re.compile(r"LOVENDE_[A-Z_]+")


def settings_read() -> dict[str, list[str]]:
    """Return the settings that the code reads, each with the plain defaults it names."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "lovende").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and SETTING.fullmatch(str(node.value)):
                found.setdefault(str(node.value), [])
            if not (isinstance(node, ast.Call) and ast.unparse(node.func).startswith("setting_")):
                continue
            words = [*node.args, *(word.value for word in node.keywords)]
            name, rest = words[0] if words else None, words[1:]
            if isinstance(name, ast.Constant) and SETTING.fullmatch(str(name.value)):
                found.setdefault(str(name.value), []).extend(_plain(each) for each in rest)
    return found


def _plain(node: ast.expr) -> str:
    """Return a default as the page says it; '' where it is worked out."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if isinstance(value, tuple) else str(value)


def test_the_page_of_settings_names_each_with_its_default() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    rows = {row.split("`")[1]: row for row in page.splitlines() if row.startswith("| `LOVENDE_")}
    read = settings_read()
    assert len(read) > 15
    assert set(rows) == set(read)
    said = {name: row.rsplit("|", 2)[1] for name, row in rows.items()}
    wrong = [
        name for name, defaults in read.items() for default in defaults if default not in said[name]
    ]
    assert wrong == []


def test_the_example_of_settings_names_only_what_is_read() -> None:
    example = (ROOT / "deploy" / "lovende.env.example").read_text("utf-8")
    assert set(SETTING.findall(example)) - set(settings_read()) == set()


def test_the_page_of_commands_names_each_of_our_own() -> None:
    page = GENERATED["reference/commands.md"]()
    ours = {name for name, app in get_commands().items() if app.startswith("lovende.")}
    assert ours
    assert ours == set(re.findall(r"^### lovende manage (\w+)$", page, re.M))


def test_every_page_of_the_menu_exists() -> None:
    menu = re.findall(r"^\s+- .*?([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.M)
    assert menu
    missing = [
        page for page in menu if page not in GENERATED and not (ROOT / "docs" / page).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_in_the_documents_exist(page: Path) -> None:
    group: Any = typer.main.get_command(app)
    for line in page.read_text("utf-8").splitlines():
        found = re.match(r"(?:\s{4}|\$ )?lovende ([a-z]+)\b([^#`]*)", line)
        if not found:
            continue
        assert found[1] in group.commands, line
        if found[1] == "manage":
            # The web platform's own commands; their options are Django's to check.
            assert found[2].split()[0] in get_commands(), line
            continue
        options = {name for option in group.commands[found[1]].params for name in option.opts}
        assert set(re.findall(r"(?<=\s)--?[a-z-]+", found[2])) <= options, line


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_to_files_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        uri = (page.parent / target).resolve()
        inside = uri.relative_to(ROOT).as_posix()
        assert uri.exists() or inside.removeprefix("docs/") in GENERATED, target


def test_make_targets_in_the_documents_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for page in PAGES:
        for target in re.findall(r"`make (\w+)`|^\s+make (\w+)", page.read_text("utf-8"), re.M):
            assert re.search(rf"^{''.join(target)}:", makefile, re.M), (page.name, target)
