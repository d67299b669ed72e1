"""The published figures that the example reproduces.

Counts, bases and response figures of *Kommunale nyskabelser under covid-19-krisen* (VIVE 2021),
appendix 1 and section 1.3, which may be cited freely with their source. The codes are those of
the report. Two numbers differ from the print: question 2 has a fifth answer, a don't know, that
the print leaves out of its four options; question 24 row 1 has the base 194, which its own counts
sum to (printed: 94).
"""

from __future__ import annotations

from collections.abc import Mapping

ONE: Mapping[str, Mapping[str, int]] = {
    "q1": {"1": 13, "2": 146, "3": 92, "4": 26, "5": 10, "6": 5, "0": 3},
    "q2": {"1": 0, "2": 3, "3": 0, "4": 1, "0": 1},
    "q3": {"1": 30, "2": 56, "3": 109, "4": 67, "5": 17},
    "q11": {"1": 24, "2": 224, "0": 6},
    "q14": {"1": 10, "2": 112, "3": 85, "4": 7, "5": 2, "6": 18},
    "q23": {"1": 52, "2": 139},
    "q25": {"1": 14, "2": 158, "0": 24},
}

SEVERAL: Mapping[str, tuple[int, Mapping[str, int]]] = {
    "q4": (272, {"1": 68, "2": 52, "3": 88, "4": 4, "5": 12, "6": 97, "7": 39, "8": 52}),
    "q5": (
        68,
        {
            "1": 27,
            "2": 15,
            "3": 23,
            "4": 32,
            "5": 44,
            "6": 42,
            "7": 13,
            "8": 27,
            "9": 10,
            "10": 17,
            "11": 21,
            "12": 18,
        },
    ),
    "q6": (52, {"1": 20, "2": 33, "3": 11, "4": 10, "5": 3, "6": 13}),
    "q7": (
        88,
        {
            "1": 23,
            "2": 13,
            "3": 3,
            "4": 14,
            "6": 30,
            "7": 14,
            "8": 21,
            "9": 45,
            "10": 11,
            "11": 22,
            "12": 26,
            "13": 5,
            "14": 15,
            "15": 18,
            "16": 8,
            "17": 45,
            "18": 23,
        },
    ),
    "q8": (262, {"1": 100, "2": 106, "3": 126, "4": 63, "5": 47, "6": 27}),
    "q9": (
        255,
        {
            "1": 122,
            "2": 197,
            "3": 206,
            "4": 74,
            "5": 44,
            "6": 39,
            "7": 32,
            "8": 28,
            "9": 53,
            "10": 7,
            "11": 39,
            "12": 25,
            "13": 17,
            "14": 2,
            "15": 10,
        },
    ),
    "q10": (
        78,
        {"1": 20, "2": 25, "3": 32, "4": 33, "5": 28, "6": 27, "7": 31, "8": 20, "9": 11, "10": 6},
    ),
    "q12": (
        247,
        {
            "1": 58,
            "2": 128,
            "3": 145,
            "4": 67,
            "5": 57,
            "6": 15,
            "7": 61,
            "8": 83,
            "9": 48,
            "10": 46,
            "11": 14,
            "12": 9,
            "13": 36,
        },
    ),
    "q13": (
        246,
        {
            "1": 166,
            "2": 199,
            "3": 197,
            "4": 198,
            "5": 114,
            "6": 81,
            "7": 56,
            "8": 73,
            "9": 27,
            "10": 124,
            "11": 30,
            "12": 33,
            "13": 43,
            "14": 10,
            "15": 7,
            "16": 7,
        },
    ),
    "q18": (218, {"1": 162, "2": 210, "3": 148, "4": 116, "5": 43, "6": 109, "7": 36}),
}

MATRICES: Mapping[str, tuple[tuple[int, ...], ...]] = {
    "q15": (
        (22, 49, 55, 51, 33, 11),
        (37, 74, 57, 28, 23, 6),
        (16, 20, 33, 28, 67, 26),
        (7, 25, 35, 27, 71, 25),
        (20, 80, 60, 20, 30, 6),
        (16, 57, 44, 26, 37, 19),
        (10, 28, 44, 43, 41, 30),
        (7, 33, 56, 31, 49, 24),
        (0, 4, 17, 24, 84, 51),
        (4, 11, 18, 22, 77, 47),
        (53, 73, 46, 12, 16, 8),
        (29, 55, 41, 21, 32, 19),
        (1, 8, 9, 8, 35, 95),
    ),
    "q16": (
        (101, 114, 9, 0, 1, 1),
        (48, 114, 36, 9, 7, 4),
        (16, 58, 56, 30, 41, 11),
        (17, 60, 58, 36, 34, 6),
        (30, 62, 45, 26, 38, 10),
        (28, 88, 54, 14, 19, 9),
        (4, 58, 71, 32, 26, 19),
        (24, 87, 63, 20, 9, 8),
        (4, 40, 65, 40, 30, 29),
    ),
    "q17": (
        (107, 89, 17, 5, 4, 1),
        (25, 79, 64, 20, 16, 5),
        (27, 94, 69, 19, 6, 2),
        (7, 39, 71, 41, 26, 26),
        (7, 32, 48, 52, 43, 24),
        (22, 78, 76, 16, 6, 16),
    ),
    "q20": (
        (71, 100, 15, 4, 0, 12),
        (59, 112, 15, 2, 0, 14),
        (33, 90, 56, 9, 1, 14),
        (29, 84, 59, 6, 4, 20),
    ),
    "q21": (
        (132, 30, 4, 31),
        (140, 33, 7, 18),
        (102, 67, 4, 24),
        (106, 62, 3, 26),
    ),
    "q22": (
        (76, 77, 13, 1, 3, 25),
        (4, 8, 27, 30, 90, 33),
    ),
    "q24": (
        (105, 61, 28),
        (126, 5, 63),
    ),
}


def rows() -> dict[str, Mapping[str, int]]:
    """Return code -> count for every question row with one answer, by variable ("q1", "q15_1").

    Matrix rows have the codes 1, 2, ... in printed order. The base of a row is its sum.
    """
    matrix_rows = {
        f"{question}_{row}": {str(code): count for code, count in enumerate(counts, 1)}
        for question, all_counts in MATRICES.items()
        for row, counts in enumerate(all_counts, 1)
    }
    return {**ONE, **matrix_rows}


DONT_KNOW: Mapping[str, str] = {
    "q1": "0",
    "q2": "0",
    "q11": "0",
    "q14": "6",
    "q15": "6",
    "q16": "6",
    "q17": "6",
    "q20": "6",
    "q21": "4",
    "q22": "6",
    "q24": "3",
    "q25": "0",
}
"""The code of "don't know", by question."""

EXCLUSIVE: Mapping[str, str] = {"q12": "13", "q13": "16"}
"""The option "none of the named", which excludes the others, by question."""

SCALES = frozenset({"q1", "q14", "q15", "q16", "q17", "q20", "q21", "q22"})
"""Questions whose answers, don't know apart, form a scale."""

INVITED = 556
INVITED_LARGE = 277
ANSWERED = 296
ANSWERED_LARGE = 141
MUNICIPALITIES_ANSWERING = 93

Q1_LARGE: Mapping[str, int] = {"1": 8, "2": 74, "3": 47, "4": 6, "5": 2, "6": 1, "0": 2}
"""Question 1 in the large municipalities: 82 of 140 high or very high, against 77 of 155 in the
others. The report prints these two shares (59 % and 50 %) and that the difference is significant;
the rest of the split is ours: of the whole numbers that fit, one where both the rank test and
chi-square say so."""

DESCRIBED = 160
MOST_PROMISING = 60
SECOND_DESCRIBED = 11
"""How many describe a second innovation of the 14 who have one. The report does not print it."""
