"""Telephone calls, the call list, and the short interview."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lovende.domain.texts import N_
from lovende.fieldwork.models.panel import Invitee
from lovende.studies.models import Study, User


class Call(models.Model):
    """One telephone call to one invitee."""

    class Purpose(models.TextChoices):
        PARTICIPATION = "participation", N_("Taking part")
        DEEPENING = "deepening", N_("Deepening open answers")

    class Outcome(models.TextChoices):
        NO_ANSWER = "no_answer", N_("No answer")
        BUSY = "busy", N_("Busy")
        CALL_BACK = "call_back", N_("Call back")
        WILL_ANSWER = "will_answer", N_("Will answer the questionnaire")
        SHORT_INTERVIEW = "short_interview", N_("Answered the short interview")
        DEEPENED = "deepened", N_("Told more about the open answers")
        REFUSED = "refused", N_("Will not take part")
        WRONG_NUMBER = "wrong_number", N_("Wrong number")
        GONE = "gone", N_("No longer in the job")

    invitee = models.ForeignKey(Invitee, on_delete=models.CASCADE, related_name="calls")
    purpose = models.CharField(max_length=14, choices=Purpose.choices)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    note = models.TextField(blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)


class CallTask(models.Model):
    """An invitee on a call list. `ask` says what to ask about; `assigned` who calls.

    `claimed_by` has the invitee's page before them until `claimed_until`: two never call one
    person at once.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="call_tasks")
    invitee = models.ForeignKey(Invitee, on_delete=models.CASCADE, related_name="call_tasks")
    purpose = models.CharField(max_length=14, choices=Call.Purpose.choices)
    ask = models.TextField(blank=True)
    assigned = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invitee", "purpose"], name="one_task_by_purpose")
        ]
        indexes: ClassVar = [models.Index(fields=["study", "purpose", "done_at", "next_at"])]


class ShortInterview(models.Model):
    """Which questions those are asked on the telephone who do not take part, by name."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="short_interview")
    questions = models.JSONField(default=list)
