"""What a production start insists on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lovende.config.production import Said, check_production
from lovende.domain.errors import LovendeError

GOOD = Said(
    secret_key="a" * 32,
    link_key="b" * 32,
    hosts=["lovende.example.org"],
    url="https://lovende.example.org",
    mail="smtp://127.0.0.1:25",
    mail_from="lovende@example.org",
)


def test_what_is_given_in_full_and_safe_starts() -> None:
    check_production(GOOD)


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (replace(GOOD, secret_key=""), [("settings.missing", "LOVENDE_SECRET_KEY")]),
        (replace(GOOD, hosts=[]), [("settings.missing", "LOVENDE_HOSTS")]),
        (replace(GOOD, mail=""), [("settings.missing", "LOVENDE_MAIL")]),
        (replace(GOOD, secret_key="a" * 31), [("settings.short_key", "LOVENDE_SECRET_KEY")]),
        (replace(GOOD, link_key="b" * 31), [("settings.short_key", "LOVENDE_LINK_KEY")]),
        (replace(GOOD, link_key="a" * 32), [("settings.same_key", "LOVENDE_LINK_KEY")]),
        (replace(GOOD, url="http://lovende.example.org"), [("settings.no_tls", "LOVENDE_URL")]),
        (replace(GOOD, url="https://"), [("settings.no_tls", "LOVENDE_URL")]),
        (replace(GOOD, hosts=["*"]), [("settings.any_host", "LOVENDE_HOSTS")]),
        (replace(GOOD, hosts=[".example.org"]), [("settings.any_host", "LOVENDE_HOSTS")]),
        (
            Said("", "", [], "", "", ""),
            [
                ("settings.missing", name)
                for name in (
                    "LOVENDE_SECRET_KEY",
                    "LOVENDE_LINK_KEY",
                    "LOVENDE_HOSTS",
                    "LOVENDE_URL",
                    "LOVENDE_MAIL",
                    "LOVENDE_MAIL_FROM",
                )
            ],
        ),
    ],
)
def test_what_is_missing_or_not_safe_is_told_line_by_line(
    said: Said, wanted: list[tuple[str, str]]
) -> None:
    with pytest.raises(LovendeError) as refused:
        check_production(said)
    assert [
        (each.code, each.place.file if each.place else "") for each in refused.value.faults
    ] == (wanted)
