"""Addresses of mail."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from lovende.fieldwork.mail.views import mailings, no, outbox, overview, texts

urlpatterns: list[URLPattern | URLResolver] = [
    path("a/<str:key>/no/", no.say_no, name="say_no"),
    path("studies/<int:study_id>/fieldwork/", overview.overview, name="overview"),
    path("studies/<int:study_id>/fieldwork/texts/new/<str:kind>/", texts.new_text, name="text_new"),
    path("studies/<int:study_id>/fieldwork/texts/<int:text_id>/", texts.edit_text, name="text"),
    path(
        "studies/<int:study_id>/fieldwork/texts/<int:text_id>/remove/",
        texts.remove_text,
        name="text_remove",
    ),
    path(
        "studies/<int:study_id>/fieldwork/texts/preview/", texts.preview_text, name="text_preview"
    ),
    path("studies/<int:study_id>/fieldwork/texts/test/", texts.test_mail, name="text_test"),
    path("studies/<int:study_id>/fieldwork/mailings/new/", mailings.plan, name="plan_mailing"),
    path(
        "studies/<int:study_id>/fieldwork/mailings/<int:mailing_id>/",
        mailings.mailing,
        name="mailing",
    ),
    path(
        "studies/<int:study_id>/fieldwork/mailings/<int:mailing_id>/<str:what>/",
        mailings.change,
        name="mailing_change",
    ),
    path(
        "studies/<int:study_id>/fieldwork/messages/<int:message_id>/<str:what>/",
        mailings.decide,
        name="message_decide",
    ),
    path("studies/<int:study_id>/outbox/", outbox.outbox, name="outbox"),
    path("studies/<int:study_id>/outbox/<int:message_id>/", outbox.message, name="message"),
]
