"""What an invitee passes on to a colleague."""

from __future__ import annotations

from django.db import models

from lovende.domain.texts import N_
from lovende.fieldwork.models.panel import Invitee


class HandOver(models.Model):
    """The questionnaire, or one page of it, passed by an invitee to a colleague: personal data.

    `page` is empty where the whole questionnaire was passed on.
    """

    class State(models.TextChoices):
        OFFERED = "offered", N_("Sent")
        STARTED = "started", N_("Started")
        DONE = "done", N_("Done")
        WITHDRAWN = "withdrawn", N_("Withdrawn")

    invitee = models.ForeignKey(Invitee, on_delete=models.CASCADE, related_name="hand_overs")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    page = models.CharField(max_length=200, blank=True)
    word = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    link_code = models.CharField(max_length=16, unique=True)
    link_round = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
