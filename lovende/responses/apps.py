from __future__ import annotations

from django.apps import AppConfig


class Responses(AppConfig):
    name = "lovende.responses"
    default_auto_field = "django.db.models.BigAutoField"
