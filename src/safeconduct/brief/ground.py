"""The ground of a map: local kilometres, a plan's ways, and what waits at each place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians

from safeconduct.brief.facts import Passing, total
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import Plan
from safeconduct.model.units import LonLat, Persons

KM_PER_DEGREE = 111.195
"""Kilometres of one degree of latitude, on a sphere of 6371 km."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Local kilometres east and north of a middle: true in scale at its latitude."""

    middle: LonLat

    def km(self, position: LonLat) -> tuple[float, float]:
        """A position in kilometres; the way over the date line is the short one."""
        east = (position[0] - self.middle[0] + 180.0) % 360.0 - 180.0
        scale = KM_PER_DEGREE * cos(radians(self.middle[1]))
        return east * scale, (position[1] - self.middle[1]) * KM_PER_DEGREE


def frame_of(places: Iterable[Place]) -> Frame:
    """The frame around places."""
    points = [place.position for place in places]
    if not points:
        return Frame((0.0, 0.0))
    first = points[0][0]
    east = [(lon - first + 180.0) % 360.0 - 180.0 for lon, _ in points]
    north = [lat for _, lat in points]
    middle = first + (min(east) + max(east)) / 2
    return Frame((middle, (min(north) + max(north)) / 2))


def line_of(leg: Leg, places: Mapping[str, Place]) -> tuple[LonLat, ...]:
    """Where a leg runs: its geometry, or straight from place to place where it has none."""
    if len(leg.geometry) > 1:
        return leg.geometry
    return tuple(places[name].position for name in (leg.origin, leg.destination) if name in places)


@dataclass(frozen=True, slots=True)
class Way:
    """A leg that the plan uses, in both directions, and how many people it carries."""

    line: tuple[LonLat, ...]
    straight: bool
    people: Persons


def ways(operation: Operation, every: Iterable[Passing]) -> list[Way]:
    """The legs in use; there and back on the same road are one."""
    places = {place.id: place for place in operation.places}
    found: dict[tuple[LonLat, ...], Way] = {}
    for passing in every:
        line = line_of(passing.leg, places)
        key = _both(line)
        known = found.get(key)
        count = total(passing.people) + (known.people if known else 0)
        found[key] = Way(line, len(passing.leg.geometry) < 2, count)
    return sorted(found.values(), key=lambda way: way.people)


def other_legs(operation: Operation, used: Iterable[Passing]) -> list[tuple[LonLat, ...]]:
    """Ways with a geometry that the plan could have used and did not."""
    taken = {_both(passing.leg.geometry) for passing in used}
    lines = [leg.geometry for leg in operation.legs or () if len(leg.geometry) > 1]
    return list(dict.fromkeys(_both(line) for line in lines if _both(line) not in taken))


def _both(line: tuple[LonLat, ...]) -> tuple[LonLat, ...]:
    """The same for a way there and the way back."""
    return min(line, line[::-1])


def head_count(operation: Operation, plan: Plan) -> dict[str, str]:
    """What to write under the name of a place: who waits, who comes out, who is left."""
    waiting: dict[str, int] = {}
    for (name, _), count in operation.waiting().items():
        waiting[name] = waiting.get(name, 0) + count
    received: dict[str, int] = {}
    for vehicle in plan.vehicles:
        for activity in vehicle.activities:
            if activity.kind.value == "unload":
                received[activity.place] = received.get(activity.place, 0) + total(activity.people)
    said = {}
    for place in operation.places:
        if place.kind is PlaceKind.PICKUP:
            count = waiting.get(place.id, 0)
            left = total(plan.result.left_behind.get(place.id, {}))
            said[place.id] = f"{count:,} wait, {count - left:,} out, {left:,} left behind"
        elif place.kind is PlaceKind.RECEPTION:
            said[place.id] = f"{received.get(place.id, 0):,} received"
    return said
