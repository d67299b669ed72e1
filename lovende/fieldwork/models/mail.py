"""What is sent to the panel, and what the mail server says of it afterwards."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lovende.domain.texts import N_
from lovende.fieldwork.models.handing_over import HandOver
from lovende.fieldwork.models.panel import Invitee, Wave
from lovende.studies.models import Study, User


class MessageText(models.Model):
    """The text of an invitation, a reminder or a handing-over, in both languages."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", N_("Invitation")
        REMINDER = "reminder", N_("Reminder")
        HAND_OVER = "hand_over", N_("Handing over")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="message_texts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=100, blank=True)
    subject_da = models.CharField(max_length=200)
    subject_en = models.CharField(max_length=200, blank=True)
    body_da = models.TextField()
    body_en = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)


class Mailing(models.Model):
    """One round to one wave: an invitation or a reminder, now or at a time.

    `wording` holds subject and body by language as they were when the round began, so that all
    get the same. Its messages are made in portions: `filled_to` is the last invitee that was
    looked at, `filled` whether all were.
    """

    class State(models.TextChoices):
        PLANNED = "planned", N_("Planned")
        SENDING = "sending", N_("Being sent")
        PAUSED = "paused", N_("Paused")
        SENT = "sent", N_("Sent")
        CANCELLED = "cancelled", N_("Cancelled")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="mailings")
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="mailings")
    text = models.ForeignKey(MessageText, on_delete=models.PROTECT, related_name="mailings")
    kind = models.CharField(max_length=12, choices=MessageText.Kind.choices)
    round = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    send_at = models.DateTimeField()
    answer_by = models.DateField(null=True, blank=True)
    wording = models.JSONField(default=dict)
    filled_to = models.BigIntegerField(default=0)
    filled = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["wave", "kind", "round"],
                condition=~models.Q(state="cancelled"),
                name="one_mailing_by_round",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "send_at"])]


class Message(models.Model):
    """One e-mail to one person: never twice in a mailing.

    `SENDING` is stored before the mail server is spoken to. A message that is still `SENDING`
    when no worker has it may have been sent or not: it is never sent again by itself, a person
    decides. `to`, `subject` and `body` are filled for a message outside a mailing until it is
    sent; after that only where texts are kept (setting KEEP_MESSAGE_TEXTS). `counted` says that
    the invitee and the tallies know of it: they are told of many at a time.
    """

    class State(models.TextChoices):
        WAITING = "waiting", N_("Waiting")
        SENDING = "sending", N_("Being sent")
        SENT = "sent", N_("Sent")
        SKIPPED = "skipped", N_("Not needed")
        FAILED = "failed", N_("Failed")
        BOUNCED = "bounced", N_("Bounced")
        COMPLAINED = "complained", N_("Complaint")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="messages")
    mailing = models.ForeignKey(
        Mailing, on_delete=models.CASCADE, related_name="messages", null=True, blank=True
    )
    invitee = models.ForeignKey(Invitee, on_delete=models.CASCADE, related_name="messages")
    hand_over = models.ForeignKey(
        HandOver, on_delete=models.CASCADE, related_name="messages", null=True, blank=True
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    code = models.CharField(max_length=32, unique=True)
    to = models.EmailField(blank=True)
    language = models.CharField(max_length=8, default="da")
    subject = models.CharField(max_length=400, blank=True)
    body = models.TextField(blank=True)
    reason = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    counted = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailing", "invitee"], name="one_message_by_mailing")
        ]
        indexes: ClassVar = [
            models.Index(fields=["mailing", "state"]),
            models.Index(fields=["mailing", "-id"]),
            models.Index(fields=["study", "state", "-id"]),
            models.Index(fields=["study", "-id"]),
            models.Index(
                fields=["id"],
                condition=models.Q(mailing__isnull=True, state="waiting"),
                name="single_messages_waiting",
            ),
            models.Index(
                fields=["mailing"],
                condition=models.Q(state="sent", counted=False),
                name="sent_not_counted",
            ),
        ]


class DeliveryReport(models.Model):
    """What the mail server said of a message afterwards: a bounce, a delay, a complaint."""

    class Kind(models.TextChoices):
        PERMANENT = "permanent", N_("Cannot be delivered")
        TEMPORARY = "temporary", N_("Delayed")
        COMPLAINT = "complaint", N_("Complaint")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="delivery_reports")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.CharField(max_length=20, blank=True)
    explanation = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(auto_now_add=True)
