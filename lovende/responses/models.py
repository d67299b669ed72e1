"""What was answered: an append-only history, the current answers made from it, and erasures."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from lovende.domain.texts import N_
from lovende.fieldwork.models import HandOver, Invitee
from lovende.questionnaires.models import Tester, Version
from lovende.studies.models import Study, User


class Response(models.Model):
    """One respondent's answers to one study.

    `answers` is made from the entries alone, by column (`q1`, `q15_3`, `q1__2` in the second
    round of a repeat): a code, a list of codes, or a text. `seq` is the number of the latest
    entry. `page` is where the respondent stands, '' before the first page and at the end. `key`
    is the pseudonym in exports. `seconds` is the time used before submitting.
    """

    class Kind(models.TextChoices):
        PANEL = "panel", N_("From the panel")
        OPEN = "open", N_("By the open link")
        PILOT = "pilot", N_("Pilot")
        SHORT = "short", N_("Short interview")
        IMPORTED = "imported", N_("Collected elsewhere")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="responses")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    invitee = models.ForeignKey(
        Invitee, on_delete=models.SET_NULL, null=True, blank=True, related_name="responses"
    )
    tester = models.ForeignKey(
        Tester, on_delete=models.CASCADE, null=True, blank=True, related_name="responses"
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="responses")
    key = models.CharField(max_length=100)
    link_code = models.CharField(max_length=16, unique=True)
    link_round = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=8, default="da")
    seq = models.PositiveIntegerField(default=0)
    answers = models.JSONField(default=dict)
    page = models.CharField(max_length=200, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    seconds = models.PositiveIntegerField(default=0)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "key"], name="one_response_by_key"),
            models.UniqueConstraint(
                fields=["invitee", "kind"],
                condition=models.Q(invitee__isnull=False),
                name="one_response_by_invitee",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["study", "kind", "id"])]


class HistoryError(Exception):
    """Raised where the program tries to change or remove what was once saved."""


class EntrySet(models.QuerySet["Entry"]):
    """Entries that can be read and added, and emptied where the response was erased."""

    def update(self, **_fields: Any) -> int:
        raise HistoryError("Entries are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise HistoryError("Entries are never removed.")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> int:
        raise HistoryError("Entries are never changed.")

    def empty(self) -> int:
        """Remove what the entries of erased responses say; that they were made stays."""
        return super().filter(response__erased_at__isnull=False).order_by()._empty()

    def _empty(self) -> int:
        return super().update(answers={})


class Entry(models.Model):
    """One save: what one page held when it was stored. Entries are only ever added.

    `answers` has every column that stood on the page: null where it was left empty. `seen` is
    the number of the entry that the page had been made from, `save_key` names its form and
    `change` counts the changes that were made in it; from these follows what counts where a
    page was open twice (`responses.history`). `digest` keeps a save from being stored twice and
    tells nothing of the answers. `stands` is the page where the respondent went on, `seconds` the time used since the
    save before. The database itself refuses to change or remove an entry, unless its response
    was erased (`responses.append_only`).
    """

    class Kind(models.TextChoices):
        PAGE = "page", N_("Page saved")
        TYPED = "typed", N_("Stored while typing")
        SUBMITTED = "submitted", N_("Submitted")
        REOPENED = "reopened", N_("Changed after submitting")
        INTERVIEW = "interview", N_("By telephone")
        IMPORTED = "imported", N_("Collected elsewhere")

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="entries")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    page = models.CharField(max_length=200, blank=True)
    answers = models.JSONField(default=dict)
    stands = models.CharField(max_length=200, blank=True)
    seen = models.PositiveIntegerField(default=0)
    save_key = models.CharField(max_length=32, blank=True)
    change = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=32)
    language = models.CharField(max_length=8, default="da")
    hand_over = models.ForeignKey(
        HandOver, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = EntrySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "seq"], name="one_entry_by_seq"),
            models.UniqueConstraint(fields=["response", "digest"], name="one_entry_by_digest"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry. Raises HistoryError where it is stored already."""
        if not self._state.adding:
            raise HistoryError("Entries are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises HistoryError: entries stay."""
        raise HistoryError("Entries are never removed.")


class Erasure(models.Model):
    """That someone's data were erased: who asked is not stored, the pseudonym is.

    Also written to the ledger of erasures outside the database, so that they are done again
    after an older backup has been restored.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="erasures")
    subject = models.CharField(max_length=80)
    reason = models.CharField(max_length=40)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)


class Retention(models.Model):
    """What a study keeps when its retention time ends: open answers are erased unless it says so."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="retention")
    keep_open_answers = models.BooleanField(default=False)


class LookedAt(models.Model):
    """That someone has looked at what was marked as personal in one open answer.

    `digest` is the hash of the answer: a changed answer is to be looked at again.
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="looked_at")
    column = models.CharField(max_length=200)
    digest = models.CharField(max_length=32)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "column"], name="one_look_by_answer")
        ]


class AnswerUpload(models.Model):
    """Answers collected elsewhere, between their check and their import; removed after it.

    `settings` names the columns, `report` is what the check found (null until it has run).
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="answer_uploads")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    source_name = models.CharField(max_length=200)
    source = models.BinaryField()
    settings = models.JSONField(default=dict)
    report = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)


class Export(models.Model):
    """A zip of answers made in the background; its content is removed after `expires_at`."""

    class Kind(models.TextChoices):
        ANSWERS = "answers", N_("Answers")
        STUDY_FOLDER = "study_folder", N_("Study folder")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="exports")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.ANSWERS)
    name = models.CharField(max_length=200)
    contact = models.BooleanField(default=False)
    settings = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    responses = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()


class ExportPart(models.Model):
    """A piece of an export: so that it is sent without being held in memory as a whole."""

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["export", "number"], name="one_part_by_number")
        ]
