"""Faults as lines on standard error, in the user's language."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from lovende.domain.errors import Fault, LovendeError, Severity
from lovende.translation import describe, translate, user_language

NO_STUDY = ("settings.", "engine.", "tabulate.")
"""What these faults are about is no part of a study, so `lovende check` would not list them."""


def say_first(error: LovendeError) -> None:
    """Print the first fault as one line, and how many more there are; all where there is no study."""
    language = user_language()
    if error.fault.code.startswith(NO_STUDY):
        print(*(describe(each, language) for each in error.faults), sep="\n", file=sys.stderr)
        return
    line = describe(error.fault, language)
    more = len(error.faults) - 1
    if more:
        line += " " + translate("(And {more} more: run lovende check.)", language, more=more)
    print(line, file=sys.stderr)


def say(message: str, **params: object) -> None:
    """Print one line, translated, on standard error."""
    print(translate(message, user_language(), **params), file=sys.stderr)


def say_warnings(faults: Iterable[Fault], limit: int = 20) -> None:
    """Print what was left out or changed, a line each, up to `limit` lines."""
    language = user_language()
    warnings = [f for f in faults if f.severity is Severity.WARNING]
    for warning in warnings[:limit]:
        print(
            translate("Note: {line}", language, line=describe(warning, language)), file=sys.stderr
        )
    if len(warnings) > limit:
        print(
            translate("Note: and {more} more of these.", language, more=len(warnings) - limit),
            file=sys.stderr,
        )


def as_json(fault: Fault, language: str) -> dict[str, object]:
    """Return a fault as a plain object for `--json`."""
    place = fault.place
    return {
        "code": fault.code,
        "severity": str(fault.severity),
        "message": describe(fault, language),
        "file": place.file,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "question": place.question,
    }
