"""How contacts ended: the disposition codes of the AAPOR Standard Definitions.

Source: American Association for Public Opinion Research, Standard Definitions, 10th edition
(2023), the codes for surveys of named persons by internet, mail and telephone; where the modes
use a code for different things, the words here cover both. A code is a text such as `2.112`; each
further digit makes it narrower, and trailing zeros mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from lovende.domain.errors import Fault, LovendeError, fault
from lovende.domain.texts import N_


class Outcome(StrEnum):
    """The letters of the formulas: what a disposition counts as in a rate."""

    I = "I"  # noqa: E741 - AAPOR's own letter
    P = "P"
    R = "R"
    NC = "NC"
    O = "O"  # noqa: E741 - AAPOR's own letter
    UH = "UH"
    UO = "UO"
    NE = "NE"


OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.I: N_("Complete answer"),
    Outcome.P: N_("Partial answer"),
    Outcome.R: N_("Refusal or break-off"),
    Outcome.NC: N_("Eligible, not reached"),
    Outcome.O: N_("Eligible, other reason"),
    Outcome.UH: N_("Eligibility unknown, nothing known about the person or address"),
    Outcome.UO: N_("Eligibility unknown, other reason"),
    Outcome.NE: N_("Not eligible"),
}

LABELS: Mapping[str, str] = {
    "1": N_("Answered"),
    "1.1": N_("Complete answer"),
    "1.2": N_("Partial answer"),
    "2": N_("Eligible, no answer"),
    "2.1": N_("Refusal or break-off"),
    "2.11": N_("Refused"),
    "2.111": N_("Refused in words"),
    "2.112": N_("Refused without words"),
    "2.1121": N_("Opened the questionnaire and answered nothing"),
    "2.1122": N_("Read the invitation and declined"),
    "2.113": N_("Sent the questionnaire back empty"),
    "2.12": N_("Broke off with too few answers"),
    "2.2": N_("Eligible, not reached"),
    "2.21": N_("Never available"),
    "2.22": N_("Only an answering machine reached"),
    "2.26": N_("Away during the whole of fieldwork"),
    "2.27": N_("Filled in, but not sent before fieldwork ended"),
    "2.3": N_("Eligible, other reason"),
    "2.31": N_("Died"),
    "2.32": N_("Not able to take part"),
    "2.33": N_("Language difficulties"),
    "2.332": N_("Does not know the language"),
    "2.333": N_("No questionnaire in the language needed"),
    "2.34": N_("Could not read or hear well enough"),
    "2.35": N_("Circumstances did not allow an answer"),
    "2.36": N_("Other obstacle"),
    "2.9": N_("Eligible, other reason"),
    "3": N_("Eligibility unknown"),
    "3.1": N_("Nothing known about the person or address"),
    "3.11": N_("No invitation was sent"),
    "3.12": N_("Telephone always engaged"),
    "3.13": N_("Telephone never answered"),
    "3.14": N_("Answering machine, unclear whose"),
    "3.15": N_("Blocked by technology"),
    "3.16": N_("Technical fault on the line"),
    "3.18": N_("Address could not be found"),
    "3.19": N_("Nothing was ever heard"),
    "3.2": N_("Not settled whether the person is eligible"),
    "3.21": N_("Screening questions not answered"),
    "3.23": N_("Post refused by the addressee"),
    "3.3": N_("Invitation came back undelivered"),
    "3.31": N_("Post returned: unknown at the address"),
    "3.4": N_("Invitation came back with a new address"),
    "3.9": N_("Eligibility unknown, other reason"),
    "3.91": N_("Answer came from an address that was not invited"),
    "4": N_("Not eligible"),
    "4.1": N_("Does not belong to the survey"),
    "4.2": N_("Fax or data line"),
    "4.3": N_("Number not in use"),
    "4.4": N_("Technical arrangement of the number"),
    "4.5": N_("Number belongs to a firm or an institution"),
    "4.7": N_("No eligible person"),
    "4.8": N_("Quota filled"),
    "4.81": N_("Listed twice"),
    "4.9": N_("Not eligible, other reason"),
}


def normal(code: str) -> str:
    """Return the code without trailing zeros after the point: `2.10` is `2.1`, `1.0` is `1`."""
    code = code.strip()
    return code.rstrip("0").rstrip(".") if "." in code else code


def outcome(code: str) -> Outcome:
    """Return what a code counts as. Raises LovendeError for a code that does not exist.

    3.1 and 3.2 are UH, 3.3 and above UO; everything under 2 that is neither refusal nor
    non-contact is O. `1`, `2` and `3` alone are too coarse to count.
    """
    known = normal(code)
    if not known.replace(".", "", 1).isdigit() or known.rstrip(".") in ("1", "2", "3"):
        raise LovendeError(_unknown(code))
    main, _, rest = known.partition(".")
    by_prefix = {
        "1.1": Outcome.I,
        "1.2": Outcome.P,
        "2.1": Outcome.R,
        "2.2": Outcome.NC,
        "3.1": Outcome.UH,
        "3.2": Outcome.UH,
    }
    others = {"2": Outcome.O, "3": Outcome.UO, "4": Outcome.NE}
    found = by_prefix.get(f"{main}.{rest[:1]}") or others.get(main)
    if found is None:
        raise LovendeError(_unknown(code))
    return found


def label(code: str) -> str:
    """Return what a code means (to be translated), that of the next wider code where it has none."""
    known = normal(code)
    while known and known not in LABELS:
        known = known[:-1].rstrip(".")
    if not known:
        raise LovendeError(_unknown(code))
    return LABELS[known]


def tally(codes: Iterable[str]) -> dict[Outcome, int]:
    """Count the outcomes of final codes. Raises LovendeError with a fault for each unknown code."""
    counts = dict.fromkeys(Outcome, 0)
    unknown: dict[str, None] = {}
    for code in codes:
        try:
            counts[outcome(code)] += 1
        except LovendeError:
            unknown[code] = None
    if unknown:
        raise LovendeError(_unknown(code) for code in unknown)
    return counts


def _unknown(code: str) -> Fault:
    message = N_(
        "{disposition} is not a disposition code; use a code of the AAPOR Standard Definitions such as 1.1 or 2.11."
    )
    return fault("response.unknown_disposition", message, disposition=code)
