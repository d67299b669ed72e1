"""Addresses of interviews, beside those of the call list."""

from __future__ import annotations

from django.urls import path

from lovende.responses.interviews import views

CALLS = "studies/<int:study_id>/calls/"
urlpatterns = [
    path(f"{CALLS}<int:invitee_id>/short/", views.short_interview, name="short_interview"),
    path(f"{CALLS}deepening/<int:task_id>/", views.deepening_call, name="deepening_call"),
    path(f"{CALLS}deepening/<int:task_id>/claim/", views.deepening_claim, name="deepening_claim"),
    path(f"{CALLS}told/", views.told, name="told"),
]
