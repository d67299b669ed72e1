"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "responses"
urlpatterns: list[URLPattern | URLResolver] = [
    path("studies/<int:study_id>/personal/", include("lovende.responses.personal.urls")),
    # Before the pages of the questionnaire, whose names take any part of an address.
    path("", include("lovende.responses.handing_over.urls")),
    path("", include("lovende.responses.interviews.urls")),
    path("", include("lovende.responses.answering.urls")),
    path("", include("lovende.responses.exchange.urls")),
]
