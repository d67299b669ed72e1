from __future__ import annotations

from django.apps import AppConfig


class Findings(AppConfig):
    name = "lovende.findings"
    default_auto_field = "django.db.models.BigAutoField"
