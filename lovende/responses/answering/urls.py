"""Addresses of answering: the token in them is the key."""

from __future__ import annotations

from django.urls import path

from lovende.responses.answering import both, finish, pages, preview, start

urlpatterns = [
    path("a/<str:token>/", start.start, name="start"),
    path("a/<str:token>/language/", start.language, name="language"),
    path("a/<str:token>/check/", finish.check, name="check"),
    path("a/<str:token>/done/", finish.done, name="done"),
    path("a/<str:token>/reopen/", finish.reopen, name="reopen"),
    path("a/<str:token>/saved/", finish.saved, name="saved"),
    path("a/<str:token>/receipt.pdf", finish.receipt, name="receipt"),
    path("a/<str:token>/<str:part>/", pages.page, name="page"),
    path("a/<str:token>/<str:part>/typed/", pages.typed, name="typed"),
    path("a/<str:token>/<str:part>/both/<int:seq>/", both.both, name="both"),
    path(
        "studies/<int:study_id>/questionnaire/<int:version_id>/preview/<str:language>/",
        preview.preview,
        name="preview_start",
    ),
    path(
        "studies/<int:study_id>/questionnaire/<int:version_id>/preview/<str:language>/<str:part>/",
        preview.preview,
        name="preview",
    ),
]
