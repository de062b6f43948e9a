from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.mediate.world import Additive

from safeconduct.mediate.values import Effort, value_all, value_more

GAINS = st.lists(
    st.lists(st.integers(0, 40), min_size=1, max_size=4).map(sorted), min_size=1, max_size=4
)


@given(GAINS, st.integers(0, 120))
def test_combinations_that_are_never_solved_lie_between_those_that_are(
    gains: list[list[int]], most: int
) -> None:
    planner = Additive(gains, most)
    shape = tuple(len(g) for g in gains)
    found = value_all(shape, [True] * len(gains), planner)
    assert (found.gap <= 0.01).all()
    for one in product(*(range(n) for n in shape)):
        truth = planner.bound(one)[0]
        assert found.at(one).weighted <= truth <= found.bound[one]


def test_where_a_bottleneck_holds_all_back_one_plan_speaks_for_hundreds() -> None:
    planner = Additive([[100, 110, 120, 130]] * 5, 500)
    found = value_all((4,) * 5, [True] * 5, planner)
    assert (found.gap == 0).all()
    assert planner.asked == [(0, 0, 0, 0, 0)]


def test_without_an_order_nothing_is_taken_over_from_a_neighbour() -> None:
    planner = Additive([[5, 5, 5]], 99)
    found = value_all((3,), [False], planner)
    assert sorted(planner.asked) == [(0,), (1,), (2,)]
    assert (found.gap == 0).all()


def test_a_planner_that_misses_the_bound_leaves_the_gap_open_and_is_asked_once() -> None:
    planner = Additive([[0, 50], [0, 60]], 200, short=20)
    found = value_all((2, 2), [True, True], planner)
    assert len(planner.asked) == len(set(planner.asked))
    assert found.gap.max() > 0.01


def test_when_time_is_up_what_is_left_has_the_empty_plan_and_its_bound() -> None:
    planner = Additive([[0, 50]], 200)
    found = value_all((2,), [True], planner, Effort(seconds=0.0))
    assert found.people.tolist() == [0, 0]
    assert np.array_equal(found.bound, [0.0, 50.0])


def test_what_the_rules_pick_is_planned_after_the_steps_and_before_all_others() -> None:
    planner = Additive([[0, 50, 60], [0, 70, 80]], 200, short=20)
    monotone = [True, True]
    found = value_all((3, 3), monotone, planner, Effort(others=False), [(1, 1), (0, 1)])
    assert planner.asked == [(1, 1), (0, 1)]
    assert found.known.sum() == 3  # and that which nobody can leave by
    value_more(found, monotone, planner, first=[(0, 1), (2, 0)])
    assert planner.asked[2] == (2, 0)
    assert len(planner.asked) == len(set(planner.asked)) > 3
    assert found.solved == planner.asked


def test_the_time_of_all_the_work_on_values_counts() -> None:
    planner = Additive([[0, 50]], 200, short=20)
    found = value_all((2,), [True], planner, Effort(others=False))
    found.seconds = 60.0
    value_more(found, [True], planner, Effort(seconds=60.0), [(1,)])
    assert planner.asked == []


def test_a_sheet_without_operational_terms_has_one_value() -> None:
    found = value_all((), [], Additive([], 7))
    assert found.at(()).people == 0
    assert found.people.shape == ()
