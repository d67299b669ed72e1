"""The mail server's connection, which knows when nobody can say whether a message was taken."""

from __future__ import annotations

import smtplib
from typing import Any

from django.core.mail.backends import smtp


class Watched:
    """Notes when the server has been given a text and has not answered yet."""

    handed_over = False

    def data(self, msg: Any) -> Any:
        """Give the text of a message; after a lost connection `handed_over` says it was given."""
        self.handed_over = True
        try:
            reply = super().data(msg)  # type: ignore[misc]  # of the SMTP client this is mixed into
        except smtplib.SMTPDataError:
            self.handed_over = False
            raise
        self.handed_over = False
        return reply


class Plain(Watched, smtplib.SMTP):
    """A connection that is plain or turns to TLS."""


class Secure(Watched, smtplib.SMTP_SSL):
    """A connection that is TLS from its beginning."""


class Backend(smtp.EmailBackend):
    """Django's SMTP backend with a watched connection."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return Secure if self.use_ssl else Plain

    @property
    def in_doubt(self) -> bool:
        """Whether the last message was given to the server without an answer."""
        return bool(getattr(self.connection, "handed_over", False))
