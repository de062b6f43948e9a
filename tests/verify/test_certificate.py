"""The bound worked out anew from its certificate: nothing but a true proof is confirmed."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.plan.micro import micro
from tests.plan.oracle import Oracle, TooLargeError
from tests.plan.world import world

from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Certificate, Plan, Price, Replanned
from safeconduct.plan.bound import Prover
from safeconduct.plan.certificate import certificate
from safeconduct.verify import prove
from safeconduct.verify.certificate import whole

BUSY = """
base depot rest=True
pickup hamlet bays=1 load_fixed_min=5 zones=strip
post gate lanes=1 vehicle_min=10 open=06:00-08:00
town city capacity=25 unload_fixed_min=5 unload_min=0.5
zone strip access=window escort=True max_vehicles=3 headway_min=20
window strip 30 150
leg depot hamlet 20 strip:10:20
leg hamlet gate 20 strip:0:10
leg gate city 10
leg city depot 30
leg city hamlet 40 strip:30:40
category adult load_min=0.5 inspect_min=0.5
category child weight=2 load_min=0.5 inspect_min=0.25
people hamlet adult 40
people hamlet child 12
fleet bus 3 depot seats=8
fleet car 1 depot escort=True speed_factor=1.5
horizon 160
"""


def proven(operation: Operation, *, rounds: int = 1000) -> Plan:
    """An empty plan with the bound that the planner proves, and its certificate."""
    instance = build(operation)
    prover = Prover(instance)
    prover.work(lambda: True, rounds=rounds)
    plan = to_plan(instance, [[] for _ in instance.vehicles], prover.bound.value, 0.0, 0)
    return replace(plan, certificate=certificate(prover.instance, prover.bound))


@pytest.fixture(scope="module")
def busy() -> tuple[Operation, Plan]:
    operation = world(BUSY)
    return operation, proven(operation)


def told(plan: Plan) -> Certificate:
    assert plan.certificate is not None
    return plan.certificate


def test_the_checker_finds_the_planners_own_value_to_the_last_digit() -> None:
    seen = 0
    for seed in range(40):
        operation, _ = micro(seed)
        plan = proven(operation)
        if plan.certificate is not None:
            found = prove(operation, plan)
            assert found.bound == pytest.approx(plan.result.bound, rel=1e-9)
            assert found.confirmed
            seen += 1
    assert seen > 15


def test_all_scarce_things_together_are_worked_out_anew(busy: tuple[Operation, Plan]) -> None:
    operation, plan = busy
    kinds = {price.kind for price in told(plan).prices if price.price > 0}
    assert {"people", "escort"} <= kinds
    assert prove(operation, plan).bound == pytest.approx(plan.result.bound)


DAYS = """
hours 06:00-18:00
base depot rest=True
pickup hamlet bays=1 load_fixed_min=5 zones=strip overnight=True
town city unload_fixed_min=5 rest=True
zone strip access=window
window strip 60 600
window strip 1500 2040
leg depot hamlet 130 strip:120:130
leg hamlet city 140 strip:0:10
leg city hamlet 140 strip:130:140
leg city depot 60
category adult load_min=1
people hamlet adult 60
fleet bus 1 depot seats=8 max_duty_h={duty} rest_h=8
fleet van 1 depot seats=4 max_duty_h={duty} rest_h=8
horizon 2400
"""


@pytest.mark.parametrize("duty", [7, 9, 12, 13])
def test_days_cut_by_duties_or_by_movement_hours_are_worked_out_anew(duty: int) -> None:
    operation = world(DAYS.format(duty=duty))
    plan = proven(operation, rounds=20)
    assert plan.result.bound < 60
    assert prove(operation, plan).bound == pytest.approx(plan.result.bound)


def test_a_bound_that_was_stopped_early_is_confirmed_too() -> None:
    operation = world(BUSY)
    plan = proven(operation, rounds=3)
    assert prove(operation, plan).confirmed


def test_a_lower_claim_is_not_confirmed(busy: tuple[Operation, Plan]) -> None:
    operation, plan = busy
    low = replace(plan, result=replace(plan.result, bound=plan.result.bound - 1))
    found = prove(operation, low)
    assert not found.confirmed
    assert found.refuted
    assert found.bound == pytest.approx(plan.result.bound)
    assert "NOT proven" in str(found)


def test_prices_that_somebody_lowered_prove_less(busy: tuple[Operation, Plan]) -> None:
    operation, plan = busy
    prices = tuple(replace(price, price=price.price * 0.5) for price in told(plan).prices)
    found = prove(operation, replace(plan, certificate=replace(told(plan), prices=prices)))
    assert not found.confirmed


@pytest.mark.parametrize(
    "price",
    [
        Price("lane", "gate", -1.0, "", 0.0, 60.0),
        Price("lane", "gate", float("nan"), "", 0.0, 60.0),
        Price("lane", "nowhere", 1.0, "", 0.0, 60.0),
        Price("lane", "hamlet", 1.0, "", 0.0, 60.0),
        Price("lane", "gate", 1.0),
        Price("bay", "city", 1.0, "", 0.0, 60.0),
        Price("people", "hamlet", 1.0, "nobody"),
        Price("reception", "depot", 1.0),
        Price("entry", "elsewhere", 1.0, "", 0.0, 60.0),
        Price("escort", "strip", 1.0, "gate-city", 0.0, 60.0),
        Price("luck", "gate", 1.0),
    ],
)
def test_a_price_of_what_does_not_exist_proves_nothing(
    busy: tuple[Operation, Plan], price: Price
) -> None:
    operation, plan = busy
    prices = (*told(plan).prices, price)
    found = prove(operation, replace(plan, certificate=replace(told(plan), prices=prices)))
    assert found.bound is None
    assert found.refuted
    assert "does not fit the facts" in str(found)


def test_without_a_certificate_only_everybody_is_confirmed(busy: tuple[Operation, Plan]) -> None:
    operation, plan = busy
    bare = replace(plan, certificate=None)
    assert not prove(operation, bare).confirmed
    assert not prove(operation, bare).refuted
    everybody = replace(bare, result=replace(bare.result, bound=64.0))
    assert prove(operation, everybody).confirmed


def test_what_would_take_too_long_is_not_claimed(busy: tuple[Operation, Plan]) -> None:
    operation, plan = busy
    found = prove(operation, plan, seconds=1e-6)
    assert found.bound is None
    assert not found.confirmed
    assert "it would take about" in str(found)


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 200), data=st.data())
def test_any_prices_at_any_clock_prove_a_bound_that_no_plan_exceeds(
    seed: int, data: st.DataObject
) -> None:
    operation, unit = micro(seed)
    try:
        best = Oracle(operation, unit).best()
    except TooLargeError:
        return
    plan = proven(operation, rounds=2)
    known = plan.certificate.prices if plan.certificate else ()
    worth = st.floats(0, 3, allow_nan=False)
    prices = tuple(replace(price, price=data.draw(worth)) for price in known)
    prices += tuple(
        Price("people", row.place, data.draw(worth), row.category) for row in operation.headcounts
    )
    clock = Certificate(
        data.draw(st.sampled_from([60, 120, 300, 437, 600])),
        data.draw(st.integers(1, 8)), 0.0, prices,
    )  # fmt: skip
    found = prove(operation, replace(plan, certificate=clock))
    assert found.bound is not None
    assert found.bound >= best - 1e-6


def test_a_bound_is_cut_to_what_people_can_add_up_to() -> None:
    operation = world(BUSY)
    assert whole(operation, 17.9) == 17.0
    odd = world(BUSY.replace("weight=2", "weight=1.5"))
    assert whole(odd, 17.9) == 17.5


def test_a_certificate_of_the_whole_day_proves_nothing_of_a_plan_that_goes_on_from_its_middle(
    busy: tuple[Operation, Plan],
) -> None:
    operation, plan = busy
    assert prove(operation, plan).confirmed
    found = prove(operation, replace(plan, replanned=Replanned(30.0)))
    assert not found.confirmed
    assert not found.refuted
    assert "replanned" in str(found)
