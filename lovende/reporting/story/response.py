"""The response: who was invited, who answered, who is missing, and what that means."""

from __future__ import annotations

from lovende.analysis.findings import GroupResponse, Response, ResponseTest
from lovende.domain.texts import N_
from lovende.reporting.document import Cell, TableBlock
from lovende.reporting.figures.points import Point, PointRow, rates
from lovende.reporting.story.distributions import FEW, SMALL, share
from lovende.reporting.story.municipalities import map_figure
from lovende.reporting.story.pictures import percent_axis, place
from lovende.reporting.story.summary import response_sentence
from lovende.reporting.story.writer import Writer, column, number, row
from lovende.reporting.typography import HIDDEN

RATE_NAMES = {
    "RR1": N_(
        "Response rate 1: complete answers only; all of unknown eligibility count as invited"
    ),
    "RR2": N_(
        "Response rate 2: complete and partial answers; all of unknown eligibility count as invited"
    ),
    "RR3": N_("Response rate 3: as 1, with the estimated share of the unknown that is eligible"),
    "RR4": N_("Response rate 4: as 2, with the estimated share of the unknown that is eligible"),
    "RR5": N_("Response rate 5: as 1, without those of unknown eligibility"),
    "RR6": N_("Response rate 6: as 2, without those of unknown eligibility"),
    "COOP1": N_("Cooperation rate 1: complete answers of those who were reached"),
    "COOP2": N_("Cooperation rate 2: complete and partial answers of those who were reached"),
    "COOP3": N_("Cooperation rate 3: as 1, without those who were unable to answer"),
    "COOP4": N_("Cooperation rate 4: as 2, without those who were unable to answer"),
    "REF1": N_("Refusal rate 1: refusals of all invited"),
    "REF2": N_("Refusal rate 2: as 1, with the estimated share of the unknown that is eligible"),
    "REF3": N_("Refusal rate 3: as 1, without those of unknown eligibility"),
    "CON1": N_("Contact rate 1: reached of all invited"),
    "CON2": N_("Contact rate 2: as 1, with the estimated share of the unknown that is eligible"),
    "CON3": N_("Contact rate 3: as 1, without those of unknown eligibility"),
}
TESTED = N_(
    "Test of the response rates by {variable}: χ²({df}, n = {n}) = {statistic}, {p}{clustered}."
)


def write_response(w: Writer) -> None:
    """Write the chapter; without a panel it says what is known of the answers alone."""
    response = w.findings.response
    w.chapter(w.t(N_("Response and non-response")))
    w.paragraph(response_sentence(w, response), lead=True)
    if response.invited is None:
        w.paragraph(w.t(N_("The study has no panel, so no response rate can be given.")))
    _completeness(w, response)
    _groups(w, response)
    if response.tiles and ("map", None) not in w.placed:
        map_figure(w, "")
    _dispositions(w, response)
    _rates(w, response)
    _representativity(w, response)
    _nonresponders(w, response)
    _missing_items(w, response)


def _completeness(w: Writer, response: Response) -> None:
    if response.complete is not None and response.partial is not None:
        w.paragraph(
            w.t(
                N_("{complete} answers are complete and {partial} are partial."),
                complete=w.type.number(response.complete),
                partial=w.type.number(response.partial),
            )
            + (f" {w.say(response.rule)}" if w.say(response.rule) else "")
        )


def variable_name(w: Writer, variable: str | None) -> str:
    """The words for a frame variable, where the study has them."""
    for grouping in w.findings.study.groupings:
        if grouping.variable == variable:
            return w.say(grouping.label)
    return variable or ""


def _groups(w: Writer, response: Response) -> None:
    """Draw the response by every variable that no chapter has drawn, and tell its test."""
    for variable in dict.fromkeys(group.variable for group in response.by_group):
        if ("response", variable) not in w.placed:
            rate_figure(w, variable, "")
    for test in all_tests(response):
        w.paragraph(_tested(w, test))


def _tested(w: Writer, test: ResponseTest) -> str:
    clustered = (
        w.t(N_("; with the municipalities as clusters {p}"), p=w.type.p_value(test.p_clustered))
        if test.p_clustered is not None
        else ""
    )
    said = w.t(
        TESTED,
        variable=variable_name(w, test.variable).lower(),
        df=test.df,
        n=w.type.number(test.n),
        statistic=w.type.decimal(test.statistic, 2),
        p=w.type.p_value(test.p),
        clustered=clustered,
    )
    decisive = test.p if test.p_clustered is None else test.p_clustered
    verdict = (
        N_("That is not more than chance can explain.")
        if decisive >= 0.05
        else N_(
            "That is more than chance easily explains, so the groups are not equally represented."
        )
    )
    return f"{said} {w.t(verdict)}"


def rate_figure(w: Writer, variable: str | None, title: str) -> None:
    """Place the response rates of the groups of a variable with their intervals."""
    response = w.findings.response
    groups = [g for g in response.by_group if variable is None or g.variable == variable]
    if not groups or response.rate is None:
        return
    name = variable_name(w, groups[0].variable)
    caption = title or w.t(N_("Response rate by {variable}"), variable=name.lower())
    rows = [_rate_row(w, group) for group in groups]
    overall = Point(response.rate, w.type.percent(response.rate))
    axis = percent_axis(w, max([response.rate, *(g.high or g.rate or 0.0 for g in groups)]))
    alt = w.t(
        N_("Response rates with 95% intervals. All {overall}. {groups}."),
        overall=overall.text,
        groups="; ".join(f"{one.label} {one.points[0].text}" for one in rows),
    )
    under = w.t(N_("The lines are 95% intervals."))
    figure = place(
        w,
        caption,
        alt,
        lambda frame: rates(frame, rows, axis, overall, w.t(N_("All"))),
        f"{w.type.base([response.invited])}. {under}",
        lambda anchor: _rate_table(w, groups, anchor, caption),
    )
    w.placed[("response", variable)] = w.placed[("response", groups[0].variable)] = figure


def _rate_row(w: Writer, group: GroupResponse) -> PointRow:
    remark = (
        w.t(
            N_("{answered} of {invited}"),
            answered=w.type.number(group.answered),
            invited=w.type.number(group.invited),
        )
        if group.answered is not None
        else ""
    )
    text = w.type.share(group.answered, group.invited)
    return PointRow(w.say(group.label), (Point(group.rate, text, group.low, group.high),), remark)


def _rate_table(w: Writer, groups: list[GroupResponse], anchor: str, caption: str) -> TableBlock:
    head = (
        column(w.t(N_("Group"))),
        column(w.t(N_("Invited")), numeric=True),
        column(w.t(N_("Have answered")), numeric=True),
        column(w.t(N_("Response rate")), numeric=True),
        column(w.t(N_("95% interval")), numeric=True),
    )
    body = tuple(
        (
            row(w.say(group.label)),
            number(w.type.number(group.invited)),
            number(w.type.number(group.answered)),
            number(w.type.share(group.answered, group.invited)),
            number(w.type.interval(group.low, group.high)),
        )
        for group in groups
    )
    return TableBlock(caption, (head,), body, anchor)


def response_part(w: Writer, variable: str | None, title: str) -> None:
    """Write the response into a chapter of the study: the sentence, the figure, its test."""
    w.paragraph(response_sentence(w, w.findings.response))
    rate_figure(w, variable, title)
    for test in all_tests(w.findings.response):
        if variable is None or test.variable == variable:
            w.paragraph(_tested(w, test))


def all_tests(response: Response) -> list[ResponseTest]:
    """Return the tests of the response, also where the findings give only the first one."""
    return response.tests or ([response.test] if response.test else [])


def _dispositions(w: Writer, response: Response) -> None:
    head = [
        column(w.t(N_("Code"))),
        column(w.t(N_("Outcome"))),
        column(w.t(N_("Count")), numeric=True),
        column(w.t(N_("Per cent")), numeric=True),
    ]
    total = sum(part.count for part in response.dispositions)
    body: list[tuple[Cell, ...]] = [
        (
            Cell(part.code),
            row(w.say(part.label)),
            number(w.type.number(part.count)),
            number(w.type.share(part.count, total)),
        )
        for part in response.dispositions
    ]
    if body:
        w.section(w.t(N_("How the contacts ended")))
    w.table(w.t(N_("Outcomes by the standard definitions of AAPOR")), head, body)


def _rates(w: Writer, response: Response) -> None:
    body: list[tuple[Cell, ...]] = [
        (row(name), Cell(w.t(RATE_NAMES.get(name, name))), number(w.type.percent(value, 1)))
        for name, value in response.rates.items()
    ]
    head = [
        column(w.t(N_("Rate"))),
        column(w.t(N_("What it measures"))),
        column(w.t(N_("Value")), numeric=True),
    ]
    if body and "RR2" in response.rates:
        w.paragraph(
            w.t(
                N_(
                    "The response rate of this report is RR2: every respondent with any answer counts. Other ways of counting are in the table."
                ),
            )
        )
    w.table(
        w.t(N_("Response rates by the standard definitions of AAPOR")),
        head,
        body,
        widths=(0.14, 0.7, 0.16),
    )


def _representativity(w: Writer, response: Response) -> None:
    if not response.representativity:
        return
    w.section(w.t(N_("Is the response skewed?")))
    w.paragraph(
        w.t(
            N_(
                "The R-indicator says how evenly the answers are spread over what is known of the invited: 1 is quite even. Chance alone makes every response a little uneven. The adjusted value leaves out what chance brings about; the plain value does not. If the adjusted value is 1, the response is no more uneven than chance makes it. A partial indicator says how much one variable contributes to the unevenness: 0 is nothing. The indicators know only these variables: in other ways the respondents may still differ from the rest."
            )
        )
    )
    body: list[tuple[Cell, ...]] = []
    for one in response.representativity:
        partial = "; ".join(
            f"{variable_name(w, name)} {w.type.decimal(value, 3)}"
            for name, value in one.partial.items()
        )
        names = w.type.list([variable_name(w, name) for name in one.variables])
        plain = w.type.decimal(one.r_unadjusted, 3) if one.r_unadjusted is not None else "–"
        adjusted = w.type.decimal(one.r_indicator, 3)
        body.append((row(names), number(plain), number(adjusted), Cell(partial)))
    head = [
        column(w.t(N_("Variables"))),
        column(w.t(N_("R-indicator, plain")), numeric=True),
        column(w.t(N_("R-indicator, adjusted")), numeric=True),
        column(w.t(N_("Partial indicators"))),
    ]
    w.table(
        w.t(N_("How well the answers represent the invited")),
        head,
        body,
        widths=(0.32, 0.16, 0.16, 0.36),
    )


def _nonresponders(w: Writer, response: Response) -> None:
    if not response.nonresponders and not response.nonresponder_count:
        return
    w.section(w.t(N_("Those who did not answer")))
    if response.nonresponder_count is not None:
        w.paragraph(
            w.t(
                N_(
                    "{count} of those who had not answered gave a short interview. They are not among the respondents."
                ),
                count=w.type.number(response.nonresponder_count),
            )
            + " "
            + w.t(
                N_("The tables set their answers beside those of the respondents.")
                if response.nonresponders
                else N_("Their answers are not published, because they are few.")
            )
        )
    for one in response.nonresponders:
        head = [
            column(w.t(N_("Answer"))),
            column(w.t(N_("Short interview")), numeric=True),
            column(w.t(N_("Respondents")), numeric=True),
        ]
        body: list[tuple[Cell, ...]] = [
            (
                row(w.say(few.label)),
                number(_with_count(w, few.count, one.base_nonresponders)),
                number(share(w, many, one.base_respondents)),
            )
            for few, many in zip(one.nonresponders, one.respondents, strict=True)
        ]
        sizes = [w.type.number(one.base_nonresponders), w.type.number(one.base_respondents)]
        body.append((row("n"), *(number(size) for size in sizes)))
        said = [w.t(N_("Difference: {p}."), p=w.type.p_value(one.p))] if one.p is not None else []
        if one.base_nonresponders < SMALL:
            said.append(w.t(FEW))
        under = " ".join(said)
        w.table(w.say(one.title), head, body, under)


def _with_count(w: Writer, count: int | None, base: int) -> str:
    return HIDDEN if count is None else f"{w.type.share(count, base)} ({w.type.number(count)})"


def _missing_items(w: Writer, response: Response) -> None:
    hidden = w.findings.study.audience == "public"
    if response.item_nonresponse or response.break_offs or hidden:
        w.section(w.t(N_("Unanswered questions and breaking off")))
    if hidden and not response.item_nonresponse and not response.break_offs:
        w.paragraph(
            w.t(
                N_(
                    "How many skipped each question, and on which page people broke off, is not published: the numbers are small and could give hidden counts away."
                )
            )
        )
    head = [
        column(w.t(N_("Page"))),
        column(w.t(N_("Title"))),
        column(w.t(N_("Broke off")), numeric=True),
    ]
    pages: list[tuple[Cell, ...]] = [
        (row(str(b.page)), Cell(w.say(b.title)), number(w.type.number(b.count)))
        for b in response.break_offs
        if b.count
    ]
    w.table(w.t(N_("The page where people broke off")), head, pages, widths=(0.1, 0.7, 0.2))
    head = [
        column(w.t(N_("Question"))),
        column(w.t(N_("Title"))),
        *(
            column(w.t(name), numeric=True)
            for name in (N_("Asked"), N_("Answered"), N_("Skipped"), N_("Not reached"))
        ),
    ]
    items: list[tuple[Cell, ...]] = [
        (
            row(item.question if item.row is None else f"{item.question}.{item.row}"),
            Cell(w.say(item.title)),
            *(
                number(w.type.number(value))
                for value in (item.asked, item.answered, item.skipped, item.not_reached)
            ),
        )
        for item in response.item_nonresponse
    ]
    w.table(
        w.t(N_("Unanswered questions")), head, items, widths=(0.13, 0.41, 0.11, 0.12, 0.12, 0.11)
    )
