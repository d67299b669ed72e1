"""Settings read from the environment, each with its type and one clear line where it is wrong."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lovende.domain.errors import LovendeError, Place, fault
from lovende.domain.texts import N_

MODES = ("production", "local", "test")


def setting_text(name: str, default: str = "") -> str:
    """Return the setting `name`, trimmed; `default` where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def setting_list(name: str) -> list[str]:
    """Return the parts of a setting that is separated by commas."""
    return [part for part in (p.strip() for p in setting_text(name).split(",")) if part]


def setting_number(name: str, default: int) -> int:
    """Return a whole number of at least nought. Raises LovendeError for anything else."""
    text = setting_text(name, str(default))
    if not text.isdecimal():
        raise _wrong(name, N_("{value} is not a whole number."), value=text)
    return int(text)


def setting_flag(name: str, *, default: bool = False) -> bool:
    """Return a yes or no: 1, yes, true and on, or 0, no, false and off."""
    text = setting_text(name).lower()
    if not text:
        return default
    if text in ("1", "yes", "true", "on"):
        return True
    if text in ("0", "no", "false", "off"):
        return False
    raise _wrong(name, N_("{value} is neither yes nor no."), value=text)


def setting_choice(name: str, known: tuple[str, ...], default: str) -> str:
    """Return a setting that is one of `known`. Raises LovendeError for anything else."""
    value = setting_text(name, default)
    if value not in known:
        message = N_("{value} is none of {known}.")
        raise _wrong(name, message, value=value, known=", ".join(known))
    return value


def mode() -> str:
    """Return how the platform runs: production unless LOVENDE_MODE says otherwise."""
    return setting_choice("LOVENDE_MODE", MODES, "production")


def data_folder() -> Path:
    """Return the folder for the database, the keys and the ledger of erasures."""
    return Path(setting_text("LOVENDE_DATA", "lovende-data")).absolute()


@dataclass(frozen=True)
class Address:
    """The parts of an address such as `postgres://user:password@host:5432/name`."""

    scheme: str
    user: str
    password: str
    host: str
    port: str
    path: str


def setting_address(name: str, schemes: tuple[str, ...], default: str) -> Address:
    """Return an address. Raises LovendeError where its scheme is none of `schemes`."""
    parts = urlsplit(setting_text(name, default))
    if parts.scheme not in schemes:
        message = N_("The address begins with {value}, and can begin with {known}.")
        raise _wrong(name, message, value=parts.scheme or "-", known=", ".join(schemes))
    return Address(
        parts.scheme,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        parts.hostname or "",
        str(parts.port or ""),
        unquote(parts.path),
    )


def _wrong(name: str, message: str, **params: str) -> LovendeError:
    return LovendeError(fault("settings.wrong", message, place=Place(file=name), **params))
