"""How a study's findings are to be made, and each run that made them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lovende.domain.texts import N_
from lovende.studies.models import Job, Study, User


class Plan(models.Model):
    """What the study file says beyond the study itself, as TOML: groupings, tests, figures, index.

    Same keys as in `study.toml` and the files that it names.
    """

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="plan")
    settings = models.TextField(blank=True)
    index = models.TextField(blank=True)
    practices = models.TextField(blank=True)
    themes = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)


class Run(models.Model):
    """Findings made at one moment: what went in (hashes) and what came out.

    `digest` is the hash of everything that went in: the same answers make the same findings.
    `stamp` is a quick mark of the study's state, by which a page sees whether the findings are
    old. Readers see the run that was published last, and no other.
    """

    class Audience(models.TextChoices):
        ANALYST = "analyst", N_("Analysts")
        PUBLIC = "public", N_("Readers")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="runs")
    audience = models.CharField(max_length=8, choices=Audience.choices)
    digest = models.CharField(max_length=64)
    stamp = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    filters = models.JSONField(default=dict)
    findings = models.BinaryField()
    provenance = models.JSONField(default=dict)
    answers = models.PositiveIntegerField()
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["study", "audience", "-id"])]


class RunFile(models.Model):
    """One document of a run: a report or a table of tables."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=100)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
