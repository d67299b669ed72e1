from __future__ import annotations

from django.apps import AppConfig


class Fieldwork(AppConfig):
    name = "lovende.fieldwork"
    default_auto_field = "django.db.models.BigAutoField"
