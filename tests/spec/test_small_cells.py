"""Small counts in findings for the public, worked by hand. The smallest count shown is 5."""

from __future__ import annotations

from lovende.domain.disclosure.audit import audit
from lovende.domain.disclosure.suppression import protect
from lovende.domain.disclosure.system import Cell, System


def question(**counts: int) -> System:
    """A question of one choice: its answers and its base, all printed."""
    system = System()
    for code, count in counts.items():
        system.add(Cell(code, count, cost=1 + count))
    system.add(Cell("base", sum(counts.values()), cost=500))
    system.total("base", list(counts))
    return system


def two_groups(large: list[int], small: list[int]) -> System:
    """Answers 0, 1, ... by size of municipality: ("large", 0), ("small", 0), ("all", 0)."""
    system = System()
    columns = {"large": large, "small": small}
    columns["all"] = [a + b for a, b in zip(large, small, strict=True)]
    for name, counts in columns.items():
        for code, count in enumerate(counts):
            system.add(Cell((name, code), count, cost=(1 + count) * (20 if name == "all" else 1)))
        system.add(Cell((name, "base"), sum(counts), cost=500))
        system.total((name, "base"), [(name, code) for code in range(len(counts))])
    for code in (*range(len(large)), "base"):
        system.total(("all", code), [("large", code), ("small", code)])
    return system


def test_counts_of_five_and_more_and_nobody_are_shown() -> None:
    assert protect(question(yes=30, no=5, dont_know=0), 5) == set()


def test_one_small_count_alone_would_follow_from_the_base() -> None:
    # 38 - 30 - 6 = 2: so 6, the count that tells the reader least, is hidden with it.
    system = question(yes=30, no=6, dont_know=2)
    assert [(b.key, b.low, b.high) for b in audit(system, {"dont_know"}, 5)] == [
        ("dont_know", 2, 2)
    ]
    assert protect(system, 5) == {"dont_know", "no"}


def test_two_small_counts_hide_each_other_if_together_they_reach_the_limit() -> None:
    # 1 + 4 = 5: either may be 0, 1, 2, 3, 4 or 5.
    assert protect(question(yes=30, no=4, dont_know=1), 5) == {"no", "dont_know"}
    # 1 + 3 = 4: each is known to be below 5, so a third count goes with them.
    assert protect(question(yes=30, maybe=8, no=3, dont_know=1), 5) == {"maybe", "no", "dont_know"}


def test_a_small_count_in_one_group_needs_four_cells() -> None:
    # By row the other group would give it away, by column the other answers. The four cells
    # 2, 8 / 9, 7 can be moved against each other while every sum stays.
    system = two_groups(large=[40, 9, 2], small=[50, 7, 8])
    assert protect(system, 5) == {("large", 2), ("small", 2), ("large", 1), ("small", 1)}


def test_a_group_with_a_small_base_is_hidden_with_it() -> None:
    # Three people answered in the small municipalities: their answers, and that they are three.
    # The base of the others goes too, or three would be 60 - 57.
    system = two_groups(large=[40, 17], small=[2, 1])
    hidden = protect(system, 5)
    assert hidden >= {("small", 0), ("small", 1), ("small", "base"), ("large", "base")}
    assert audit(system, set(hidden), 5) == ()


def test_those_who_did_not_tick_are_people_too() -> None:
    # 28 of 30 ticked an option: the two who did not would be told by the count.
    system = System()
    for key, count in (("ticked", 28), ("base", 30)):
        system.add(Cell(key, count, cost=1 + count))
    system.add(Cell("not ticked", 2, cost=0, shown=False))
    system.total("base", ["ticked", "not ticked"])
    assert protect(system, 5) == {"ticked"}


def test_a_routed_question_tells_of_the_answer_that_leads_to_it() -> None:
    # 12 answered the follow-up that only those who said "no" were asked. "No" is hidden for the
    # sake of the three don't knows, but 12 of 15 are then known to be "no": at most 3 are left.
    system = question(yes=30, no=12, dont_know=3)
    system.add(Cell("base of the follow-up", 12, cost=500))
    system.at_least(["no"], "base of the follow-up")
    breaches = audit(system, {"no", "dont_know"}, 5)
    assert [(b.key, b.low, b.high) for b in breaches] == [("dont_know", 0, 3)]
    # "Yes" can give way instead, and "no" may then be shown.
    assert protect(system, 5) == {"dont_know", "yes"}
