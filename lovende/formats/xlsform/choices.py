"""The choices sheet: lists of options with their codes, labels, roles and filter columns."""

from __future__ import annotations

import re
from collections.abc import Container

from pyxform import aliases

from lovende.domain.errors import Fault, Place, fault, nearest
from lovende.domain.questionnaire.model import Choice, ChoiceList, Role
from lovende.domain.texts import N_
from lovende.formats.xlsform.columns import Row, unused_columns

_MEDIA = re.compile(r"(?:media|image|big-image|audio|video)(?:$|:)", re.IGNORECASE)
_ROLES = {role.value: role for role in Role}


def read_lists(
    rows: list[Row], *, doubles_allowed: bool
) -> tuple[tuple[ChoiceList, ...], list[Fault]]:
    """Return the choice lists in the order of the sheet, and the faults of its rows.

    `doubles_allowed` is the setting allow_choice_duplicates: one code may stand under several
    parents of a choice filter.
    """
    faults: list[Fault] = []
    ours = {
        column
        for column, words in (("role", _ROLES), ("ordinal", aliases.yes_no))
        if _is_ours(rows, column, words)
    }
    filters = [
        heading
        for heading in dict.fromkeys(heading for row in rows for heading in row.extra)
        if heading not in ours and not _MEDIA.match(heading)
    ]
    faults += unused_columns(rows, _MEDIA.match)
    members: dict[str, list[Choice]] = {}
    ordinal: set[str] = set()
    for row in rows:
        name, code = row["list name"], row["name"]
        if name is None or code is None:
            faults.extend(_incomplete(row))
            continue
        choices = members.setdefault(name, [])
        if not doubles_allowed and any(choice.code == code for choice in choices):
            faults.append(_doubled(row, name, code))
            continue
        if "ordinal" in ours and aliases.yes_no.get(row.extra.get("ordinal", "no")):
            ordinal.add(name)
        choices.append(
            Choice(
                code,
                row.text("label"),
                _role(row, faults) if "role" in ours else None,
                tuple((heading, row.extra[heading]) for heading in filters if heading in row.extra),
            )
        )
    return tuple(
        ChoiceList(name, tuple(choices), name in ordinal) for name, choices in members.items()
    ), faults


def _is_ours(rows: list[Row], column: str, words: Container[str]) -> bool:
    """Whether a column of this name is ours, not a choice filter that happens to be called so."""
    return any(row.extra.get(column) in words for row in rows if column in row.extra)


def _role(row: Row, faults: list[Fault]) -> Role | None:
    word = row.extra.get("role")
    if word is None or word in _ROLES:
        return None if word is None else _ROLES[word]
    meant = nearest(word, _ROLES)
    faults.append(
        fault(
            "xlsform.unknown_role",
            N_("{role} is no role of a choice; write {nearest}.")
            if meant
            else N_("{role} is no role of a choice; write dont_know, exclusive or other."),
            place=_place(row, "role"),
            role=word,
            nearest=meant,
        )
    )
    return None


def _incomplete(row: Row) -> list[Fault]:
    """A row without a list is a comment, as in other tools; a row without a code is a fault."""
    if row["list name"] is None:
        return []
    return [
        fault(
            "xlsform.choice_without_code",
            N_("A choice of the list {list} has no code; fill in the column name."),
            place=_place(row, "name"),
            list=row["list name"],
        )
    ]


def _doubled(row: Row, name: str, code: str) -> Fault:
    return fault(
        "xlsform.doubled_code",
        N_(
            "The code {option} stands twice in the list {list}; give each choice a code of its own, "
            "or set allow_choice_duplicates where a choice filter tells them apart."
        ),
        place=_place(row, "name"),
        option=code,
        list=name,
    )


def _place(row: Row, column: str) -> Place:
    return Place(sheet=row.source.sheet, row=row.source.row, column=column)
