"""Pages of the documentation that are made from the code, so that they cannot drift from it."""

from __future__ import annotations

import argparse
import ast
import dataclasses
import json
import os
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

if TYPE_CHECKING:
    from django.core.management import BaseCommand

ROOT = Path(__file__).resolve().parents[1]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the decisions by their numbers."""
    pages = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    pages.sort(key=lambda name: (name != "index.md", name))
    for entry in config.nav or []:
        if isinstance(entry, dict) and "Decisions" in entry:
            entry["Decisions"] = [f"decisions/{name}" for name in pages]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made from the code."""
    for uri, make in GENERATED.items():
        files.append(File.generated(config, uri, content=make()))
    return files


def commands() -> str:
    """The reference of the command line, from the commands themselves."""
    import typer.main

    from lovende.cli.commands import app

    lines = [
        "# Commands",
        "",
        "Exit codes: 0 done, 1 something wrong in the input (one line on standard error), 2 usage, "
        "3 a fault of the program, 130 interrupted. Messages are in the language of `LOVENDE_LANG` "
        "or of the locale, Danish or English.",
    ]
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        options = [p for p in command.params if p.param_type_name == "option"]
        words = ["COMMAND [options]"] if name == "manage" else ["[options]"]
        usage = " ".join(["lovende", name, *(a.name.upper() for a in arguments), *words])
        lines += ["", f"## lovende {name}", "", command.help or "", "", f"    {usage}", ""]
        if command.params:
            lines += ["| | |", "| --- | --- |"]
        lines += [f"| `{a.name.upper()}` | {a.help} |" for a in arguments]
        for option in options:
            default = option.default
            shown = (
                ""
                if default in (None, False, ...) or option.required
                else f" Default: `{default}`."
            )
            lines.append(f"| `{', '.join(option.opts)}` | {option.help}{shown} |")
    return "\n".join([*lines, *_own_commands()]) + "\n"


def _own_commands() -> Iterator[str]:
    """Yield the lines about each command of `lovende manage` that is the platform's own."""
    import django
    from django.core.management import BaseCommand, get_commands, load_command_class

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lovende.config.settings")
    os.environ.setdefault("LOVENDE_MODE", "test")  # nothing is read or written but the code
    django.setup()
    everywhere = {action.dest for action in _arguments(BaseCommand(), "any")}
    own = {name: app for name, app in get_commands().items() if app.startswith("lovende.")}
    for name in sorted(own):
        command = load_command_class(own[name], name)
        arguments = [a for a in _arguments(command, name) if a.dest not in everywhere]
        words = [f"[{a.dest.upper()} …]" for a in arguments if not a.option_strings]
        options = ["[options]"] if len(words) < len(arguments) else []
        usage = " ".join(["lovende manage", name, *words, *options])
        yield from ("", f"### lovende manage {name}", "", command.help, "", f"    {usage}", "")
        if arguments:
            yield from ("| | |", "| --- | --- |")
        for each in arguments:
            said = ", ".join(each.option_strings) or each.dest.upper()
            yield f"| `{said}` | {each.help} |"


def _arguments(command: BaseCommand, name: str) -> list[argparse.Action]:
    return list(
        command.create_parser("lovende manage", name)._actions
    )  # argparse shows them to none


def study_file() -> str:
    """The reference of the study file, from the dataclasses that read it."""
    from lovende.analysis.study_file import StudyFile

    lines = [
        "# The study file",
        "",
        "`study.toml` says what a study is called, which files it has, and what was planned before the data came. "
        'File names are relative to the study file. Texts are given by language: `name.da = "…"`, `name.en = "…"`. '
        "`lovende check study.toml` lists everything that is wrong with it and with the files it names.",
    ]
    for path, kind in _tables(StudyFile, ""):
        lines += ["", f"## {path or 'The whole file'}", "", kind.__doc__ or "", ""]
        lines += ["| key | what it says | default |", "| --- | --- | --- |"]
        lines += [f"| `{name}` | {about} | {default} |" for name, about, default in _keys(kind)]
    return "\n".join(lines) + "\n"


def _tables(kind: type[Any], path: str) -> Iterator[tuple[str, type[Any]]]:
    yield path, kind
    for field, hint in _hints(kind):
        inner, several = _dataclass_in(hint)
        if inner is not None:
            name = f"{path.strip('[]')}.{field.name}".strip(".")
            yield from _tables(inner, f"[[{name}]]" if several else f"[{name}]")


def _hints(kind: type[Any]) -> Iterator[tuple[Any, Any]]:
    hints = typing.get_type_hints(kind)
    return ((field, hints[field.name]) for field in dataclasses.fields(kind))


def _dataclass_in(hint: Any) -> tuple[type[Any] | None, bool]:
    from lovende.domain.texts import Text

    candidates = (hint, *typing.get_args(hint))
    inner = next((c for c in candidates if dataclasses.is_dataclass(c) and c is not Text), None)
    return typing.cast("type[Any] | None", inner), typing.get_origin(hint) is tuple


def _keys(kind: type[Any]) -> Iterator[tuple[str, str, str]]:
    from lovende.formats.toml_file import key_name

    for field, _ in _hints(kind):
        if field.default is dataclasses.MISSING:
            default = "required"
        elif field.default in (None, (), "") or not isinstance(field.default, str | int | bool):
            default = ""
        else:
            default = f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"
        yield key_name(field), str(field.metadata.get("about", "")).replace("|", "\\|"), default


def findings() -> str:
    """The reference of findings.json, from its schema."""
    schema = json.loads((ROOT / "lovende" / "analysis" / "findings.schema.json").read_text("utf-8"))
    lines = [
        "# findings.json",
        "",
        str(schema.get("description", "")),
        "",
        "The [JSON Schema](findings.schema.json) is the contract; this page is made from it.",
    ]
    parts = {"findings": schema, **schema.get("$defs", {})}
    for name, part in parts.items():
        if "properties" not in part:
            continue
        lines += ["", f"## {name}", "", str(part.get("description", "")), ""]
        lines += ["| field | type | meaning |", "| --- | --- | --- |"]
        for field, about in part["properties"].items():
            lines.append(
                f"| `{field}` | {_type(about)} | {about.get('description', '')} |".replace(
                    "\n", " "
                )
            )
    return "\n".join(lines) + "\n"


def _type(about: dict[str, Any]) -> str:
    if "$ref" in about:
        name = about["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in about:
        return " or ".join(_type(part) for part in about["anyOf"])
    if about.get("type") == "array":
        return f"list of {_type(about.get('items', {}))}"
    kind = about.get("type", "")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def worked_examples() -> str:
    """The worked examples of `tests/spec`: each with its explanation and the lines that test it."""
    lines = [
        "# Worked examples",
        "",
        "Every number on this page was calculated by hand or published, and is tested: what stands in "
        "a box is the test itself.",
    ]
    for path in sorted((ROOT / "tests" / "spec").glob("test_*.py")):
        source = path.read_text("utf-8")
        module = ast.parse(source)
        title, _, rest = (ast.get_docstring(module) or path.stem).partition("\n")
        lines += ["", f"## {title.rstrip('.')}", "", rest.strip(), ""]
        for node in module.body:
            lines += _example(node, source.splitlines())
    return "\n".join(lines) + "\n"


def _example(node: ast.stmt, source: list[str]) -> list[str]:
    """One statement of a spec: a test with its name as a heading, or a table of data."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Expr):
        return []
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    last = node.end_lineno or first
    if not isinstance(node, ast.FunctionDef):
        return ["```python", *source[first - 1 : last], "```", ""]
    heading: list[str] = []
    body = node.lineno
    if node.name.startswith("test_"):
        heading = [f"### {node.name.removeprefix('test_').replace('_', ' ').capitalize()}", ""]
    if docstring := ast.get_docstring(node):
        heading += [docstring, ""]
        body = node.body[0].end_lineno or body
    kept = [*source[first - 1 : node.body[0].lineno - 1 if docstring else body], *source[body:last]]
    return [*heading, "```python", *kept, "```", ""]


def _text(path: str) -> Callable[[], str]:
    return (ROOT / path).read_text


GENERATED: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands,
    "reference/study-file.md": study_file,
    "reference/findings.md": findings,
    "reference/findings.schema.json": _text("lovende/analysis/findings.schema.json"),
    "explanation/worked-examples.md": worked_examples,
    "explanation/architecture.md": _text("ARCHITECTURE.md"),
    "explanation/glossary.md": _text("GLOSSARY.md"),
}
"""The pages that are made, and what makes each."""
