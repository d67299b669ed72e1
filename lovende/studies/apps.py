from __future__ import annotations

from django.apps import AppConfig


class Studies(AppConfig):
    name = "lovende.studies"
    default_auto_field = "django.db.models.BigAutoField"
