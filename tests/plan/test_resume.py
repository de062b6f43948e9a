"""Work that begins from a known schedule: it is kept where it holds, and run again where not."""

from dataclasses import replace

import pytest
from tests.plan.test_escorts import GATE
from tests.plan.world import world
from tests.verify.test_certificate import BUSY

from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Plan
from safeconduct.plan.resume import Begin
from safeconduct.plan.rides import Ridden
from safeconduct.plan.solve import Limits, Solution, solve
from safeconduct.verify import judge


def worked(operation: Operation, begin: Begin | None = None, looks: int = 0) -> Solution:
    limits = Limits(seconds=3600.0, looks=looks, prove=False)
    return solve(build(operation), limits, begin=begin)


def plan_of(operation: Operation, solution: Solution) -> Plan:
    plan = to_plan(build(operation), solution.schedule, solution.bound.value, 0.0, 0)
    assert judge(operation, plan).breaches == ()
    return plan


def known() -> tuple[Operation, Begin, float]:
    operation = world(BUSY)
    found = worked(operation, looks=10)
    assert found.begin is not None
    return operation, found.begin, plan_of(operation, found).result.weighted_out


def test_a_schedule_that_holds_is_taken_over_as_it_is() -> None:
    operation, begin, out = known()
    again = worked(operation, begin._replace(holds=True))
    assert plan_of(operation, again).result.weighted_out >= out


def test_a_schedule_is_run_again_by_the_rules_of_another_operation() -> None:
    operation, begin, out = known()
    again = worked(operation, begin)
    assert plan_of(operation, again).result.weighted_out >= out
    later = replace(operation, fleet=tuple(replace(r, speed_factor=0.9) for r in operation.fleet))
    plan_of(later, worked(later, begin))


def test_vehicles_that_are_added_or_gone_are_no_obstacle() -> None:
    operation, begin, out = known()
    bus, car = operation.fleet
    more = replace(operation, fleet=(replace(bus, count=bus.count + 1), car))
    assert plan_of(more, worked(more, begin._replace(holds=True))).result.weighted_out >= out
    fewer = replace(operation, fleet=(replace(bus, count=bus.count - 1), car))
    plan_of(fewer, worked(fewer, begin))


def test_prices_that_are_known_prove_at_once_what_they_proved() -> None:
    operation = world(BUSY)
    first = solve(build(operation), Limits(seconds=3600.0, looks=1))
    again = solve(build(operation), Limits(seconds=3600.0, looks=0), begin=first.begin)
    assert again.bound.value <= first.bound.value + 1e-6


def test_no_chain_begins_anew_where_that_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    operation = world(f"{GATE}fleet car 1 city escort=True\nhorizon 159\n")
    begin = worked(operation, looks=1).begin
    limits = Limits(seconds=3600.0, looks=1, prove=False, anew=False)
    rides: list[int] = []

    def ride(self: Ridden, *_: object) -> None:
        rides.append(1)
        raise TimeoutError

    monkeypatch.setattr(Ridden, "__init__", ride)
    plan_of(operation, solve(build(operation), limits, begin=begin))
    assert not rides
    with pytest.raises(TimeoutError):
        solve(build(operation), limits)  # nothing is known to go on from
    with pytest.raises(TimeoutError):
        solve(build(operation), replace(limits, anew=True), begin=begin)
