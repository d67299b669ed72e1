"""Addresses of the app."""

from __future__ import annotations

from django.urls import path

from lovende.questionnaires.views import pilot, versions

app_name = "questionnaires"
ROOT = "studies/<int:study_id>/questionnaire/"
VERSION = f"{ROOT}<int:version_id>/"
PILOT = "studies/<int:study_id>/pilot/"
urlpatterns = [
    path(ROOT, versions.overview, name="overview"),
    path(f"{ROOT}new/", versions.upload, name="upload"),
    path(f"{ROOT}example/", versions.use_example, name="use_example"),
    path(VERSION, versions.show, name="version"),
    path(f"{VERSION}changes/", versions.changes, name="changes"),
    path(f"{VERSION}live/", versions.make_live, name="make_live"),
    path(f"{VERSION}retire/", versions.retire, name="retire"),
    path(f"{VERSION}preview/", versions.preview, name="preview"),
    path(f"{VERSION}file/", versions.file, name="file"),
    path(f"{VERSION}as/<str:kind>/", versions.export, name="export"),
    path(PILOT, pilot.testers, name="pilot"),
    path(f"{PILOT}testers/<int:tester_id>/remove/", pilot.remove_tester, name="remove_tester"),
    path(f"{PILOT}testers/<int:tester_id>/link/", pilot.renew_link, name="renew_link"),
    path(f"{PILOT}comments/", pilot.comments, name="comments"),
    path(f"{PILOT}comments/<int:comment_id>/", pilot.change_comment, name="change_comment"),
    path(f"{PILOT}comments/as/<str:kind>/", pilot.export_comments, name="export_comments"),
]
