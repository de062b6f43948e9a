"""An operation under way as the engine sees it: everyone where they are, and what they know."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from safeconduct.instance.arrays import (
    ANYTIME,
    NEVER,
    SECONDS,
    Arrays,
    Instance,
    Ints,
)
from safeconduct.instance.build import Also, build
from safeconduct.instance.clock import whole_down, whole_up
from safeconduct.instance.itinerary import KINDS
from safeconduct.instance.proof import Proof, prove_for
from safeconduct.model.operation import Operation
from safeconduct.model.people import Headcount
from safeconduct.model.plan import Activity, ActivityKind
from safeconduct.model.situation import Situation, Trip

MOVE, LOAD, INSPECT, UNLOAD, REST, REFUEL = range(6)
ALONE = -1
SERVICES = (ActivityKind.LOAD, ActivityKind.INSPECT, ActivityKind.UNLOAD)


@dataclass(frozen=True, slots=True)
class Known:
    """A trip that crews already know, in the engine's units; `trip` is its number.

    `legs` lead the first vehicle to each stop. `fits` tells whether it can stay as it is.
    """

    trip: int
    team: tuple[int, ...]
    records: tuple[Ints, ...]
    loads: Ints  # member x stop x category
    stops: tuple[int, ...]
    legs: tuple[tuple[int, ...], ...]
    depart: tuple[int, ...]
    loose: bool
    fits: bool


@dataclass(frozen=True, slots=True)
class Resumed:
    """What the search and the bound begin from.

    `out` are the weighted people delivered already. `proof` is made when it is asked for, so
    that the search need not wait for it.
    """

    search: Instance
    known: tuple[Known, ...]
    out: float
    proof: Callable[[], Proof]


def resume(
    operation: Operation, situation: Situation, trips: Sequence[Trip], fitting: Sequence[bool]
) -> Resumed:
    """Turn a situation into instances; `fitting` tells which trips can stay as they are."""
    left = _what_is_left(operation, situation)
    origins = tuple(sorted({v.place for v in situation.vehicles}))
    ways = tuple(way for trip in trips for way in _ways(trip.activities[0]))
    search = build(left, Also(origins, tuple(dict.fromkeys(ways))))
    search = search._replace(
        arrays=_placed(search, situation, operation),
        facts=operation,
    )
    return Resumed(
        search=search,
        known=tuple(
            _known(search, n, trip, fits)
            for n, (trip, fits) in enumerate(zip(trips, fitting, strict=True))
        ),
        out=_out(operation, situation),
        proof=partial(prove_for, left, situation),
    )


def _what_is_left(operation: Operation, situation: Situation) -> Operation:
    """The operation with who still waits, and the room that is left."""
    rows = tuple(
        Headcount(place, category, count)
        for (place, category), count in situation.waiting.items()
        if count
    )
    places = tuple(
        replace(p, capacity=max(0, p.capacity - situation.received.get(p.id, 0)))
        if p.capacity is not None
        else p
        for p in operation.places
    )
    return replace(operation, headcounts=rows, places=places)


def _out(operation: Operation, situation: Situation) -> float:
    weight = {category.id: category.weight for category in operation.categories}
    return sum(
        weight[category] * count
        for vehicle in situation.vehicles
        for activity in vehicle.done
        if activity.kind is ActivityKind.UNLOAD and activity.end <= operation.horizon_min
        for category, count in activity.people.items()
    )


def _ways(activities: Sequence[Activity]) -> Iterable[tuple[str, ...]]:
    """The strings of legs between one stop and the next."""
    way: list[str] = []
    for activity in activities:
        if activity.kind is ActivityKind.MOVE:
            way.append(activity.leg)
        elif activity.kind in {ActivityKind.LOAD, ActivityKind.UNLOAD}:
            yield tuple(way)
            way = []
    if way:
        yield tuple(way)


def _placed(search: Instance, situation: Situation, operation: Operation) -> Arrays:
    I = search.arrays  # noqa: E741, N806 - the mathematics page's letter
    index = {name: n for n, name in enumerate(search.places)}
    zone_index = {name: n for n, name in enumerate(search.zones)}
    category = {name: n for n, name in enumerate(search.categories)}
    begin, aboard = I.begin.copy(), I.aboard.copy()
    uninspected, leave_by = I.uninspected.copy(), I.leave_by.copy()
    for v, standing in enumerate(situation.vehicles):
        since = standing.duty_since
        begin[v] = (
            index[standing.place],
            whole_up(standing.free * SECONDS) if standing.in_service else NEVER,
            -1 if since is None else whole_down(since * SECONDS),
            math.ceil(standing.km * 1000.0 - 1e-7),
            0,
        )
        uninspected[v] = standing.uninspected
        for name, count in standing.aboard.items() if standing.in_service else ():
            aboard[v, category[name]] = count
        for zone, end in standing.leave_by.items():
            leave_by[v, zone_index[zone]] = 0 if end is None else whole_down(end * SECONDS)
    held = [
        (index[a.place], whole_down(a.start * SECONDS), whole_up(a.end * SECONDS))
        for standing in situation.vehicles
        for a in standing.done
        if a.kind in SERVICES and a.end > situation.minute
    ]
    return I._replace(
        begin=begin,
        aboard=aboard,
        uninspected=uninspected,
        leave_by=np.where(leave_by == ANYTIME, ANYTIME, leave_by),
        held=np.array(held, dtype=np.int64).reshape(-1, 3),
        came=_came(search, situation, operation),
    )


def _came(search: Instance, situation: Situation, operation: Operation) -> Ints:
    """The moments at which convoys under way come, or lately came, into zones with headway."""
    I = search.arrays  # noqa: E741, N806
    row = {name: n for n, name in enumerate(search.legs)}
    legs = {leg.id: leg for leg in operation.legs or ()}
    found = set()
    longest = int(I.headway.max(initial=0))
    for standing in situation.vehicles:
        for move in standing.done:
            if move.kind is not ActivityKind.MOVE or move.leg not in row:
                continue
            e = row[move.leg]
            minutes = legs[move.leg].minutes
            slow = (move.end - move.start) / minutes if minutes else 1.0
            for p in range(I.pass_first[e], I.pass_first[e + 1]):
                zone = int(I.pass_zone[p])
                if I.headway[zone] > 0 and I.pass_enters[p]:
                    moment = (move.start + float(I.pass_enter[p]) * slow) * SECONDS
                    if moment > situation.minute * SECONDS - longest - 1:
                        found |= {(zone, whole_down(moment)), (zone, whole_up(moment))}
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def _known(search: Instance, number: int, trip: Trip, fits: bool) -> Known:
    vehicle = {name: n for n, name in enumerate(search.vehicles)}
    places = {name: n for n, name in enumerate(search.places)}
    row = {name: n for n, name in enumerate(search.legs)}
    longest = _stops(trip.activities[0])
    usable = all(a.leg in row for own in trip.activities for a in own if a.leg)
    return Known(
        trip=number,
        team=tuple(vehicle[name] for name in trip.vehicles),
        records=tuple(
            _records(search, own, places, row) if usable else np.zeros((0, 5), dtype=np.int64)
            for own in trip.activities
        ),
        loads=np.array([_loads(search, own, longest) for own in trip.activities], dtype=np.int64),
        stops=tuple(places[name] for name in longest),
        legs=tuple(tuple(row.get(leg, -1) for leg in way) for way in _ways(trip.activities[0])),
        depart=tuple(whole_up(_first(own) * SECONDS) for own in trip.activities),
        loose=trip.loose,
        fits=fits and usable,
    )


def _first(activities: Sequence[Activity]) -> float:
    """When a vehicle first does something but wait or rest."""
    work = [a.start for a in activities if a.kind not in {ActivityKind.WAIT, ActivityKind.REST}]
    return work[0] if work else activities[0].start


def _stops(activities: Sequence[Activity]) -> list[str]:
    last = activities[-1]
    loads = [a.place for a in activities if a.kind is ActivityKind.LOAD]
    return [*loads, last.destination or last.place]


def _loads(search: Instance, activities: Sequence[Activity], stops: Sequence[str]) -> Ints:
    table = np.zeros((len(stops), len(search.categories)), dtype=np.int64)
    stop = 0
    for activity in activities:
        if activity.kind is ActivityKind.LOAD:
            while stops[stop] != activity.place:
                stop += 1
            for c, name in enumerate(search.categories):
                table[stop, c] = activity.people.get(name, 0)
            stop += 1
    return table


def _records(
    search: Instance,
    activities: Sequence[Activity],
    places: Mapping[str, int],
    row: Mapping[str, int],
) -> Ints:
    """Rows of kind, leg or place, start, end and convoy, as the engine writes them."""
    I = search.arrays  # noqa: E741, N806
    rows = []
    for a in activities:
        if a.kind is ActivityKind.WAIT:
            continue
        start, end = whole_down(a.start * SECONDS), whole_up(a.end * SECONDS)
        if a.kind is ActivityKind.MOVE:
            e, convoy = row[a.leg], ALONE
            if I.leg_joint[e]:
                convoy = _pace(I, float(I.leg_min[e]), a.end - a.start)
            rows.append((MOVE, e, start, end, convoy))
        else:
            rows.append((KINDS.index(a.kind), places[a.place], start, end, ALONE))
    return np.array(rows, dtype=np.int64).reshape(-1, 5)


def _pace(I: Arrays, minutes: float, took: float) -> int:  # noqa: E741, N803
    """The class whose pace a convoy had on a leg, from how long it took."""
    return int(np.argmin(np.abs(minutes / I.speed - took)))
