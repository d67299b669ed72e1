"""One e-mail as it goes to the mail server: headers, envelope and text."""

from __future__ import annotations

from dataclasses import dataclass
from email.charset import QP, Charset
from email.header import Header
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import validate_email

from lovende.studies.links import new_code
from lovende.studies.models import Study

# Quoted-printable: a long line, such as one with a link, arrives as one line whatever is between.
QUOTED = Charset("utf-8")
QUOTED.body_encoding = QP


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person gets. `code` is the message's own; `no_link` the address for saying no."""

    code: str
    to: str
    name: str
    language: str
    subject: str
    body: str
    no_link: str = ""


def message_code() -> str:
    """Return a new code of a message (100 bits, letters and digits that an address may hold)."""
    return new_code() + new_code()


def platform_address() -> str:
    """Return the platform's own address, without a name."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1] or settings.DEFAULT_FROM_EMAIL


def envelope_sender(code: str) -> str:
    """Return the address that delivery reports of a message go to.

    With LOVENDE_BOUNCE_ADDRESS it holds the message's code; else it is the platform's address,
    and reports are matched by the Message-ID that they quote.
    """
    local, at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{code}@{domain}" if at else platform_address()


def message_id(code: str) -> str:
    """Return the Message-ID of a message."""
    return f"<{code}@{platform_address().rpartition('@')[2]}>"


def compose(study: Study, letter: Letter) -> EmailMessage:
    """Return the e-mail of a letter.

    It comes from the study's contact by the platform's address, and answers go to the contact.
    Nothing in it tells us whether it is read. Raises ValidationError for what is no address.
    """
    validate_email(letter.to)
    headers = {
        "From": _named(study.contact_name, platform_address()),
        "Reply-To": _named(study.contact_name, study.contact_email),
        "Message-ID": message_id(letter.code),
        "Content-Language": letter.language,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
    }
    if letter.no_link:
        headers["List-Unsubscribe"] = f"<{letter.no_link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email = EmailMessage(
        subject=_subject(letter.subject),
        body=letter.body + "\n",
        from_email=envelope_sender(letter.code),
        to=[_named(letter.name, letter.to)],
        headers=headers,
    )
    email.encoding = QUOTED  # Django takes a charset object too
    return email


def _subject(text: str) -> str:
    """Return a subject as encoded words of which the first fits beside the header's name.

    Left to Django a long subject begins on its second line, which some mail programs show.
    """
    if text.isascii():
        return text
    return Header(text, "utf-8", header_name="Subject").encode().replace("\n ", " ")


def _named(name: str, address: str) -> str:
    """Return a name with an address, on one line."""
    plain = " ".join(name.split())
    # formataddr encodes what is not ASCII; Django does that itself, and would do it twice.
    quoted = '"' + plain.replace("\\", "").replace('"', "'") + '"'
    return formataddr((plain, address)) if plain.isascii() else f"{quoted} <{address}>"
