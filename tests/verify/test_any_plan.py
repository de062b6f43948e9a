"""Whatever a plan's fields hold, the judge answers; and no true activity may change its length."""

from dataclasses import fields, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.verify.world import good_plan, operation, spoil

from safeconduct.model.network import Leg, Passage
from safeconduct.model.plan import Activity, Itinerary, Plan, Result
from safeconduct.verify import judge

GOOD, WORLD = good_plan(), operation()

numbers = st.one_of(
    st.floats(),
    st.integers(),
    st.sampled_from([0, -1, 60.0, 70, 98.0, 1e308, -1e308, 10**400, 1440]),
)
words = st.one_of(
    st.sampled_from(
        ["bus-1", "bus-2", "car-1", "bus", "hamlet", "post", "town", "base", "adult", "chair", ""]
    ),
    st.sampled_from(["base-hamlet", "hamlet-post", "post-town", "town-base", "strip", "c1", "\n"]),
    st.sampled_from(["move", "load", "inspect", "unload", "wait", "rest", "refuel"]),
    st.text(max_size=5),
)
people = st.dictionaries(words, st.one_of(numbers, words), max_size=3)
anything = st.one_of(
    st.none(), st.booleans(), numbers, words, people, st.lists(numbers, max_size=2)
)


def mangled(original: Any) -> st.SearchStrategy[Any]:
    """The same with a few of its fields holding anything."""
    names = [field.name for field in fields(original)]
    changes = st.dictionaries(st.sampled_from(names), anything, max_size=2)
    return changes.map(lambda change: replace(original, **change))


activities: list[Activity] = [a for v in GOOD.vehicles for a in v.activities]
itineraries = st.builds(
    Itinerary,
    id=anything,
    fleet=words,
    activities=st.lists(
        st.sampled_from(activities).flatmap(mangled), max_size=12
    ).map(tuple),
)  # fmt: skip
driven = st.sampled_from(GOOD.vehicles).flatmap(
    lambda vehicle: st.tuples(*[mangled(a) for a in vehicle.activities]).map(
        lambda acts: replace(vehicle, activities=acts)
    )
)
passages = st.builds(Passage, zone=anything, enter=anything, exit=anything)
legs = st.sampled_from(GOOD.legs).flatmap(mangled).flatmap(
    lambda leg: st.one_of(
        st.just(replace(leg, zones=())),
        st.lists(passages, max_size=2).map(lambda zones: replace(leg, zones=tuple(zones))),
    )
)  # fmt: skip
plans = st.builds(
    Plan,
    operation=words,
    operation_sha256=words,
    start=st.one_of(st.just(WORLD.start), st.datetimes(), st.none()),
    horizon_min=anything,
    result=mangled(GOOD.result),
    vehicles=st.lists(st.one_of(itineraries, driven), max_size=4).map(tuple),
    legs=st.lists(st.one_of(st.sampled_from(GOOD.legs), legs), max_size=4).map(tuple),
)


@given(plans)
def test_the_judge_answers_whatever_a_plan_holds(told: Plan) -> None:
    verdict = judge(WORLD, told)
    assert verdict.accepted == (not verdict.breaches)
    assert all("\n" not in str(breach) for breach in verdict.breaches)
    assert all(0 <= breach.rule <= 10 for breach in verdict.breaches)
    assert isinstance(verdict.result, Result)


timed = [
    (v.id, n)
    for v in GOOD.vehicles
    for n, a in enumerate(v.activities)
    if a.kind not in {"wait", "rest"}
]


@given(st.sampled_from(timed), st.floats(0.01, 500.0), st.booleans())
def test_no_activity_may_be_longer_or_shorter_than_the_rule_says(
    which: tuple[str, int], by: float, longer: bool
) -> None:
    vehicle, n = which
    end = next(v for v in GOOD.vehicles if v.id == vehicle).activities[n].end
    told = spoil(GOOD, vehicle, n, end=end + by if longer else end - by)
    verdict = judge(WORLD, told)
    assert any(b.vehicle == vehicle and b.rule > 0 for b in verdict.breaches)


@given(st.sampled_from(timed), st.floats(-1000.0, 2000.0))
def test_an_accepted_plan_delivers_what_its_result_says(which: tuple[str, int], by: float) -> None:
    vehicle, n = which
    activity = next(v for v in GOOD.vehicles if v.id == vehicle).activities[n]
    told = spoil(GOOD, vehicle, n, start=activity.start + by, end=activity.end + by)
    verdict = judge(WORLD, told)
    if verdict.accepted:
        assert verdict.result.weighted_out == told.result.weighted_out


@given(st.permutations(GOOD.vehicles), st.permutations(GOOD.legs))
def test_the_order_of_vehicles_and_legs_does_not_matter(
    vehicles: list[Itinerary], used: list[Leg]
) -> None:
    told = replace(GOOD, vehicles=tuple(vehicles), legs=tuple(used))
    assert judge(WORLD, told).breaches == ()
