"""The column `parameters`, as far as it says something about answers."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from lovende.domain.errors import Fault, fault
from lovende.domain.texts import N_
from lovende.formats.xlsform.columns import Row


def range_of(written: str, row: Row, faults: list[Fault]) -> tuple[bool, str]:
    """Return whether a range has whole numbers only, and its limits as a constraint.

    XLSForm's own range is 0 to 10 in steps of 1.
    """
    given = {"start": "0", "end": "10", "step": "1"}
    for part in written.replace(";", " ").replace(",", " ").split():
        name, _, value = part.partition("=")
        given[name] = value
    try:
        start, end, step = (Decimal(given[name]) for name in ("start", "end", "step"))
    except InvalidOperation:
        faults.append(
            fault(
                "xlsform.range",
                N_("The range “{written}” cannot be read; write start=0 end=10 step=1."),
                place=row.place("parameters"),
                written=written,
            )
        )
        return True, "true()"
    low, high = sorted((start, end))
    return all(n == int(n) for n in (start, end, step)), f". >= {low} and . <= {high}"
