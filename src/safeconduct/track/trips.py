"""Cut what is still planned into trips: vehicles that go together, until their people are out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from safeconduct.model.operation import Operation
from safeconduct.model.plan import Activity, ActivityKind
from safeconduct.model.situation import Situation, Standing, Trip

MOST_TOGETHER, MOST_STOPS = 16, 4
"""What one mission of the engine holds; larger ones are kept as they are, vehicle by vehicle."""

Part = tuple[int, ...]
"""Indices into a vehicle's remaining activities."""
Together = tuple[str, str, float]


def trips(operation: Operation, situation: Situation) -> tuple[Trip, ...]:
    """The trips that are still planned, in order of their start."""
    led = _escorted(operation)
    parts: dict[str, list[list[Activity]]] = {}
    for vehicle in situation.vehicles:
        parts[vehicle.id] = _by_unloading(vehicle)
    carrying = {
        vehicle.id
        for vehicle in situation.vehicles
        if any(a.kind is ActivityKind.UNLOAD for a in vehicle.rest)
    }
    meets = _meetings(led, {v: p for v, p in parts.items() if v in carrying})
    cut = {
        name: own if name in carrying else _by_company(own, led, meets, parts)
        for name, own in parts.items()
    }
    parts.update(cut)
    union = _Union()
    for key in _meetings(led, parts).values():
        for other in key:
            union.join(key[0], other)
    gathered: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
    for name, own in parts.items():
        for n in range(len(own)):
            gathered[union.root((name, n))].append((name, n))
    found = [
        trip
        for members in gathered.values()
        for trip in together([(name, tuple(parts[name][n])) for name, n in members])
    ]
    return tuple(_in_order(found))


def _in_order(found: Sequence[Trip]) -> Iterator[Trip]:
    """By start, but no vehicle's later trip before an earlier one of its own."""
    ahead = {
        name: sorted(own[0].start for trip in found for v, own in _members(trip) if v == name)
        for name in {name for trip in found for name in trip.vehicles}
    }
    left = sorted(found, key=lambda trip: (trip.start, trip.vehicles))
    while left:
        ready = (t for t in left if all(ahead[v][0] == own[0].start for v, own in _members(t)))
        trip = next(ready, left[0])
        left.remove(trip)
        for name, own in _members(trip):
            ahead[name].remove(own[0].start)
        yield trip


def _members(trip: Trip) -> Iterator[tuple[str, tuple[Activity, ...]]]:
    return zip(trip.vehicles, trip.activities, strict=True)


class _Union:
    """Sets that grow together."""

    def __init__(self) -> None:
        self.parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(self, item: tuple[str, int]) -> tuple[str, int]:
        while (above := self.parent.get(item, item)) != item:
            item = above
        return item

    def join(self, a: tuple[str, int], b: tuple[str, int]) -> None:
        first, second = sorted((self.root(a), self.root(b)))
        self.parent[second] = first


def _escorted(operation: Operation) -> set[str]:
    """Legs on which vehicles depend on one another: those that need an escort."""
    zones = {zone.id for zone in operation.zones if zone.escort}
    return {leg.id for leg in operation.legs or () if any(p.zone in zones for p in leg.zones)}


def _by_unloading(vehicle: Standing) -> list[list[Activity]]:
    parts: list[list[Activity]] = []
    current: list[Activity] = []
    for activity in vehicle.rest:
        current.append(activity)
        if activity.kind is ActivityKind.UNLOAD:
            parts.append(current)
            current = []
    if any(a.kind is not ActivityKind.WAIT for a in current):
        parts.append(current)
    return parts


def _together(activity: Activity, led: set[str]) -> Together | None:
    if activity.kind is not ActivityKind.MOVE or activity.leg not in led or not activity.convoy:
        return None
    return activity.leg, activity.convoy, round(activity.start, 4)


def _meetings(
    led: set[str], parts: dict[str, list[list[Activity]]]
) -> dict[Together, list[tuple[str, int]]]:
    """Which trips of which vehicles share which escorted move."""
    found: dict[Together, list[tuple[str, int]]] = defaultdict(list)
    for name, own in parts.items():
        for n, activities in enumerate(own):
            for activity in activities:
                key = _together(activity, led)
                if key is not None:
                    found[key].append((name, n))
    return found


def _by_company(
    parts: list[list[Activity]],
    led: set[str],
    meets: dict[Together, list[tuple[str, int]]],
    every: dict[str, list[list[Activity]]],
) -> list[list[Activity]]:
    """Cut an escort's way where it leaves one company's end and goes to fetch the next."""
    activities = [a for part in parts for a in part]
    company = [
        (n, meets[key][0])
        for n, a in enumerate(activities)
        if (key := _together(a, led)) is not None and key in meets
    ]
    cuts = []
    for (n, own), (m, other) in pairwise(company):
        if own == other or (set(_mates(n, activities, led, meets)) & {other}):
            continue
        end = every[own[0]][own[1]][-1].place
        arrived = [k for k in range(n, m) if activities[k].destination == end]
        cuts.append((arrived[0] if arrived else m - 1) + 1)
    edges = [0, *cuts, len(activities)]
    return [activities[a:b] for a, b in pairwise(edges) if a < b]


def _mates(
    n: int,
    activities: Sequence[Activity],
    led: set[str],
    meets: dict[Together, list[tuple[str, int]]],
) -> list[tuple[str, int]]:
    key = _together(activities[n], led)
    return meets.get(key, []) if key is not None else []


Member = tuple[str, tuple[Activity, ...]]
"""A vehicle and what it does on a trip."""


def together(members: Sequence[Member]) -> Iterator[Trip]:
    """One trip where the engine can hold it as one mission, else one for each vehicle."""
    order = sorted(members, key=lambda m: (-len(_loads(m[1])), m[1][0].start, m[0]))
    longest = _stops(order[0][1])
    own = len({name for name, _ in members}) == len(members)
    fit = own and len(members) <= MOST_TOGETHER and len(longest) <= MOST_STOPS
    if fit and all(_within(_stops(activities), longest) for _, activities in members):
        yield Trip(tuple(name for name, _ in order), tuple(a for _, a in order))
        return
    for name, activities in order:
        yield Trip((name,), (activities,), loose=False)


def _loads(activities: Sequence[Activity]) -> list[str]:
    return [a.place for a in activities if a.kind is ActivityKind.LOAD]


def _stops(activities: Sequence[Activity]) -> list[str]:
    """Where it loads, in order, then where it ends."""
    last = activities[-1]
    return [*_loads(activities), last.destination or last.place]


def _within(some: Sequence[str], stops: Sequence[str]) -> bool:
    """Whether the stops stand in this order among the longer ones, with the same end."""
    if some[-1] != stops[-1]:
        return False
    ahead = iter(stops[:-1])
    return all(any(stop == other for other in ahead) for stop in some[:-1])
