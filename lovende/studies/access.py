"""Who may see what: a study that is not yours does not exist for you."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from lovende.studies.models import Role, StudyRole, User

StudyView = Callable[..., HttpResponseBase]

OWNERS = (Role.OWNER,)
ANALYSTS = (Role.OWNER, Role.ANALYST)
CALLERS = (Role.OWNER, Role.ANALYST, Role.INTERVIEWER)
READERS = (Role.OWNER, Role.ANALYST, Role.READER)
EVERYONE = tuple(Role)


def user_of(request: HttpRequest) -> User:
    """Return the signed-in user; only for pages that need sign-in."""
    return cast(User, request.user)


def role_in(user: User, study_id: int) -> Role | None:
    """Return the user's role in a study, or None."""
    found = StudyRole.objects.filter(study_id=study_id, user=user).values_list("role", flat=True)
    return Role(found[0]) if found else None


def study_page(*roles: Role) -> Callable[[StudyView], StudyView]:
    """Let only these roles in. The view is called with the request, the study in place of
    `study_id`, and the rest of the address.

    Without any role in the study: 404, as if there were none. With another role: 403. The role
    stands on `request.study_role`.
    """

    def guard(view: StudyView) -> StudyView:
        @wraps(view)
        def guarded(request: HttpRequest, study_id: int, **kwargs: Any) -> HttpResponseBase:
            held = (
                StudyRole.objects.select_related("study", "study__organisation")
                .filter(study_id=study_id, user=user_of(request))
                .first()
            )
            if held is None:
                raise Http404
            if held.role not in roles:
                raise PermissionDenied
            request.study_role = Role(held.role)  # type: ignore[attr-defined]  # told above
            return view(request, held.study, **kwargs)

        return guarded

    return guard
