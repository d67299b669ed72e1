"""The audit log: every write, and every look at contact data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Model

from lovende.studies.models import AuditEntry, Removal, Study, User


def record(
    verb: str,
    *,
    study: Study | None,
    by: User | None,
    actor: str = "system",
    subject: Model | str = "",
    fields: Iterable[str] = (),
    values: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Add an entry, in the transaction of what it tells.

    `verb` is stable (`panel.import`); `fields` are the names of what was changed or seen;
    `values` only what is not personal data (a state, a number, a date of a study).
    """
    if isinstance(subject, Model):
        subject = f"{subject._meta.model_name}:{subject.pk}"
    return AuditEntry.objects.create(
        study=study,
        user=by,
        actor=by.email if by else actor,
        verb=verb,
        subject=subject,
        fields=sorted(fields),
        values=dict(values or {}),
    )


@contextmanager
def removing(study: Study) -> Iterator[None]:
    """Let the audit log of a study be deleted with it, in one transaction, and at no other time."""
    with transaction.atomic():
        begun = Removal.objects.create(study_number=study.pk)
        yield
        begun.delete()
