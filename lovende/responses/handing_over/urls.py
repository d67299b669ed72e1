"""Addresses of passing on; they stand before the pages of the questionnaire."""

from __future__ import annotations

from django.urls import path

from lovende.responses.handing_over import staff, views

urlpatterns = [
    path("a/<str:token>/hand-over/", views.pass_on, name="hand_over"),
    path("a/<str:token>/hand-over/<str:part>/", views.pass_on, name="hand_over"),
    path(
        "a/<str:token>/hand-over/withdraw/<int:hand_over_id>/",
        views.withdraw,
        name="hand_over_withdraw",
    ),
    path("studies/<int:study_id>/hand-overs/", staff.hand_overs, name="hand_overs"),
    path(
        "studies/<int:study_id>/hand-overs/<int:hand_over_id>/take-back/",
        staff.withdraw,
        name="hand_over_take_back",
    ),
]
