"""The parts that the invented descriptions are put together from, in Danish like the answers.

The ideas are general and belong to no real municipality. {count} is a number of citizens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MARK = "Syntetisk eksempel"


@dataclass(frozen=True)
class Area:
    """What the leaders of one administration write about.

    `ideas` are pairs of a name and what it is about; a description takes one part of each kind.
    """

    ideas: tuple[tuple[str, str], ...]
    details: tuple[str, ...]
    targets: tuple[str, ...]
    benefits: tuple[str, ...]
    actors: tuple[str, ...]


AREAS: Mapping[str, Area] = {
    "Social": Area(
        ideas=(
            (
                "Varmestuen på hjul",
                "En ombygget bus kører faste ruter med mad, tøj og en snak, der hvor folk opholder sig.",
            ),
            (
                "Gå-samtalen",
                "Støttesamtaler holdes udendørs på en aftalt rute i stedet for på kontoret.",
            ),
            (
                "Døgntelefonen",
                "Borgerne kan ringe eller skrive til en kendt medarbejder, også om aftenen og i weekenden.",
            ),
            (
                "Medicin ved døren",
                "Substitutionsmedicin bringes ud til hjemmet, og sygeplejersken tager en kort samtale med.",
            ),
            (
                "Boligrådet på skærmen",
                "Udsatte lejere, boligsocial medarbejder og sagsbehandler mødes på video, før en restance vokser.",
            ),
            (
                "Nattelinjen for pårørende",
                "Pårørende til mennesker med et misbrug mødes i små grupper på video en fast aften.",
            ),
            (
                "Fælles morgenrunde",
                "Herberg, misbrugsbehandling og udgående team tager et kvarters fælles telefonmøde hver morgen.",
            ),
        ),
        details=(
            "Borgeren vælger selv, om kontakten skal være på telefon, video eller ansigt til ansigt.",
            "En fast medarbejder følger hver borger, så ingen skal fortælle sin historie forfra.",
            "Vi begyndte i ét team og tog de andre med, da det viste sig at holde.",
            "Aftaler bliver bekræftet med en sms, og fremmødet er blevet mere stabilt.",
        ),
        targets=(
            "Voksne i hjemløshed og voksne med et misbrug, omkring {count} borgere.",
            "Cirka {count} borgere mellem 25 og 60 år med få sociale kontakter.",
            "Unge og voksne, der ikke selv kommer ind ad døren, anslået {count} personer.",
        ),
        benefits=(
            "Vi får øje på problemer tidligere og når at handle, inden de bliver akutte.",
            "Flere tager imod hjælp, fordi den kommer til dem og ikke omvendt.",
            "Samtalerne er blevet mere ligeværdige, når vi ikke sidder på hver sin side af et bord.",
        ),
        actors=(
            "Udgående team, sygeplejerske og en frivillig organisation.",
            "Misbrugscentret, det boligsociale team og to boligafdelinger.",
            "Medarbejdere fra herberg og socialsygepleje, med opbakning fra ledelsen.",
        ),
    ),
    "Ældre og Sundhed": Area(
        ideas=(
            (
                "Træn med fra stuen",
                "Terapeuten leder små træningshold på video, og øvelserne tilpasses den enkelte undervejs.",
            ),
            (
                "Kaffe på skærmen",
                "Beboere på plejecentre har faste videoaftaler med familien, og personalet hjælper med teknikken.",
            ),
            (
                "Skærmbesøg i hjemmeplejen",
                "Korte besøg om medicin og måltider klares på video hos de borgere, der ønsker det.",
            ),
            (
                "Små faste hold",
                "Hver borger får hjælp af en lille fast gruppe medarbejdere, som selv lægger deres ruter.",
            ),
            (
                "Sang i gården",
                "Musik og bevægelse er flyttet ud i gården, så beboerne kan være med fra vindue og altan.",
            ),
            (
                "Sårpleje med ekspert på linjen",
                "Hjemmesygeplejersken viser såret på video for en specialist, mens hun er hos borgeren.",
            ),
            (
                "Ring til en ven",
                "Frivillige og borgere, der bor alene, ringer sammen to gange om ugen efter en fast plan.",
            ),
        ),
        details=(
            "De, der ikke har en skærm selv, låner en, og en medarbejder sætter den op.",
            "Personalet har fået en halv dags oplæring og har en kollega at ringe til.",
            "Holdene er på højst otte, så der er tid til den enkelte.",
            "Vi spørger borgeren igen hver måned, om formen stadig passer.",
        ),
        targets=(
            "Ældre over 70 år, der bor alene, omkring {count} borgere.",
            "Borgere i genoptræning efter sygdom eller fald, cirka {count} om året.",
            "Beboere på plejecentre og deres pårørende, i alt omkring {count}.",
        ),
        benefits=(
            "Borgerne holder deres funktionsniveau og slipper for transporten.",
            "Der er mere ro i hverdagen, både for beboere og medarbejdere.",
            "Pårørende, som bor langt væk, er kommet tættere på.",
        ),
        actors=(
            "Terapeuter, hjemmepleje og kommunens it-afdeling.",
            "Plejecentrets personale, pårørende og lokale frivillige.",
            "Sygeplejen, en leverandør af skærme og et par engagerede borgere.",
        ),
    ),
    "Børn og Familie": Area(
        ideas=(
            (
                "Familiesamtaler ved køkkenbordet",
                "Familiebehandleren er med på video om aftenen, hvor hele familien er hjemme.",
            ),
            (
                "Godnathistorie på afstand",
                "Anbragte børn og deres forældre ses på video i korte, faste stunder ud over det almindelige samvær.",
            ),
            (
                "Legepladsmødet",
                "Samtaler med småbørnsfamilier holdes på en legeplads, mens børnene leger.",
            ),
            (
                "Chat med en socialrådgiver",
                "Unge kan skrive anonymt med en rådgiver og få en aftale samme dag.",
            ),
            (
                "Forældrehold på nettet",
                "Forældre til børn med særlige behov mødes i et forløb på video med korte film mellem gangene.",
            ),
            (
                "Små grupper i dagtilbud",
                "Børnene er i små faste grupper med de samme voksne, mest udendørs.",
            ),
            (
                "Netværksmøde uden rejsetid",
                "Skole, familie og rådgiver holder korte møder på video, så snart der er brug for det.",
            ),
        ),
        details=(
            "Barnet bestemmer selv, om kameraet skal være tændt.",
            "Mødet har en fast dagsorden på ét ark, som familien får dagen før.",
            "Behandleren ser hjemmet, som det er, og kan øve nye vaner der, hvor de skal bruges.",
            "Samtalerne er kortere end før, men der er flere af dem.",
        ),
        targets=(
            "Familier med børn mellem 3 og 12 år, omkring {count} familier.",
            "Unge mellem 13 og 18 år, som har brug for støtte, cirka {count}.",
            "Anbragte børn og deres forældre, anslået {count} børn.",
        ),
        benefits=(
            "Begge forældre er med oftere end tidligere.",
            "Børnene siger mere, når de sidder i trygge omgivelser.",
            "Uro i familien bliver opdaget før, og færre møder bliver aflyst.",
        ),
        actors=(
            "Familierådgivningen, skoler og dagtilbud.",
            "Familiebehandlere, plejefamilier og forældre.",
            "Socialrådgivere, PPR og de unge selv.",
        ),
    ),
    "Beskæftigelse": Area(
        ideas=(
            (
                "Jobsamtalen som gåtur",
                "Den ledige og rådgiveren går en tur sammen, når samtalen handler om det, der er svært.",
            ),
            (
                "Virksomhedsbesøg på video",
                "Den ledige ser arbejdspladsen og hilser på kollegerne på video, inden praktikken begynder.",
            ),
            (
                "Valgfri samtaleform",
                "Borgeren vælger ved hver indkaldelse mellem fremmøde, telefon og video.",
            ),
            (
                "Dansk derhjemme",
                "Sprogundervisningen er delt i korte lektioner på nettet med en mentor på telefonen.",
            ),
            (
                "Ét møde, én plan",
                "Borger, læge, ydelseskontor og jobkonsulent er med på samme videomøde og lægger én plan.",
            ),
            (
                "Ungeholdet på nettet",
                "Unge uden job eller uddannelse begynder dagen med et kort fælles møde på skærmen.",
            ),
            (
                "Lynkurset",
                "Ledige tager korte digitale kurser sammen med dem, der allerede arbejder i faget.",
            ),
        ),
        details=(
            "Rådgiveren sender punkterne på forhånd, så borgeren kan forberede sig.",
            "Vi har aftalt faste tider, hvor man altid kan få fat i os.",
            "Borgere uden computer bruger en rolig plads på biblioteket.",
            "Referatet skrives sammen, mens samtalen er i gang.",
        ),
        targets=(
            "Ledige med andre problemer end ledighed, omkring {count} borgere.",
            "Unge under 30 år uden uddannelse, cirka {count}.",
            "Borgere i et længere sygeforløb, anslået {count} om året.",
        ),
        benefits=(
            "Der er færre udeblivelser, og samtalerne når længere.",
            "Borgerne føler sig mindre kontrolleret og tager mere initiativ.",
            "Ventetiden på en plan er blevet kortere.",
        ),
        actors=(
            "Jobcentret, lokale virksomheder og en sprogskole.",
            "Jobkonsulenter, mentorer og sundhedsområdet.",
            "Ydelseskontoret, ungeenheden og borgerne selv.",
        ),
    ),
    "Handicap og Psykiatri": Area(
        ideas=(
            (
                "Bostøtte i lommen",
                "Den daglige støtte gives på video eller i beskeder, og de fysiske besøg bruges til det svære.",
            ),
            (
                "Det lille værksted hjemme",
                "Borgere i aktivitetstilbud får en kasse med materialer og arbejder sammen over skærmen.",
            ),
            (
                "Fredagscafé på nettet",
                "Et fast samvær på skærmen med quiz og musik, som borgerne selv står for.",
            ),
            (
                "Piktogrammer til hverdagen",
                "Nye regler og planer er lavet som billeder sammen med beboerne.",
            ),
            (
                "Angsttræning i små trin",
                "Forløbet begynder på telefon, går over på video og ender med en fælles tur i byen.",
            ),
            (
                "Stille dage",
                "Botilbuddet har indført dage uden planlagte aktiviteter, fordi beboerne trivedes med roen.",
            ),
            (
                "Pårørendemøde på skærmen",
                "Pårørende til voksne på botilbud mødes på video hver måned med en medarbejder som vært.",
            ),
        ),
        details=(
            "Støtten er delt i flere korte kontakter i stedet for ét langt besøg.",
            "Borgeren kan altid bede om et fysisk besøg i stedet.",
            "Vi har lavet en vejledning med billeder, som borgerne har prøvet af.",
            "Medarbejderne har selv fundet på formen og retter den til hver uge.",
        ),
        targets=(
            "Voksne med angst eller depression, omkring {count} borgere.",
            "Borgere med udviklingshæmning i botilbud, cirka {count}.",
            "Unge voksne med autisme eller ADHD, anslået {count}.",
        ),
        benefits=(
            "Nogle af borgerne er blevet mere selvstændige og beder om mindre hjælp.",
            "Det er lettere at tage imod støtte, når man kan være i sin egen sofa.",
            "Medarbejderne når flere, og borgerne oplever, at vi er hurtigere fremme.",
        ),
        actors=(
            "Bostøtteteamet, borgerne og deres pårørende.",
            "Botilbud, aktivitetscenter og en frivillig forening.",
            "Socialpsykiatrien, sundhedscentret og kommunens digitaliseringsteam.",
        ),
    ),
}

WHYS = (
    "Vi måtte finde en anden vej, da de vante tilbud lukkede fra den ene dag til den anden.",
    "Borgerne var ved at miste kontakten med os, og det kunne ikke vente.",
    "Ensomheden voksede, og det kunne vi høre i hver eneste samtale.",
    "Vi havde længe talt om det, og nu var der plads til at prøve.",
    "Uden den var flere blevet stående helt uden hjælp.",
    "Det gav mening, fordi det både skånede borgerne for smitte og holdt kontakten ved lige.",
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
