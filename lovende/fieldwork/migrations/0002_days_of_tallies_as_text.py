from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("fieldwork", "0001_initial")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="tally", name="one_tally"),
        migrations.RemoveField(model_name="tally", name="day"),
        migrations.RemoveField(model_name="tallychange", name="day"),
        migrations.AddField(
            model_name="tally", name="day", field=models.CharField(blank=True, max_length=10)
        ),
        migrations.AddField(
            model_name="tallychange", name="day", field=models.CharField(blank=True, max_length=10)
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(
                fields=["study", "measure", "day", "wave", "municipality", "key"], name="one_tally"
            ),
        ),
        migrations.AlterField(
            model_name="invitee",
            name="disposition",
            field=models.CharField(default="3.11", max_length=8),
        ),
        migrations.AddField(
            model_name="invitee",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
