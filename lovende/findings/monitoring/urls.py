"""Addresses of monitoring."""

from __future__ import annotations

from django.urls import path

from lovende.findings.monitoring import views

ROOM = "studies/<int:study_id>/monitoring/"
urlpatterns = [
    path(ROOM, views.monitoring, name="monitoring"),
    path(f"{ROOM}numbers/", views.numbers, name="monitoring_numbers"),
    path(f"{ROOM}tables.xlsx", views.workbook, name="monitoring_workbook"),
    path(f"{ROOM}tables.csv", views.table_file, name="monitoring_csv"),
    path(f"{ROOM}outcomes.txt", views.outcomes, name="monitoring_outcomes"),
]
