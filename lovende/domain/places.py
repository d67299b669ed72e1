"""The 98 municipalities of Denmark: what is known of them, and their squares on the tile map.

Official codes, names, regions and the population on 1 January 2020: Statistics Denmark, table
FOLK1A, licensed CC BY 4.0. The squares are our own drawing: every municipality one square of the
same size, so that a small one is as easy to see as a large one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

LARGE_ABOVE = 50_000
"""A municipality is large where it has more inhabitants than this."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality.

    `code` is the official one, four digits with a leading zero. `population` is the number of
    inhabitants on 1 January 2020. `column` and `row` are its square on the tile map, counted
    from 0 at the west and at the north.
    """

    code: str
    name: str
    region: str
    population: int
    column: int
    row: int

    @property
    def is_large(self) -> bool:
        """Whether it has more than 50,000 inhabitants."""
        return self.population > LARGE_ABOVE


# The map follows the outline of the land rather than the exact distances: the crowded municipalities
# around Copenhagen take more room than they have, and a free square stands for the water between
# the parts (Little Belt, Great Belt, Isefjord, Storstrøm). Islands touch no other part's side.
_FACTS: tuple[tuple[str, str, str, int, int, int], ...] = (
    ("0101", "København", "Region Hovedstaden", 632_340, 18, 7),
    ("0147", "Frederiksberg", "Region Hovedstaden", 104_305, 17, 7),
    ("0151", "Ballerup", "Region Hovedstaden", 48_602, 14, 6),
    ("0153", "Brøndby", "Region Hovedstaden", 35_090, 15, 8),
    ("0155", "Dragør", "Region Hovedstaden", 14_494, 18, 9),
    ("0157", "Gentofte", "Region Hovedstaden", 74_830, 17, 6),
    ("0159", "Gladsaxe", "Region Hovedstaden", 69_262, 16, 6),
    ("0161", "Glostrup", "Region Hovedstaden", 23_128, 15, 7),
    ("0163", "Herlev", "Region Hovedstaden", 28_953, 15, 6),
    ("0165", "Albertslund", "Region Hovedstaden", 27_731, 14, 7),
    ("0167", "Hvidovre", "Region Hovedstaden", 53_527, 16, 8),
    ("0169", "Høje-Taastrup", "Region Hovedstaden", 50_759, 13, 7),
    ("0173", "Lyngby-Taarbæk", "Region Hovedstaden", 56_214, 17, 5),
    ("0175", "Rødovre", "Region Hovedstaden", 40_652, 16, 7),
    ("0183", "Ishøj", "Region Hovedstaden", 22_989, 13, 8),
    ("0185", "Tårnby", "Region Hovedstaden", 42_989, 18, 8),
    ("0187", "Vallensbæk", "Region Hovedstaden", 16_633, 14, 8),
    ("0190", "Furesø", "Region Hovedstaden", 40_965, 15, 5),
    ("0201", "Allerød", "Region Hovedstaden", 25_633, 14, 5),
    ("0210", "Fredensborg", "Region Hovedstaden", 40_865, 15, 4),
    ("0217", "Helsingør", "Region Hovedstaden", 62_695, 15, 3),
    ("0219", "Hillerød", "Region Hovedstaden", 51_183, 14, 4),
    ("0223", "Hørsholm", "Region Hovedstaden", 24_864, 16, 4),
    ("0230", "Rudersdal", "Region Hovedstaden", 56_728, 16, 5),
    ("0240", "Egedal", "Region Hovedstaden", 43_354, 13, 6),
    ("0250", "Frederikssund", "Region Hovedstaden", 45_223, 13, 5),
    ("0253", "Greve", "Region Sjælland", 50_558, 12, 8),
    ("0259", "Køge", "Region Sjælland", 60_979, 12, 9),
    ("0260", "Halsnæs", "Region Hovedstaden", 31_384, 13, 4),
    ("0265", "Roskilde", "Region Sjælland", 87_914, 12, 7),
    ("0269", "Solrød", "Region Sjælland", 23_255, 13, 9),
    ("0270", "Gribskov", "Region Hovedstaden", 41_048, 14, 3),
    ("0306", "Odsherred", "Region Sjælland", 32_957, 11, 5),
    ("0316", "Holbæk", "Region Sjælland", 71_541, 11, 6),
    ("0320", "Faxe", "Region Sjælland", 36_576, 12, 10),
    ("0326", "Kalundborg", "Region Sjælland", 48_436, 10, 6),
    ("0329", "Ringsted", "Region Sjælland", 34_852, 11, 9),
    ("0330", "Slagelse", "Region Sjælland", 79_073, 10, 9),
    ("0336", "Stevns", "Region Sjælland", 22_805, 13, 10),
    ("0340", "Sorø", "Region Sjælland", 29_881, 11, 8),
    ("0350", "Lejre", "Region Sjælland", 27_996, 11, 7),
    ("0360", "Lolland", "Region Sjælland", 41_105, 11, 13),
    ("0370", "Næstved", "Region Sjælland", 83_143, 11, 10),
    ("0376", "Guldborgsund", "Region Sjælland", 60_722, 12, 13),
    ("0390", "Vordingborg", "Region Sjælland", 45_566, 12, 11),
    ("0400", "Bornholm", "Region Hovedstaden", 39_499, 20, 10),
    ("0410", "Middelfart", "Region Syddanmark", 38_853, 6, 8),
    ("0420", "Assens", "Region Syddanmark", 40_965, 6, 9),
    ("0430", "Faaborg-Midtfyn", "Region Syddanmark", 51_556, 7, 10),
    ("0440", "Kerteminde", "Region Syddanmark", 23_812, 8, 8),
    ("0450", "Nyborg", "Region Syddanmark", 32_009, 8, 9),
    ("0461", "Odense", "Region Syddanmark", 204_895, 7, 9),
    ("0479", "Svendborg", "Region Syddanmark", 58_296, 8, 10),
    ("0480", "Nordfyns", "Region Syddanmark", 29_665, 7, 8),
    ("0482", "Langeland", "Region Syddanmark", 12_491, 9, 11),
    ("0492", "Ærø", "Region Syddanmark", 5_964, 7, 12),
    ("0510", "Haderslev", "Region Syddanmark", 55_670, 3, 9),
    ("0530", "Billund", "Region Syddanmark", 26_608, 2, 7),
    ("0540", "Sønderborg", "Region Syddanmark", 74_220, 4, 10),
    ("0550", "Tønder", "Region Syddanmark", 37_366, 2, 9),
    ("0561", "Esbjerg", "Region Syddanmark", 115_483, 1, 8),
    ("0563", "Fanø", "Region Syddanmark", 3_488, 0, 9),
    ("0573", "Varde", "Region Syddanmark", 49_961, 1, 7),
    ("0575", "Vejen", "Region Syddanmark", 42_742, 2, 8),
    ("0580", "Aabenraa", "Region Syddanmark", 58_761, 3, 10),
    ("0607", "Fredericia", "Region Syddanmark", 51_377, 4, 8),
    ("0615", "Horsens", "Region Midtjylland", 90_966, 3, 6),
    ("0621", "Kolding", "Region Syddanmark", 93_175, 3, 8),
    ("0630", "Vejle", "Region Syddanmark", 115_748, 3, 7),
    ("0657", "Herning", "Region Midtjylland", 89_127, 2, 5),
    ("0661", "Holstebro", "Region Midtjylland", 58_591, 1, 5),
    ("0665", "Lemvig", "Region Midtjylland", 19_722, 1, 4),
    ("0671", "Struer", "Region Midtjylland", 21_036, 2, 4),
    ("0706", "Syddjurs", "Region Midtjylland", 42_962, 6, 5),
    ("0707", "Norddjurs", "Region Midtjylland", 37_089, 6, 4),
    ("0710", "Favrskov", "Region Midtjylland", 48_397, 4, 4),
    ("0727", "Odder", "Region Midtjylland", 22_844, 4, 6),
    ("0730", "Randers", "Region Midtjylland", 97_805, 5, 4),
    ("0740", "Silkeborg", "Region Midtjylland", 94_026, 3, 5),
    ("0741", "Samsø", "Region Midtjylland", 3_657, 7, 6),
    ("0746", "Skanderborg", "Region Midtjylland", 62_678, 4, 5),
    ("0751", "Aarhus", "Region Midtjylland", 349_983, 5, 5),
    ("0756", "Ikast-Brande", "Region Midtjylland", 41_369, 2, 6),
    ("0760", "Ringkøbing-Skjern", "Region Midtjylland", 56_594, 1, 6),
    ("0766", "Hedensted", "Region Midtjylland", 46_722, 4, 7),
    ("0773", "Morsø", "Region Nordjylland", 20_247, 2, 3),
    ("0779", "Skive", "Region Midtjylland", 45_851, 3, 3),
    ("0787", "Thisted", "Region Nordjylland", 43_423, 2, 2),
    ("0791", "Viborg", "Region Midtjylland", 96_921, 3, 4),
    ("0810", "Brønderslev", "Region Nordjylland", 36_304, 4, 1),
    ("0813", "Frederikshavn", "Region Nordjylland", 59_654, 5, 0),
    ("0820", "Vesthimmerlands", "Region Nordjylland", 36_727, 3, 2),
    ("0825", "Læsø", "Region Nordjylland", 1_786, 7, 1),
    ("0840", "Rebild", "Region Nordjylland", 30_113, 4, 3),
    ("0846", "Mariagerfjord", "Region Nordjylland", 41_800, 5, 3),
    ("0849", "Jammerbugt", "Region Nordjylland", 38_324, 3, 1),
    ("0851", "Aalborg", "Region Nordjylland", 217_075, 4, 2),
    ("0860", "Hjørring", "Region Nordjylland", 64_483, 4, 0),
)

MUNICIPALITIES: tuple[Municipality, ...] = tuple(Municipality(*facts) for facts in _FACTS)
"""All 98, in the order of their codes."""

BY_CODE: Mapping[str, Municipality] = MappingProxyType({m.code: m for m in MUNICIPALITIES})

BY_NAME: Mapping[str, Municipality] = MappingProxyType({m.name: m for m in MUNICIPALITIES})

MAP_COLUMNS = 1 + max(m.column for m in MUNICIPALITIES)
MAP_ROWS = 1 + max(m.row for m in MUNICIPALITIES)


def municipality(code_or_name: str) -> Municipality | None:
    """Return the municipality with that official code or name, or None.

    Codes are also known without their leading zero, as spreadsheets write them ("101"), and
    names with or without the ending "Kommune" and in any case.
    """
    text = code_or_name.strip()
    if text.isdigit():
        return BY_CODE.get(text.zfill(4))
    plain = text.casefold().removesuffix(" kommune").strip()
    return _BY_PLAIN_NAME.get(plain)


_BY_PLAIN_NAME = {m.name.casefold(): m for m in MUNICIPALITIES}
