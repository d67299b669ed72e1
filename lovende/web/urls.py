"""Addresses of the app."""

from __future__ import annotations

from django.urls import path

from lovende.web import views

app_name = "web"
urlpatterns = [
    path("language/", views.choose_language, name="language"),
    path("healthz", views.health, name="health"),
]
