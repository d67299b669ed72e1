"""The study of the fixture: its chapters, its questionnaire and its practices."""

from __future__ import annotations

from lovende.analysis.findings import (
    AskedQuestion,
    Chapter,
    FigureSpec,
    Group,
    Grouping,
    PlannedTest,
    Practice,
    QuestionnairePage,
    Section,
    Study,
)
from tests.reporting_fixture.parts import LARGE, SMALL, texts
from tests.reporting_fixture.questions import QUESTIONS


def _chapters() -> list[Chapter]:
    def figures(kind: str, *questions: str) -> list[FigureSpec]:
        return [FigureSpec(kind, question=q) for q in questions]

    return [
        Chapter(
            texts("Nyskabelser på tværs", "Innovations across the board"),
            texts(
                "Kapitlet viser, hvad der er lavet nyt, for hvem og af hvem.",
                "What is new, for whom and by whom.",
            ),
            [
                Section(
                    texts("Omfang", "Extent"),
                    None,
                    [*figures("distribution", "1"), FigureSpec("groups", question="1", by="size")],
                ),
                Section(texts("Målgrupper", "Target groups"), None, figures("several", "4", "8")),
                Section(
                    texts("Aktører", "Actors"),
                    None,
                    [
                        *figures("several", "9", "13"),
                        *figures("distribution", "14"),
                        *figures("several", "12"),
                        *figures("matrix", "15", "16"),
                    ],
                ),
                Section(
                    texts("Hvad er nyt", "What is new"),
                    None,
                    [
                        *figures("distribution", "11", "3"),
                        *figures("matrix", "17"),
                        *figures("several", "18"),
                    ],
                ),
            ],
        ),
        Chapter(
            texts("Den vigtigste nyskabelse", "The most important innovation"),
            None,
            [
                Section(
                    texts("Potentiale og betydning", "Potential and impact"),
                    None,
                    figures("matrix", "20", "21"),
                ),
                Section(texts("Overførbarhed", "Transferability"), None, figures("matrix", "22")),
                Section(
                    texts("Nyhed og økonomi", "Novelty and costs"),
                    None,
                    [
                        *figures("distribution", "23"),
                        FigureSpec("matrix", "24", rows=[1]),
                        FigureSpec("matrix", "24", rows=[2]),
                    ],
                ),
            ],
        ),
    ]


def example_practices() -> list[Practice]:
    themes = [
        ("online", "Støtte over nettet", "Support online"),
        ("outdoor", "Tilbud i det fri", "Offers out of doors"),
        ("network", "Netværk og frivillige", "Networks and volunteers"),
        ("work", "Nye arbejdsgange", "New ways of working"),
    ]
    return [
        Practice(
            key,
            texts(da, en),
            f"Kommune {3 * i + j}",
            texts("Voksne med handicap", "Adults with disabilities"),
            texts("Unge med angst eller autisme", "Young people with anxiety or autism"),
            texts("At holde kontakten uden at mødes", "To keep contact without meeting"),
            texts(
                "Medarbejderen ringer op på video på faste tidspunkter.",
                "The employee calls by video at fixed times.",
            ),
            texts(
                "Korte og hyppige samtaler virkede bedre end få lange.",
                "Short and frequent talks worked better than long ones.",
            ),
        )
        for i, (key, da, en) in enumerate(themes)
        for j in range(1, 4)
    ]


def example_questionnaire() -> list[QuestionnairePage]:
    asked = {
        raw.number: AskedQuestion(
            raw.number,
            f"q{raw.number}",
            raw.kind,
            texts(raw.da, raw.en),
            asked_if=texts(*raw.asked_if) if raw.asked_if else None,
        )
        for raw in QUESTIONS
    }
    asked["19"] = AskedQuestion(
        "19",
        "q19",
        "text",
        texts("Fortæl om jeres vigtigste nyskabelse", "Tell about your most important innovation"),
        guidance=texts(
            "Navn\nHvorfor er den vigtig?\nHvem er den for?",
            "Name\nWhy does it matter?\nWhom is it for?",
        ),
        answers=160,
    )
    pages = [
        ("Nyskabelser under krisen", "Innovations during the crisis", ["1", "2", "3"]),
        ("Målgrupper", "Target groups", ["4", "5", "6", "7", "8"]),
        ("Aktører", "Actors", ["9", "10", "11", "12", "13", "14", "15"]),
        ("Forhold og betydning", "Conditions and impact", ["16", "17", "18"]),
        (
            "Jeres vigtigste nyskabelse",
            "Your most important innovation",
            ["19", "20", "21", "22", "23", "24", "25"],
        ),
    ]
    return [QuestionnairePage(texts(da, en), [asked[q] for q in qs]) for da, en, qs in pages]


def example_study() -> Study:
    return Study(
        name=texts("Nyskabelser under coronakrisen", "Innovations during the corona crisis"),
        occasion=texts("coronakrisen", "the corona crisis"),
        period=texts("November 2020 til januar 2021", "November 2020 to January 2021"),
        audience="analyst",
        synthetic=True,
        notice=texts(
            "Svarene er opdigtede. Tabellerne svarer til en offentliggjort undersøgelse.",
            "The answers are invented. The tables equal those of a published survey.",
        ),
        about=texts(
            "Kortlægningen spørger ledere i alle landets kommuner, hvad de har lavet nyt.",
            "The study asks leaders in all municipalities what they have done that is new.",
        ),
        source=texts("VIVE (2021): Kommunale nyskabelser under covid-19-krisen.", "VIVE (2021)."),
        publisher=texts("Institut for Eksempler", "Institute of Examples"),
        contact=texts("eksempel@example.org", "eksempel@example.org"),
        groupings=[
            Grouping(
                "size",
                texts("Kommunens størrelse", "Size of the municipality"),
                [Group("large", LARGE), Group("small", SMALL)],
            )
        ],
        chapters=_chapters(),
        plan=[PlannedTest("size", None)],
        small_cells=None,
    )
