"""Signing up and in, by allauth: our words, our e-mails, and what waits for a confirmed address."""

from __future__ import annotations

import hashlib
import logging
import time
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth
from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from lovende.domain.texts import N_
from lovende.studies.actions import accept_waiting
from lovende.studies.models import User
from lovende.web.languages import current_language, later, on_page, remember_language

log = logging.getLogger(__name__)

CONFIRM = (
    N_("Confirm your e-mail address"),
    N_("Someone, most likely you, gave this address on Lovende. Confirm that it is yours:"),
    N_("Was it not you? Then you need do nothing."),
    "activate_url",
)
CONFIRMATION = "account/email/email_confirmation"
LINKS = {
    CONFIRMATION: CONFIRM,
    f"{CONFIRMATION}_signup": CONFIRM,
    "account/email/password_reset_key": (
        N_("Choose a new password"),
        N_("Someone, most likely you, asked for a new password on Lovende. Choose it here:"),
        N_("Was it not you? Then you need do nothing: your password has not been changed."),
        "password_reset_url",
    ),
    "account/email/account_already_exists": (
        N_("You have an account already"),
        N_(
            "Someone, most likely you, tried to sign up on Lovende with this address. It has an "
            "account already. If you have forgotten the password, choose a new one here:"
        ),
        N_("Was it not you? Then you need do nothing."),
        "password_reset_url",
    ),
    "account/email/unknown_account": (
        N_("There is no account with this address"),
        N_(
            "Someone, most likely you, asked for a new password on Lovende. There is no account "
            "with this address. You can sign up here:"
        ),
        N_("Was it not you? Then you need do nothing."),
        "signup_url",
    ),
}
"""Subject, words before the link, words after it, and the name of the link."""
NOT_INVITED = (
    N_("You are not invited yet"),
    N_(
        "Someone, most likely you, tried to sign up on Lovende with this address. Here one signs "
        "up when one has been invited. Ask a colleague who uses Lovende to invite this address, "
        "and sign up again:"
    ),
    N_("Was it not you? Then you need do nothing."),
    "signup_url",
)
ALREADY = "account/email/account_already_exists"
MOST_AN_HOUR = 6
"""So many e-mails with a link go to one address in an hour: anybody can ask for them."""
HOUR = 60 * 60
NOTICES = {
    "account/email/email_changed": N_("The e-mail address of your account has been changed."),
    "account/email/email_confirm": N_("An e-mail address of your account has been confirmed."),
    "account/email/email_deleted": N_("An e-mail address has been removed from your account."),
    "account/email/password_changed": N_("The password of your account has been changed."),
    "account/email/password_reset": N_("A new password has been chosen for your account."),
    "account/email/password_set": N_("A password has been chosen for your account."),
    "mfa/email/recovery_codes_generated": N_("New recovery codes have been made for your account."),
    "mfa/email/totp_activated": N_("Your account is now protected by an authenticator app."),
    "mfa/email/totp_deactivated": N_(
        "Your account is no longer protected by an authenticator app."
    ),
}
SAID = {
    "account/messages/cannot_delete_primary_email.txt": N_(
        "We write to this address, so it cannot be removed. Choose another one for that first."
    ),
    "account/messages/email_confirmation_failed.txt": N_(
        "This address has been confirmed for another account. Sign in with that one."
    ),
    "account/messages/email_confirmation_sent.txt": N_("We have sent an e-mail with a link."),
    "account/messages/email_confirmed.txt": N_("The address has been confirmed. You can sign in."),
    "account/messages/email_deleted.txt": N_("The address has been removed."),
    "account/messages/logged_out.txt": N_("You have signed out."),
    "account/messages/password_changed.txt": N_("Your password has been changed."),
    "account/messages/password_set.txt": N_("Your password has been chosen."),
    "account/messages/primary_email_set.txt": N_("We write to this address from now on."),
    "account/messages/unverified_primary_email.txt": N_("Confirm the address first."),
    "mfa/messages/recovery_codes_generated.txt": N_("New recovery codes have been made."),
    "mfa/messages/totp_activated.txt": N_("The app is in use. Keep your recovery codes safe."),
    "mfa/messages/totp_deactivated.txt": N_("The app is no longer in use."),
}
"""What is said on the next page. That one has signed in is plain to see and not said."""


class SignUpForm(forms.Form):
    """What we ask beside the address and the password."""

    name = forms.CharField(
        label=later("Your name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1", "password2")

    def signup(self, _: HttpRequest, user: User) -> None:
        """Store the name, and the language in which the person signed up."""
        user.name = self.cleaned_data["name"]
        user.language = current_language()
        user.save(update_fields=["name", "language"])


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Where allauth asks us."""

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address, and give its owner what has waited for it."""
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            user = User.objects.get(pk=email_address.user_id)
            accept_waiting(user, email=email_address.email)
        return confirmed

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Sign in, in the person's own language where this browser has not been told another."""
        response: HttpResponse = super().post_login(request, user, **more)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            remember_language(response, user.language)
        return response

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002  # ours need none
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say on the next page what was done, in our words; nothing where we have none."""
        ours = SAID.get(message_template or "")
        said = message or (on_page(ours) if ours else "")
        if said:
            messages.add_message(request, level, said, extra_tags=extra_tags)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send an e-mail about an account, in the language of whom it goes to."""
        if template_prefix in LINKS and _has_had_enough(email):
            return
        user: User | None = context.get("user") or _owner(email)
        with translation.override(user.language if user else current_language()):
            # Whoever signs up writes the name: nobody may send their words to someone else's inbox.
            stranger = template_prefix.startswith(CONFIRMATION)
            name = user.name if user and not stranger else ""
            words = {**context, "to": email, "name": name, "platform": settings.BASE_URL}
            subject, text = _written(template_prefix, words)
        try:
            EmailMessage(subject, text.strip() + "\n", to=[email]).send()
        except (SMTPException, OSError):
            # What was done stands; the same words for every address, known or not.
            log.exception("A message about an account could not be sent")
            said = N_("The e-mail could not be sent. Try again in a while.")
            messages.error(allauth.request, on_page(said))


def _written(prefix: str, words: dict[str, Any]) -> tuple[str, str]:
    if prefix in NOTICES:
        what = on_page(NOTICES[prefix])
        link = settings.BASE_URL + reverse("account_reset_password")
        more = {**words, "what": what, "link": link}
        return what.rstrip("."), render_to_string("account/email/notice.txt", more)
    stranger = prefix == ALREADY and words.get("user") is None and _owner(words["to"]) is None
    subject, before, after, link_name = NOT_INVITED if stranger else LINKS[prefix]
    more = {
        **words,
        "before": on_page(before),
        "after": on_page(after),
        "link": _ours(words[link_name]),
    }
    return on_page(subject), render_to_string("account/email/link.txt", more)


def _has_had_enough(email: str) -> bool:
    """Count an e-mail to an address; whether it is one too many."""
    key = f"mails-{hashlib.sha256(email.strip().lower().encode()).hexdigest()[:40]}"
    now = time.time()
    earlier = [at for at in cache.get(key, []) if now - HOUR < at <= now]
    if len(earlier) >= MOST_AN_HOUR:
        return True
    cache.set(key, [*earlier, now], HOUR)
    return False


def _owner(email: str) -> User | None:
    known = EmailAddress.objects.filter(email__iexact=email).select_related("user").first()
    return known.user if known else None


def _ours(address: str) -> str:
    """Return an address with the platform's name, whatever name it was asked by."""
    parts = urlsplit(address)
    return f"{settings.BASE_URL}{parts.path}" + (f"?{parts.query}" if parts.query else "")
