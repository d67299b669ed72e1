from __future__ import annotations

from django.apps import AppConfig


class Fieldwork(AppConfig):
    name = "lovende.fieldwork"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room knows of the way of a study and of the audit log."""
        from lovende.fieldwork.calls import registration as calls
        from lovende.fieldwork.mail import registration as mail
        from lovende.fieldwork.panel import registration as panel
        from lovende.fieldwork.recounting import panel_counts
        from lovende.fieldwork.tally import count_source

        mail.register_all()
        panel.register_all()
        calls.register_all()
        count_source(panel_counts)
