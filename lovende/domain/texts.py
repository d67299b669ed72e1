"""A text in one or more languages, and the mark that makes a message translatable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LANGUAGES = ("da", "en")


def N_(message: str) -> str:
    """Mark `message` for translation and return it unchanged; it is translated where it is shown."""
    return message


class Term(str):
    """A marked word that fills a placeholder of a message and is translated with it: `Term(N_("a number"))`."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in one or more languages, in the order in which they were given.

    `entries` are pairs of language tag (`"da"`, `"en"`, ... or `""` where the language is
    unknown) and text. Hashable, so that it can be part of a frozen model.
    """

    entries: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, texts: Mapping[str, str] | None = None, /, **by_language: str) -> Text:
        """Make a text from a mapping or from keywords: `Text.of(da="Ja", en="Yes")`."""
        return cls(tuple({**(texts or {}), **by_language}.items()))

    def get(self, language: str, fallback: Iterable[str] = ("", *LANGUAGES)) -> str:
        """Return the text in `language`, else in the first of `fallback` that has one, else any, else ''."""
        known = dict(self.entries)
        for candidate in (language, *fallback):
            if known.get(candidate):
                return known[candidate]
        return next((text for _, text in self.entries if text), "")

    def as_dict(self) -> dict[str, str]:
        """Return language -> text."""
        return dict(self.entries)

    def __str__(self) -> str:
        return self.get("en")

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(language for language, _ in self.entries)

    def __bool__(self) -> bool:
        return any(text for _, text in self.entries)
