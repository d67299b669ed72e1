from __future__ import annotations

from django.apps import AppConfig


class Web(AppConfig):
    name = "lovende.web"
    default_auto_field = "django.db.models.BigAutoField"
