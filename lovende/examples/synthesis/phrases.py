"""The parts of the invented descriptions that fit every area, in Danish like the answers."""

from __future__ import annotations

from collections.abc import Mapping

MARK = "Syntetisk eksempel"

WHYS = (
    "Vi måtte finde en anden vej, da de vante tilbud lukkede fra den ene dag til den anden.",
    "Borgerne var ved at miste kontakten med os, og det kunne ikke vente.",
    "Ensomheden voksede, og det kunne vi høre i hver eneste samtale.",
    "Vi havde længe talt om det, og nu var der plads til at prøve.",
    "Uden den var flere blevet stående helt uden hjælp.",
    "Sådan kunne vi både passe på hinanden og holde kontakten ved lige.",
)

HOW_NEW: Mapping[str | None, tuple[str, ...]] = {
    "1": (
        "Det er en helt anden måde at arbejde på: før skulle borgeren altid komme til os.",
        "Vi har vendt opgaven om og begynder nu med det, borgeren selv vil.",
        "Noget lignende har vi aldrig haft, og det har ændret synet på, hvad der kan lade sig gøre.",
        "Indsatsen er bygget op fra bunden og er ikke en kopi af det, vi plejede at gøre.",
    ),
    "2": (
        "Det nye er ikke selve indholdet, men at vi gør det oftere og i en enklere form.",
        "Vi har bygget videre på noget, der fandtes i forvejen, og gjort det mere smidigt.",
        "Værktøjet var kendt, men vi havde ikke brugt det over for borgerne før.",
        "Det er en justering af den daglige praksis, som har vist sig at virke.",
    ),
    None: (
        "Vi ved endnu ikke, om det er noget grundlæggende nyt, men det føles anderledes.",
        "Det er svært at sige, hvor nyt det er; noget er prøvet før i en mindre form.",
    ),
}
"""How it is new, by the answer to question 23 (None: not answered)."""

MATURITIES = (
    "Den er i fast drift.",
    "Vi er stadig ved at prøve den af.",
    "Den er næsten færdig; vi mangler at lave en vejledning.",
    "Omkring halvvejs: den virker, men hænger på få medarbejdere.",
    "Den er klar til at blive bredt ud til resten af området.",
    "Den er under udvikling, og borgerne er med til at rette den til.",
)

OTHERS: Mapping[str, tuple[str, ...]] = {
    "q2_other": ("en sammenlægning af to områder tog al tiden",),
    "q3_other": (
        "en ny måde at informere borgerne på",
        "en blanding af flere ting",
        "nye fysiske rammer",
        "fælles brug af medarbejdere",
    ),
    "q4_other": (
        "pårørende",
        "gravide og spædbørnsfamilier",
        "medarbejdere i udsatte stillinger",
        "borgere i genoptræning",
        "unge, der har forladt skolen",
    ),
    "q5_other": ("ADHD", "en blanding af flere lidelser", "tvangstanker"),
    "q6_other": ("kroniske smerter", "lungesygdom", "følger efter en ulykke"),
    "q7_other": ("gæld", "skolefravær", "konflikter i familien", "manglende netværk"),
    "q9_other": ("en lokal forening", "et naboområde", "en tidligere medarbejder"),
    "q12_other": ("praktiserende læger", "biblioteket", "lokale virksomheder"),
    "q13_other": ("lokalpressen", "erhvervslivet", "en fond"),
}
"""What "other" stands for, by text question."""
