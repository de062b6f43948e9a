"""Makes operations of any size, tightness and shape out of a seed; all of it is invented.

    python -m bench.generate DIR [seed] [geometry]      writes one operation folder

The same `Shape` gives the same operation on every machine. Four geometries:

    corridor    pickups ── post ── post ── … ── town        one road, posts one after the other
    star        pickups ── every post has a road of its own to the town
    two_sides   west ── posts ── pickups ── posts ── east   either side may be gone to
    shuttle     star with short ways: many trips a day
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from heapq import nsmallest
from itertools import pairwise
from math import ceil, cos, pi, sin, sqrt
from pathlib import Path
from random import Random

from bench.build import assumed, road, roads

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation, Organisation, Party, Rules
from safeconduct.model.people import Category, Headcount, Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.units import DailyInterval, LonLat
from safeconduct.model.zone import Access, Window, Zone

START = datetime(2030, 6, 3, 6, 0, tzinfo=timezone(timedelta(hours=2)))
CENTRE: LonLat = (30.0, 10.0)
KM_PER_DEGREE = 110.0
GEOMETRIES = ("corridor", "star", "two_sides", "shuttle")
INVENTED = assumed("invented by bench/generate.py")
ENCLAVE, DAY_H = "enclave", 24.0


@dataclass(frozen=True, slots=True)
class Shape:
    """What an operation should be like.

    Size: vehicles, people, pickups, checkpoints, days; geometry: one of GEOMETRIES, with
    `distance_km` from the pickups to the furthest reception. Each rule has its tightness;
    None or 0 leaves the rule out. Shares are of people, of seats wanted or of 1.
    """

    name: str
    seed: int = 0
    vehicles: int = 20
    people: int = 1_000
    pickups: int = 4
    checkpoints: int = 2
    days: int = 1
    geometry: str = "corridor"
    distance_km: float = 40.0
    receptions: int = 1
    lanes: int | None = 2
    """Lanes of each checkpoint."""
    inspect_min: float = 0.5
    """Minutes of a lane for each person; three times that for a wheelchair or stretcher."""
    post_hours: tuple[int, int] | None = None
    """Hours of the day in which checkpoints work."""
    empty: bool = False
    """Whether empty vehicles are inspected too."""
    bays: int | None = 4
    """Bays of each pickup, and of each reception three times as many."""
    window_h: float | None = 12.0
    """Hours of each day, from two hours after the start, in which the enclave may be entered."""
    overnight: bool = False
    hours: tuple[int, int] | None = None
    """Hours of the day in which vehicles move."""
    duty_h: float | None = None
    rest_h: float = 8.0
    range_km: float | None = None
    escort: bool = False
    escorts: int = 0
    """Escort vehicles; 0 with `escort`: one for each ten vehicles."""
    headway_min: float = 0.0
    max_vehicles: int | None = None
    capacity: float | None = None
    """Places in all receptions together, as a share of the people."""
    wheelchair: float = 0.03
    stretcher: float = 0.01
    priority: float = 2.0
    """Weight of those who need a wheelchair place; for a stretcher one more."""
    types: int = 3
    """How many of bus, minibus, adapted van, ambulance there are in the fleet."""
    spread: float = 0.0
    """Vehicles become available over so many hours."""


def generate(shape: Shape) -> Operation:
    """Make the operation; raises ValueError for a shape that has no meaning."""
    _check(shape)
    chance = Random(f"{shape.name}/{shape.seed}")  # noqa: S311 - an invented world, no secret
    ground = _Ground(shape, chance)
    return Operation(
        name=f"Invented: {shape.name}",
        start=START,
        horizon_h=DAY_H * shape.days,
        categories=_categories(shape),
        parties=(
            Party("north", "Northern side (invented)", provenance=INVENTED),
            Party("south", "Southern side (invented)", provenance=INVENTED),
        ),
        organisations=(Organisation("relief", "Relief (invented)", INVENTED),),
        places=tuple(ground.places()),
        headcounts=tuple(_headcounts(shape, ground.pickups, chance)),
        fleet=tuple(_fleet(shape, ground.bases, chance)),
        zones=(_zone(shape),),
        windows=tuple(_windows(shape)),
        legs=roads(ground.roads()),
        rules=Rules((_interval(shape.hours),) if shape.hours else ()),
    )


def _check(shape: Shape) -> None:
    if shape.geometry not in GEOMETRIES:
        raise ValueError(f"no geometry {shape.geometry}; there are {', '.join(GEOMETRIES)}")
    if min(shape.vehicles, shape.pickups, shape.checkpoints, shape.receptions, shape.days) < 1:
        raise ValueError("at least one vehicle, pickup, checkpoint, reception and day")
    if shape.people < 0 or not 0.0 <= shape.wheelchair + shape.stretcher <= 1.0:
        raise ValueError("people and shares cannot be negative, nor shares above 1")
    if not 1 <= shape.types <= len(VEHICLES):
        raise ValueError(f"between 1 and {len(VEHICLES)} types of vehicle")


def _interval(hours: tuple[int, int]) -> DailyInterval:
    return DailyInterval(hours[0] * 60, hours[1] * 60)


def _categories(shape: Shape) -> tuple[Category, ...]:
    slow = 3.0 * shape.inspect_min
    seat, chair, lying = Seat.SEAT, Seat.WHEELCHAIR, Seat.STRETCHER
    return (
        Category("adult", "Adults", 1.0, seat, 0.25, shape.inspect_min, INVENTED),
        Category("child", "Children", shape.priority, seat, 0.25, shape.inspect_min, INVENTED),
        Category("chair", "In a wheelchair", shape.priority, chair, 3.0, slow, INVENTED),
        Category("lying", "Lying", shape.priority + 1.0, lying, 5.0, slow, INVENTED),
    )


def _zone(shape: Shape) -> Zone:
    access = Access.OPEN if shape.window_h is None else Access.WINDOW
    return Zone(
        ENCLAVE, "north", access, 1.0, shape.escort, shape.max_vehicles, shape.headway_min,
        name="Enclave (invented)", provenance=INVENTED,
    )  # fmt: skip


def _windows(shape: Shape) -> Iterator[Window]:
    if shape.window_h is None:
        return
    for day in range(shape.days):
        opens = day * 1440.0 + (120.0 if shape.window_h <= DAY_H - 2.0 else 0.0)
        yield Window(f"day{day + 1}", ENCLAVE, opens, opens + shape.window_h * 60.0, "", INVENTED)


def _headcounts(shape: Shape, pickups: list[str], chance: Random) -> Iterator[Headcount]:
    """Pickups of very different size; a quarter are children, the rest as the shape says."""
    rank = [1.0 / (n + 1) ** 0.7 * chance.uniform(0.7, 1.3) for n in range(len(pickups))]
    each = shared(shape.people, rank)
    sitting = 1.0 - shape.wheelchair - shape.stretcher
    mix = [0.75 * sitting, 0.25 * sitting, shape.wheelchair, shape.stretcher]
    for pickup, count in zip(pickups, each, strict=True):
        for category, n in zip(
            ("adult", "child", "chair", "lying"), shared(count, mix), strict=True
        ):
            if n:
                yield Headcount(pickup, category, n, INVENTED)


def shared(total: int, weights: list[float]) -> list[int]:
    """Split a whole number by weights, largest remainders first."""
    whole = sum(weights) or 1.0
    exact = [total * w / whole for w in weights]
    counts = [int(x) for x in exact]
    order = sorted(range(len(weights)), key=lambda i: counts[i] - exact[i])
    for i in order[: total - sum(counts)]:
        counts[i] += 1
    return counts


VEHICLES = (
    # type, share of the fleet, seats, wheelchair places, stretchers, pace
    ("bus", 0.5, 50, 1, 0, 1.0),
    ("minibus", 0.25, 18, 0, 0, 1.2),
    ("van", 0.15, 6, 4, 0, 1.2),
    ("ambulance", 0.1, 2, 0, 2, 1.25),
)


def _fleet(shape: Shape, bases: list[str], chance: Random) -> Iterator[FleetRow]:
    kinds = VEHICLES[: shape.types] if shape.types < len(VEHICLES) else VEHICLES
    escorts = shape.escorts or ceil(shape.vehicles / 10) if shape.escort else 0
    counts = shared(shape.vehicles - min(escorts, shape.vehicles - 1), [k[1] for k in kinds])
    for (kind, _, seats, chairs, lying, pace), count in zip(kinds, counts, strict=True):
        for base, here in zip(bases, shared(count, [1.0] * len(bases)), strict=True):
            if here:
                yield FleetRow(
                    f"{kind}.{base}", "relief", base, kind, here, seats, chairs, lying,
                    available_from_min=round(chance.uniform(0.0, shape.spread) * 60.0, 0),
                    max_duty_h=shape.duty_h, rest_h=shape.rest_h if shape.duty_h else 0.0,
                    range_km=shape.range_km, refuel_min=20.0 if shape.range_km else 0.0,
                    speed_factor=pace, provenance=INVENTED,
                )  # fmt: skip
    if escorts:
        for base, here in zip(bases, shared(escorts, [1.0] * len(bases)), strict=True):
            if here:
                yield FleetRow(
                    f"escort.{base}", "relief", base, "escort", here, escort=True,
                    max_duty_h=shape.duty_h, rest_h=shape.rest_h if shape.duty_h else 0.0,
                    range_km=shape.range_km, refuel_min=20.0 if shape.range_km else 0.0,
                    speed_factor=1.25, provenance=INVENTED,
                )  # fmt: skip


class _Ground:
    """Where things lie: pickups in a town, chains of posts away from it, receptions behind."""

    def __init__(self, shape: Shape, chance: Random) -> None:
        self.shape = shape
        self.chance = chance
        self.spots: dict[str, LonLat] = {}
        radius = min(1.5 + 0.4 * sqrt(shape.pickups), 5.0)
        self.pickups = [f"pickup{n + 1}" for n in range(shape.pickups)]
        for name in self.pickups:
            self._put(name, radius * sqrt(chance.random()), chance.uniform(0.0, 2 * pi))
        self.chains = self._chains(radius)
        self.bases = [f"town{n + 1}" for n in range(shape.receptions)]

    def _put(self, name: str, km: float, angle: float) -> None:
        lon, lat = CENTRE
        self.spots[name] = (
            round(lon + km * cos(angle) / KM_PER_DEGREE, 5),
            round(lat + km * sin(angle) / KM_PER_DEGREE, 5),
        )

    def _chains(self, radius: float) -> list[list[str]]:
        """Each way out: its posts in order, then the reception at its end."""
        shape = self.shape
        reach = shape.distance_km if shape.geometry != "shuttle" else min(shape.distance_km, 12.0)
        posts = [f"post{n + 1}" for n in range(shape.checkpoints)]
        towns = [f"town{n + 1}" for n in range(shape.receptions)]
        if shape.geometry == "corridor":
            ways = [posts]
        elif shape.geometry == "two_sides":
            half = max(len(posts) // 2, 1)
            ways = [posts[:half], posts[half:]] if posts[half:] else [posts]
        else:
            ways = [[post] for post in posts]
        for n, town in enumerate(towns):
            side = pi if shape.geometry == "two_sides" and n % 2 else 0.0
            self._put(town, reach * (1.0 - 0.1 * (n // 2)), side + 0.15 * n)
        chains = []
        for n, way in enumerate(ways):
            side = pi if shape.geometry == "two_sides" and n % 2 else 0.0
            turn = (n + 1) // 2 * (-1) ** n * 0.5 if shape.geometry in ("star", "shuttle") else 0.0
            gate = radius + 2.0
            step = (reach * 0.8 - gate) / len(way)
            for rank, post in enumerate(way):
                self._put(post, gate + max(step, 0.0) * rank, side + turn)
            near = [
                t for m, t in enumerate(towns) if shape.geometry != "two_sides" or m % 2 == n % 2
            ]
            chains.append([*way, *(near or towns)])
        return chains

    def places(self) -> Iterator[Place]:
        shape = self.shape
        for name in self.pickups:
            yield Place(
                name, f"{name} (invented)", PlaceKind.PICKUP, self.spots[name], (ENCLAVE,),
                bays=shape.bays, load_fixed_min=5.0, overnight=shape.overnight,
                provenance=INVENTED,
            )  # fmt: skip
        posts = dict.fromkeys(p for chain in self.chains for p in chain if p.startswith("post"))
        for name in posts:
            yield Place(
                name, f"{name} (invented)", PlaceKind.CHECKPOINT, self.spots[name], (),
                lanes=shape.lanes, vehicle_min=3.0, empty=shape.empty,
                open=(_interval(shape.post_hours),) if shape.post_hours else None,
                provenance=INVENTED,
            )  # fmt: skip
        room = None if shape.capacity is None else int(shape.capacity * shape.people)
        each = shared(room, [1.0] * len(self.bases)) if room is not None else [None] * 99
        for name, places in zip(self.bases, each, strict=False):
            yield Place(
                name, f"{name} (invented)", PlaceKind.RECEPTION, self.spots[name], (),
                bays=None if shape.bays is None else 3 * shape.bays, capacity=places,
                unload_fixed_min=3.0, unload_min=0.1, base=True, fuel=True, rest=True,
                provenance=INVENTED,
            )  # fmt: skip

    def roads(self) -> Iterator[tuple[Leg, Leg]]:
        """Chains of posts, gates to pickups, and pickups to their two nearest."""
        seen: set[tuple[str, str]] = set()
        for chain in self.chains:
            posts = [p for p in chain if p.startswith("post")]
            towns = [t for t in chain if not t.startswith("post")]
            for one, other in pairwise(posts):
                yield self._road(one, other, 50.0)
            for town in towns:
                yield self._road(posts[-1], town, 55.0)
            for pickup in self.pickups:
                yield self._road(posts[0], pickup, 30.0, ((ENCLAVE, 0.4, 1.0),))
        for pickup in self.pickups:
            others = [p for p in self.pickups if p != pickup]
            for other in nsmallest(2, others, key=lambda p: self._km(pickup, p)):
                one, two = sorted((pickup, other))
                if (one, two) not in seen:
                    seen.add((one, two))
                    yield self._road(one, two, 25.0, ((ENCLAVE, 0.0, 1.0),))

    def _km(self, one: str, other: str) -> float:
        (x, y), (u, v) = self.spots[one], self.spots[other]
        return max(sqrt((x - u) ** 2 + (y - v) ** 2) * KM_PER_DEGREE * 1.3, 0.3)

    def _road(
        self, one: str, other: str, kmh: float, inside: tuple[tuple[str, float, float], ...] = ()
    ) -> tuple[Leg, Leg]:
        return road(one, other, round(self._km(one, other), 1), kmh, inside, INVENTED, hazard=1.0)


def main(arguments: list[str]) -> None:
    """Write one operation folder."""
    from safeconduct.operation import write_operation

    folder, seed = Path(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 0
    geometry = arguments[2] if len(arguments) > 2 else "corridor"
    write_operation(generate(Shape(folder.name, seed, geometry=geometry)), folder)


if __name__ == "__main__":
    main(sys.argv[1:])
