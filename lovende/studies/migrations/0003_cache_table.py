"""The table of the cache that all processes share (see CACHES in the settings)."""

from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("studies", "0002_audit_only_added")]
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
