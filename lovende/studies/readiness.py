"""What must be in place before a study opens, and what follows when it closes: each room registers it.

    @before_opening
    def a_live_questionnaire(study: Study) -> Iterable[Obstacle]: ...

in a module that the room's `apps.ready` imports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lovende.domain.errors import Fault
from lovende.studies.models import Study, User


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way: a marked message, and the name of the page that puts it right."""

    code: str
    message: str
    page: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    def fault(self) -> Fault:
        """Return it as a fault."""
        return Fault(self.code, self.message, self.params)


Check = Callable[[Study], Iterable[Obstacle]]
checks_before_opening: dict[str, Check] = {}
Follow = Callable[[Study, User], object]
_after_closing: dict[str, Follow] = {}


def before_opening(check: Check) -> Check:
    """Ask this check before a study goes live (again)."""
    checks_before_opening[f"{check.__module__}.{check.__name__}"] = check
    return check


def obstacles_to_opening(study: Study) -> list[Obstacle]:
    """Return all that keeps a study from going live."""
    return [each for check in checks_before_opening.values() for each in check(study)]


def after_closing(follow: Follow) -> Follow:
    """Do this in the transaction that closes a study, with the study and who closed it."""
    _after_closing[f"{follow.__module__}.{follow.__name__}"] = follow
    return follow


def follow_closing(study: Study, by: User) -> None:
    """Do what every room does when a study has been closed."""
    for follow in _after_closing.values():
        follow(study, by)
