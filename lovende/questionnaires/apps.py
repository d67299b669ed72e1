from __future__ import annotations

from django.apps import AppConfig


class Questionnaires(AppConfig):
    name = "lovende.questionnaires"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room knows of the way of a study."""
        from lovende.questionnaires import steps

        steps.register_all()
