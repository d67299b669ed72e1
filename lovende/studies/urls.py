"""Addresses of the app."""

from __future__ import annotations

from django.urls import path

from lovende.studies import views

app_name = "studies"
urlpatterns = [
    path("", views.list_studies, name="list"),
    path("studies/<int:study_id>/", views.overview, name="overview"),
]
