"""One respondent's walk over the pages: which are asked now, and what stands on each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cached_property

from lovende.domain.questionnaire.answer_rules import AnswerRules
from lovende.domain.questionnaire.columns import column_name, split_column
from lovende.domain.questionnaire.expressions import Surroundings
from lovende.domain.questionnaire.flow.layout import layout_of
from lovende.domain.questionnaire.flow.memory import BoundedMemory
from lovende.domain.questionnaire.flow.page_view import PageView
from lovende.domain.questionnaire.flow.prepared import (
    Parts,
    Preparation,
    PreparedPage,
    PreparedRepeat,
    pages_of,
    repeats_of,
)
from lovende.domain.questionnaire.flow.shown import PageLink, ShownPage, Stored
from lovende.domain.questionnaire.interview import MOST_PLACES, Interview, Slot
from lovende.domain.questionnaire.model import Questionnaire
from lovende.domain.questionnaire.normalising import EMPTY, Normalised, normalise
from lovende.domain.questionnaire.plan import Labels, Plan, Rounds, Step, make_plan

PagePlace = tuple[PreparedPage, Rounds]

# Columns whose place is remembered: more than any questionnaire has, fewer than a forger can name.
MOST_COLUMNS = 50_000


class Flow:
    """A questionnaire in one language, made ready for showing. Made once, shared by everyone."""

    def __init__(
        self, questionnaire: Questionnaire, language: str, memory: BoundedMemory | None = None
    ) -> None:
        """Make it ready. Flows of one questionnaire in several languages can share a memory.

        Raises LovendeError where a condition cannot be read.
        """
        self.questionnaire = questionnaire
        self.language = language
        self.plan: Plan = make_plan(questionnaire)
        self.rules = AnswerRules(self.plan)
        self.labels = Labels(self.plan)
        self.memory = BoundedMemory() if memory is None else memory
        self.parts: Parts = Preparation(self.plan, language).parts(layout_of(questionnaire))
        self.by_name = {page.name: page for page in pages_of(self.parts)}
        self.repeats = {repeat.name: repeat for repeat in repeats_of(self.parts)}
        self.option_labels = {
            each.name: {c.code: c.label.get(language) or c.code for c in each.choices}
            for each in questionnaire.lists
        }
        self._slots: dict[str, tuple[Step, Rounds] | None] = {}

    def walk(self, answers: Stored, *, now: str = "", prefill: Stored | None = None) -> Walk:
        """Return the walk of a respondent; `now` is the clock as an ISO date-time.

        `prefill` stands in fields that were not answered yet, for the respondent to confirm; it is
        no answer before the page is saved.
        """
        return Walk(self, answers, now, prefill)

    def place_of(self, name: str) -> PagePlace | None:
        """Return the page and the rounds that a page's name tells, None where there is none such."""
        page = self.by_name.get(name)
        if page is not None:
            return page, (1,) * len(page.repeats)
        base, rounds = split_column(name)
        page = self.by_name.get(base)
        if page is None or len(rounds) != len(page.repeats) or column_name(base, rounds) != name:
            return None
        return page, rounds

    def slot_of(self, column: str) -> tuple[Step, Rounds] | None:
        """Return the step and the rounds that a column belongs to, None where there is none such."""
        if column not in self._slots:
            if len(self._slots) >= MOST_COLUMNS:
                self._slots = {}
            self._slots[column] = self._find_slot(column)
        return self._slots[column]

    def _find_slot(self, column: str) -> tuple[Step, Rounds] | None:
        step = self.plan.by_name.get(column)
        if step is not None:
            return step, (1,) * len(step.repeats)
        base, rounds = split_column(column)
        step = self.plan.by_name.get(base)
        return (step, rounds) if step and len(rounds) == len(step.repeats) else None


class Walk:
    """One respondent's walk with the answers of one moment."""

    def __init__(
        self, flow: Flow, answers: Stored, now: str = "", prefill: Stored | None = None
    ) -> None:
        self.flow = flow
        self.prefill: Stored = prefill or {}
        self.answers = answers
        self.now = now
        self.given: dict[Slot, Normalised] = {}
        for column, raw in answers.items():
            found = flow.slot_of(column) if raw else None
            if found is not None:
                step, rounds = found
                listed = flow.plan.lists.get(step.question.choices or "")
                answer = normalise(raw, step, listed)
                if answer is not EMPTY:
                    self.given[step.name, rounds] = answer

    @cached_property
    def interview(self) -> Interview:
        """The routing by the answers as they are."""
        return self._route({})

    def interview_with(self, opened: dict[Slot, int]) -> Interview:
        """Return the routing, with rounds opened that nobody has answered in yet."""
        return self._route(opened) if opened else self.interview

    def _route(self, opened: dict[Slot, int]) -> Interview:
        texts = {slot: answer.text for slot, answer in self.given.items()}
        surroundings = Surroundings(self.now, self.flow.labels)
        return Interview(self.flow.plan, texts, surroundings, self.flow.memory, opened)

    def saved(self, answers: Stored) -> Walk:
        """Return the walk with the answers of a page put over the earlier ones."""
        return Walk(self.flow, {**self.answers, **answers}, self.now, self.prefill)

    @cached_property
    def places(self) -> list[PagePlace]:
        """The pages that are asked now, in order, each with its rounds."""
        return list(self._asked(self.flow.parts, (), iter(range(MOST_PLACES))))

    def _asked(self, parts: Parts, rounds: Rounds, most: Iterator[int]) -> Iterator[PagePlace]:
        """Yield the pages of these parts; every round takes one of `most`, and none without."""
        for part in parts:
            if isinstance(part, PreparedRepeat):
                numbers = range(1, self.interview.rounds_of(part.name, rounds) + 1)
                for _, number in zip(most, numbers, strict=False):
                    yield from self._asked(part.parts, (*rounds, number), most)
            elif _is_asked(self.interview, part, rounds):
                yield part, rounds

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the pages that are asked now, in order."""
        return tuple(column_name(page.name, rounds) for page, rounds in self.places)

    @cached_property
    def pages(self) -> tuple[PageLink, ...]:
        """The pages that are asked now, in order, with how much of each is answered."""
        return tuple(
            self._link(page, rounds, number)
            for number, (page, rounds) in enumerate(self.places, start=1)
        )

    def _link(self, page: PreparedPage, rounds: Rounds, number: int) -> PageLink:
        slots = [
            (step.name, where)
            for step in page.steps
            if step.kind.is_asked
            for where in self.interview.all_rounds(step.repeats, rounds)
            if self.interview.asked(step, where)
        ]
        return PageLink(
            column_name(page.name, rounds),
            PageView(self, page, rounds).said(page.title, page.repeats, rounds),
            number,
            len(slots),
            sum(slot in self.given for slot in slots),
        )

    def page(self, name: str, *, typed: Stored | None = None) -> ShownPage | None:
        """Return the page, None where there is none or it is not asked now.

        `typed` takes the place of stored answers: what someone typed and must see again.
        """
        place = self.flow.place_of(name)
        if place is None:
            return None
        page, rounds = place
        names, opened = self.names, {}
        if name not in names:
            opened = self._opening(page, rounds)
            if not opened or not _is_asked(self.interview_with(opened), page, rounds):
                return None
            names = tuple(sorted((*names, name), key=self._order))
        return self._shown(PageView(self, page, rounds, opened=opened, typed=typed), names)

    def _shown(self, view: PageView, names: tuple[str, ...], asked_only: bool = False) -> ShownPage:
        page, rounds = view.page, view.rounds
        name = column_name(page.name, rounds)
        index = names.index(name)
        repeat = self.flow.repeats.get(page.repeats[-1]) if page.repeats else None
        return ShownPage(
            name,
            view.said(page.title, page.repeats, rounds),
            index + 1,
            len(names),
            view.items(asked_only=asked_only),
            names[index - 1] if index else "",
            names[index + 1] if index + 1 < len(names) else "",
            rounds[-1] if rounds else 1,
            rounds,
            view.said(repeat.title, repeat.repeats, rounds[:-1]) if repeat else "",
            self._further(view, names[index + 1 :]),
            repeat.name if repeat else "",
        )

    def _opening(
        self, page: PreparedPage, rounds: Rounds, interview: Interview | None = None
    ) -> dict[Slot, int]:
        """Return the one round more that a page lies in, where the respondent may begin it."""
        interview = interview or self.interview
        for depth, number in enumerate(rounds):
            repeat, outer = self.flow.repeats[page.repeats[depth]], rounds[:depth]
            asked = interview.rounds_of(repeat.name, outer)
            if number > asked:
                allowed = asked and repeat.open_ended and number == asked + 1
                within = repeat.maximum is None or number <= repeat.maximum
                return {(repeat.name, outer): number} if allowed and within else {}
        return {}

    def _further(self, view: PageView, after: tuple[str, ...]) -> str:
        """Return the page that one more round begins with, on the last page of the last round."""
        page, rounds = view.page, view.rounds
        if not rounds:
            return ""
        repeat = self.flow.repeats[page.repeats[-1]]
        following = (*rounds[:-1], rounds[-1] + 1)
        follower = self.flow.place_of(after[0]) if after else None
        ends = follower is None or follower[1][: len(rounds)] != rounds
        first = next(pages_of(repeat.parts), None)
        if not ends or first is None or len(first.repeats) != len(rounds):
            return ""
        interview = self.interview_with(view.opened) if view.opened else self.interview
        opens = self._opening(first, following, interview)
        return column_name(first.name, following) if opens else ""

    def next_after(self, name: str) -> str:
        """Return the page that follows, '' after the last. `name` need not be asked any more."""
        mine = self._order(name)
        return next((other for other in self.names if self._order(other) > mine), "")

    def before(self, name: str) -> str:
        """Return the page before, '' before the first."""
        mine = self._order(name)
        return next((o for o in reversed(self.names) if self._order(o) < mine), "")

    def _order(self, name: str) -> tuple[int, ...]:
        """Return where a page stands among all: its place and its rounds in turn, outermost first."""
        place = self.flow.place_of(name)
        if place is None:
            return ()
        page, rounds = place
        inner = (n for pair in zip(rounds, page.order[1:], strict=True) for n in pair)
        return (page.order[0], *inner)

    def resume(self, stands: str) -> str:
        """Return where to go on for `Response.page`: it, or the next asked one; '' at the end."""
        if stands in self.names:
            return stands
        if not stands:
            return "" if self.answers else next(iter(self.names), "")
        return self.next_after(stands)

    def stopped_at(self) -> str:
        """The page after the last one with an answer, as far as answers alone can tell: where
        someone stands whose way through the pages is not known. '' at the end."""
        answered = [page.name for page in self.pages if page.answered]
        return self.next_after(answered[-1]) if answered else self.resume("")

    def appeared(self, name: str, shown: Collection[str]) -> tuple[str, ...]:
        """Return columns of the page that are asked now but were not among those `shown`.

        Where there are any after a save, show the page again: a question followed from an
        answer of its own page by a condition that the browser cannot follow.
        """
        place = self.flow.place_of(name)
        if place is None:
            return ()
        page, rounds = place
        return tuple(
            column_name(step.name, where)
            for step in page.steps
            if step.kind.is_asked
            for where in self.interview.all_rounds(step.repeats, rounds)
            if column_name(step.name, where) not in shown and self.interview.asked(step, where)
        )

    def all_pages(self) -> tuple[ShownPage, ...]:
        """Return every asked page with the questions that are asked, for reading them through."""
        return tuple(
            self._shown(PageView(self, page, rounds), self.names, asked_only=True)
            for page, rounds in self.places
        )


def _is_asked(interview: Interview, page: PreparedPage, rounds: Rounds) -> bool:
    return any(
        interview.asked(step, where)
        for step in page.steps
        for where in interview.all_rounds(step.repeats, rounds)
    )
