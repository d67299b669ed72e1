from __future__ import annotations

from django.apps import AppConfig


class Findings(AppConfig):
    name = "lovende.findings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this room knows of a study's way, the audit log and erasures."""
        from lovende.findings import erasing  # noqa: F401  # it registers itself
        from lovende.findings.monitoring import closing
        from lovende.findings.registration import register_all

        register_all()
        closing.register_all()
