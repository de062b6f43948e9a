"""Turn the engine's records back into itineraries in minutes, names and exact durations."""

from collections import defaultdict
from collections.abc import Sequence
from math import isclose
from typing import NamedTuple

from safeconduct.instance.arrays import SECONDS, Instance
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Activity, ActivityKind, Itinerary, Plan, Result

NOISE = 1e-9
"""Share by which sums of weights may differ in the order of their additions."""
KINDS = (
    ActivityKind.MOVE,
    ActivityKind.LOAD,
    ActivityKind.INSPECT,
    ActivityKind.UNLOAD,
    ActivityKind.REST,
    ActivityKind.REFUEL,
)


class Record(NamedTuple):
    """What a vehicle does, in engine units; `what` is a leg for moves, else a place.

    `convoy` names the convoy of a move by its leg and departure; `load` has persons by
    category where people get on or off.
    """

    kind: int
    what: int
    start: float
    end: int
    convoy: tuple[int, int] | None
    load: tuple[int, ...]
    exact_min: float
    """How long it takes without rounding up, in minutes."""


def to_plan(
    instance: Instance,
    schedule: Sequence[Sequence[Record]],
    bound: float,
    solve_seconds: float,
    seed: int,
) -> Plan:
    """Write a schedule, one list of records per vehicle, as a plan with its result."""
    operation: Operation = instance.facts
    convoys = convoy_names(schedule)
    vehicles = []
    for v, records in enumerate(schedule):
        if records:
            fleet = instance.classes[instance.arrays.cls[v]]
            name = instance.vehicles[v]
            activities = tuple(activity_of(instance, r, name, convoys) for r in records)
            vehicles.append(Itinerary(name, fleet, activities))
    legs = {leg.id: leg for leg in operation.legs or ()}
    used = {a.leg for vehicle in vehicles for a in vehicle.activities if a.leg}
    return Plan(
        operation=operation.name,
        operation_sha256=operation.sha256,
        start=operation.start,
        horizon_min=operation.horizon_min,
        result=account(operation, vehicles, bound, solve_seconds, seed),
        vehicles=tuple(vehicles),
        legs=tuple(legs[name] for name in sorted(used)),
    )


def convoy_names(
    schedule: Sequence[Sequence[Record]], number: int = 1
) -> dict[tuple[int, int], str]:
    """Number the convoys in order of departure; the same vehicles keep their number."""
    members: dict[tuple[int, int], list[int]] = defaultdict(list)
    for v, records in enumerate(schedule):
        for record in records:
            if record.convoy is not None:
                members[record.convoy].append(v)
    numbers: dict[tuple[int, ...], str] = {}
    for convoy in sorted(members, key=lambda c: (c[1], c[0])):
        numbers.setdefault(tuple(members[convoy]), f"convoy-{len(numbers) + number}")
    return {convoy: numbers[tuple(who)] for convoy, who in members.items()}


def activity_of(
    instance: Instance, record: Record, vehicle: str, convoys: dict[tuple[int, int], str]
) -> Activity:
    """A record as an activity in minutes, its convoy by its name."""
    start = record.start / SECONDS
    end = record.end / SECONDS
    if not isclose(record.exact_min * SECONDS, record.end - record.start, abs_tol=1e-7):
        end = start + record.exact_min
    kind = KINDS[record.kind]
    if kind is ActivityKind.MOVE:
        leg = operation_leg(instance, record.what)
        convoy = vehicle if record.convoy is None else convoys[record.convoy]
        return Activity(
            kind,
            start,
            end,
            leg=leg.id,
            origin=leg.origin,
            destination=leg.destination,
            convoy=convoy,
        )
    people = {c: n for c, n in zip(instance.categories, record.load, strict=False) if n}
    return Activity(kind, start, end, place=instance.places[record.what], people=people)


def operation_leg(instance: Instance, leg: int) -> Leg:
    """The operation's leg behind an engine leg."""
    operation: Operation = instance.facts
    return (operation.legs or ())[instance.leg_rows[leg]]


def account(
    operation: Operation,
    vehicles: Sequence[Itinerary],
    bound: float,
    solve_seconds: float = 0.0,
    seed: int = 0,
) -> Result:
    """Count what itineraries achieve; people arrive when their vehicle's unloading ends.

    Raises ValueError where they achieve more than the bound: one of the two is then wrong.
    """
    weight = {c.id: c.weight for c in operation.categories}
    legs = {leg.id: leg for leg in operation.legs or ()}
    out: dict[str, int] = dict.fromkeys(weight, 0)
    left = operation.waiting()
    arrivals: list[tuple[float, float]] = []
    exposure = kilometres = 0.0
    for vehicle in vehicles:
        aboard: dict[str, int] = defaultdict(int)
        for activity in vehicle.activities:
            if activity.kind is ActivityKind.MOVE:
                leg = legs[activity.leg]
                kilometres += leg.km
                slowness = (activity.end - activity.start) / leg.minutes if leg.minutes else 1.0
                exposure += sum(aboard.values()) * leg.exposure * slowness
            for category, count in activity.people.items():
                if activity.kind is ActivityKind.LOAD:
                    aboard[category] += count
                    left[activity.place, category] -= count
                else:
                    aboard[category] -= count
                    out[category] += count
                    arrivals.append((activity.end, count * weight[category]))
    weighted = sum(weight[c] * n for c, n in out.items())
    if weighted > bound * (1.0 + NOISE) + NOISE:
        raise ValueError(f"the schedule delivers {weighted:g}, more than its bound {bound:g}")
    behind: dict[str, dict[str, int]] = defaultdict(dict)
    for (place, category), count in left.items():
        if count:
            behind[place][category] = count
    return Result(
        people_out=sum(out.values()),
        people_by_category=out,
        weighted_out=weighted,
        bound=max(bound, weighted),
        gap=(bound - weighted) / bound if bound > weighted else 0.0,
        last_arrival_min=max((end for end, _ in arrivals), default=None),
        weighted_arrival_min=sum(end * worth for end, worth in arrivals),
        exposure=exposure,
        vehicle_km=kilometres,
        left_behind=dict(behind),
        solve_seconds=solve_seconds,
        seed=seed,
    )
