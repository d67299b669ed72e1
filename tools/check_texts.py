"""Checks that every message of the code has its Danish text; `--update` brings the catalogue up to date.

A message is a string literal in `N_(...)`, `translate(...)`, `translate_plural(...)`,
`in_all_languages(...)` or, in templates, `_(...)`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
KEYWORDS = {
    "N_": None,
    "_": None,
    "translate": None,
    "on_page": None,
    "later": None,
    "plural": (1, 2),
    "in_all_languages": None,
    "translate_plural": (1, 2),
}
METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/templates/**.txt", "jinja2"),
]


def messages_of_the_code() -> Catalog:
    """Return every marked message with the places where it stands."""
    found = Catalog(charset="utf-8")
    for name, line, message, comments, context in extract_from_dir(
        ROOT / "lovende", METHODS, keywords=KEYWORDS
    ):
        found.add(
            message, locations=[(f"lovende/{name}", line)], auto_comments=comments, context=context
        )
    return found


def faults_of(message: Message, translated: Message | None) -> str | None:
    """Say what is wrong with one translation, or None."""
    if translated is None or not translated.string:
        return "has no Danish text"
    wanted = _forms(message.id)
    given = _forms(translated.string)
    if len(wanted) > 1 and not all(given):
        return "lacks a plural form"
    if translated.fuzzy:
        return "is marked fuzzy"
    names = set(re.findall(r"\{(\w+)", wanted[-1]))
    for text in given:
        if set(re.findall(r"\{(\w+)", text)) != names:
            return f"has other placeholders than {sorted(names)}"
    return None


def _forms(text: object) -> tuple[str, ...]:
    """Return the singular and plural of a message, or the one text it has."""
    return tuple(str(part) for part in text) if isinstance(text, list | tuple) else (str(text),)


def catalogues(folder: Path) -> dict[Path, Catalog]:
    """Return the catalogues of a language by file: each room of the house may have one."""
    known = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            known[path] = read_po(file, locale=folder.parent.name)
    return known


def check(found: Catalog, folder: Path) -> list[str]:
    """Return a line for each message that is missing, incomplete, doubled or no longer used."""
    known = catalogues(folder)
    lines = []
    for message in found:
        if not message.id:
            continue
        texts = [c.get(message.id, message.context) for c in known.values()]
        translations = [text for text in texts if text is not None]
        where = ":".join(str(part) for part in message.locations[0])
        problem = faults_of(message, translations[0] if translations else None)
        if problem:
            lines.append(f"{where}: {message.id!r} {problem}")
        elif len(translations) > 1:
            lines.append(f"{where}: {message.id!r} stands in {len(translations)} catalogues")
    used = {message.id for message in found}
    return lines + [
        f"{path.name}: {m.id!r} is no longer used"
        for path, catalogue in known.items()
        for m in catalogue
        if m.id and m.id not in used
    ]


def update(found: Catalog, folder: Path) -> None:
    """Add what is new to `lovende.po` and drop what is no longer used, keeping every translation."""
    known = catalogues(folder)
    elsewhere = {m.id for path, c in known.items() if path.stem != "lovende" for m in c if m.id}
    for path, catalogue in known.items():
        fresh = Catalog(locale="da", charset="utf-8", project="Lovende", version="", fuzzy=False)
        fresh.header_comment = catalogue.header_comment
        for message in found:
            old = catalogue.get(message.id, message.context) if message.id else None
            if old is not None or (
                message.id and path.stem == "lovende" and message.id not in elsewhere
            ):
                fresh.add(
                    message.id,
                    old.string if old else "",
                    locations=message.locations,
                    context=message.context,
                )
        with path.open("wb") as file:
            write_po(file, fresh, width=110, sort_output=False, include_lineno=False)


def main() -> int:
    found = messages_of_the_code()
    failed = 0
    for folder in sorted(ROOT.glob("lovende/locale/*/LC_MESSAGES")):
        if "--update" in sys.argv:
            update(found, folder)
        lines = check(found, folder)
        print("\n".join(lines) or f"{folder.relative_to(ROOT)}: complete")
        failed += len(lines)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
