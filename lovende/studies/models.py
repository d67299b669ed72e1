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
    first_name = None  # type: ignore[assignment]  # one name is enough
    last_name = None  # type: ignore[assignment]  # one name is enough
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

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=~models.Q(municipality=""),
                name="one_organisation_by_municipality",
            )
        ]

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


class Invitation(models.Model):
    """An e-mail address that will belong to an organisation once it is confirmed by signing up."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    administrator = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "email"], name="one_invitation")
        ]


class LegalBasis(models.TextChoices):
    """What allows the processing of personal data in a study."""

    PUBLIC_TASK = (
        "public_task",
        N_("A task in the public interest (article 6(1)(e) of the GDPR)"),
    )
    RESEARCH = (
        "research",
        N_("Research and statistics (§ 10 of the Danish data protection act)"),
    )
    CONSENT = "consent", N_("Consent (article 6(1)(a) of the GDPR)")
    LEGAL_OBLIGATION = (
        "legal_obligation",
        N_("A legal obligation (article 6(1)(c) of the GDPR)"),
    )
    LEGITIMATE_INTEREST = (
        "legitimate_interest",
        N_("A legitimate interest (article 6(1)(f) of the GDPR)"),
    )


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
    legal_basis = models.CharField(
        max_length=40, choices=LegalBasis.choices, default=LegalBasis.PUBLIC_TASK
    )
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
            models.UniqueConstraint(fields=["study", "email"], name="one_role_by_email"),
            models.UniqueConstraint(fields=["study", "user"], name="one_role_by_user"),
        ]


class OnlyAdded(models.QuerySet["AuditEntry"]):
    """Refuses to change or delete entries; the database refuses it too."""

    def update(self, **_: Any) -> int:
        raise TypeError("entries of the audit log are only added")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("entries of the audit log are only added")


class AuditEntry(models.Model):
    """Who did what and when. `values` holds only what is not personal data.

    Entries are only added. They go with their study when all of it is removed.

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

    objects = OnlyAdded.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["study", "-id"]),
            models.Index(fields=["study", "verb", "-id"]),
        ]
        ordering: ClassVar = ["-id"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry. Raises TypeError for one that is stored already."""
        if not self._state.adding:
            raise TypeError("entries of the audit log are only added")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> tuple[int, dict[str, int]]:
        """Always raises TypeError."""
        raise TypeError("entries of the audit log are only added")


class Removal(models.Model):
    """The number of a study that is being deleted whole: only then may its audit log go too.

    A table of its own, for the database's guard of the audit log reads it: a guard that named
    the table of studies would stop SQLite from ever changing that.
    """

    study_number = models.BigIntegerField(primary_key=True)


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
    # Raised each time the job is begun again: work of an earlier attempt may no longer write.
    attempt = models.PositiveIntegerField(default=1)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    parameters = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    heard_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)
