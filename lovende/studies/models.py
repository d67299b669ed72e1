"""Who works on what: users, organisations, studies, roles, background jobs and the audit log."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.utils.translation import get_language

from lovende.domain.texts import N_, Text


class UserManager(DjangoUserManager["User"]):
    """Makes users who sign in with their e-mail address."""

    def create_user(  # type: ignore[override]  # Django's own has a user name, ours has none
        self, email: str, password: str | None = None, **fields: Any
    ) -> User:
        """Make a user; without a password they can sign in only after a reset."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractUser):
    """Someone who can sign in."""

    username = None  # type: ignore[assignment]  # people sign in with their e-mail address
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, default="da")
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)


class Organisation(models.Model):
    """A ministry, an institute, a municipality: the owner of studies. `municipality` is its code."""

    name = models.CharField(max_length=200)
    municipality = models.CharField(max_length=4, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A user who belongs to an organisation and may start studies for it."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    administrator = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="one_membership")
        ]


class Study(models.Model):
    """One mapping of experience: its occasion, questionnaire, panel, answers and findings."""

    class State(models.TextChoices):
        DRAFT = "draft", N_("Draft")
        LIVE = "live", N_("Live")
        CLOSED = "closed", N_("Closed")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="studies")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    name_da = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    occasion_da = models.CharField(max_length=200)
    occasion_en = models.CharField(max_length=200, blank=True)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    contact_name = models.CharField(max_length=200)
    contact_email = models.EmailField()
    contact_telephone = models.CharField(max_length=40, blank=True)
    # What a respondent reads before the start: who asks, what is stored and why.
    privacy_da = models.TextField()
    privacy_en = models.TextField(blank=True)
    legal_basis = models.CharField(max_length=40, default="public_task")
    consent_da = models.TextField(blank=True)
    consent_en = models.TextField(blank=True)
    minutes = models.PositiveSmallIntegerField(default=15)
    keep_until = models.DateField()
    open_link = models.BooleanField(default=False)
    link_code = models.CharField(max_length=16, unique=True)
    link_round = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.name.get(get_language() or "da")

    @property
    def name(self) -> Text:
        return Text.of(da=self.name_da, en=self.name_en)

    @property
    def occasion(self) -> Text:
        return Text.of(da=self.occasion_da, en=self.occasion_en)

    @property
    def privacy(self) -> Text:
        return Text.of(da=self.privacy_da, en=self.privacy_en)

    @property
    def consent(self) -> Text:
        return Text.of(da=self.consent_da, en=self.consent_en)


class Role(models.TextChoices):
    """What someone may do in one study."""

    OWNER = "owner", N_("Owner")
    ANALYST = "analyst", N_("Analyst")
    INTERVIEWER = "interviewer", N_("Interviewer")
    READER = "reader", N_("Reader")


class StudyRole(models.Model):
    """One person's role in one study; `user` is empty until the address is confirmed by sign-up."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="roles", null=True, blank=True
    )
    email = models.EmailField()
    role = models.CharField(max_length=12, choices=Role.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "email"], name="one_role_by_email")
        ]


class AuditEntry(models.Model):
    """Who did what and when. `values` holds only what is not personal data.

    `verb` is a stable name (`panel.import`), `subject` names what it was done to
    (`invitee:k3v9…`), `fields` which of its fields. Without a user it was the system or
    `actor` (a respondent is "respondent", the worker "system").
    """

    study = models.ForeignKey(
        Study, on_delete=models.CASCADE, related_name="audit", null=True, blank=True
    )
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    actor = models.CharField(max_length=254)
    at = models.DateTimeField(auto_now_add=True)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=80, blank=True)
    fields = models.JSONField(default=list)
    values = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["study", "-id"])]
        ordering: ClassVar = ["-id"]


class Job(models.Model):
    """Long work in the background and how far it is. `error` is a line that a user can read."""

    class State(models.TextChoices):
        WAITING = "waiting", N_("Waiting")
        RUNNING = "running", N_("Running")
        DONE = "done", N_("Done")
        FAILED = "failed", N_("Failed")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="jobs")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    parameters = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)
