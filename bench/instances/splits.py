"""Bus evacuation with true splits: a pickup's people over several buses, several stops a trip.

Reads the public files of Espinoza's set: distances in metres between yard, pickups and
shelters, at 60 km/h; buses of 20 (Paipote: 30). There a bus may let some off at one shelter
and the rest at another; here all aboard get off, so that our plans are theirs, but not the
other way round: the least length that is proven is proven for whole unloadings.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation
from safeconduct.model.people import Category, Headcount
from safeconduct.model.place import Place, PlaceKind

START = datetime(2030, 1, 1, tzinfo=UTC)
METRES_A_SECOND = 1000.0 / 60.0
SEATS = {"paipote": 30}


def read(folder: Path) -> Any:
    """Gives a function from seconds to the operation in which a second is a minute of ours."""
    distance = np.loadtxt(folder / "distances.txt")
    capacity = np.loadtxt(folder / "capacities.txt", ndmin=1).astype(int)
    people = np.loadtxt(folder / "demands.txt").astype(int)
    cluster = np.loadtxt(folder / "clusters.txt").astype(int)
    buses = int(np.loadtxt(folder / "buses.txt"))
    waiting = np.bincount(cluster, people).astype(int)
    kinds = ["yard"] + [f"pickup{p}" for p in range(len(waiting))]
    kinds += [f"shelter{s}" for s in range(len(capacity))]
    places = tuple(
        Place(
            name, "",
            PlaceKind.BASE if name == "yard" else
            PlaceKind.PICKUP if name.startswith("pickup") else PlaceKind.RECEPTION,
            (0.0, 0.0),
            capacity=int(capacity[int(name[7:])]) if name.startswith("shelter") else None,
        )
        for name in kinds
    )  # fmt: skip
    legs = tuple(
        Leg(f"{a}.{b}", a, b, float(distance[i, j]) / METRES_A_SECOND, float(distance[i, j]) / 1e3)
        for i, a in enumerate(kinds)
        for j, b in enumerate(kinds)
        if i != j and b != "yard"
    )

    def operation(seconds: int) -> Operation:
        return Operation(
            folder.name, START, seconds / 60.0, (Category("person"),), (), (), places,
            tuple(Headcount(f"pickup{p}", "person", int(n)) for p, n in enumerate(waiting) if n),
            (FleetRow("bus", "", "yard", "bus", buses, SEATS.get(folder.name, 20)),),
            legs=legs,
        )  # fmt: skip

    return operation


def solve(folder: Path, seconds: float) -> dict[str, Any]:
    """Search for the shortest evacuation, in seconds of bus time."""
    from bench.instances.makespan import shortest

    operation = read(folder)
    one = operation(3600)
    there = {(leg.origin, leg.destination): leg.minutes for leg in one.legs or ()}
    least = max(
        there["yard", p] + min(there[p, s] for q, s in there if q == p and s.startswith("shelter"))
        for p, _ in one.waiting()
    )
    found = shortest(operation, (int(least), 6000), seconds)
    best = None if found.plan is None else round(float(found.plan.result.last_arrival_min or 0), 2)
    return {
        "vehicles": one.fleet[0].count, "loads": sum(one.waiting().values()),
        "bound": found.bound - 1,  # proven not to be enough; arrivals are no whole seconds
        "best": best, "seconds": found.seconds, "breaches": found.breaches,
    }  # fmt: skip
