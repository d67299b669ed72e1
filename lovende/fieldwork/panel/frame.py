"""What every page of the panel stands in."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from lovende.domain.texts import N_
from lovende.studies.models import Study
from lovende.web.languages import on_page


def panel_frame(study: Study, *crumbs: str) -> dict[str, Any]:
    """Return the context of a page; `crumbs` are the titles from the panel to it."""
    first = reverse("fieldwork:panel", args=[study.pk])
    way = [(first, on_page(N_("Panel"))), *(("", text) for text in crumbs)]
    return {"study": study, "here": "panel", "crumbs": way if crumbs else []}
