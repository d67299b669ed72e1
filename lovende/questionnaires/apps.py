from __future__ import annotations

from django.apps import AppConfig


class Questionnaires(AppConfig):
    name = "lovende.questionnaires"
    default_auto_field = "django.db.models.BigAutoField"
