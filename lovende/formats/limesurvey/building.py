"""The questionnaire while it is built from a survey: names, choice lists, pending equations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lovende.domain.errors import Fault, Place, warning
from lovende.domain.questionnaire.model import Choice, ChoiceList
from lovende.domain.texts import N_, Text
from lovende.formats.limesurvey.tables import RawQuestion
from lovende.formats.limesurvey.texts import plain_text, shows_media
from lovende.formats.limesurvey.variables import Variable, Variables

_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]+")


@dataclass(frozen=True)
class Pending:
    """An equation of LimeSurvey that becomes the condition `field` of the part `name`."""

    name: str
    field: str
    equation: str
    question: str


@dataclass
class Draft:
    """What all questions of a survey share while they are built."""

    languages: tuple[str, ...]
    base: str
    file: str
    warnings: list[Fault] = field(default_factory=list)
    variables: Variables = field(default_factory=Variables)
    pending: list[Pending] = field(default_factory=list)
    lists: dict[tuple[tuple[Choice, ...], bool], ChoiceList] = field(default_factory=dict)
    _names: set[str] = field(default_factory=set)
    _list_names: set[str] = field(default_factory=set)

    def warn(self, code: str, message: str, question: str | None, **params: Any) -> None:
        place = Place(file=self.file, question=question)
        self.warnings.append(warning(f"limesurvey.{code}", message, place=place, **params))

    def name(self, wish: str, *, told: bool = True) -> str:
        """Return `wish` as a name that is valid and not used yet; a change is told as a warning."""
        name = self._free(_valid(wish), self._names)
        if told and name != wish:
            self.warn(
                "renamed",
                N_("The code {given} is taken or is no valid name; the question is named {name}."),
                wish,
                given=wish or "-",
                name=name,
            )
        return name

    def reserve(self, names: Iterable[str]) -> None:
        """Keep names that are variables without being questions, such as `question_option`."""
        self._names.update(name.casefold() for name in names)

    def _free(self, wish: str, taken: set[str]) -> str:
        name, number = wish, 1
        while name.casefold() in taken:
            number += 1
            name = f"{wish}_{number}"
        taken.add(name.casefold())
        return name

    def choice_list(self, wish: str, choices: Iterable[Choice], *, ordinal: bool = False) -> str:
        """Return the name of the list with these choices; equal lists are one."""
        options = tuple(self._coded(wish, choices))
        known = self.lists.get((options, ordinal))
        if known is None:
            name = self._free(_valid(wish), self._list_names)
            known = self.lists[options, ordinal] = ChoiceList(name, options, ordinal)
        return known.name

    def _coded(self, wish: str, choices: Iterable[Choice]) -> Iterable[Choice]:
        """Choices whose codes are single words, each there once."""
        taken: set[str] = set()
        for choice in choices:
            code = "_".join(choice.code.split()) or "blank"
            if code in taken or code != choice.code:
                code = self._free(code, {each.casefold() for each in taken})
                self.warn(
                    "recoded",
                    N_("The answer code “{given}” is doubled or has spaces; it becomes {new}."),
                    wish,
                    given=choice.code,
                    new=code,
                )
            taken.add(code)
            yield Choice(code, choice.label or Text.of({self.base: code}), choice.role)

    def text(self, html: Text, question: str | None) -> Text:
        """Return HTML in several languages as plain text; pictures and films are told."""
        if any(shows_media(each) for each in html.as_dict().values()):
            self.warn(
                "media",
                N_("A picture, film or sound in the text is left out."),
                question,
            )
        plain = {tag: plain_text(each) for tag, each in html.entries}
        return Text.of({tag: each for tag, each in plain.items() if each})

    def label(self, raw: RawQuestion, question: str | None = None) -> Text:
        """The text of a question or of a part of one; its code where it has none."""
        text = self.text(raw.text, question or raw.code)
        return text or Text.of({self.base: raw.code})

    def later(self, name: str, field_name: str, equation: str, question: str) -> None:
        """Keep an equation until every variable is known."""
        equation = equation.strip()
        if equation not in ("", "1"):
            self.pending.append(Pending(name, field_name, equation, question))

    def knows(self, raw: RawQuestion, suffix: str, part: str, variable: Variable) -> None:
        """Tell what the variable `Q1_SQ001` (field `…X7SQ001`) of equations stands for."""
        code = f"{raw.code}_{suffix}" if suffix and part == "_" else f"{raw.code}{part}{suffix}"
        self.variables.add(code, f"{raw.qid}{suffix}", variable)


def _valid(wish: str) -> str:
    name = _NOT_IN_NAMES.sub("_", wish).strip("_") if not wish.isidentifier() else wish
    name = name if name.isascii() else name.encode("ascii", "ignore").decode()
    return name if re.match(r"[A-Za-z_]", name) else f"q{name}"
