"""The versions of a study's questionnaire, and what testers said about them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lovende.domain.texts import N_
from lovende.studies.models import Study, User


class Version(models.Model):
    """One version of a questionnaire: the file as it was uploaded, frozen when it goes live."""

    class State(models.TextChoices):
        DRAFT = "draft", N_("Draft")
        LIVE = "live", N_("Live")
        RETIRED = "retired", N_("Retired")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    source_name = models.CharField(max_length=200)
    source = models.BinaryField()
    digest = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["study", "number"], name="one_version_by_number"),
            models.UniqueConstraint(
                fields=["study"], condition=models.Q(state="live"), name="one_live_version"
            ),
        ]
        ordering: ClassVar = ["-number"]


class Tester(models.Model):
    """Someone who tries the questionnaire in the pilot, by a personal link.

    Who is removed leaves their comments behind, without name and address.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="testers")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    link_code = models.CharField(max_length=16, unique=True)
    link_round = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)


class Comment(models.Model):
    """What a tester said about one question (`question` is empty for the whole of a page)."""

    class State(models.TextChoices):
        OPEN = "open", N_("Open")
        ANSWERED = "answered", N_("Answered")
        RESOLVED = "resolved", N_("Resolved")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="comments")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="comments")
    tester = models.ForeignKey(Tester, on_delete=models.CASCADE, related_name="comments")
    page = models.CharField(max_length=200)
    question = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
