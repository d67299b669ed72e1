"""Addresses of answers out and in."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from lovende.responses.exchange.views import exports, imports

AT = "studies/<int:study_id>/answers/"
urlpatterns: list[URLPattern | URLResolver] = [
    path(AT, exports.overview, name="overview"),
    path(f"{AT}exports/", exports.exports, name="exports"),
    path(f"{AT}exports/new/", exports.make, name="export_new"),
    path(f"{AT}exports/underway/", exports.underway, name="exports_underway"),
    path(f"{AT}exports/<int:export>/download/", exports.download, name="export_file"),
    path(f"{AT}exports/<int:export>/remove/", exports.remove, name="export_remove"),
    path(f"{AT}imports/", imports.upload, name="imports"),
    path(f"{AT}imports/underway/", imports.underway, name="imports_underway"),
    path(f"{AT}imports/<int:upload>/", imports.preview, name="import"),
    path(f"{AT}imports/<int:upload>/columns/", imports.columns, name="import_columns"),
    path(f"{AT}imports/<int:upload>/confirm/", imports.confirm, name="import_confirm"),
    path(f"{AT}imports/<int:upload>/remove/", imports.give_up, name="import_remove"),
]
