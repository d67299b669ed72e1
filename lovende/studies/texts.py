"""Proposals for what a respondent is told: the privacy notice and the consent, filled in with names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lovende.domain.texts import LANGUAGES, N_
from lovende.studies.models import LegalBasis
from lovende.translation import translate
from lovende.web.dates import written

BASES = {
    LegalBasis.PUBLIC_TASK: N_(
        "It is allowed because it is a task in the public interest (article 6(1)(e) of the GDPR)."
    ),
    LegalBasis.RESEARCH: N_(
        "It is allowed because the answers are used for research and statistics only "
        "(§ 10 of the Danish data protection act)."
    ),
    LegalBasis.CONSENT: N_(
        "It is allowed because you consent to it (article 6(1)(a) of the GDPR). You can withdraw "
        "your consent at any time by writing to us."
    ),
    LegalBasis.LEGAL_OBLIGATION: N_(
        "It is allowed because we are obliged to do it by law (article 6(1)(c) of the GDPR)."
    ),
    LegalBasis.LEGITIMATE_INTEREST: N_(
        "It is allowed because we have a legitimate interest in the knowledge, and because your "
        "interests do not weigh more (article 6(1)(f) of the GDPR)."
    ),
}
PRIVACY = N_(
    "{organisation} asks and is responsible for the data.\n\n"
    "We store your answers and, where we have invited you, your name, job title, workplace, "
    "e-mail address and telephone number. Contact data are kept apart from the answers. We use "
    "the answers to learn from what was done during {occasion}, and publish figures in which no "
    "single answer can be recognised. {basis}\n\n"
    "Contact data and answers that can be traced to you are erased on {day} at the latest.\n\n"
    "You can see what we store about you, have it corrected or erased, and object to it: write to "
    "{contact}, {email}. You can complain to the Danish Data Protection Agency, datatilsynet.dk."
)
CONSENT = N_(
    "I consent to {organisation} storing my answers and using them to learn from what was done "
    "during {occasion}, as described in the privacy notice. I can withdraw my consent at any time "
    "by writing to {email}."
)


def proposals(organisation: str, details: Mapping[str, Any]) -> dict[str, str]:
    """Return the proposed `privacy_da`, `privacy_en`, `consent_da` and `consent_en`.

    `details` are the fields of a study as far as they are known. The consent is empty where the
    legal basis is another.
    """
    found = {}
    basis = LegalBasis(details["legal_basis"])
    for language in LANGUAGES:
        occasion = details.get(f"occasion_{language}") or details["occasion_da"]
        words = {
            "organisation": organisation,
            "occasion": occasion,
            "basis": translate(BASES[basis], language),
            "day": written(details["keep_until"], language),
            "contact": details["contact_name"],
            "email": details["contact_email"],
        }
        found[f"privacy_{language}"] = translate(PRIVACY, language, **words)
        consent = translate(CONSENT, language, **words) if basis == LegalBasis.CONSENT else ""
        found[f"consent_{language}"] = consent
    return found
