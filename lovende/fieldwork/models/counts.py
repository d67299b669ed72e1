"""The counts of how fieldwork goes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from lovende.studies.models import Study


class Tally(models.Model):
    """How many, by measure, day, wave, municipality and key: what monitoring reads.

    The page must not grow with the number of responses, so counts are kept as things happen.
    `day` is a date such as 2026-03-01, empty for what belongs to no day: a null would make two rows
    of one count, because SQLite holds nulls for different.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="tallies")
    measure = models.CharField(max_length=12)
    day = models.CharField(max_length=10, blank=True)
    wave = models.PositiveIntegerField(default=0)
    municipality = models.CharField(max_length=4, blank=True)
    key = models.CharField(max_length=200, blank=True)
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["study", "measure", "day", "wave", "municipality", "key"],
                name="one_tally",
            )
        ]


class TallyChange(models.Model):
    """A change to a count that is not folded into `Tally` yet.

    Written in the transaction of what it counts: two respondents never wait for one counter.
    """

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="tally_changes")
    measure = models.CharField(max_length=12)
    day = models.CharField(max_length=10, blank=True)
    wave = models.PositiveIntegerField(default=0)
    municipality = models.CharField(max_length=4, blank=True)
    key = models.CharField(max_length=200, blank=True)
    change = models.IntegerField()
