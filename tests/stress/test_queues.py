"""The simulation's queue against what queueing theory knows: means within sampling error, tails.

Vehicles come to one post at random moments; they wait in order of arrival.
"""

from datetime import UTC, datetime
from math import exp, factorial

import numpy as np
import numpy.typing as npt
import pytest

from safeconduct.instance.build import build
from safeconduct.model.chance import BadDays
from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation, Organisation
from safeconduct.model.people import Category, Headcount
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import Activity, ActivityKind, Itinerary, Plan, Result
from safeconduct.stress.runs import trace, trial
from safeconduct.stress.script import INSPECT

Waits = npt.NDArray[np.float64]
VEHICLES, BATCHES, WARM = 20_000, 24, 2_000
MEAN = 10.0
"""Minutes of a service on average; a person at the post takes a hundredth of a minute."""


def waits(load: float, lanes: int, *, spread: bool, seed: int) -> Waits:
    """Waiting times at a post with Poisson arrivals, services all alike or exponential."""
    chance = np.random.default_rng(seed)
    arrivals = np.cumsum(chance.exponential(MEAN / (lanes * load), VEHICLES))
    persons = np.ones(VEHICLES, dtype=int)
    if spread:
        persons = np.maximum(chance.exponential(MEAN * 100, VEHICLES).round(), 1).astype(int)
    places = (
        Place("home", "", PlaceKind.PICKUP, (0.0, 0.0)),
        Place("depot", "", PlaceKind.BASE, (0.0, 0.0)),
        Place("post", "", PlaceKind.CHECKPOINT, (0.1, 0.0), lanes=lanes,
              vehicle_min=0.0 if spread else MEAN),
        Place("camp", "", PlaceKind.RECEPTION, (0.2, 0.0)),
    )  # fmt: skip
    pairs = (("depot", "home"), ("home", "post"), ("post", "camp"))
    operation = Operation(
        "queue", datetime(2022, 1, 1, tzinfo=UTC), float(arrivals[-1]) / 60 + 1000,
        (Category("adult", inspect_min=0.01 if spread else 0.0),), (), (Organisation("o", ""),),
        places, (Headcount("home", "adult", int(persons.sum())),),
        (FleetRow("car", "o", "depot", "car", VEHICLES, seats=1_000_000),),
        legs=tuple(Leg(f"{a}-{b}", a, b, 1.0, 1.0) for a, b in pairs),
    )  # fmt: skip
    vehicles = tuple(
        Itinerary(f"car-{n + 1}", "car", (
            Activity(ActivityKind.MOVE, t, t + 1, leg="depot-home", origin="depot",
                     destination="home", convoy=f"car-{n + 1}"),
            Activity(ActivityKind.LOAD, t + 1, t + 1, place="home",
                     people={"adult": int(persons[n])}),
            Activity(ActivityKind.MOVE, t + 1, t + 2, leg="home-post", origin="home",
                     destination="post", convoy=f"car-{n + 1}"),
            Activity(ActivityKind.INSPECT, t + 2, t + 2, place="post"),
        ))
        for n, t in enumerate(float(a) for a in arrivals)
    )  # fmt: skip
    blank = Result(0, {}, 0.0, 0.0, 0.0, None, 0.0, 0.0, 0.0, {})
    plan = Plan("queue", "", operation.start, operation.horizon_min, blank, vehicles, ())
    one = trial(build(operation), plan, BadDays({}), 0)
    start, _ = trace(one)
    at_post = one.script.scene.kind == INSPECT
    return np.asarray((start - one.script.scene.start)[at_post][WARM:])


def near(values: Waits, truth: float) -> None:
    """The mean lies within four standard errors of the truth, by means of batches."""
    batches = values[: len(values) // BATCHES * BATCHES].reshape(BATCHES, -1).mean(axis=1)
    error = batches.std(ddof=1) / BATCHES**0.5
    assert abs(batches.mean() - truth) < 4.0 * error, (batches.mean(), truth, error)
    assert error < 0.15 * truth


def erlang(lanes: int, load: float) -> float:
    """The chance to wait at all, by Erlang's C formula."""
    offered = lanes * load
    last = offered**lanes / factorial(lanes) / (1.0 - load)
    return last / (sum(offered**k / factorial(k) for k in range(lanes)) + last)


@pytest.mark.parametrize("load", [0.3, 0.6, 0.75])
def test_one_lane_with_services_all_alike_waits_as_pollaczek_and_khinchine_say(
    load: float,
) -> None:
    near(waits(load, 1, spread=False, seed=1), load * MEAN / (2.0 * (1.0 - load)))


@pytest.mark.parametrize(("lanes", "load"), [(1, 0.6), (2, 0.7), (4, 0.75)])
def test_lanes_with_exponential_services_wait_as_erlang_says(lanes: int, load: float) -> None:
    found = waits(load, lanes, spread=True, seed=2)
    near(found, erlang(lanes, load) * MEAN / (lanes * (1.0 - load)))
    for moment in (5.0, 15.0):
        longer = (found > moment).astype(float)
        near(longer, erlang(lanes, load) * exp(-lanes * (1.0 - load) * moment / MEAN))


def test_who_comes_first_is_inspected_first() -> None:
    found = waits(0.9, 1, spread=True, seed=3)
    assert (found >= -1e-9).all()
    assert found.max() > MEAN
