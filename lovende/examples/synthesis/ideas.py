"""What the invented innovations are about, by administration, in Danish like the answers.

The ideas are general and belong to no real municipality. {count} is a number of citizens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Idea:
    """An innovation: its name, what it is about, whom it is for, and one thing about how it is done."""

    name: str
    content: str
    target: str
    detail: str


@dataclass(frozen=True)
class Area:
    """What the leaders of one administration write about; benefits and actors fit all its ideas."""

    ideas: tuple[Idea, ...]
    benefits: tuple[str, ...]
    actors: tuple[str, ...]


_SOCIAL = Area(
    ideas=(
        Idea(
            "Varmestuen på hjul",
            "En ombygget bus kører faste ruter med mad, tøj og en snak, der hvor folk opholder sig.",
            "Borgere i hjemløshed, omkring {count} på en måned.",
            "Bussen holder de samme steder på de samme tider, så man kan regne med den.",
        ),
        Idea(
            "Gå-samtalen",
            "Støttesamtaler holdes udendørs på en aftalt rute i stedet for på kontoret.",
            "Voksne, der har svært ved at sidde over for en sagsbehandler, cirka {count}.",
            "Borgeren bestemmer tempoet, og vi skriver først noget ned bagefter.",
        ),
        Idea(
            "Døgntelefonen",
            "Borgerne kan ringe eller skrive til en kendt medarbejder, også om aftenen og i weekenden.",
            "Omkring {count} borgere med få sociale kontakter.",
            "Vagten går på skift mellem dem, borgerne kender i forvejen.",
        ),
        Idea(
            "Medicin ved døren",
            "Substitutionsmedicin bringes ud til hjemmet, og sygeplejersken tager en kort samtale med.",
            "Cirka {count} borgere i substitutionsbehandling.",
            "Besøget tager ti minutter og giver alligevel et godt indtryk af, hvordan det går.",
        ),
        Idea(
            "Boligrådet på skærmen",
            "Lejer, boligsocial medarbejder og sagsbehandler mødes på video, før en restance vokser.",
            "Lejere, der er ved at miste boligen, anslået {count} om året.",
            "Mødet kan som regel holdes inden for en uge.",
        ),
        Idea(
            "Nattelinjen",
            "Pårørende til mennesker med et misbrug mødes i små grupper på video en fast aften.",
            "Pårørende over 18 år, indtil nu {count}.",
            "Man må gerne nøjes med at lytte de første gange.",
        ),
        Idea(
            "Fælles morgenrunde",
            "Herberg, misbrugsbehandling og udgående team tager et kvarters fælles telefonmøde hver morgen.",
            "De mest udsatte voksne, i alt omkring {count} borgere.",
            "Runden har en fast dagsorden: hvem har vi ikke set, og hvem tager kontakt?",
        ),
    ),
    benefits=(
        "Vi får øje på problemer tidligere og når at handle, inden de bliver akutte.",
        "Flere tager imod hjælp, fordi den kommer til dem og ikke omvendt.",
        "Kontakten er blevet mere ligeværdig, og det siger borgerne også selv.",
        "Der er færre, som forsvinder for os mellem to tilbud.",
    ),
    actors=(
        "Udgående team, socialsygepleje og en frivillig organisation.",
        "Misbrugscentret, det boligsociale team og to boligafdelinger.",
        "Medarbejderne i afdelingen, med opbakning fra ledelsen.",
    ),
)

_ELDERLY = Area(
    ideas=(
        Idea(
            "Træn med fra stuen",
            "Terapeuten leder små træningshold på video og tilpasser øvelserne undervejs.",
            "Borgere i genoptræning efter sygdom eller fald, cirka {count} om året.",
            "De, der ikke har en skærm, låner en, og vi sætter den op.",
        ),
        Idea(
            "Kaffe på skærmen",
            "Beboere på plejecentre har faste videoaftaler med familien.",
            "Omkring {count} beboere og deres nærmeste.",
            "En medarbejder finder nummeret frem og går igen, når samtalen er i gang.",
        ),
        Idea(
            "Skærmbesøget",
            "Korte besøg om medicin og måltider klares på video hos de borgere, der ønsker det.",
            "Ældre i eget hjem, indtil videre {count} borgere.",
            "Borgeren kan fra dag til dag bede om et almindeligt besøg i stedet.",
        ),
        Idea(
            "Små faste hold",
            "Hver borger får hjælp af en lille fast gruppe medarbejdere, som selv lægger deres ruter.",
            "Modtagere af hjemmepleje i to distrikter, omkring {count}.",
            "Holdet mødes ti minutter hver morgen og fordeler dagen.",
        ),
        Idea(
            "Sang i gården",
            "Musik og bevægelse er flyttet ud i gården, så beboerne kan være med fra vindue og altan.",
            "Beboere på plejecentre, cirka {count}.",
            "Beboerne vælger selv sangene ugen før.",
        ),
        Idea(
            "Ekspert på linjen",
            "Hjemmesygeplejersken viser et sår på video for en specialist, mens hun er hos borgeren.",
            "Borgere med sår, der er længe om at hele, anslået {count}.",
            "Specialisten har en fast telefontid to gange om dagen.",
        ),
        Idea(
            "Ring til en ven",
            "Frivillige og borgere, der bor alene, ringer sammen to gange om ugen efter en fast plan.",
            "Ældre over 70 år, der bor alene, omkring {count}.",
            "Vi finder par, der har noget at tale om, og følger op efter en måned.",
        ),
    ),
    benefits=(
        "Borgerne holder modet oppe og klarer mere selv.",
        "Der er mere ro i hverdagen, både for borgere og medarbejdere.",
        "Familierne siger, at de er blevet mere trygge.",
        "Vi opdager hurtigere, når en borger får det dårligere.",
    ),
    actors=(
        "Terapeuter, hjemmepleje og kommunens it-afdeling.",
        "Plejepersonale, pårørende og lokale frivillige.",
        "Sygeplejen, nogle engagerede borgere og afdelingens ledelse.",
    ),
)

_CHILDREN = Area(
    ideas=(
        Idea(
            "Samtaler ved køkkenbordet",
            "Familiebehandleren er med på video om aftenen, hvor hele familien er hjemme.",
            "Familier med børn mellem 3 og 12 år, omkring {count} familier.",
            "Behandleren ser hverdagen, som den er, og kan øve nye vaner der, hvor de skal bruges.",
        ),
        Idea(
            "Godnathistorie på afstand",
            "Anbragte børn og deres forældre ses på video i korte, faste stunder ud over samværet.",
            "Anbragte børn, anslået {count}.",
            "Barnet bestemmer selv, om kameraet skal være tændt.",
        ),
        Idea(
            "Legepladsmødet",
            "Samtaler med småbørnsfamilier holdes på en legeplads, mens børnene leger.",
            "Forældre til børn under 6 år, cirka {count} familier.",
            "Regner det, finder vi en overdækning; vi aflyser ikke.",
        ),
        Idea(
            "Skriv til en rådgiver",
            "Unge kan skrive anonymt med en rådgiver og få en aftale samme dag.",
            "Unge mellem 13 og 18 år, indtil nu {count}.",
            "Der er åbent til klokken ti om aftenen.",
        ),
        Idea(
            "Forældrehold på nettet",
            "Forældre til børn med særlige behov mødes på video og ser korte film mellem gangene.",
            "Forældre til børn med ADHD eller autisme, omkring {count}.",
            "Holdene er på højst otte, så alle kan nå at sige noget.",
        ),
        Idea(
            "Små grupper i dagtilbud",
            "Børnene er i små faste grupper med de samme voksne, mest udendørs.",
            "Børn mellem 1 og 5 år, heraf cirka {count} med særlige behov.",
            "Forældrene siger farvel ved lågen, og det har gjort morgenen roligere.",
        ),
        Idea(
            "Netværksmøde uden rejsetid",
            "Skole, familie og rådgiver holder korte møder på video, så snart der er brug for det.",
            "Børn og unge, som flere fagfolk arbejder med, omkring {count}.",
            "Dagsordenen er ét ark, som familien får dagen før.",
        ),
    ),
    benefits=(
        "Begge forældre er med oftere end tidligere.",
        "Børnene siger mere, når de er i trygge omgivelser.",
        "Uro bliver opdaget før, og færre møder bliver aflyst.",
        "Familierne oplever, at vi er tættere på.",
    ),
    actors=(
        "Familierådgivningen, skoler og dagtilbud.",
        "Vores egne medarbejdere og en gruppe forældre.",
        "Rådgivere, psykologer og børnene selv.",
    ),
)

_EMPLOYMENT = Area(
    ideas=(
        Idea(
            "Jobsamtalen som gåtur",
            "Den ledige og rådgiveren går en tur sammen, når samtalen handler om det, der er svært.",
            "Ledige med andre problemer end ledighed, omkring {count} borgere.",
            "Bagefter skriver de tre linjer sammen om, hvad der nu skal ske.",
        ),
        Idea(
            "Virksomhedsbesøg på video",
            "Den ledige ser arbejdspladsen og hilser på kollegerne på video, før praktikken begynder.",
            "Cirka {count} borgere på vej i praktik.",
            "Mange siger, at den første dag er blevet mindre nervepirrende.",
        ),
        Idea(
            "Valgfri samtaleform",
            "Borgeren vælger ved hver indkaldelse mellem fremmøde, telefon og video.",
            "Alle ledige, i prøveperioden {count} borgere.",
            "Valget sker på en sms og kan laves om indtil dagen før.",
        ),
        Idea(
            "Dansk derhjemme",
            "Sprogundervisningen er delt i korte lektioner på nettet med en mentor på telefonen.",
            "Nyankomne voksne, omkring {count}.",
            "Lektionerne kan tages, når børnene sover.",
        ),
        Idea(
            "Ét møde, én plan",
            "Borger, læge, ydelseskontor og jobkonsulent er med på samme møde og lægger én plan.",
            "Borgere i et længere sygeforløb, anslået {count} om året.",
            "Planen skrives på skærmen, mens alle ser på.",
        ),
        Idea(
            "Ungeholdet",
            "Unge uden job eller uddannelse begynder dagen med et kort fælles møde på nettet.",
            "Unge under 30 år uden uddannelse, cirka {count}.",
            "De unge skiftes til at være værter.",
        ),
        Idea(
            "Lynkurset",
            "Ledige tager korte digitale kurser sammen med dem, der allerede arbejder i faget.",
            "Ledige, som vil skifte fag, indtil nu {count}.",
            "Et kursus varer højst to dage og ender med en samtale med en arbejdsgiver.",
        ),
    ),
    benefits=(
        "Der er færre udeblivelser, og samtalerne når længere.",
        "Borgerne føler sig mindre kontrolleret og tager mere initiativ.",
        "Ventetiden er blevet kortere.",
        "Flere tror på, at de kan komme videre.",
    ),
    actors=(
        "Jobcentret, lokale virksomheder og en sprogskole.",
        "Jobkonsulenter, mentorer og sundhedsområdet.",
        "Ydelseskontoret, ungeenheden og borgerne selv.",
    ),
)

_DISABILITY = Area(
    ideas=(
        Idea(
            "Bostøtte i lommen",
            "Den daglige støtte gives på video eller i beskeder, og besøgene bruges til det svære.",
            "Voksne med angst eller depression, omkring {count} borgere.",
            "Støtten er delt i flere korte kontakter i stedet for ét langt besøg.",
        ),
        Idea(
            "Værkstedet i en kasse",
            "Borgere i aktivitetstilbud får en kasse med materialer og arbejder sammen over skærmen.",
            "Cirka {count} brugere af et aktivitetscenter.",
            "Hver kasse har en vejledning med billeder, som borgerne har prøvet af.",
        ),
        Idea(
            "Fredagscaféen",
            "Et fast samvær på nettet med quiz og musik, som borgerne selv står for.",
            "Voksne med udviklingshæmning, omkring {count}.",
            "En medarbejder er med i baggrunden og hjælper kun, når nogen beder om det.",
        ),
        Idea(
            "Hverdagen i billeder",
            "Nye regler og planer er lavet som billeder sammen med beboerne.",
            "Beboere i botilbud, anslået {count}.",
            "Billederne hænger der, hvor man har brug for dem.",
        ),
        Idea(
            "Angsttræning i små trin",
            "Forløbet begynder på telefon, går over på video og ender med en fælles tur i byen.",
            "Unge voksne med angst, indtil nu {count}.",
            "Ingen går videre til næste trin, før de selv siger til.",
        ),
        Idea(
            "Stille dage",
            "Botilbuddet har indført dage uden planlagte aktiviteter, fordi beboerne trivedes med roen.",
            "Voksne med autisme, omkring {count} beboere.",
            "Personalet er der stadig, men planen er blank.",
        ),
        Idea(
            "Pårørendemødet",
            "Pårørende til voksne på botilbud mødes på video hver måned med en medarbejder som vært.",
            "Forældre og søskende, cirka {count} i alt.",
            "Også de, der bor langt væk, kan nu være med.",
        ),
    ),
    benefits=(
        "Nogle af borgerne er blevet mere selvstændige og beder om mindre hjælp.",
        "Der er færre konflikter og mere overskud.",
        "Medarbejderne er gladere for arbejdet, og det smitter.",
        "Flere deltager, end da man skulle møde op et bestemt sted.",
    ),
    actors=(
        "Bostøtteteamet, borgerne og deres pårørende.",
        "Botilbud, aktivitetscenter og en frivillig forening.",
        "Socialpsykiatrien, sundhedscentret og de borgere, der ville prøve.",
    ),
)

AREAS: Mapping[str, Area] = {
    "Social": _SOCIAL,
    "Ældre og Sundhed": _ELDERLY,
    "Børn og Familie": _CHILDREN,
    "Beskæftigelse": _EMPLOYMENT,
    "Handicap og Psykiatri": _DISABILITY,
}
"""The areas by the name of their administration in the panel."""
