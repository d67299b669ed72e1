from __future__ import annotations

from django.apps import AppConfig


class Fieldwork(AppConfig):
    name = "lovende.fieldwork"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room knows of the way of a study and of the audit log."""
        from lovende.fieldwork.calls import registration as calls
        from lovende.fieldwork.panel import registration as panel

        panel.register_all()
        calls.register_all()
