"""The page of all pairs, put together."""

from __future__ import annotations

from lovende.analysis.all_pairs import AllPairs
from lovende.domain.texts import N_
from lovende.reporting.all_pairs.method import write_method
from lovende.reporting.all_pairs.pen import Pen
from lovende.reporting.all_pairs.pictures import write_map
from lovende.reporting.all_pairs.strongest import write_strongest
from lovende.reporting.all_pairs.tables import write_tables
from lovende.reporting.document import Document
from lovende.reporting.story import WORDS
from lovende.translation import translate

NOTICE = N_("Not for publication: small counts are shown.")


def tell_pairs(pairs: AllPairs, language: str) -> Document:
    """Return the page in `language` (`da` or `en`) as a document."""
    pen = Pen(pairs, language)
    write_strongest(pen)
    write_map(pen)
    write_tables(pen)
    write_method(pen)
    say = pen.say
    return Document(
        language=language,
        title=say.t(N_("What goes together")),
        subtitle=say.t(N_("All pairs of variables in {file}"), file=say.file()),
        blocks=tuple(pen.blocks),
        notices=(say.t(NOTICE),),
        short_notice=say.t(N_("Not for publication.")),
        description=say.t(N_("All pairs of variables in {file}"), file=say.file()),
        words={key: translate(word, language) for key, word in WORDS.items()},
        facts=_facts(pen),
    )


def _facts(pen: Pen) -> tuple[tuple[str, str], ...]:
    say, pairs = pen.say, pen.pairs
    facts = [
        (say.t(N_("People")), say.type.number(pairs.people)),
        (say.t(N_("Variables")), say.type.number(len(pairs.variables))),
        (say.t(N_("Pairs tested")), say.type.number(pairs.tested)),
    ]
    if pairs.job.weight is not None:
        facts.append((say.t(N_("Weighted by")), pairs.job.weight))
    # The last fact has a line of its own.
    return (*facts, (say.t(N_("File")), say.file()))
