"""Bays and lanes over time: the step function against a plain count of who is being served."""

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.instance.arrays import BLOCKED, NEVER
from safeconduct.plan.profile import change, earliest

Span = tuple[int, int]


def profile(spans: list[Span]) -> tuple[np.ndarray, np.ndarray, int]:
    times, use = np.zeros(400, dtype=np.int64), np.zeros(400, dtype=np.int64)
    n = 1
    for start, end in spans:
        n = change(times, use, n, start, end, 1)
    return times, use, n


def served(spans: list[Span], moment: int) -> int:
    return sum(start <= moment < end for start, end in spans)


spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=25,
)


@given(spans, st.integers(1, 4), st.integers(0, 70), st.integers(1, 15))
def test_the_first_free_lane_is_the_first_moment_at_which_a_count_allows_it(
    busy: list[Span], lanes: int, ready: int, length: int
) -> None:
    times, use, n = profile(busy)
    found = earliest(times, use, n, lanes, ready, length)
    by_hand = next(
        moment
        for moment in range(ready, 200)
        if all(served(busy, second) < lanes for second in range(moment, moment + length))
    )
    assert found == by_hand


@given(spans, st.randoms(use_true_random=False))
def test_giving_everything_back_leaves_nothing_in_use(busy: list[Span], chance: Random) -> None:
    times, use, n = profile(busy)
    chance.shuffle(busy)
    for start, end in busy:
        n = change(times, use, n, start, end, -1)
    assert n == 1
    assert use[0] == 0


def test_a_place_that_is_shut_serves_nobody_and_no_service_runs_past_closing() -> None:
    times, use = np.zeros(20, dtype=np.int64), np.zeros(20, dtype=np.int64)
    n = change(times, use, 1, 0, 100, BLOCKED)
    n = change(times, use, n, 200, 1000, BLOCKED)
    assert earliest(times, use, n, 3, 10, 50) == 100
    assert earliest(times, use, n, 3, 160, 50) == 1000
    n = change(times, use, n, 1000, 5000, BLOCKED)
    assert earliest(times, use, n, 3, 160, 50) == 5000


def test_a_place_without_lanes_never_serves() -> None:
    times, use, n = profile([])
    assert earliest(times, use, n, 0, 0, 10) == NEVER
