"""The findings of a study: one object, from which every document is made.

The field names are those of `findings.json`; its JSON Schema is `findings.schema.json` in
the folder above. Texts are objects by language (`{"da": ..., "en": ...}`), percentages run from 0 to
100 unrounded, a count or percentage that is None was suppressed to protect people.
"""

from lovende.analysis.findings.index import (
    Exclusion,
    Index,
    IndexDimension,
    IndexItem,
    Ranked,
)
from lovende.analysis.findings.response import (
    BreakOff,
    Disposition,
    GroupResponse,
    ItemNonresponse,
    NonresponderComparison,
    Representativity,
    Response,
    ResponseTest,
    Tile,
)
from lovende.analysis.findings.study import (
    Chapter,
    FigureSpec,
    Group,
    Grouping,
    PlannedTest,
    Section,
    Study,
)
from lovende.analysis.findings.tables import (
    Collapse,
    Option,
    Table,
    TableGroup,
    Test,
)
from lovende.analysis.findings.texts import Texts
from lovende.analysis.findings.uncertainty import (
    Admitted,
    Assumption,
    Importance,
    Spread,
    Uncertainty,
)
from lovende.analysis.findings.weighting import WeightCategory, Weighting, WeightMargin
from lovende.analysis.findings.whole import (
    AskedQuestion,
    Findings,
    Practice,
    Provenance,
    QuestionnairePage,
)

__all__ = [
    "Admitted",
    "AskedQuestion",
    "Assumption",
    "BreakOff",
    "Chapter",
    "Collapse",
    "Disposition",
    "Exclusion",
    "FigureSpec",
    "Findings",
    "Group",
    "GroupResponse",
    "Grouping",
    "Importance",
    "Index",
    "IndexDimension",
    "IndexItem",
    "ItemNonresponse",
    "NonresponderComparison",
    "Option",
    "PlannedTest",
    "Practice",
    "Provenance",
    "QuestionnairePage",
    "Ranked",
    "Representativity",
    "Response",
    "ResponseTest",
    "Section",
    "Spread",
    "Study",
    "Table",
    "TableGroup",
    "Test",
    "Texts",
    "Tile",
    "Uncertainty",
    "WeightCategory",
    "WeightMargin",
    "Weighting",
]
