"""A small document with every kind of block, made by hand for the tests of PDF and Word."""

from __future__ import annotations

from lovende.reporting.document import (
    Bullets,
    Callout,
    Cell,
    Document,
    FigureBlock,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    TableBlock,
)

SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="480" height="120" viewBox="0 0 480 120">
<rect width="480" height="120" fill="white"/>
<rect x="120" y="20" width="280" height="26" fill="#0b5563"/>
<rect x="120" y="64" width="140" height="26" fill="#8aa6ad"/>
<text x="110" y="38" text-anchor="end" font-family="Arial, sans-serif" font-size="13">I høj grad</text>
<text x="110" y="82" text-anchor="end" font-family="Arial" font-size="13" font-weight="600">Slet ikke</text>
</svg>"""


def small_table(anchor: str = "t1", number: str = "1.1", rows: int = 3) -> TableBlock:
    head = (
        Cell("Svar", "column"),
        Cell("Antal", "column", numeric=True),
        Cell("Procent", "column", numeric=True),
    )
    body = tuple(
        (
            Cell(f"Svarmulighed {row} med æøå", "row"),
            Cell(str(row * 7), numeric=True),
            Cell(f"{row * 3},5 %", numeric=True),
        )
        for row in range(1, rows + 1)
    )
    return TableBlock(
        "Sådan svarede lederne", (head,), body, anchor, number, "n = 208-226.", (), "Tabel"
    )


def wide_table(anchor: str = "wide") -> TableBlock:
    top = (
        Cell("", "column"),
        *(Cell(f"Gruppe {g} med et længere navn", "column", span=4) for g in range(3)),
    )
    names = ("I meget høj grad", "I høj grad", "Hverken eller", "Ved ikke")
    head = (Cell("Spørgsmål", "column"), *(Cell(n, "column", numeric=True) for n in names * 3))
    body = tuple(
        (
            Cell(f"Række {row}: Nyskabelsen har gjort en forskel for borgerne", "row"),
            *(Cell(f"{row + c},0 %", numeric=True) for c in range(12)),
        )
        for row in range(8)
    )
    return TableBlock("En bred tabel", (top, head), body, anchor, "1.2", "", (), "Tabel")


def hand_made() -> Document:
    """Return the document: Danish, with a title, notices and two chapters."""
    return Document(
        language="da",
        title="Nyskabelser under krisen",
        subtitle="En kortlægning af kommunernes erfaringer",
        author="Instituttet",
        date="22. november 2026",
        description="Resultater af en spørgeskemaundersøgelse.",
        notices=("Opdigtede svar", "Ikke til offentliggørelse"),
        words={
            "contents": "Indhold",
            "page": "Side",
            "table_behind": "Tabellen bag figuren",
            "notes": "Noter",
            "top": "Til toppen",
        },
        blocks=(
            Heading(1, "Sammenfatning", "summary"),
            Paragraph("Lederne har svaret på spørgsmålene.", lead=True),
            KeyFigures(
                (
                    KeyFigure("53 %", "af lederne har svaret på spørgeskemaet"),
                    KeyFigure("160", "nyskabelser er beskrevet af lederne"),
                    KeyFigure("60", "af dem er allermest lovende"),
                    KeyFigure("93", "af 98 kommuner er med"),
                )
            ),
            Paragraph("Et afsnit med tekst om resultaterne. " * 12),
            Bullets(("Det første punkt", "Det andet punkt er længere. " * 6)),
            Callout("Tallene er foreløbige.", "warning"),
            Callout("Se metoden på https://example.org/metode."),
            Heading(2, "Hvem har svaret?", "who", "1.1"),
            FigureBlock(
                "I hvilken grad?",
                SVG,
                "Søjler: i høj grad 66 %, slet ikke 33 %.",
                "f1",
                "1.1",
                "n = 296.",
                small_table("behind", ""),
                "Figur",
                0.9,
            ),
            small_table(),
            Heading(3, "Brede tabeller", "across"),
            wide_table(),
            Heading(1, "Bilag", "appendix", "2"),
            Paragraph("Til sidst."),
        ),
    )
