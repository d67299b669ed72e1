from __future__ import annotations

from django.apps import AppConfig


class Responses(AppConfig):
    name = "lovende.responses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the rooms below what only this one knows."""
        from lovende.responses import answered

        answered.register()
