"""The 25 questions of the fixture: labels in two languages and the published counts."""

from __future__ import annotations

from dataclasses import dataclass


def _labels(text: str) -> list[tuple[str, str]]:
    """Split `da / en; da / en` into pairs."""
    pairs = (part.split(" / ") for part in text.split("; "))
    return [(danish.strip(), english.strip()) for danish, english in pairs]


DEGREE = _labels(
    "I meget høj grad / To a very high degree; I høj grad / To a high degree; "
    "I nogen grad / To some degree; I mindre grad / To a lesser degree; "
    "Slet ikke / Not at all; Ved ikke / Don't know"
)
BALANCED = _labels(
    "I meget høj grad / To a very high degree; I høj grad / To a high degree; "
    "Hverken i høj eller lav grad / To neither a high nor a low degree; "
    "I lav grad / To a low degree; I meget lav grad / To a very low degree; Ved ikke / Don't know"
)
IMPACT = _labels("Positiv / Positive; Ingen / None; Negativ / Negative; Ved ikke / Don't know")
YES_NO = _labels("Ja / Yes; Nej / No; Ved ikke / Don't know")
ACTORS = (
    "Politikere / Politicians; Direktionen / Executive management; "
    "Statslige institutioner / State institutions; Regionale institutioner / Regional institutions; "
    "Andre forvaltninger i kommunen / Other departments of the municipality; "
    "Kommunale og private leverandører / Municipal and private suppliers; "
    "Civilsamfund (fx foreninger og grupper af frivillige) / Civil society (such as associations and volunteers); "
    "Faglige organisationer / Professional organisations; Almene boligselskaber / Social housing associations; "
    "Råd og nævn / Councils and boards; Borgerne / The citizens; Pårørende og netværk / Relatives and network; "
    "Andre / Others"
)


@dataclass(frozen=True)
class Raw:
    """One question as it is written down here. `counts` has one list, or one for each matrix row."""

    number: str
    kind: str
    da: str
    en: str
    options: list[tuple[str, str]]
    counts: list[list[int]]
    bases: list[int]
    codes: list[str]
    rows: list[tuple[str, str]]
    ordinal: bool
    asked_if: tuple[str, str] | None = None


def _raw(
    number: int,
    kind: str,
    title: str,
    options: str | list[tuple[str, str]],
    counts: str,
    base: int | None = None,
    codes: str = "",
    rows: str = "",
    ordinal: bool = False,
    asked_if: str = "",
) -> Raw:
    labels = options if isinstance(options, list) else _labels(options)
    numbers = [[int(n) for n in line.split()] for line in counts.split(";")]
    da, en = title.split(" / ")
    return Raw(
        number=str(number),
        kind=kind,
        da=da,
        en=en,
        options=labels,
        counts=numbers,
        bases=[base or sum(row) for row in numbers],
        codes=codes.split() or [str(n + 1) for n in range(len(labels))],
        rows=_labels(rows) if rows else [],
        ordinal=ordinal,
        asked_if=_labels(asked_if)[0] if asked_if else None,
    )


QUESTIONS: list[Raw] = [
    _raw(
        1,
        "one",
        "I hvilken grad har coronakrisen ført til nyskabelser på dit fagområde? / To what degree has the corona crisis led to innovations in your area?",
        [*BALANCED[:5], ("Slet ikke", "Not at all"), BALANCED[5]],
        "13 146 92 26 10 5 3",
        codes="1 2 3 4 5 6 0",
        ordinal=True,
    ),
    _raw(
        2,
        "one",
        "Hvad er den vigtigste grund til, at I ikke har lavet noget nyt? / What is the main reason why you have not done anything new?",
        "Vi har været lukket ned / We have been closed; Vi kunne arbejde, som vi plejer / We could work as usual; "
        "Vi så behovet, men det lykkedes ikke / We saw the need but did not succeed; Andet / Other; Ved ikke / Don't know",
        "0 3 0 1 1",
        codes="1 2 3 4 0",
        asked_if="Kun dem, der svarede »Slet ikke« i spørgsmål 1 / Only those who answered ‘Not at all’ in question 1",
    ),
    _raw(
        3,
        "one",
        "Hvad kendetegner især nyskabelserne? / What mainly characterises the innovations?",
        "Ny organisering og ledelse, fx kortere vej til en beslutning / New organisation and management, such as shorter decisions; "
        "Nye arbejdsgange, fx færre forskellige medarbejdere hos borgeren / New ways of working, such as fewer employees around the citizen; "
        "Nye ydelser, indsatser og tilbud, fx digitale fællesskaber / New services and offers, such as digital communities; "
        "Nye faglige metoder, fx samtaler på gåtur / New professional methods, such as talks while walking; Andet / Other",
        "30 56 109 67 17",
    ),
    _raw(
        4,
        "several",
        "Hvilke målgrupper er nyskabelserne for? / Which target groups are the innovations for?",
        "Psykiske funktionsnedsættelser / Mental disabilities; Fysiske funktionsnedsættelser / Physical disabilities; "
        "Sociale udfordringer / Social challenges; Sjældne funktionsnedsættelser / Rare disabilities; "
        "Flere samtidige funktionsnedsættelser / Multiple disabilities; Alle målgrupper / All target groups; "
        "En anden målgruppe / Another target group; Ingen bestemt målgruppe / No particular target group",
        "68 52 88 4 12 97 39 52",
        base=272,
    ),
    _raw(
        5,
        "several",
        "Hvilke psykiske funktionsnedsættelser? / Which mental disabilities?",
        "Udviklingshæmning / Intellectual disability; Hjerneskade / Brain injury; Udviklingsforstyrrelse / Developmental disorder; "
        "Andre kognitive vanskeligheder / Other cognitive difficulties; Angst / Anxiety; Depression / Depression; "
        "Ændret opfattelse af virkeligheden / Altered perception of reality; Personlighedsforstyrrelse / Personality disorder; "
        "Spiseforstyrrelse / Eating disorder; Tilknytningsforstyrrelse / Attachment disorder; Stress / Stress; Anden sindslidelse / Other mental illness",
        "27 15 23 32 44 42 13 27 10 17 21 18",
        base=68,
        asked_if="Kun dem, der nævnte psykiske funktionsnedsættelser i spørgsmål 4 / Only those who named mental disabilities in question 4",
    ),
    _raw(
        6,
        "several",
        "Hvilke fysiske funktionsnedsættelser? / Which physical disabilities?",
        "Kommunikation / Communication; Bevægelse / Mobility; Syn / Sight; Hørelse / Hearing; Døvblindhed / Deafblindness; "
        "En anden fysisk funktionsnedsættelse / Another physical disability",
        "20 33 11 10 3 13",
        base=52,
        asked_if="Kun dem, der nævnte fysiske funktionsnedsættelser i spørgsmål 4 / Only those who named physical disabilities in question 4",
    ),
    _raw(
        7,
        "several",
        "Hvilke sociale udfordringer? / Which social challenges?",
        "Arbejdsløshed / Unemployment; Hjemløshed / Homelessness; Prostitution / Prostitution; Kriminalitet / Crime; Omsorgssvigt / Neglect; "
        "Overgreb / Abuse; Problemer i boligområdet / Problems in the housing area; Ensomhed / Loneliness; Flugt og indvandring / Refugees and immigrants; "
        "Udadreagerende adfærd / Acting out; Misbrug / Addiction; Krænkende seksuel adfærd / Sexual offending; Selvskade / Self-harm; "
        "Indadvendt adfærd / Withdrawn behaviour; Selvmordstanker / Suicidal thoughts; Social isolation / Social isolation; En anden udfordring / Another challenge",
        "23 13 3 14 30 14 21 45 11 22 26 5 15 18 8 45 23",
        base=88,
        codes="1 2 3 4 6 7 8 9 10 11 12 13 14 15 16 17 18",
        asked_if="Kun dem, der nævnte sociale udfordringer i spørgsmål 4 / Only those who named social challenges in question 4",
    ),
    _raw(
        8,
        "several",
        "Hvilke aldersgrupper er nyskabelserne for? / Which age groups are the innovations for?",
        "Børn (0-18 år) / Children (0-18); Unge (19-25 år) / Young people (19-25); Voksne (26-65 år) / Adults (26-65); "
        "Ældre (over 65 år) / Older people (over 65); Pårørende og netværk / Relatives and network; Ingen bestemt aldersgruppe / No particular age group",
        "100 106 126 63 47 27",
        base=262,
    ),
    _raw(
        9,
        "several",
        "Hvem tog især initiativet til nyskabelserne? / Who mainly took the initiative to the innovations?",
        "Jeg selv / I myself; Andre ledere på mit område / Other leaders in my area; Medarbejdere på mit område / Employees in my area; "
        "Ledere på andre områder i kommunen / Leaders in other areas of the municipality; Medarbejdere på andre områder i kommunen / Employees in other areas of the municipality; "
        "Leverandører / Suppliers; Civilsamfund / Civil society; Politikere / Politicians; Direktionen / Executive management; Råd og nævn / Councils and boards; "
        "Borgere / Citizens; Statslige institutioner / State institutions; Regionale institutioner / Regional institutions; Almene boligselskaber / Social housing associations; Andre / Others",
        "122 197 206 74 44 39 32 28 53 7 39 25 17 2 10",
        base=255,
    ),
    _raw(
        10,
        "several",
        "Hvilke andre områder kom de fra? / Which other areas did they come from?",
        "Dagtilbud / Day care; Folkeskole / School; Udsatte børn og unge / Vulnerable children; Udsatte voksne / Vulnerable adults; Handicap / Disability; "
        "Ældre / Older people; Sundhed / Health; Beskæftigelse og integration / Employment; Administration og indkøb / Administration; Boligsociale indsatser / Housing",
        "20 25 32 33 28 27 31 20 11 6",
        base=78,
        asked_if="Kun dem, der nævnte andre områder i spørgsmål 9 / Only those who named other areas in question 9",
    ),
    _raw(
        11,
        "one",
        "Hvornår opstod ideen til nyskabelserne? / When did the idea for the innovations arise?",
        "Før coronakrisen / Before the corona crisis; Under coronakrisen / During the corona crisis; Ved ikke / Don't know",
        "24 224 6",
        codes="1 2 0",
    ),
    _raw(
        12,
        "several",
        "Med hvem er samarbejdet blevet tættere? / With whom has co-operation become closer?",
        ACTORS.replace("; Pårørende og netværk / Relatives and network", "").replace(
            "; Andre / Others", "; Andre / Others; Ingen af de nævnte / None of these"
        ),
        "58 128 48 46 145 67 57 61 14 15 83 9 36",
        base=247,
        codes="1 2 9 10 3 4 5 7 11 6 8 12 13",
    ),
    _raw(
        13,
        "several",
        "Hvem har bakket nyskabelserne op? / Who has supported the innovations?",
        "Politikere / Politicians; Direktionen / Executive management; Andre ledere på mit område / Other leaders in my area; "
        "Medarbejdere på mit område / Employees in my area; Ledere på andre områder / Leaders in other areas; Medarbejdere på andre områder / Employees in other areas; "
        "Civilsamfund / Civil society; Faglige organisationer / Professional organisations; Råd og nævn / Councils and boards; Borgere / Citizens; "
        "Statslige institutioner / State institutions; Regionale institutioner / Regional institutions; Leverandører / Suppliers; "
        "Almene boligselskaber / Social housing associations; Andre / Others; Ingen af de nævnte / None of these",
        "166 199 197 198 114 81 56 73 27 124 30 33 43 10 7 7",
        base=246,
    ),
    _raw(
        14,
        "one",
        "Har opbakningen været større under coronakrisen end ellers? / Has support been greater during the corona crisis than usual?",
        DEGREE,
        "10 112 85 7 2 18",
        ordinal=True,
    ),
    _raw(
        15,
        "matrix",
        "I hvilken grad har samarbejdet med disse aktører været vigtigt for nyskabelserne? / To what degree has co-operation with these actors been important?",
        DEGREE,
        "22 49 55 51 33 11;37 74 57 28 23 6;16 20 33 28 67 26;7 25 35 27 71 25;20 80 60 20 30 6;16 57 44 26 37 19;"
        "10 28 44 43 41 30;7 33 56 31 49 24;0 4 17 24 84 51;4 11 18 22 77 47;53 73 46 12 16 8;29 55 41 21 32 19;1 8 9 8 35 95",
        rows=ACTORS,
        ordinal=True,
    ),
    _raw(
        16,
        "matrix",
        "I hvilken grad har disse forhold været vigtige for udviklingen af nyskabelserne? / To what degree have these conditions been important?",
        BALANCED,
        "101 114 9 0 1 1;48 114 36 9 7 4;16 58 56 30 41 11;17 60 58 36 34 6;30 62 45 26 38 10;28 88 54 14 19 9;"
        "4 58 71 32 26 19;24 87 63 20 9 8;4 40 65 40 30 29",
        rows="Medarbejderne var mere parate til at lave om / Employees more ready to change; Ledelsen turde mere / Management dared more; "
        "Friere økonomiske rammer / A freer budget; Flere beslutninger blev taget centralt / More decisions taken centrally; "
        "Friere lovgivning og retningslinjer / Freer law and guidelines; Mere samarbejde mellem fagområder / More co-operation between areas; "
        "Pårørende blev inddraget mere / Relatives more involved; Målgruppen blev inddraget mere / The target group more involved; "
        "Civilsamfundet (fx foreninger og frivillige grupper) blev inddraget mere / Civil society more involved",
        ordinal=True,
    ),
    _raw(
        17,
        "matrix",
        "I hvilken grad har nyskabelserne haft betydning for disse forhold? / To what degree have the innovations mattered for the following?",
        DEGREE,
        "107 89 17 5 4 1;25 79 64 20 16 5;27 94 69 19 6 2;7 39 71 41 26 26;7 32 48 52 43 24;22 78 76 16 6 16",
        rows="Mere digitalisering / More digitalisation; Hurtigere hjælp og råd / Faster help and advice; "
        "Indsatser tilpasset den enkelte / Services adapted to the individual; Tilbud til flere eller andre end ellers / Offers to more people than usual; "
        "Kontakt til borgere, der er svære at nå / Contact with citizens who are hard to reach; Borgernes trivsel / The citizens' well-being",
        ordinal=True,
    ),
    _raw(
        18,
        "several",
        "Hvilken slags digitalisering er der især tale om? / What kind of digitalisation is it mainly?",
        "Telefonmøder / Telephone meetings; Videomøder / Video meetings; Kurser og undervisning på nettet / Courses and teaching online; "
        "Nye virtuelle fællesskaber / New virtual communities; Podcasts og video / Podcasts and video; Råd på telefon, sms eller chat / Advice by telephone, text or chat; "
        "Digital afprøvning, fx simulering / Digital trial, such as simulation",
        "162 210 148 116 43 109 36",
        base=218,
        asked_if="Kun dem, der svarede, at digitaliseringen er øget, i spørgsmål 17 / Only those who saw more digitalisation in question 17",
    ),
    _raw(
        20,
        "matrix",
        "Nyskabelsens potentiale / The potential of the innovation",
        BALANCED,
        "71 100 15 4 0 12;59 112 15 2 0 14;33 90 56 9 1 14;29 84 59 6 4 20",
        rows="Giver borgerne en bedre service end før / Gives citizens a better service than before; Kan tilpasses andre situationer / Can be adapted to other situations; "
        "Bør fortsætte efter krisen / Should go on after the crisis; Kan bruges på andre fagområder / Can be used in other areas",
        ordinal=True,
    ),
    _raw(
        21,
        "matrix",
        "Nyskabelsens betydning under coronakrisen / The impact of the innovation during the corona crisis",
        IMPACT,
        "132 30 4 31;140 33 7 18;102 67 4 24;106 62 3 26",
        rows="Borgernes tilfredshed / The citizens' satisfaction; Medarbejdernes motivation / The employees' motivation; "
        "Hurtige og smidige beslutninger / Quick decisions; Fagligt råderum / Professional latitude",
        ordinal=True,
    ),
    _raw(
        22,
        "matrix",
        "Kan nyskabelsen bruges i andre kommuner? / Can the innovation be used in other municipalities?",
        BALANCED,
        "76 77 13 1 3 25;4 8 27 30 90 33",
        rows="Nyskabelsen kan overføres til andre kommuner / The innovation can be transferred; "
        "Særlige forhold hos os gør det svært for andre / Special conditions here make it hard for others",
        ordinal=True,
    ),
    _raw(
        23,
        "one",
        "Hvad passer bedst på jeres nyskabelse? / What describes your innovation best?",
        "En grundlæggende ny måde at løse opgaven på / A fundamentally new way of doing the task; En løbende, mindre forbedring / A gradual, smaller improvement",
        "52 139",
    ),
    _raw(
        24,
        "matrix",
        "Omkostninger ved nyskabelsen / The costs of the innovation",
        YES_NO,
        "105 61 28;126 5 63",
        rows="Kender I omkostningerne? / Do you know the costs?; Står de mål med resultaterne? / Are they in proportion to the results?",
    ),
    _raw(
        25,
        "one",
        "Har I endnu en nyskabelse, du vil beskrive? / Do you have another innovation to describe?",
        YES_NO,
        "14 158 24",
        codes="1 2 0",
    ),
]
