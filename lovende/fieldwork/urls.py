"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "fieldwork"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lovende.fieldwork.mail.urls")),
    path("studies/<int:study_id>/panel/", include("lovende.fieldwork.panel.urls")),
    path("studies/<int:study_id>/calls/", include("lovende.fieldwork.calls.urls")),
]
