"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from lovende.findings.monitoring.urls import urlpatterns as monitoring
from lovende.findings.views import lists, pages, plan, reports

app_name = "findings"
urlpatterns: list[URLPattern | URLResolver] = [
    *monitoring,
    path("studies/<int:study_id>/findings/", pages.overview, name="overview"),
    path("studies/<int:study_id>/findings/parts/<slug:part>/", pages.part, name="part"),
    path("studies/<int:study_id>/findings/age/", pages.fresh, name="fresh"),
    path("studies/<int:study_id>/findings/refresh/", pages.refresh, name="refresh"),
    path("studies/<int:study_id>/findings/promising/", lists.promising, name="promising"),
    path("studies/<int:study_id>/findings/open/", lists.open_answers, name="open_answers"),
    path("studies/<int:study_id>/findings/plan/", plan.edit, name="plan"),
    path("studies/<int:study_id>/findings/plan/upload/", plan.upload, name="plan_upload"),
    path("studies/<int:study_id>/findings/plan/files/", plan.download, name="plan_files"),
    path("studies/<int:study_id>/findings/plan/usual/", plan.reset, name="plan_reset"),
    path("studies/<int:study_id>/findings/plan/folder/", plan.folder, name="study_folder"),
    path(
        "studies/<int:study_id>/findings/plan/folder/underway/",
        plan.folder_underway,
        name="folder_underway",
    ),
    path("studies/<int:study_id>/findings/reports/", reports.listed, name="reports"),
    path("studies/<int:study_id>/findings/reports/new/", reports.make, name="report_new"),
    path("studies/<int:study_id>/findings/reports/underway/", reports.underway, name="underway"),
    path("studies/<int:study_id>/findings/runs/<int:run>/", pages.overview, name="run_overview"),
    path(
        "studies/<int:study_id>/findings/runs/<int:run>/parts/<slug:part>/",
        pages.part,
        name="run_part",
    ),
    path(
        "studies/<int:study_id>/findings/runs/<int:run>/figures/<slug:name>.svg",
        pages.figure,
        name="figure",
    ),
    path(
        "studies/<int:study_id>/findings/runs/<int:run>/files/<int:file>/",
        reports.file,
        name="file",
    ),
    path(
        "studies/<int:study_id>/findings/runs/<int:run>/provenance/",
        reports.provenance,
        name="provenance",
    ),
    path(
        "studies/<int:study_id>/findings/runs/<int:run>/publish/", reports.publish, name="publish"
    ),
    path(
        "studies/<int:study_id>/findings/runs/<int:run>/withdraw/",
        reports.withdraw,
        name="withdraw",
    ),
]
