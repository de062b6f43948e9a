from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.mediate.world import sheet, term

from safeconduct.mediate.margins import Order, as_planned, best_order
from safeconduct.mediate.stability import ContradictionError, will_hold
from safeconduct.model.terms import Comparison, Step

TWO = sheet(term("hours", 2, {"a": 0, "b": 1}))


def prefers(party: str, better: dict[str, str], worse: dict[str, str]) -> Comparison:
    return Comparison(party, better, worse)


def test_where_each_likes_keeping_better_than_its_own_breaking_and_leaving_it_always_holds() -> (
    None
):
    told = tuple(prefers(p, {p: "keep"}, {p: act}) for p in "ab" for act in ("break", "withdraw"))
    found = will_hold(replace(TWO, comparisons=told), samples=40)
    assert found.shares["nash"] == found.shares["seq"] == 1.0
    assert all(one.known for one in found.conditions)


def test_where_one_surely_gains_by_leaving_it_never_holds() -> None:
    told = (prefers("a", {"a": "withdraw"}, {"a": "keep"}),)
    # nobody can bring a back, so nothing punishes it as long as a also dislikes no outcome of it
    found = will_hold(replace(TWO, comparisons=told), samples=40)
    assert found.shares["nash"] == 0.0


def test_the_inverse_question_names_the_preference_that_would_make_it_hold() -> None:
    told = (
        prefers("a", {"a": "keep"}, {"a": "break"}),
        prefers("a", {"a": "keep"}, {"a": "withdraw"}),
        prefers("b", {"b": "keep"}, {"b": "withdraw"}),
    )
    first = will_hold(replace(TWO, comparisons=told), samples=80).conditions[0]
    assert (first.party, first.deviation) == ("b", "break")
    assert first.share_if == 1.0 > first.share_if_not


def test_comparisons_that_go_round_in_a_circle_are_named() -> None:
    told = (
        prefers("a", {"a": "keep"}, {"a": "break"}),
        prefers("a", {"a": "break"}, {"a": "keep"}),
    )
    with pytest.raises(ContradictionError) as found:
        will_hold(replace(TWO, comparisons=told))
    assert found.value.party == "a"


def test_monitors_watch_and_who_has_withdrawn_does_not_return() -> None:
    told = (prefers("m", {"m": "watch"}, {"m": "away"}),)
    found = will_hold(replace(TWO, comparisons=told), samples=5)
    assert found.parties == ("a", "b", "m")


def weakest(order: Order) -> float:
    return min(one.margin for one in order.margins)


STEPS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 20), st.integers(0, 20)),
    min_size=1,
    max_size=5,
)


@given(STEPS)
def test_the_order_found_has_the_largest_smallest_margin_of_all_orders(
    rows: list[tuple[int, int, int, int]],
) -> None:
    steps = [
        Step(f"s{n}", f"s{n}", {"a": ga, "b": gb}, {"a": ta, "spoiler": tb})
        for n, (ga, gb, ta, tb) in enumerate(rows)
    ]
    found = best_order(steps).weakest
    every = max(weakest(as_planned(p)) for p in permutations(steps))
    assert found is not None
    assert found.margin == pytest.approx(every)


def test_the_last_batch_is_the_weakest_where_all_give_the_same() -> None:
    steps = [Step(f"s{n}", "", {"a": 10}, {"a": 12}) for n in range(3)]
    found = as_planned(steps).weakest
    assert found is not None
    assert (found.step, found.margin) == ("s2", -2)


def test_a_step_never_comes_before_what_it_waits_for() -> None:
    steps = [Step("s0", "", {"a": 1}, {"a": 9}, after=("s1",)), Step("s1", "", {"a": 1}, {"a": 0})]
    assert best_order(steps).steps == ("s1", "s0")
    with pytest.raises(ValueError, match="wait for each other"):
        best_order([Step("s0", "", {}, {}, ("s1",)), Step("s1", "", {}, {}, ("s0",))])
