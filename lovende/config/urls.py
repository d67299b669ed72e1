"""All addresses of the platform, by app."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("lovende.web.urls")),
    path("", include("lovende.studies.urls")),
    path("", include("lovende.questionnaires.urls")),
    path("", include("lovende.fieldwork.urls")),
    path("", include("lovende.responses.urls")),
    path("", include("lovende.findings.urls")),
]
handler404 = "lovende.web.faults.not_found"
handler403 = "lovende.web.faults.forbidden"
handler400 = "lovende.web.faults.bad_request"
handler429 = "lovende.web.faults.too_many"
handler500 = "lovende.web.faults.server_error"
