"""Settings of the platform. Everything that differs between installations is in the environment."""

from __future__ import annotations

import os
from pathlib import Path

from lovende.config.databases import database
from lovende.config.environment import (
    data_folder,
    mode,
    setting_address,
    setting_choice,
    setting_flag,
    setting_list,
    setting_number,
    setting_text,
)
from lovende.config.keys import keys_of
from lovende.config.production import Said, check_production

PACKAGE = Path(__file__).resolve().parents[1]
MODE = mode()
PRODUCTION = MODE == "production"
DEBUG = False
DATA = data_folder()
if MODE != "test":
    # Database, mails, log and ledger hold personal data: none but our own account may read them.
    os.umask(0o077)

KEYS = keys_of(DATA) if MODE == "local" else {}
SECRET_KEY = setting_text("LOVENDE_SECRET_KEY", KEYS.get("LOVENDE_SECRET_KEY", ""))
# Personal links are derived from this key, so it outlives the secret key: to change it ends them all.
LINK_KEY = setting_text("LOVENDE_LINK_KEY", KEYS.get("LOVENDE_LINK_KEY", ""))
BASE_URL = setting_text("LOVENDE_URL", "" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = setting_list("LOVENDE_HOSTS") or ([] if PRODUCTION else ["127.0.0.1", "localhost"])
if PRODUCTION:
    check_production(
        Said(
            secret_key=SECRET_KEY,
            link_key=LINK_KEY,
            hosts=ALLOWED_HOSTS,
            url=BASE_URL,
            mail=setting_text("LOVENDE_MAIL"),
            mail_from=setting_text("LOVENDE_MAIL_FROM"),
        )
    )
CSRF_TRUSTED_ORIGINS = [BASE_URL]

APPS = ("studies", "questionnaires", "fieldwork", "responses", "findings")
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks_db",
    "lovende.web",
    *(f"lovende.{app}" for app in APPS),
]
AUTH_USER_MODEL = "studies.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "lovende.config.urls"
WSGI_APPLICATION = "lovende.config.wsgi.application"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lovende.web.security.ContentSecurity",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lovende.web.languages.UserLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lovende.web.faults.ClearFaults",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / app / "templates" for app in ("web", *APPS)],
        "OPTIONS": {
            "environment": "lovende.web.templating.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lovende.studies.sections.sections",
            ],
        },
    },
    {
        # Only for the widgets of forms and the pages of libraries: ours are all Jinja.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DATABASES = {
    "default": database(
        setting_address("LOVENDE_DATABASE", ("sqlite", "postgres", "postgresql"), "sqlite:///"),
        DATA,
    )
}
# Only the throttling of sign-in and the like is kept here. In the database, so that all processes
# count together and nothing more has to be run; no page that is answered reads or writes it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "lovende_cache",
        # Longer than anything is counted, and so many that nobody can push counts out by new ones.
        "TIMEOUT": 60 * 60,
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "studies:list"
LOGIN_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = BASE_URL.split(":")[0]
ACCOUNT_ADAPTER = "lovende.studies.accounts.Adapter"
ACCOUNT_SIGNUP_FORM_CLASS = "lovende.studies.accounts.SignUpForm"
_FORMS = "lovende.studies.account_forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.LoginForm",
    "signup": f"{_FORMS}.SignupForm",
    "add_email": f"{_FORMS}.AddEmailForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reset_password": f"{_FORMS}.ResetPasswordForm",
    "reset_password_from_key": f"{_FORMS}.ResetPasswordKeyForm",
    "reauthenticate": f"{_FORMS}.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.CodeForm",
    "reauthenticate": f"{_FORMS}.CodeAgainForm",
    "activate_totp": f"{_FORMS}.ActivateForm",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/5m/key"}  # an office shares one address
# Only the addresses that our own proxies add are believed; allauth throttles by the same.
PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = setting_number("LOVENDE_PROXIES", 1 if PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Lovende"

# In production only those who are invited, or have a role that waits, make an account.
SIGN_UP = setting_choice(
    "LOVENDE_SIGN_UP", ("open", "invited"), "invited" if PRODUCTION else "open"
)

LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Copenhagen"

STATIC_URL = "/static/"
STATIC_ROOT = Path(setting_text("LOVENDE_STATIC", str(DATA / "static")))
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
LARGEST_UPLOAD = setting_number("LOVENDE_LARGEST_UPLOAD_MB", 50) * 1024 * 1024

MAIL = setting_address(
    "LOVENDE_MAIL",
    ("smtp", "smtps", "files", "console"),
    "console://" if PRODUCTION else "files://",
)
EMAIL_BACKEND = {
    "files": "django.core.mail.backends.filebased.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
}.get(MAIL.scheme, "lovende.fieldwork.mail.smtp.Backend")
EMAIL_FILE_PATH = MAIL.path if MAIL.path.strip("/") else str(DATA / "mail")
EMAIL_HOST, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.host, MAIL.user, MAIL.password
EMAIL_PORT = int(MAIL.port or (465 if MAIL.scheme == "smtps" else 25))
EMAIL_USE_SSL = MAIL.scheme == "smtps"
EMAIL_USE_TLS = MAIL.scheme == "smtp" and setting_flag("LOVENDE_MAIL_STARTTLS")
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = setting_text("LOVENDE_MAIL_FROM", "lovende@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where delivery reports go: bounce@example.org becomes bounce+<code of the message>@example.org.
BOUNCE_ADDRESS = setting_text("LOVENDE_BOUNCE_ADDRESS")
REPORTS_INBOX = setting_text("LOVENDE_REPORTS_IMAP")
# A sent text holds a personal link. It is kept only where mail does not leave this machine.
KEEP_MESSAGE_TEXTS = MAIL.scheme in ("files", "console")

CSRF_FAILURE_VIEW = "lovende.web.faults.form_expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not "no-referrer": browsers then hide the origin of forms, and Django refuses them. Pages with a
# personal link in their address say "no-referrer" themselves (web.security).
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 12 * 60 * 60
if PRODUCTION:
    SECURE_SSL_REDIRECT = setting_flag("LOVENDE_TLS_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = setting_number("LOVENDE_HSTS_SECONDS", 365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = setting_flag("LOVENDE_HSTS_SUBDOMAINS", default=True)
    SECURE_HSTS_PRELOAD = setting_flag("LOVENDE_HSTS_PRELOAD", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "lovende.web.logs.WithoutPersonalData",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {
        "screen": {"class": "logging.StreamHandler", "formatter": "line"},
    },
    "root": {"handlers": ["screen"], "level": "WARNING"},
    "loggers": {"lovende": {"level": "INFO"}},
}
