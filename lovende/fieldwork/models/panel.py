"""The panel: waves, invitees, their contact data, and files on their way into it.

Contact data (`Contact`) stand apart from what analysis needs (`Invitee`), so that they can be
erased, exported and guarded on their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models

from lovende.domain.contacts import folded_address, search_text
from lovende.domain.texts import N_
from lovende.studies.models import Job, Study, User


class Wave(models.Model):
    """A part of the panel that is invited together."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="waves")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "number"], name="one_wave_by_number")
        ]
        ordering: ClassVar = ["number"]


class Invitee(models.Model):
    """One in the panel, by what is not contact data. `disposition` is an AAPOR code ("1.1")."""

    class State(models.TextChoices):
        ACTIVE = "active", N_("In the panel")
        WITHDRAWN = "withdrawn", N_("Withdrawn")
        REPLACED = "replaced", N_("Replaced")
        ERASED = "erased", N_("Erased")

    class Progress(models.TextChoices):
        NOT_STARTED = "not_started", N_("Not started")
        STARTED = "started", N_("Started")
        FINISHED = "finished", N_("Finished")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="invitees")
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="invitees")
    key = models.CharField(max_length=100)
    municipality = models.CharField(max_length=4, blank=True)
    administration = models.CharField(max_length=200, blank=True)
    department = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    reason = models.CharField(max_length=20, blank=True)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaces"
    )
    progress = models.CharField(
        max_length=12, choices=Progress.choices, default=Progress.NOT_STARTED
    )
    disposition = models.CharField(max_length=8, default="3.11")
    invited_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    link_code = models.CharField(max_length=16, unique=True)
    link_round = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "key"], name="one_invitee_by_key")
        ]
        indexes: ClassVar = [
            models.Index(fields=["study", "wave", "state", "progress"]),
            models.Index(fields=["study", "id"]),
        ]


class Contact(models.Model):
    """How to reach an invitee: personal data.

    `address` is the e-mail address folded for comparison, `search` what a search looks through.
    Both, and the study, are filled in when a contact is saved; `Contact.of` fills them in for many
    that are stored at once.
    """

    class Mail(models.TextChoices):
        GOOD = "good", N_("Works")
        BOUNCED = "bounced", N_("Does not work")
        COMPLAINED = "complained", N_("Does not want mail")

    invitee = models.OneToOneField(Invitee, on_delete=models.CASCADE, related_name="contact")
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=200)
    job_title = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=254, blank=True)
    search = models.CharField(max_length=460, blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, default="da")
    mail = models.CharField(max_length=12, choices=Mail.choices, default=Mail.GOOD)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["email"]),
            models.Index(fields=["study", "address"]),
            models.Index(fields=["study", "search", "invitee"]),
        ]

    @classmethod
    def of(cls, invitee: Invitee, **fields: Any) -> Contact:
        """Make a contact, not stored yet, with all that is derived from the others."""
        made = cls(invitee=invitee, **fields)
        made.derive()
        return made

    def derive(self) -> None:
        """Set the study and the forms for comparing and searching from the other fields."""
        self.study_id = self.invitee.study_id
        self.address = folded_address(self.email)[:254]
        self.search = search_text(self.name, self.email)[:460]

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        self.derive()
        if update_fields is not None:
            update_fields = {*update_fields, "study", "address", "search"}
        super().save(*args, update_fields=update_fields, **kwargs)


class PanelUpload(models.Model):
    """A panel file between its preview and its import; removed when it is imported or given up.

    `columns` says which column of the file holds which of our fields; `corrections` are cells
    that were mended on the preview: row -> field -> text. `done` is the number of rows that the
    import has stored: an import that was stopped goes on there. `job` is the import.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="panel_uploads")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    source_name = models.CharField(max_length=200)
    source = models.BinaryField()
    columns = models.JSONField(default=dict)
    corrections = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    done = models.PositiveIntegerField(default=0)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
