"""Addresses of the app."""

from __future__ import annotations

from django.urls import path

from lovende.studies.views import jobs, log, organisations, people, profile, studies

app_name = "studies"
urlpatterns = [
    path("", studies.list_studies, name="list"),
    path("studies/new/", studies.new_study, name="new"),
    path("studies/<int:study_id>/", studies.overview, name="overview"),
    path("studies/<int:study_id>/settings/", studies.settings, name="settings"),
    path("studies/<int:study_id>/link/", studies.new_link, name="new_link"),
    path("studies/<int:study_id>/open/", studies.open_study, name="open"),
    path("studies/<int:study_id>/close/", studies.close_study, name="close"),
    path("studies/<int:study_id>/reopen/", studies.reopen_study, name="reopen"),
    path("studies/<int:study_id>/people/", people.people, name="people"),
    path("studies/<int:study_id>/people/<int:role_id>/", people.change_role, name="change_role"),
    path("studies/<int:study_id>/people/<int:role_id>/out/", people.take_role, name="take_role"),
    path("studies/<int:study_id>/people/<int:role_id>/tell/", people.tell_again, name="tell_again"),
    path("studies/<int:study_id>/log/", log.log, name="log"),
    path("studies/<int:study_id>/log/download/", log.download_log, name="download_log"),
    path("studies/<int:study_id>/jobs/<int:job_id>/", jobs.job, name="job"),
    path("studies/<int:study_id>/jobs/<int:job_id>/again/", jobs.begin_again, name="job_again"),
    path("organisations/new/", organisations.new_organisation, name="new_organisation"),
    path("organisations/<int:organisation_id>/", organisations.organisation, name="organisation"),
    path(
        "organisations/<int:organisation_id>/members/<int:member_id>/",
        organisations.change_member,
        name="change_member",
    ),
    path(
        "organisations/<int:organisation_id>/members/<int:member_id>/remove/",
        organisations.remove_member,
        name="remove_member",
    ),
    path(
        "organisations/<int:organisation_id>/invitations/<int:number>/remove/",
        organisations.remove_invitation,
        name="remove_invitation",
    ),
    path("profile/", profile.profile, name="profile"),
]
