"""Is the response skewed? The R-indicator over region and size, the tests, and who is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lovende.analysis.findings import Representativity, Response
from lovende.domain.texts import N_
from lovende.findings.monitoring.shown import Column, Part, Table, Value, typography
from lovende.web.languages import current_language, on_page

if TYPE_CHECKING:
    from lovende.analysis.panel_counts import PanelResponse

NAMES = {"region": N_("Region"), "size": N_("Size of the municipality")}
EVEN, SKEWED = 0.9, 0.8
READINGS = (
    (1.0, N_("The groups differ no more than chance alone would make them.")),
    (EVEN, N_("Those who have answered are spread much like those invited.")),
    (SKEWED, N_("Those who have answered are spread somewhat otherwise than those invited.")),
    (-1.0, N_("Those who have answered are spread clearly otherwise than those invited.")),
)


def evenness(found: PanelResponse, response: Response) -> Part | None:
    """Return how even the response is; None where the panel does not tell, or it is protected."""
    if not response.representativity:
        return None
    type_ = typography()
    one = response.representativity[0]
    reading = next(text for limit, text in READINGS if one.r_indicator >= limit)
    texts = [
        on_page(
            "R-indicator {r} over region and size (1 is perfectly even).",
            r=type_.decimal(one.r_indicator, 3),
        )
        + " "
        + on_page(reading)
    ]
    texts += [_tested(response, name) for name in NAMES]
    notes = (
        on_page(
            "The R-indicator is 1 less twice the spread of the propensities to answer, from a logistic regression on region and size, adjusted for chance. Only what is known of everyone in the panel can be compared: those who answer may differ in other ways."
        ),
    )
    tables = (_indicator_table(one), _category_table(found))
    return Part(
        "evenness", on_page("Who is missing?"), tuple(t for t in texts if t), None, notes, tables
    )


def _tested(response: Response, variable: str) -> str:
    test = next((one for one in response.tests if one.variable == variable), None)
    if test is None:
        return ""
    type_ = typography()
    decisive = test.p if test.p_clustered is None else test.p_clustered
    verdict = (
        on_page("That is not more than chance can explain.")
        if decisive >= 0.05
        else on_page(
            "That is more than chance easily explains, so the groups are not equally represented."
        )
    )
    said = on_page(
        "{variable}: χ²({df}, n = {n}) = {statistic}, {p}; with the municipalities as clusters {clustered}.",
        variable=on_page(NAMES[variable]),
        df=test.df,
        n=type_.number(test.n),
        statistic=type_.decimal(test.statistic, 2),
        p=type_.p_value(test.p),
        clustered=type_.p_value(test.p_clustered),
    )
    return f"{said} {verdict}"


def _indicator_table(one: Representativity) -> Table:
    rows: list[tuple[Value, ...]] = [
        (on_page("R-indicator"), one.r_indicator),
        (on_page("R-indicator, not adjusted for chance"), one.r_unadjusted),
        (on_page("Coefficient of variation of the propensities"), one.coefficient_of_variation),
    ]
    rows += [
        (on_page("Partial indicator: {variable}", variable=on_page(NAMES[name]).lower()), value)
        for name, value in one.partial.items()
    ]
    columns = (Column(on_page("Measure")), Column(on_page("Value"), "decimal"))
    return Table("r-indicator", on_page("How even the response is"), columns, tuple(rows))


def _category_table(found: PanelResponse) -> Table:
    """Which groups answer more (above 0) or less (below 0) than the whole."""
    rows: list[tuple[Value, ...]] = []
    rates = {(g.variable, g.group): g.rate for g in found.response.by_group}
    for group in found.groups:
        partial = found.indicator.categories.get(group.name, {}) if found.indicator else {}
        for place, key in enumerate(group.keys):
            if place in partial:
                label = group.labels[place][current_language()]
                rows.append(
                    (
                        on_page(NAMES[group.name]),
                        label,
                        rates.get((group.name, key)),
                        partial[place],
                    )
                )
    columns = (
        Column(on_page("Variable")),
        Column(on_page("Group")),
        Column(on_page("Response rate"), "percent"),
        Column(on_page("Partial indicator"), "decimal"),
    )
    caption = on_page("Groups that answer more (above 0) or less (below 0) than the whole")
    return Table("partial", caption, columns, tuple(rows))
