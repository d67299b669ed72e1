"""What a production start insists on: all that is secret or public is said, and is safe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from lovende.domain.errors import Fault, LovendeError, Place, fault
from lovende.domain.texts import N_

SHORTEST_KEY = 32


@dataclass(frozen=True)
class Said:
    """The settings of a production start as they were given, '' where they were not."""

    secret_key: str
    link_key: str
    hosts: Sequence[str]
    url: str
    mail: str
    mail_from: str


def check_production(said: Said) -> None:
    """Raise LovendeError with a line for each setting that is missing or not safe."""
    found = [*_missing(said), *_keys(said), *_addresses(said)]
    if found:
        raise LovendeError(found)


def _missing(said: Said) -> Iterator[Fault]:
    message = N_("This must be set before the platform can run in production.")
    for name, value in (
        ("LOVENDE_SECRET_KEY", said.secret_key),
        ("LOVENDE_LINK_KEY", said.link_key),
        ("LOVENDE_HOSTS", said.hosts),
        ("LOVENDE_URL", said.url),
        ("LOVENDE_MAIL", said.mail),
        ("LOVENDE_MAIL_FROM", said.mail_from),
    ):
        if not value:
            yield fault("settings.missing", message, place=Place(file=name))


def _keys(said: Said) -> Iterator[Fault]:
    message = N_("The key is shorter than {shortest} characters. Make a new one by chance.")
    for name, key in (
        ("LOVENDE_SECRET_KEY", said.secret_key),
        ("LOVENDE_LINK_KEY", said.link_key),
    ):
        if key and len(key) < SHORTEST_KEY:
            place = Place(file=name)
            yield fault("settings.short_key", message, place=place, shortest=SHORTEST_KEY)
    if said.link_key and said.link_key == said.secret_key:
        message = N_("The two keys are the same. Make another one for this.")
        yield fault("settings.same_key", message, place=Place(file="LOVENDE_LINK_KEY"))


def _addresses(said: Said) -> Iterator[Fault]:
    parts = urlsplit(said.url)
    if said.url and (parts.scheme != "https" or not parts.hostname):
        message = N_("The address must begin with https://: personal links are sent with it.")
        yield fault("settings.no_tls", message, place=Place(file="LOVENDE_URL"))
    if any("*" in host or host.startswith(".") for host in said.hosts):
        message = N_("Name each host in full: with a star, others can pose as this platform.")
        yield fault("settings.any_host", message, place=Place(file="LOVENDE_HOSTS"))
