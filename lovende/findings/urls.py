"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from lovende.findings.monitoring.urls import urlpatterns as monitoring

app_name = "findings"
urlpatterns: list[URLPattern | URLResolver] = [*monitoring]
