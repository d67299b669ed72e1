"""Addresses of personal data, under `studies/<study>/personal/`."""

from __future__ import annotations

from django.urls import path

from lovende.responses.personal import views

urlpatterns = [
    path("", views.personal, name="personal"),
    path("retention/", views.retention, name="personal_retention"),
    path("answers/", views.marks, name="marks"),
    path("answers/<int:pk>/looked/", views.look_at, name="mark_looked_at"),
    path("<slug:kind>/<int:pk>/", views.person_data, name="person_data"),
    path("<slug:kind>/<int:pk>/download/", views.download, name="person_download"),
    path("<slug:kind>/<int:pk>/erase/", views.erase, name="person_erase"),
]
