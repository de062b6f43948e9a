"""From the rest that was found, and the day so far, to one whole plan."""

from collections.abc import Sequence
from dataclasses import replace

from safeconduct.instance.arrays import SECONDS
from safeconduct.instance.clock import whole_down
from safeconduct.instance.itinerary import Record, account, activity_of, convoy_names
from safeconduct.instance.resume import Resumed
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Activity, ActivityKind, Itinerary, Plan, Replanned
from safeconduct.model.situation import Situation, Trip

NUMBERED = "convoy-"
Convoy = tuple[int, int]
"""Leg and second of departure."""
Schedule = Sequence[Sequence[int | list[Record]]]
"""By vehicle: known trips by their number, new ones as records."""


def go_on(
    resumed: Resumed,
    situation: Situation,
    trips: Sequence[Trip],
    schedule: Schedule,
    bound: float,
    solve_seconds: float,
    seed: int,
) -> Plan:
    """The day so far and the rest, as one plan for the operation of now."""
    operation = _operation(resumed)
    vehicles = _itineraries(resumed, situation, trips, schedule)
    legs = {leg.id: leg for leg in operation.legs or ()}
    used = sorted({a.leg for vehicle in vehicles for a in vehicle.activities if a.leg})
    out = tuple(v.id for v in situation.vehicles if not v.in_service)
    return Plan(
        operation=operation.name,
        operation_sha256=operation.sha256,
        start=operation.start,
        horizon_min=operation.horizon_min,
        result=account(operation, vehicles, bound, solve_seconds, seed),
        vehicles=tuple(vehicles),
        legs=tuple(legs[name] for name in used),
        replanned=Replanned(situation.minute, out),
    )


def _operation(resumed: Resumed) -> Operation:
    facts: Operation = resumed.search.facts
    return facts


def kept(trips: Sequence[Trip], number: int, vehicle: str) -> tuple[Activity, ...]:
    """What a known trip holds for one of its vehicles; a lone vehicle's convoy has its name."""
    trip = trips[number]
    return tuple(
        replace(a, convoy=a.convoy or vehicle) if a.kind is ActivityKind.MOVE else a
        for a in trip.activities[trip.vehicles.index(vehicle)]
    )


def _itineraries(
    resumed: Resumed, situation: Situation, trips: Sequence[Trip], schedule: Schedule
) -> list[Itinerary]:
    search = resumed.search
    joined = _known_moves(search.vehicles, trips, schedule, resumed)
    names = _convoys(situation, schedule, joined)
    vehicles = []
    for standing, own in zip(situation.vehicles, schedule, strict=True):
        rest: list[Activity] = []
        for item in own:
            if isinstance(item, int):
                rest += kept(trips, item, standing.id)
            else:
                rest += [
                    _with_convoy(activity_of(search, r, standing.id, names), r, joined)
                    for r in item
                ]
        if standing.done or rest:
            vehicles.append(Itinerary(standing.id, standing.fleet, (*standing.done, *rest)))
    return vehicles


def _known_moves(
    vehicles: Sequence[str], trips: Sequence[Trip], schedule: Schedule, resumed: Resumed
) -> dict[Convoy, Activity]:
    """The moves that stay as crews know them, by leg and the whole second of departure."""
    row = {name: e for e, name in enumerate(resumed.search.legs)}
    found: dict[Convoy, Activity] = {}
    for vehicle, own in zip(vehicles, schedule, strict=True):
        for item in own:
            for a in kept(trips, item, vehicle) if isinstance(item, int) else ():
                if a.kind is ActivityKind.MOVE:
                    found.setdefault((row[a.leg], whole_down(a.start * SECONDS)), a)
    return found


def _with_convoy(own: Activity, record: Record, known: dict[Convoy, Activity]) -> Activity:
    """A move at the very moment of the known convoy that it joins, which is no whole second."""
    found = known.get(record.convoy) if record.convoy is not None else None
    return own if found is None else replace(own, start=found.start, end=found.end)


def _convoys(
    situation: Situation, schedule: Schedule, joined: dict[Convoy, Activity]
) -> dict[Convoy, str]:
    """Names of the new convoys; who joins a known one takes its name."""
    open_now = {key: a.convoy for key, a in joined.items()}
    done = [a for standing in situation.vehicles for a in standing.done if a.convoy]
    taken = [a.convoy for a in (*done, *joined.values()) if a.convoy.startswith(NUMBERED)]
    numbers = [int(n) for name in taken if (n := name.removeprefix(NUMBERED)).isdigit()]
    new = [[r for item in own if not isinstance(item, int) for r in item] for own in schedule]
    names = convoy_names(new, 1 + max(numbers, default=0))
    return {key: open_now.get(key, name) for key, name in names.items()}
