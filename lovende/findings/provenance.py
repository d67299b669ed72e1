"""Hashes of everything that findings are made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

import polars as pl

from lovende.analysis.panel import Panel
from lovende.analysis.provenance import versions
from lovende.domain.dataset.model import Dataset
from lovende.findings.plan.texts import INDEX, PRACTICES, SETTINGS, THEMES, PlanTexts
from lovende.questionnaires.models import Version

ROLES = {SETTINGS: "study", INDEX: "index", PRACTICES: "practices", THEMES: "themes"}


def inputs_of(
    texts: PlanTexts,
    version: Version,
    dataset: Dataset,
    panel: Panel | None,
    nonresponders: Dataset | None,
) -> tuple[dict[str, str], ...]:
    """Return each input as the findings tell it: what it is, its role, its SHA-256.

    Answers and panel have no file: hashed are their values, and of answers the states, as CSV.
    """
    plan = [(name, ROLES[name], _hash(text.encode())) for name, text in texts.files().items()]
    parts = [
        plan[0],
        (version.source_name, "questionnaire", version.digest),
        ("answers", "answers", hash_of_frames((dataset.values, dataset.states))),
    ]
    if panel is not None:
        parts.append(("panel", "panel", hash_of_frames((panel.frame,))))
    if nonresponders is not None:
        frames = (nonresponders.values, nonresponders.states)
        parts.append(("nonresponders", "nonresponders", hash_of_frames(frames)))
    return tuple(
        {"file": name, "role": role, "sha256": digest} for name, role, digest in (*parts, *plan[1:])
    )


def hash_of_frames(frames: Iterable[pl.DataFrame]) -> str:
    """Return the SHA-256 of tables as CSV, one after the other."""
    digest = hashlib.sha256()
    for frame in frames:
        digest.update(",".join(frame.columns).encode())
        for part in frame.iter_slices(10_000):
            digest.update(part.write_csv(include_header=False).encode())
    return digest.hexdigest()


def digest_of(inputs: Iterable[Mapping[str, str]], **settings: object) -> str:
    """Return the hash of everything that went in: inputs, the programs, and `settings`."""
    said = [[dict(one) for one in inputs], versions(), settings]
    return _hash(json.dumps(said, sort_keys=True, ensure_ascii=False).encode())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
