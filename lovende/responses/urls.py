"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "responses"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lovende.responses.answering.urls")),
]
