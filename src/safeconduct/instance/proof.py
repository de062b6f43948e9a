"""The rest of an operation as the bound sees it: an operation of its own that allows more.

A vehicle with people aboard cannot fetch others with those seats before it has unloaded, and
cannot have unloaded before the quickest way to any reception. It becomes a vehicle that begins
there at that moment; and, where seats are free, one more that has only
these and begins where it is. Every plan for the rest splits into plans of the two, so that no
plan delivers more. Where a vehicle stands inside a zone it may stay there, and go when it can.
"""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush

from safeconduct.instance.arrays import Instance
from safeconduct.instance.build import build
from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation
from safeconduct.model.people import Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.situation import Situation, Standing
from safeconduct.model.units import Minutes
from safeconduct.model.zone import Access

COARSE: Minutes = 10.0
"""Vehicles that are free within so many minutes of one another count as one class."""


@dataclass(slots=True)
class _Rest:
    """The operation that is being made."""

    operation: Operation
    places: list[Place] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    classes: Counter[tuple[str, str, float, tuple[int, int, int]]] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Proof:
    """The instance for the bound, and the weighted people aboard who can still get out."""

    instance: Instance
    aboard: float


def prove_for(left: Operation, situation: Situation) -> Proof:
    """Make the operation that allows more than any rest, as an instance."""
    rest = _Rest(left)
    rows = {row.id: row for row in left.fleet}
    aboard = 0.0
    for standing in situation.vehicles:
        if standing.in_service:
            aboard += _add(rest, rows[standing.fleet], standing)
    fleet = tuple(
        replace(
            rows[name], id=f"{name}~{n}", base=base, count=count, available_from_min=free,
            seats=places[0], wheelchair=places[1], stretcher=places[2],
        )
        for n, ((name, base, free, places), count) in enumerate(sorted(rest.classes.items()))
    )  # fmt: skip
    operation = replace(
        left,
        fleet=fleet,
        places=(*left.places, *rest.places),
        legs=(*(left.legs or ()), *rest.legs),
    )
    instance = build(operation)
    names = tuple(name.rpartition("~")[0] for name in instance.classes)
    return Proof(instance._replace(classes=names), aboard)


def _add(rest: _Rest, row: FleetRow, standing: Standing) -> float:
    """Add what a vehicle can still do; returns the weighted people aboard who can get out."""
    free, every = _coarse(standing.free), (row.seats, row.wheelchair, row.stretcher)
    if not standing.aboard:
        _begin(rest, row, standing, every)
        return 0.0
    reached = _receptions(rest.operation, row, standing)
    horizon = rest.operation.horizon_min
    reached = {place: m for place, m in reached.items() if standing.free + m <= horizon}
    if reached:
        free = _coarse(standing.free + min(reached.values()))
        rest.classes[row.id, _after(rest, reached), free, every] += 1
    uses = {category.id: category.uses for category in rest.operation.categories}
    taken = Counter[Seat]()
    for category, count in standing.aboard.items():
        taken[uses[category]] += count
    spare = [_quarters(row.places_for(seat), taken[seat]) for seat in Seat]
    if any(spare) and rest.operation.headcounts:
        _begin(rest, row, standing, (spare[0], spare[1], spare[2]))
    weight = {category.id: category.weight for category in rest.operation.categories}
    return sum(weight[c] * n for c, n in standing.aboard.items()) if reached else 0.0


def _quarters(places: int, taken: int) -> int:
    """Places still free, rounded up to a quarter of all, so that there are few classes."""
    step = math.ceil(places / 4) or 1
    return min(places, math.ceil(max(0, places - taken) / step) * step)


def _coarse(minute: Minutes) -> Minutes:
    return math.floor(minute / COARSE) * COARSE


def _begin(rest: _Rest, row: FleetRow, standing: Standing, places: tuple[int, int, int]) -> None:
    """A vehicle with these places begins where it stands, however it is shut in there."""
    free = _coarse(standing.free)
    kind = next(p.kind for p in rest.operation.places if p.id == standing.place)
    if not standing.leave_by and kind is not PlaceKind.CHECKPOINT:
        rest.classes[row.id, standing.place, free, places] += 1
        return
    rest.classes[row.id, _beside(rest, standing.place), free, places] += 1
    if kind is PlaceKind.PICKUP:
        rest.classes[row.id, standing.place, free, places] += 1


def _beside(rest: _Rest, place: str) -> str:
    """A place where one may stand as long as one likes, from which the same legs lead on."""
    name = f"at~{place}"
    if all(p.id != name for p in rest.places):
        true = next(p for p in rest.operation.places if p.id == place)
        rest.places.append(Place(name, name, PlaceKind.BASE, true.position, zones=true.zones))
        rest.legs += _copies(rest, place, name)
    return name


def _after(rest: _Rest, reached: Collection[str]) -> str:
    """Where a vehicle is that has unloaded: at its reception, or at any of several."""
    if len(reached) == 1:
        return next(iter(reached))
    name = "after~" + "~".join(sorted(reached))
    if all(p.id != name for p in rest.places):
        true = [p for p in rest.operation.places if p.id in reached]
        rests = any(p.rest for p in true)
        rest.places.append(Place(name, name, PlaceKind.BASE, true[0].position, rest=rests))
        for place in true:
            rest.legs += _copies(rest, place.id, name)
    return name


def _copies(rest: _Rest, place: str, name: str) -> list[Leg]:
    """The legs that lead on from a place, for one who begins beside it."""
    return [
        replace(leg, id=f"{leg.id}~{name}", origin=name)
        for leg in rest.operation.legs or ()
        if leg.origin == place
    ]


def _receptions(operation: Operation, row: FleetRow, standing: Standing) -> dict[str, Minutes]:
    """The least minutes to each reception that takes all aboard, until they have got off."""
    inspect = {category.id: category.inspect_min for category in operation.categories}
    lane = sum(inspect[c] * n for c, n in standing.aboard.items())
    places = {place.id: place for place in operation.places}
    closed = {zone.id for zone in operation.zones if zone.access is Access.CLOSED}
    ways: dict[str, list[Leg]] = {}
    for leg in operation.legs or ():
        shut = {p.zone for p in leg.zones} | set(places[leg.destination].zones or ())
        if not closed & shut:
            ways.setdefault(leg.origin, []).append(leg)
    begin = places[standing.place].vehicle_min + lane if standing.uninspected else 0.0
    least, queue = {standing.place: begin}, [(begin, standing.place)]
    while queue:
        minutes, here = heappop(queue)
        if minutes > least[here]:
            continue
        for leg in ways.get(here, ()):
            there = places[leg.destination]
            after = minutes + leg.minutes / row.speed_factor
            if there.kind is PlaceKind.CHECKPOINT:
                after += there.vehicle_min + lane
            if after < least.get(there.id, math.inf):
                least[there.id] = after
                heappush(queue, (after, there.id))
    count = sum(standing.aboard.values())
    return {
        place.id: least[place.id] + place.unload_fixed_min + count * place.unload_min
        for place in operation.places
        if place.id in least and _takes(place, list(standing.aboard), count)
    }


def _takes(place: Place, categories: Sequence[str], count: int) -> bool:
    enough = place.capacity is None or place.capacity >= count
    return place.kind is PlaceKind.RECEPTION and enough and all(map(place.takes, categories))
