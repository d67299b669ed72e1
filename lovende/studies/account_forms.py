"""allauth's forms with our labels and hints, and without what they say inside the fields."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from lovende.studies.models import User
from lovende.studies.queries import may_sign_up
from lovende.web.languages import later

LABELS = {
    "login": later("E-mail"),
    "email": later("E-mail"),
    "password": later("Password"),
    "password1": later("Password"),
    "password2": later("The password once more"),
    "oldpassword": later("Your password now"),
    "code": later("Code"),
}
NEW_PASSWORD = later("At least 12 characters. Some words that only you would put together will do.")


class Ours:
    """Mixin: our words; mistakes are told by our page and not by the browser."""

    use_required_attribute = False
    hinted: ClassVar[str] = ""  # the field in which a new password is chosen

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert isinstance(self, BaseForm)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.help_text = NEW_PASSWORD if name == self.hinted else ""


class LoginForm(Ours, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    pass


class SignupForm(Ours, account.SignupForm):  # type: ignore[misc]  # allauth tells no types
    hinted = "password1"

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account, or send an e-mail that says why there is none: the page is the same.

        So nobody learns from it who has an account or is invited.
        """
        if not may_sign_up(self.cleaned_data["email"]):
            self.account_already_exists = True
        made: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return made


class AddEmailForm(Ours, account.AddEmailForm):  # type: ignore[misc]  # allauth tells no types
    pass


class ChangePasswordForm(Ours, account.ChangePasswordForm):  # type: ignore[misc]  # allauth tells no types
    hinted = "password1"


class SetPasswordForm(Ours, account.SetPasswordForm):  # type: ignore[misc]  # allauth tells no types
    hinted = "password1"


class ResetPasswordForm(Ours, account.ResetPasswordForm):  # type: ignore[misc]  # allauth tells no types
    pass


class ResetPasswordKeyForm(Ours, account.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth tells no types
    hinted = "password1"


class ReauthenticateForm(Ours, account.ReauthenticateForm):  # type: ignore[misc]  # allauth tells no types
    pass


class CodeForm(Ours, mfa.AuthenticateForm):  # type: ignore[misc]  # allauth tells no types
    pass


class CodeAgainForm(Ours, mfa.ReauthenticateForm):  # type: ignore[misc]  # allauth tells no types
    pass


class ActivateForm(Ours, totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth tells no types
    pass
