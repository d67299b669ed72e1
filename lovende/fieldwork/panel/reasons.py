"""Why someone leaves the panel, with the disposition that each reason is counted as."""

from __future__ import annotations

from dataclasses import dataclass

from lovende.domain.texts import N_


@dataclass(frozen=True)
class Reason:
    """A reason to withdraw: its stable code, its label, and AAPOR's code for it."""

    code: str
    label: str
    disposition: str


REASONS = (
    Reason("refused", N_("Does not want to take part"), "2.11"),
    Reason("left", N_("Has left the job, and nobody took over"), "4.7"),
    Reason("not_relevant", N_("Does not belong to those who are asked"), "4.1"),
    Reason("doubled", N_("Stands in the panel twice"), "4.81"),
    Reason("ill", N_("Is ill or not able to take part"), "2.32"),
    Reason("away", N_("Is away during the whole of fieldwork"), "2.26"),
    Reason("dead", N_("Has died"), "2.31"),
    Reason("no_contact", N_("Cannot be reached: no address or number works"), "3.18"),
    Reason("other", N_("Another reason"), "2.36"),
)
BY_CODE = {reason.code: reason for reason in REASONS}
REPLACED = "replaced"
