"""Addresses of the panel, under `studies/<study>/panel/`."""

from __future__ import annotations

from django.urls import path

from lovende.fieldwork.panel import import_views, person_views, views

urlpatterns = [
    path("", views.panel, name="panel"),
    path("add/", person_views.add, name="panel_add"),
    path("download/", views.download, name="panel_download"),
    path("move/", views.move, name="panel_move"),
    path("waves/", views.waves, name="panel_waves"),
    path("waves/add/", views.add_wave, name="panel_add_wave"),
    path("waves/<int:wave_id>/name/", views.name_wave, name="panel_name_wave"),
    path("import/", import_views.upload, name="panel_import"),
    path("import/<int:upload_id>/", import_views.preview, name="panel_preview"),
    path("import/<int:upload_id>/columns/", import_views.columns, name="panel_columns"),
    path("import/<int:upload_id>/mend/", import_views.mend, name="panel_mend"),
    path("import/<int:upload_id>/confirm/", import_views.confirm_import, name="panel_confirm"),
    path("import/<int:upload_id>/resume/", import_views.resume, name="panel_resume"),
    path("import/<int:upload_id>/remove/", import_views.give_up, name="panel_give_up"),
    path("<int:invitee_id>/", person_views.person, name="person"),
    path("<int:invitee_id>/withdraw/", person_views.withdraw, name="panel_withdraw"),
    path("<int:invitee_id>/replace/", person_views.replace, name="panel_replace"),
    path("<int:invitee_id>/new-link/", person_views.new_link, name="panel_new_link"),
]
