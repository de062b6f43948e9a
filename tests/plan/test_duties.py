"""The duty that is read off the programme: it is worth what the programme says."""

from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np
import pytest
from bench.cases import named

from safeconduct.instance.build import build
from safeconduct.plan.bound import Prover
from safeconduct.plan.duals import Generation
from safeconduct.plan.relax import Relaxation


@pytest.mark.parametrize("name", ["window", "headway", "convoys"])
@pytest.mark.parametrize("tick", [240, 300])
def test_where_legs_take_no_tick_a_duty_is_worth_what_it_was_found_for(
    name: str, tick: int
) -> None:
    prover = Prover(build(named(name).make()))
    generation = Generation(Relaxation(prover.instance, prover.rows, tick, 3))
    with ThreadPoolExecutor(2) as pool:
        for state in islice(generation.rounds(pool), 8):
            at = 0.5 * state.price
            for classes in generation.alike:
                for _, gain, duty in generation._best(classes, at):
                    if duty is not None:
                        paid = duty.worth - float(at[duty.rows] @ duty.use)
                        assert paid == pytest.approx(gain, rel=1e-4, abs=1e-3)


def test_rounds_end_where_the_bound_and_the_duties_meet() -> None:
    prover = Prover(build(named("window").make()))
    generation = Generation(Relaxation(prover.instance, prover.rows, 600, 3))
    with ThreadPoolExecutor(2) as pool:
        states = list(generation.rounds(pool))
    assert states[-1].bound == pytest.approx(states[-1].master, rel=1e-4)
    assert all(np.diff([state.bound for state in states]) <= 1e-9)
