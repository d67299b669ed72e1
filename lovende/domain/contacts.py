"""E-mail addresses and telephone numbers, written in one way so that the same one is known again."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_WHOLE_TELEPHONE = re.compile(r"\+?[0-9 ().\-/\u00a0\u2010-\u2013]+")
DANISH_PREFIX = "+45"
SHORTEST_ABROAD, LONGEST_ABROAD = 6, 15


def clean(text: str) -> str:
    """Return one line without invisible characters and with single spaces, in composed form (NFC)."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def clean_address(text: str) -> str:
    """Return an e-mail address as it is meant: without spaces around it, `mailto:` and `< >`."""
    plain = clean(text)
    if plain[:7].lower() == "mailto:":
        plain = plain[7:]
    return plain.removeprefix("<").removesuffix(">").strip()


def folded_address(text: str) -> str:
    """Return the form in which two ways of writing one address are equal: small letters, the
    domain in ASCII (`Bo@Blåbær.dk` and `bo@xn--blbr-roah.dk`)."""
    local, at, domain = clean_address(text).rpartition("@")
    return f"{local.casefold()}{at}{ascii_domain(domain).casefold()}"


def ascii_domain(domain: str) -> str:
    """Return an international domain in ASCII (IDNA); one that cannot be is returned as it is."""
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def normal_telephone(text: str) -> str | None:
    """Return a number as `+` and digits, or None where it is none.

    Eight digits are a Danish number. Numbers of other countries begin with `+` or `00` and have
    6 to 15 digits.
    """
    plain = clean(text).removeprefix("(")
    if not _WHOLE_TELEPHONE.fullmatch(plain):
        return None
    digits = re.sub(r"\D", "", plain)
    if len(digits) == 8 and not plain.startswith("+"):
        return DANISH_PREFIX + digits
    if plain.startswith("+"):
        abroad = digits
    elif digits.startswith("00"):
        abroad = digits[2:]
    elif len(digits) == 10 and digits.startswith("45"):
        abroad = digits
    else:
        return None
    if abroad.startswith("45"):
        return f"+{abroad}" if len(abroad) == 10 else None
    return f"+{abroad}" if SHORTEST_ABROAD <= len(abroad) <= LONGEST_ABROAD else None


def shown_telephone(number: str) -> str:
    """Return a stored number as people write it: `+45 12 34 56 78`."""
    if number.startswith(DANISH_PREFIX) and len(number) == 11:
        rest = number[3:]
        return " ".join([DANISH_PREFIX, *(rest[at : at + 2] for at in range(0, 8, 2))])
    return number


def search_text(name: str, email: str) -> str:
    """Return what a search for a person looks through: name and folded address, in small letters."""
    return f"{clean(name).casefold()} {folded_address(email)}".strip()
