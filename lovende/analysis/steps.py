"""The steps of an analysis, as those who wait are told of them."""

from __future__ import annotations

from lovende.domain.texts import N_

STEPS = (
    N_("Reading the files"),
    N_("Counting"),
    N_("Testing"),
    N_("Response"),
    N_("Index"),
    N_("Protecting small cells"),
)
