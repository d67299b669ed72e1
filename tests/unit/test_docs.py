"""The documents name only what exists."""

from __future__ import annotations

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
