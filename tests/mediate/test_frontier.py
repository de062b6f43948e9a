from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.mediate.frontier import SAFE, efficient, merge, whole
from safeconduct.mediate.solutions import RULES, solve

Rows = list[tuple[int, ...]]
POINTS = st.integers(1, 4).flatmap(
    lambda d: st.lists(st.tuples(*[st.integers(-3, 3)] * d), min_size=1, max_size=40)
)
TABLES = st.integers(2, 4).flatmap(
    lambda d: st.lists(
        st.lists(st.tuples(*[st.integers(0, 6)] * d), min_size=1, max_size=4),
        min_size=1,
        max_size=4,
    )
)


def dominated(one: tuple[int, ...], points: Rows) -> bool:
    return any(all(b >= a for a, b in zip(one, o, strict=True)) and o != one for o in points)


@given(POINTS)
def test_the_frontier_is_every_row_that_no_other_dominates(points: Rows) -> None:
    mask = efficient(np.array(points, dtype=np.int64))
    assert [bool(m) for m in mask] == [not dominated(p, points) for p in points]


@given(POINTS)
def test_numbers_too_large_for_the_machine_give_the_same_frontier(points: Rows) -> None:
    large = np.array([[v * SAFE * 4 for v in p] for p in points], dtype=object)
    assert list(efficient(large)) == list(efficient(np.array(points, dtype=np.int64)))


@given(TABLES)
def test_merging_term_by_term_equals_looking_at_every_package(tables: list[Rows]) -> None:
    front = merge([np.array(t, dtype=np.int64) for t in tables])
    every = [tuple(sum(column) for column in zip(*rows, strict=True)) for rows in product(*tables)]
    best = {p for p in every if not dominated(p, every)}
    assert {tuple(p) for p in front.points.tolist()} == best
    for point, count in zip(front.points.tolist(), front.counts, strict=True):
        assert every.count(tuple(point)) == count


@given(TABLES)
def test_each_point_names_all_packages_that_reach_it(tables: list[Rows]) -> None:
    front = merge([np.array(t, dtype=np.int64) for t in tables])
    for row, point in enumerate(front.points.tolist()):
        found = list(front.packages(row))
        assert len(found) == front.counts[row] == len(set(found))
        for _, *options in found:
            chosen = [t[o] for t, o in zip(tables, options, strict=True)]
            assert [sum(c) for c in zip(*chosen, strict=True)] == point


def test_scores_that_differ_in_the_last_digit_are_not_taken_for_equal() -> None:
    tiny = Fraction(1, 10**17)
    scale = whole([[Fraction(1, 3), Fraction(1, 3) + tiny], [Fraction(1, 7), Fraction(1, 7)]])
    tables = [np.array([[v, -v] for v in term], dtype=object) for term in scale.scores]
    assert len(merge(tables).points) == 2


def test_rules_are_named_in_words_and_never_by_a_person() -> None:
    text = " ".join(RULES.values()).lower()
    assert not any(name in text for name in ("nash", "kalai", "smorodinsky"))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20))
def test_no_rule_picks_a_package_below_what_a_party_gets_without_agreement(
    points: Rows,
) -> None:
    exact = [tuple(Fraction(v, 9) for v in p) for p in points]
    least = (Fraction(1, 3), Fraction(1, 2))
    for found in solve(exact, least):
        for row in found.rows:
            assert all(v >= d for v, d in zip(exact[row], least, strict=True))
        values = {exact[row] for row in found.rows}
        assert found.rule != "sum" or len({sum(v) for v in values}) <= 1
