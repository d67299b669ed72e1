"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "questionnaires"
urlpatterns: list[URLPattern | URLResolver] = []
