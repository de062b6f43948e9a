"""OR-Tools CP-SAT: every vehicle has a row of trips, each optional, to one pickup, in time.

The one peer that can state queues: with `rules`, bays and lanes are cumulative resources,
checkpoints in the order of the way, and receptions have their capacity.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from bench.rivals.task import FAR, POST, Task, Trip, legs_between

from safeconduct.instance.arrays import BLOCKED, NEVER
from safeconduct.instance.build import build
from safeconduct.model.operation import Operation

NEEDS, THREADS = "ortools", 2
MOST_TRIPS = 12


@dataclass(frozen=True, slots=True)
class Slot:
    """One possible trip of a vehicle to a pickup."""

    vehicle: int
    pickup: int
    reception: int
    used: Any
    people: dict[int, Any]


def solve(task: Task, seconds: float, seed: int = 0, rules: Operation | None = None) -> list[Trip]:
    """Trips of the best solution; with `rules`, under that operation's bays, lanes, capacity."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    building = _Model(task, model, build(rules).arrays if rules else task.arrays)
    slots = building.build()
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = 2
    solver.parameters.random_seed = seed
    if solver.Solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    trips = []
    for slot in slots:
        if solver.Value(slot.used):
            people = [0] * len(task.arrays.weight)
            for c, var in slot.people.items():
                people[c] = int(solver.Value(var))
            if any(people):
                trips.append(Trip(slot.vehicle, ((slot.pickup, tuple(people)),), slot.reception))
    return trips


class _Model:
    """The CP model while it is built."""

    def __init__(self, task: Task, model: Any, arrays: Any) -> None:
        self.task, self.model, self.I = task, model, arrays
        self.pickups = sorted({b.pickup for b in task.bundles})
        self.at: dict[int, list[tuple[Any, int]]] = {}
        self.taken: dict[tuple[int, int], list[Any]] = {}
        self.received: dict[int, list[Any]] = {}

    def build(self) -> list[Slot]:
        I, model = self.I, self.model
        slots = [slot for v in self.task.vehicles() for slot in self._vehicle(v)]
        for (p, c), counts in self.taken.items():
            model.Add(sum(counts) <= int(I.people[p, c]))
        for r, counts in self.received.items():
            if I.capacity[r] < NEVER:
                model.Add(sum(counts) <= int(I.capacity[r]))
        for place, rows in self.at.items():
            if I.lanes[place] < BLOCKED:
                model.AddCumulative([i for i, _ in rows], [1] * len(rows), int(I.lanes[place]))
        model.Maximize(
            sum(
                round(1000 * float(I.weight[c])) * count
                for (_, c), counts in self.taken.items()
                for count in counts
            )
        )
        return slots

    def _vehicle(self, v: int) -> list[Slot]:
        """Trips in order; each begins after the one before has ended, at that one's reception."""
        I, k = self.I, int(self.I.cls[v])
        shortest = min(
            int(self.task.seconds[k][p, r]) for p in self.pickups for r in self._receptions(p)
        )
        most = min(
            max((I.horizon - int(I.available[k])) // max(2 * shortest, 900) + 1, 1), MOST_TRIPS
        )
        slots: list[Slot] = []
        before: list[Slot] = []
        free: Any = int(I.available[k])
        for _ in range(int(most)):
            begin = self.model.NewIntVar(0, int(I.horizon), "")
            end = self.model.NewIntVar(0, int(I.horizon), "")
            self.model.Add(begin >= free)
            made = [
                self._slot(v, k, p, r, begin, end, before)
                for p in self.pickups
                for r in self._receptions(p)
            ]
            self.model.AddAtMostOne(slot.used for slot in made)
            self.model.Add(end >= begin)
            if before:
                self.model.Add(sum(s.used for s in made) <= sum(s.used for s in before))
            slots += made
            before, free = made, end
        return slots

    def _receptions(self, pickup: int) -> list[int]:
        return sorted({r for (p, _), r in self.task.reception.items() if p == pickup})

    def _slot(
        self, v: int, k: int, p: int, r: int, begin: Any, end: Any, before: list[Slot]
    ) -> Slot:
        model, I, travel = self.model, self.I, self.task.seconds[k]
        used = model.NewBoolVar("")
        people = self._people(k, p, r, used)
        fixed = int(I.fixed_min[p] * 60)
        load = model.NewIntVar(0, int(I.horizon), "")
        if before:
            for place in {s.reception for s in before}:
                came = [s.used for s in before if s.reception == place]
                way = int(travel[place, p]) - fixed
                for there in came:
                    model.Add(load >= begin + min(way, FAR)).OnlyEnforceIf(used, there)
        else:
            way = int(travel[int(I.base[k]), p]) - fixed
            model.Add(load >= begin + min(way, FAR)).OnlyEnforceIf(used)
        loading = self._service(p, load, used, people, I.fixed_min[p], I.load_min)
        self._in_window(p, load, loading, used)
        now: Any = loading
        legs = legs_between(self.task.arrays, p, r)
        for n, e in enumerate(legs):
            to = int(I.leg_to[e])
            minutes = float(self.task.arrays.leg_min[e]) / float(I.speed[k])
            arrive = model.NewIntVar(0, int(I.horizon), "")
            model.Add(arrive >= now + int(np.ceil(minutes * 60))).OnlyEnforceIf(used)
            now = arrive
            if n < len(legs) - 1 and I.kind[to] == POST:
                now = self._service(to, arrive, used, people, I.fixed_min[to], I.inspect_min)
        each = np.full(len(I.weight), I.unload_min[r])
        done = self._service(r, now, used, people, I.fixed_min[r], each)
        model.Add(end >= done).OnlyEnforceIf(used)
        return Slot(v, p, r, used, people)

    def _people(self, k: int, p: int, r: int, used: Any) -> dict[int, Any]:
        I, people = self.I, {}
        for (place, c), goal in self.task.reception.items():
            if place == p and goal == r:
                most = int(min(I.people[p, c], I.places[k, I.uses[c]]))
                people[c] = self.model.NewIntVar(0, most, "")
                self.model.Add(people[c] == 0).OnlyEnforceIf(used.Not())
                self.taken.setdefault((p, c), []).append(people[c])
                self.received.setdefault(r, []).append(people[c])
        for kind in range(3):
            mine = [var for c, var in people.items() if I.uses[c] == kind]
            if len(mine) > 1:
                self.model.Add(sum(mine) <= int(I.places[k, kind]))
        return people

    def _service(
        self, place: int, start: Any, used: Any, people: dict[int, Any], fixed: float, each: Any
    ) -> Any:
        """A service of so many seconds from `start`; gives its end."""
        model, I = self.model, self.I
        size, end = model.NewIntVar(0, int(I.horizon), ""), model.NewIntVar(0, int(I.horizon), "")
        begin = model.NewIntVar(0, int(I.horizon), "")
        model.Add(begin >= start).OnlyEnforceIf(used)
        spent = sum(int(np.ceil(each[c] * 60)) * var for c, var in people.items())
        model.Add(size == int(np.ceil(fixed * 60)) + spent)
        interval = model.NewOptionalIntervalVar(begin, size, end, used, "")
        self.at.setdefault(place, []).append((interval, 1))
        return end

    def _in_window(self, p: int, start: Any, end: Any, used: Any) -> None:
        """Loading lies within one of the spans."""
        inside = []
        for opens, shuts in self.task.open[p]:
            chosen = self.model.NewBoolVar("")
            self.model.Add(start >= opens).OnlyEnforceIf(chosen)
            self.model.Add(end <= shuts).OnlyEnforceIf(chosen)
            inside.append(chosen)
        self.model.AddBoolOr([*inside, used.Not()])
