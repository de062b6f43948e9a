"""Bus evacuation: instances are read, made and solved; the bisection ends at the optimum."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations, product
from pathlib import Path

import pytest
from bench.instances.bep import BUSES, Evacuation, generate, read
from bench.instances.makespan import shortest
from hypothesis import given, settings
from hypothesis import strategies as st

TEXT = """2 20
1 2
2 60 40 20
2 80 40 40

1 3 7

1 4 6
2 5 2
"""


def optimum(one: Evacuation) -> int:
    """By trying every split of the loads over buses, in every order, to every shelter."""
    loads = [p for p, n in enumerate(one.loads) for _ in range(n)]
    yards = [y for y, n in enumerate(one.yards) for _ in range(n)]
    best = one.most()
    for order in set(permutations(loads)):
        for goals in product(range(len(one.capacity)), repeat=len(loads)):
            if any(goals.count(s) > n for s, n in enumerate(one.capacity)):
                continue
            for owner in product(range(len(yards)), repeat=len(loads)):
                best = min(best, length(one, yards, order, goals, owner))
    return best


def length(
    one: Evacuation,
    yards: Sequence[int],
    order: Sequence[int],
    goals: Sequence[int],
    owner: Sequence[int],
) -> int:
    clock, at = [0] * len(yards), [-1] * len(yards)
    for p, s, bus in zip(order, goals, owner, strict=True):
        way = one.to_pickup[yards[bus]][p] if at[bus] < 0 else one.to_shelter[p][at[bus]]
        clock[bus] += way + one.to_shelter[p][s]
        at[bus] = s
    return max(clock)


@pytest.fixture(scope="module", autouse=True)
def _compiled() -> None:
    one = generate(2, 0)
    shortest(lambda units: one.operation(units, 10.0), (one.least(), one.most()), 600.0)


def test_a_public_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "BEP.txt"
    path.write_text(TEXT, "utf-8")
    one = read(path)
    assert one == Evacuation("BEP", (2,), (2, 1), (2, 2), ((3, 7),), ((4, 6), (5, 2)))


@given(k=st.sampled_from(sorted(BUSES)), seed=st.integers(0, 50))
@settings(max_examples=20)
def test_generated_instances_are_as_published(k: int, seed: int) -> None:
    one = generate(k, seed)
    assert one == generate(k, seed)
    assert sum(one.capacity) >= one.demand
    assert sum(one.yards) == BUSES[k]
    assert all(1 <= n <= 5 for n in one.loads)
    assert all(1 <= n <= 10 for row in (*one.to_pickup, *one.to_shelter) for n in row)
    assert one.least() <= one.most()


def test_the_bisection_finds_the_optimum_of_a_small_instance_and_proves_it() -> None:
    one = Evacuation("small", (2,), (2, 1), (2, 2), ((3, 7),), ((4, 6), (5, 2)))
    found = shortest(
        lambda units: one.operation(units, 10.0), (one.least(), one.most()), 600.0, direct=True
    )
    assert found.best == found.bound == optimum(one)
    assert found.plan is not None
    assert one.length(found.plan) == found.best


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 30))
def test_what_is_proven_of_generated_instances_agrees_with_every_split(seed: int) -> None:
    made = generate(2, seed)
    one = replace(made, loads=tuple(min(n, 2) for n in made.loads), capacity=(4, 4))
    found = shortest(
        lambda units: one.operation(units, 10.0), (one.least(), one.most()), 600.0,
        direct=True, count=one.length,
    )  # fmt: skip
    assert found.best == found.bound == optimum(one)


@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 30))
def test_where_no_clock_fits_the_bound_and_the_plan_lie_on_both_sides_of_the_best(
    seed: int,
) -> None:
    made = generate(2, seed)

    def metres(rows: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
        return tuple(tuple(397 * way + 11 for way in row) for row in rows)

    one = replace(
        made, loads=tuple(min(n, 2) for n in made.loads), capacity=(4, 4),
        to_pickup=metres(made.to_pickup), to_shelter=metres(made.to_shelter),
    )  # fmt: skip
    found = shortest(
        lambda length: one.operation(length, 1.0 / 60.0), (one.least(), one.most()), 8.0, 50,
        direct=True, count=one.length,
    )  # fmt: skip
    best = optimum(one)
    assert found.best is not None
    assert found.bound <= best <= found.best <= best + 400
