"""Addresses of passing on; they stand before the pages of the questionnaire."""

from __future__ import annotations

from django.urls import path

from lovende.responses.handing_over import views

urlpatterns = [
    path("a/<str:token>/hand-over/", views.pass_on, name="hand_over"),
    path("a/<str:token>/hand-over/<str:part>/", views.pass_on, name="hand_over"),
    path(
        "a/<str:token>/hand-over/withdraw/<int:hand_over_id>/",
        views.withdraw,
        name="hand_over_withdraw",
    ),
]
