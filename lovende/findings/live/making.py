"""Findings computed from what is in the database, and kept as a run."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from django.db import transaction

from lovende.analysis.findings import Findings
from lovende.analysis.loaded import LoadedStudy
from lovende.analysis.steps import STEPS
from lovende.analysis.subsets import part_of
from lovende.findings.live.filters import usual_parts
from lovende.findings.live.stamp import stamp_of
from lovende.findings.models import Run
from lovende.findings.plan.reading import load_live
from lovende.findings.plan.texts import plan_texts
from lovende.findings.provenance import digest_of
from lovende.responses.personal.meanwhile import erasures_of, refuse_if_erased_since
from lovende.studies.models import Job, Study, User

NUMBER_OF_STEPS = len(STEPS)


@dataclass(frozen=True)
class Computed:
    """Findings, the hash of all that went in, and the number of responses they are made of."""

    findings: Findings
    digest: str
    answers: int


def compute(
    study: Study,
    audience: str,
    filters: Mapping[str, str] | None = None,
    begin: Callable[[int], None] = lambda _: None,
) -> Computed:
    """Return the findings for an audience, with what they are made of.

    Raises LovendeError for a faulty plan, without answers, and for filters with the audience
    `public`: the difference of two narrowed tables can be one person.
    """
    from lovende.analysis.run import findings_of  # scipy: not in every process

    assert not (filters and audience == Run.Audience.PUBLIC)
    begin(0)
    loaded = load_live(study, plan_texts(study))
    if filters:
        loaded = part_of(loaded, filters, usual_parts())
    found = findings_of(loaded, audience=audience, begin=begin)
    return Computed(found, _digest(loaded, audience, filters or {}), loaded.dataset.size)


def _digest(loaded: LoadedStudy, audience: str, filters: Mapping[str, str]) -> str:
    return digest_of(loaded.inputs, audience=audience, filters=dict(filters))


def make_run(
    study: Study,
    *,
    audience: str = Run.Audience.ANALYST,
    filters: Mapping[str, str] | None = None,
    by: User | None = None,
    job: Job | None = None,
    begin: Callable[[int], None] = lambda _: None,
) -> Run:
    """Compute findings and store them; the stamp is taken before, so that nothing is missed.

    Raises LovendeError as `compute` does, and where somebody's data were erased meanwhile.
    """
    stamp, erasures = stamp_of(study), erasures_of(study)
    made = compute(study, audience, filters, begin)
    with transaction.atomic():
        refuse_if_erased_since(study, erasures)
        return Run.objects.create(
            study=study,
            audience=audience,
            digest=made.digest,
            stamp=stamp,
            filters=dict(filters or {}),
            findings=packed(made.findings),
            provenance=asdict(made.findings.provenance),
            answers=made.answers,
            job=job,
            by=by,
        )


def packed(findings: Findings) -> bytes:
    """Return findings as they are stored."""
    return gzip.compress(findings.to_json().encode("utf-8"), compresslevel=6, mtime=0)


def unpacked(content: bytes) -> Findings:
    """Return findings that `packed` stored."""
    return Findings.from_json(gzip.decompress(content).decode("utf-8"))
