"""Isolated community evacuation (Krutein and Goodchild 2022): vessels bring islanders home.

Published cost: over four scenarios, the probable time of the last arrival (solved to a gap of
10 %). A vessel has its own speed loaded and empty, its own minutes to load and to unload, and
docks that it can use. Ours has one pace for each class of vehicles and minutes that belong to
places, so no operation is the same. Two are made: one in which nothing takes less time than
in truth, whose trips are vessels' trips and are timed again by the true figures; and one in
which nothing takes more, whose bound holds for the truth.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg, Passage
from safeconduct.model.operation import Operation
from safeconduct.model.people import Category, Headcount
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import ActivityKind, Plan
from safeconduct.model.zone import Access, Zone

START = datetime(2030, 1, 1, tzinfo=UTC)
KNOTS_LOADED, KNOTS_EMPTY, FIXED = 20.0, 25.0, 3.0
"""Pace and minutes at a dock of the vessel that has a speed factor of 1."""
UNIT = 0.1
"""Minutes of one unit of length."""


@dataclass(frozen=True, slots=True)
class Vessel:
    """One vessel: places, knots, minutes at a dock, minutes until it is ready, where from."""

    name: str
    seats: int
    loaded: float
    empty: float
    dock_min: float
    ready: float
    origin: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """People to fetch by location, once private boats have left, and how probable it is."""

    name: str
    people: dict[str, int]
    probability: float


@dataclass(frozen=True, slots=True)
class Isle:
    """One case: vessels, scenarios, docks by location, miles, and what fits where."""

    vessels: tuple[Vessel, ...]
    scenarios: tuple[Scenario, ...]
    docks: dict[str, tuple[str, ...]]
    mainland: tuple[str, ...]
    out: dict[tuple[str, str], float]
    back: dict[tuple[str, str], float]
    first: dict[tuple[str, str], float]
    fits: frozenset[tuple[str, str]]

    def berths(self, v: Vessel, location: str) -> list[str]:
        """Docks of a location that a vessel can use."""
        return [d for d in self.docks[location] if (v.name, d) in self.fits]

    def home(self, v: Vessel, location: str, harbour: str) -> float | None:
        """Minutes from a location, loaded, to the end of unloading; None: cannot be done."""
        miles = [self.out[b, harbour] for b in self.berths(v, location) if (b, harbour) in self.out]
        if not miles or (v.name, harbour) not in self.fits:
            return None
        return min(miles) / v.loaded * 60.0 + v.dock_min

    def fetch(self, v: Vessel, harbour: str, location: str) -> float | None:
        """Minutes from a harbour, empty, to the end of loading at a location."""
        miles = [
            self.back[harbour, b] for b in self.berths(v, location) if (harbour, b) in self.back
        ]
        if not miles or (v.name, harbour) not in self.fits:
            return None
        return min(miles) / v.empty * 60.0 + v.dock_min

    def begin(self, v: Vessel, location: str) -> float | None:
        """Minutes until a vessel has first loaded at a location."""
        miles = [
            self.first[v.origin, b] for b in self.berths(v, location) if (v.origin, b) in self.first
        ]
        return min(miles) / v.empty * 60.0 + v.dock_min + v.ready if miles else None

    def length(self, v: Vessel, locations: list[str]) -> float:
        """True minutes of a vessel's trips, by the best harbours; docks are chosen for each way.

        The dock of a way out need not be that of the way in: the shortest of each is taken only
        where they are the same for all (as here, where miles depend on the location's docks).
        """
        best = {"": self.begin(v, locations[0]) or 0.0}
        for n, place in enumerate(locations):
            after: dict[str, float] = {}
            for harbour in self.mainland:
                for before, minutes in best.items():
                    way = 0.0 if not n else self.fetch(v, before, place)
                    home = self.home(v, place, harbour)
                    if way is not None and home is not None:
                        after[harbour] = min(after.get(harbour, 1e9), minutes + way + home)
            best = after
        return min(best.values())


def names(folder: Path) -> list[str]:
    """The cases that are there."""
    there = folder / "case_study_instances"
    return sorted(p.name for p in there.glob("*_fleet_*")) if there.exists() else []


def published(folder: Path, name: str) -> int:
    """The published cost."""
    file = (
        folder / "case_study_instances" / name / "Solutions" / "performance_statistics_Gurobi.txt"
    )
    return int(file.read_text("utf-8").strip().split(",")[-1])


def read(folder: Path) -> Isle:
    """Read a case."""

    def rows(path: str) -> Iterator[dict[str, str]]:
        with (folder / path).open(encoding="utf-8-sig", newline="") as lines:
            yield from csv.DictReader(lines)

    docks: dict[str, tuple[str, ...]] = {}
    for row in rows("input/island docks.csv"):
        docks[row["Location"]] = (*docks.get(row["Location"], ()), row["Dock"])
    people: dict[str, dict[str, int]] = {}
    probability: dict[str, float] = {}
    for row in rows("input/scenarios.csv"):
        left = int(row["Demand"]) - int(row["private_evac"])
        people.setdefault(row["Scenario"], {})[row["Location"]] = left
        probability[row["Scenario"]] = float(row["Probability"])
    out, back, first = (
        {(r["Origin"], r["Destination"]): float(r["Distance"]) for r in rows(f"incidences/{f}.csv")}
        for f in ("gamma", "delta", "zeta")
    )
    return Isle(
        tuple(
            Vessel(
                r["Vessel_name"], int(r["max_cap"]), float(r["v_loaded"]), float(r["vmax"]),
                float(r["loading time"]), float(r["time to availability"]), r["Regular_origin"],
            )
            for r in rows("input/vessels.csv")
        ),
        tuple(Scenario(name, people[name], probability[name]) for name in people),
        docks, tuple(r["Dock"] for r in rows("input/mainland docks.csv")), out, back, first,
        frozenset(
            (vessel, next(iter(r.values())))
            for r in rows("input/vessel compatibility.csv")
            for vessel, yes in list(r.items())[1:]
            if yes == "1"
        ),
    )  # fmt: skip


def _name(text: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in text.lower())


class Translation:
    """A scenario as an operation in which nothing takes less time than it does; `fast`: more."""

    def __init__(self, isle: Isle, scenario: Scenario, *, fast: bool) -> None:
        self.isle, self.scenario, self.fast = isle, scenario, fast
        self.places = [p for p, n in scenario.people.items() if n > 0]
        self.vessels = [v for v in isle.vessels if any(isle.berths(v, p) for p in self.places)]
        self.miles_out = {
            (p, h): min(x) for p in self.places for h in isle.mainland
            if (x := [isle.out[b, h] for b in isle.docks[p] if (b, h) in isle.out])
        }  # fmt: skip
        self.miles_back = {
            (h, p): min(x) for p in self.places for h in isle.mainland
            if (x := [isle.back[h, b] for b in isle.docks[p] if (h, b) in isle.back])
        }  # fmt: skip
        if not fast:
            self._keep_used()
        self.pace = {v.name: self._pace(v) for v in self.vessels}
        self.barred = {
            p for p in self.places if not fast and not all(isle.berths(v, p) for v in self.vessels)
        }

    def _keep_used(self) -> None:
        """Leave out harbours that no vessel would use between a location and the mainland."""
        used = set()
        for v in self.vessels:
            for p in self.places:
                rounds = [
                    (home + back, h)
                    for h in self.isle.mainland
                    if (home := self.isle.home(v, p, h)) is not None
                    and (back := self.isle.fetch(v, h, p)) is not None
                ]
                used |= {min(rounds)[1]} if rounds else set()
        self.miles_out = {k: x for k, x in self.miles_out.items() if k[1] in used}
        self.miles_back = {k: x for k, x in self.miles_back.items() if k[0] in used}

    def _pace(self, v: Vessel) -> float:
        """The quickest pace at which no way is quicker than in truth; or the slowest that is so."""
        found = []
        for (p, h), miles in self.miles_out.items():
            true = self.isle.home(v, p, h)
            if true is not None:
                found.append(miles / KNOTS_LOADED * 60.0 / max(true - FIXED, 0.1))
        for (h, p), miles in self.miles_back.items():
            true = self.isle.fetch(v, h, p)
            if true is not None:
                found.append(miles / KNOTS_EMPTY * 60.0 / max(true - FIXED, 0.1))
        return max(found) if self.fast else min(found)

    def operation(self, length: int) -> Operation:
        """The operation with this many units of time."""
        land = [
            Place(_name(h), "", PlaceKind.RECEPTION, (0.0, 0.0), unload_fixed_min=FIXED)
            for h in self.isle.mainland
        ]
        island = [
            Place(_name(p), "", PlaceKind.PICKUP, (0.0, 0.0), self._zones(p), load_fixed_min=FIXED)
            for p in self.places
        ]
        bases = [Place(f"at_{_name(v.name)}", "", PlaceKind.BASE, (0.0, 0.0)) for v in self.vessels]
        return Operation(
            self.scenario.name, START, length * UNIT / 60.0, (Category("person"),), (), (),
            (*land, *island, *bases),
            tuple(Headcount(_name(p), "person", self.scenario.people[p]) for p in self.places),
            tuple(
                FleetRow(
                    _name(v.name), "", f"at_{_name(v.name)}", "vessel", 1, v.seats,
                    escort=all(self.isle.berths(v, p) for p in self.barred),
                    speed_factor=self.pace[v.name],
                )
                for v in self.vessels
            ),
            tuple(
                # A second apart: otherwise two that come at the same moment count as one convoy.
                Zone(_name(f"at {p}"), "", Access.OPEN, 0.0, True, 1, 1.0 / 60.0)
                for p in sorted(self.barred)
            ),
            legs=tuple(self._legs()),
        )  # fmt: skip

    def _zones(self, p: str) -> tuple[str, ...]:
        return (_name(f"at {p}"),) if p in self.barred else ()

    def _leg(self, origin: str, end: str, minutes: float, p: str) -> Leg:
        stays = tuple(Passage(z, 0.0, minutes) for z in self._zones(p))
        return Leg(f"{origin}.{end}", origin, end, minutes, 1.0, 0.0, stays)

    def _legs(self) -> Iterator[Leg]:
        for (p, h), miles in self.miles_out.items():
            yield self._leg(_name(p), _name(h), miles / KNOTS_LOADED * 60.0, p)
        for (h, p), miles in self.miles_back.items():
            yield self._leg(_name(h), _name(p), miles / KNOTS_EMPTY * 60.0, p)
        for v in self.vessels:
            for p in self.places:
                minutes = self.isle.begin(v, p)
                if minutes is not None:
                    least = max(minutes - FIXED, 0.1) * self.pace[v.name]
                    yield self._leg(f"at_{_name(v.name)}", _name(p), least, p)

    def quickest(self) -> float:
        """Minutes in which somebody can have been fetched from every place, by the true figures."""
        isle = self.isle
        return max(
            min(
                begin + home
                for v in self.vessels
                if (begin := isle.begin(v, p)) is not None
                for h in isle.mainland
                if (home := isle.home(v, p, h)) is not None
            )
            for p in self.places
        )

    def truly(self, plan: Plan) -> float:
        """The last arrival of the plan's trips by the true figures, in minutes."""
        where = {_name(p): p for p in self.places}
        vessel = {f"{_name(v.name)}-1": v for v in self.vessels}
        return max(
            self.isle.length(
                vessel[row.id],
                [where[a.place] for a in row.activities if a.kind is ActivityKind.LOAD],
            )
            for row in plan.vehicles
            if any(a.kind is ActivityKind.LOAD for a in row.activities)
        )


def solve(folder: Path, name: str, seconds: float) -> dict[str, Any]:
    """The probable last arrival over the scenarios, and a bound on it."""
    from bench.instances.makespan import shortest

    isle = read(folder / "case_study_instances" / name)
    best: float | None = 0.0
    bound = spent = 0.0
    breaches: list[str] = []
    each = seconds / len(isle.scenarios)
    for scenario in isle.scenarios:
        slow, fast = (Translation(isle, scenario, fast=fast) for fast in (False, True))
        quickest = int(fast.quickest() / UNIT)
        proof = _least(fast.operation, quickest, 0.3 * each)
        found = shortest(slow.operation, (proof, 20 * proof), 0.7 * each)
        spent += 0.3 * each + found.seconds
        breaches += found.breaches
        bound += scenario.probability * (proof - 1) * UNIT  # arrivals are no whole units
        if found.plan is None or best is None:
            best = None
        else:
            best += scenario.probability * slow.truly(found.plan)
    return {
        "vehicles": len(isle.vessels), "loads": sum(sum(s.people.values()) for s in isle.scenarios),
        "bound": round(bound, 1), "best": best if best is None else round(best, 1),
        "seconds": spent, "breaches": breaches,
    }  # fmt: skip


def _least(operation: Callable[[int], Operation], quickest: int, seconds: float) -> int:
    """The length, in units, below which somebody provably stays."""
    from safeconduct.instance.build import build
    from safeconduct.plan.soonest import least

    return least(lambda length: build(operation(length)), (quickest, 40 * quickest), seconds)
