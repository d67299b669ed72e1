from __future__ import annotations

from django.apps import AppConfig


class Studies(AppConfig):
    name = "lovende.studies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room knows of the way of a study and of the audit log."""
        from lovende.studies import own_steps, verbs

        verbs.register(verbs.VERBS, fields=verbs.FIELDS, things=verbs.THINGS)
        own_steps.register_all()
