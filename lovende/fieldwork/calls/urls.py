"""Addresses of the telephone, under `studies/<study>/calls/`."""

from __future__ import annotations

from django.urls import path

from lovende.fieldwork.calls import views

urlpatterns = [
    path("", views.calls, name="calls"),
    path("next/", views.call_next, name="call_next"),
    path("short-interview/", views.short_questions, name="short_questions"),
    path("deepening/", views.deepening, name="deepening"),
    path("deepening/<int:task_id>/remove/", views.take_off, name="deepening_take_off"),
    path("<int:invitee_id>/", views.call, name="call"),
    path("<int:invitee_id>/claim/", views.claim, name="call_claim"),
    path("<int:invitee_id>/release/", views.release, name="call_release"),
    path("<int:invitee_id>/assign/", views.assign, name="call_assign"),
]
