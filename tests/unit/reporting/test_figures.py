"""The drawings: nothing cut off, nothing by colour alone, the same bytes every time."""

import re
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from lxml import etree

from lovende.domain.places import MUNICIPALITIES
from lovende.reporting.figures.bars import Bar, bars, in_order
from lovende.reporting.figures.canvas import MARKS, NARROW, WIDE, Frame
from lovende.reporting.figures.colours import (
    ACCENT,
    CONTRAST,
    EDGE,
    INK,
    NEUTRAL,
    PAPER,
    QUIET,
    SOFT,
    UNKNOWN,
    contrast,
    scale,
)
from lovende.reporting.figures.histogram import histogram
from lovende.reporting.figures.importances import Panel, Share, importances
from lovende.reporting.figures.lettering import text_width, wrap
from lovende.reporting.figures.points import Axis, Point, PointRow, dumbbell, rates
from lovende.reporting.figures.probabilities import probabilities
from lovende.reporting.figures.ranks import RankBar, RankWords, rank_intervals
from lovende.reporting.figures.stacked import Segment, StackedRow, distribution, matrix
from lovende.reporting.figures.tilemap import Square, short_names, tilemap

LONG = "Kommunernes arbejdsmarkedsrehabiliteringsforanstaltninger (fx foreninger og frivillige)"
FRAMES = [Frame("f", "Titel", "Tekst <1 & 2>", width) for width in (WIDE, NARROW)]
SVG = "{http://www.w3.org/2000/svg}"

# Machado, Oliveira and Fernandes (2009), severity 1.0: linear RGB to linear RGB.
MACHADO = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB (D65) of linear RGB."""
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one: str, other: str, vision: str | None) -> float:
    """CIE 1976 colour difference as someone with that vision sees it."""
    matrix_ = np.array(MACHADO[vision]) if vision else np.eye(3)
    return float(np.linalg.norm(lab(matrix_ @ linear(one)) - lab(matrix_ @ linear(other))))


def rows(count: int) -> list[StackedRow]:
    segments = tuple(Segment(share, f"{share}\u202f%") for share in (4, 49, 31, 9, 3, 4))
    return [StackedRow(f"{LONG} {n}", "n = 295", segments, "53\u202f%") for n in range(count)]


SCALE = [
    "I meget høj grad",
    "I høj grad",
    "Hverken i høj eller lav grad",
    "I lav grad",
    "I meget lav grad",
    "Ved ikke",
]
LEGEND = list(zip(SCALE, [*scale(5, 2), UNKNOWN], strict=True))
AXIS = Axis(100.0, tuple((25.0 * i, f"{25 * i}\u202f%") for i in range(5)))
POINTS = [
    PointRow(LONG, (Point(0.0, "0\u202f%", 0.0, 4.0), Point(100.0, "100\u202f%")), "3 af 4"),
    PointRow("Kort", (Point(None, "·"), Point(48.0, "48\u202f%")), strong=True),
    PointRow("Skjult", (Point(None, "·"), Point(None, "·"))),
]
RANKS = [RankBar(n + 1.0, max(1, n - 9), n + 1 + n % 40, n < 60) for n in range(160)]
RANK_WORDS = RankWords("Nyskabelser i rækkefølge", "Plads", LONG, "De øvrige", LONG)
PERCENTS = [(share, f"{100 * share:.0f}\u202f%") for share in (0.0, 0.5, 0.9, 1.0)]
SHARES = (Share(0.25, "25\u202f%", 0.2, 0.3), Share(1.0, "100\u202f%", 0.9, 1.0))
PANELS = [
    Panel(LONG, ((LONG, *SHARES), ("Vægte", Share(0.0, "0\u202f%"), Share(0.0, "0\u202f%")))),
    Panel("Kort", (("Gennemsnit", *SHARES),)),
]


@cache
def drawings(frame: Frame) -> dict[str, str]:
    items = [Bar(LONG, 100.0, "100\u202f%"), Bar("Kort", 0.0, "0\u202f%"), Bar("Skjult", None, "·")]
    squares = [
        Square(m.name, m.column, m.row, UNKNOWN if m.population < 9000 else scale(5, 2)[0], "3/5")
        for m in MUNICIPALITIES
    ]
    return {
        "distribution": distribution(
            frame, rows(1)[0], LEGEND, [(0, 1, f"{LONG}: 53\u202f%"), (3, 4, "Lav: 12\u202f%")]
        ),
        "matrix": matrix(frame, rows(9), LEGEND, "I høj eller meget høj grad"),
        "bars": bars(frame, items),
        "dumbbell": dumbbell(frame, POINTS, [LONG, "Små"], AXIS),
        "rates": rates(frame, POINTS[:2], AXIS, Point(53.0, "53\u202f%"), "Alle"),
        "tilemap": tilemap(frame, squares, LEGEND[:2]),
        "histogram": histogram(
            frame,
            [0] * 10 + [5, 8, 12, 20, 31, 30, 20, 11, 4, 1],
            [(0, "0"), (1, "1")],
            0.8,
            "grænse",
        ),
        "ranks": rank_intervals(frame, RANKS, RANK_WORDS),
        "one rank": rank_intervals(frame, [RankBar(1.0, 1, 1, True)], RANK_WORDS),
        "probabilities": probabilities(
            frame, [(1 - n / 160, n < 60) for n in range(160)], (LONG, "Øvrige"), PERCENTS, (0.5,)
        ),
        "one probability": probabilities(frame, [(0.3, True)], ("En", "Øvrige"), PERCENTS, (0.9,)),
        "importances": importances(frame, PANELS, ("Alene", "I alt")),
        "no importance": importances(
            frame, [Panel("Kort", (("Vægte", Share(0.0, "0"), Share(0.0, "0")),))], ("En", "To")
        ),
    }


ALL = [(name, frame) for frame in FRAMES for name in drawings(frame)]


def text_boxes(svg: str) -> list[tuple[float, float, float, float, str]]:
    """Left, right, top and bottom of every text, reckoned from its capitals."""
    boxes = []
    for text in etree.fromstring(svg.encode()).iter(f"{SVG}text"):
        size = float(text.get("font-size") or 13)
        width = text_width(text.text or "", size, text.get("font-weight") == "700")
        x, y = float(text.get("x") or 0), float(text.get("y") or 0)
        shift = {None: 0.0, "middle": width / 2, "end": width}[text.get("text-anchor")]
        boxes.append((x - shift, x - shift + width, y - size * 0.7, y, text.text or ""))
    return boxes


@pytest.mark.parametrize(("name", "frame"), ALL)
def test_every_text_lies_inside_the_drawing(name: str, frame: Frame) -> None:
    svg = drawings(frame)[name]
    height = float(etree.fromstring(svg.encode()).get("height") or 0)
    boxes = text_boxes(svg)
    assert boxes
    for left, right, top, bottom, text in boxes:
        assert left >= -0.6, text
        assert right <= frame.width + 0.6, text
        assert top >= 0, text
        assert bottom <= height, text


@pytest.mark.parametrize(("name", "frame"), ALL)
def test_texts_do_not_lie_on_each_other(name: str, frame: Frame) -> None:
    boxes = text_boxes(drawings(frame)[name])
    for i, one in enumerate(boxes):
        for other in boxes[:i]:
            beside = one[0] >= other[1] or other[0] >= one[1]
            assert beside or one[2] >= other[3] or other[2] >= one[3], (one, other)


@pytest.mark.parametrize("frame", FRAMES)
def test_drawings_are_the_same_bytes_and_their_ids_are_their_own(frame: Frame) -> None:
    first, second = drawings(frame), drawings.__wrapped__(frame)
    assert first == second
    for svg in first.values():
        assert all(name.startswith("f-") for name in re.findall(r' id="([^"]+)"', svg))
        assert "<script" not in svg
        assert "<style" not in svg


def test_a_drawing_says_its_title_and_its_numbers_and_escapes_them() -> None:
    root = etree.fromstring(drawings(FRAMES[0])["bars"].encode())
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "f-title f-desc"
    assert root.findtext(f"{SVG}title") == "Titel"
    assert root.findtext(f"{SVG}desc") == "Tekst <1 & 2>"


def test_no_letter_of_a_long_label_is_lost() -> None:
    for width in (20, 60, 232, 720):
        lines = wrap(LONG, width, 13)
        assert all(text_width(line, 13) <= width for line in lines)
        letters = "".join(lines).replace("-", "").replace(" ", "")
        assert letters == LONG.replace(" ", "")


def test_lines_break_after_a_hyphen_that_is_there() -> None:
    assert wrap("Faaborg-Midtfyn", 60, 13) == ["Faaborg-", "Midtfyn"]
    assert wrap("", 60, 13) == [""]


def test_bars_are_sorted_and_the_quiet_ones_come_last() -> None:
    given = [
        Bar("Andet", 90.0, "", quiet=True),
        Bar("a", 10.0, ""),
        Bar("b", 30.0, ""),
        Bar("c", 10.0, ""),
        Bar("skjult", None, ""),
    ]
    assert [bar.label for bar in in_order(given)] == ["b", "a", "c", "skjult", "Andet"]


@pytest.mark.parametrize(
    ("steps", "neutral"), [(6, 2), (5, 2), (3, 1), (7, 3), (4, None), (2, None)]
)
@pytest.mark.parametrize("vision", [None, *MACHADO])
def test_neighbouring_steps_of_a_scale_can_be_told_apart(
    steps: int, neutral: int | None, vision: str | None
) -> None:
    tones = scale(steps, neutral)
    assert len(tones) == steps
    for one, other in pairwise(tone.fill for tone in tones):
        assert difference(one, other, vision) >= 6


@pytest.mark.parametrize("vision", [None, *MACHADO])
def test_the_two_groups_can_be_told_apart_by_colour_and_by_shape(vision: str | None) -> None:
    assert difference(ACCENT, CONTRAST, vision) >= 20
    assert len({(hollow, shape) for _, hollow, shape in MARKS}) == len(MARKS)


def test_the_middle_step_is_grey_and_dont_know_is_hatched() -> None:
    assert scale(5, 2)[2].fill == NEUTRAL
    assert UNKNOWN.hatched
    assert not any(tone.hatched for tone in scale(6, 2))


@pytest.mark.parametrize(
    ("steps", "neutral"), [(6, 2), (5, 2), (3, 1), (7, 3), (4, None), (2, None)]
)
def test_texts_and_outlines_have_enough_contrast(steps: int, neutral: int | None) -> None:
    for tone in [*scale(steps, neutral), UNKNOWN]:
        assert contrast(tone.text, tone.fill) >= 4.5
        assert tone.outlined or contrast(tone.fill, PAPER) >= 3
    assert min(contrast(INK, PAPER), contrast(SOFT, PAPER)) >= 4.5
    assert min(contrast(colour, PAPER) for colour in (EDGE, ACCENT, CONTRAST, QUIET)) >= 3


def test_every_municipality_has_a_short_name_of_its_own() -> None:
    short = short_names([m.name for m in MUNICIPALITIES])
    assert len(set(short.values())) == 98
    assert all(2 <= len(name) <= 3 for name in short.values())


@pytest.mark.parametrize("frame", FRAMES)
def test_every_innovation_has_its_interval_and_its_rank(frame: Frame) -> None:
    drawing = etree.fromstring(drawings(frame)["ranks"])
    dots = drawing.findall(f"{SVG}circle")
    assert len(dots) == 160 + 1  # and the one in the legend
    strong = [e for e in drawing.findall(f"{SVG}line") if e.get("stroke") == ACCENT]
    assert len(strong) == 60 + 1


def test_a_scale_without_answers_is_drawn_empty() -> None:
    empty = StackedRow("Ingen", "n = 0", tuple(Segment(None, "·") for _ in LEGEND))
    svg = distribution(FRAMES[0], empty, LEGEND, [(0, 1, "54\u202f%")])
    assert "54\u202f%" not in svg
