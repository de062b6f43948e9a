"""The bus evacuation problem: buses of one size fetch loads to shelters; the last arrival counts.

Reads the public files (yards, pickups with demand, shelters with capacity, symmetric
distances) and re-creates the published generator of Goerigk, Grün and Heßler (2013) as in
Loyola, Riff and Montero (2017): one yard, k pickups, k shelters; distances from 1 to 10,
demands from 1 to 5 loads, capacities from 1 to 10 loads, together enough. A trip carries one
load from one pickup to one shelter. One load is one person of ours, a bus has one seat.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation
from safeconduct.model.people import Category, Headcount
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import ActivityKind, Itinerary, Plan

BUSES = {2: 2, 3: 2, 4: 3, 5: 3, 6: 4, 7: 4, 8: 5, 9: 5, 10: 6}
"""Buses by the number of pickups, as published."""
START = datetime(2030, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Evacuation:
    """One instance: buses by yard, loads by pickup, capacity in loads by shelter, distances."""

    name: str
    yards: tuple[int, ...]
    loads: tuple[int, ...]
    capacity: tuple[int, ...]
    to_pickup: tuple[tuple[int, ...], ...]
    to_shelter: tuple[tuple[int, ...], ...]

    @property
    def demand(self) -> int:
        """All loads."""
        return sum(self.loads)

    def least(self) -> int:
        """No plan can be shorter: to every pickup somebody comes, from a yard or a shelter."""
        return max(
            min(*(row[p] for row in self.to_pickup), *ways) + min(ways)
            for p, ways in enumerate(self.to_shelter)
            if self.loads[p]
        )

    def most(self) -> int:
        """A length that always suffices: one bus does it all, there and back the worst way."""
        worst = max(max(row) for row in self.to_shelter)
        return max(max(row) for row in self.to_pickup) + 2 * worst * self.demand

    def length(self, plan: Plan) -> int:
        """The last arrival of a plan by this problem's own rule: trips one after the other, direct.

        Raises ValueError where a trip is none of this problem: a bus holds one load.
        """
        last = 0
        for vehicle in plan.vehicles:
            clock, at = 0, -1
            yard = int(vehicle.fleet.removeprefix("bus"))
            for load, unload in trips(vehicle):
                p, s = int(load.removeprefix("pickup")), int(unload.removeprefix("shelter"))
                way = self.to_pickup[yard][p] if at < 0 else self.to_shelter[p][at]
                clock, at = clock + way + self.to_shelter[p][s], s
            last = max(last, clock)
        return last

    def operation(self, length: int, minutes: float) -> Operation:
        """The instance with this many units of distance to do it in, each of so many minutes."""
        yards = tuple(Place(f"yard{y}", "", PlaceKind.BASE, (0.0, 0.0)) for y in self._all("yards"))
        pickups = tuple(
            Place(f"pickup{p}", "", PlaceKind.PICKUP, (0.0, 0.0)) for p in self._all("loads")
        )
        shelters = tuple(
            Place(f"shelter{s}", "", PlaceKind.RECEPTION, (0.0, 0.0), capacity=n)
            for s, n in enumerate(self.capacity)
        )
        return Operation(
            self.name,
            START,
            length * minutes / 60.0,
            (Category("load"),),
            (),
            (),
            (*yards, *pickups, *shelters),
            tuple(Headcount(f"pickup{p}", "load", n) for p, n in enumerate(self.loads) if n),
            tuple(
                FleetRow(f"bus{y}", "", f"yard{y}", "bus", n, 1)
                for y, n in enumerate(self.yards)
                if n
            ),
            legs=self._legs(minutes),
        )

    def _all(self, what: str) -> range:
        return range(len(getattr(self, what)))

    def _legs(self, minutes: float) -> tuple[Leg, ...]:
        pairs = [
            (f"yard{y}", f"pickup{p}", n)
            for y, row in enumerate(self.to_pickup)
            for p, n in enumerate(row)
        ]
        for p, row in enumerate(self.to_shelter):
            for s, n in enumerate(row):
                pairs += [(f"pickup{p}", f"shelter{s}", n), (f"shelter{s}", f"pickup{p}", n)]
        return tuple(Leg(f"{a}.{b}", a, b, n * minutes, float(n)) for a, b, n in pairs)


def trips(vehicle: Itinerary) -> list[tuple[str, str]]:
    """Pickup and shelter of every trip."""
    places = [
        (act.kind, act.place or "", sum(act.people.values()))
        for act in vehicle.activities
        if act.kind in {ActivityKind.LOAD, ActivityKind.UNLOAD}
    ]
    rows = list(zip(places[::2], places[1::2], strict=True))
    for load, unload in rows:
        if (load[0], unload[0]) != (ActivityKind.LOAD, ActivityKind.UNLOAD) or load[2] != 1:
            raise ValueError(f"{vehicle.id} makes a trip that is none of this problem")
    return [(load[1], unload[1]) for load, unload in rows]


def read(path: Path) -> Evacuation:
    """Read a file of the public sets; raises ValueError where it is not of this kind."""
    rows = [
        [int(x) for x in line.replace(":", " ").split()]
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]
    size, yards, pickups, shelters = rows[0][1], rows[1], rows[2], rows[3]
    if len(rows) != 4 + yards[0] + pickups[0]:
        raise ValueError(f"{path.name} has {len(rows)} rows, not {4 + yards[0] + pickups[0]}")
    distances = [tuple(row[1:]) for row in rows[4:]]
    return Evacuation(
        path.stem,
        tuple(yards[1:]),
        tuple(-(-n // size) for n in pickups[2:]),
        tuple(n // size for n in shelters[2:]),
        tuple(distances[: yards[0]]),
        tuple(distances[yards[0] :]),
    )


def generate(k: int, seed: int) -> Evacuation:
    """An instance of the published distribution, of our own seed."""
    chance = Random(f"bep/{k}/{seed}")  # noqa: S311 - an invented world, no secret
    loads = tuple(chance.randint(1, 5) for _ in range(k))
    capacity = [chance.randint(1, 10) for _ in range(k)]
    while sum(capacity) < sum(loads):
        capacity = [chance.randint(1, 10) for _ in range(k)]
    return Evacuation(
        f"own-{k}-{seed}",
        (BUSES[k],),
        loads,
        tuple(capacity),
        (tuple(chance.randint(1, 10) for _ in range(k)),),
        tuple(tuple(chance.randint(1, 10) for _ in range(k)) for _ in range(k)),
    )
