"""The true optimum of micro-operations, by trying everything; plain Python, shared with nobody.

All minutes of a micro-operation are multiples of one unit. Once it is settled who does what in
which order, and in which window, the moments obey differences and limits that are multiples of
the unit, so some best plan has all its moments on them: trying those is trying everything.
Services last at least one unit. One window zone at most; bases and receptions lie outside.
"""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import Activity, ActivityKind, Itinerary, Plan, Result
from safeconduct.model.zone import Access

FREE = -1
MOST_STATES = 40_000


class TooLargeError(Exception):
    """There is too much to try."""


class Vehicle(NamedTuple):
    """Where it stands (or will, once it is free), and what it carries; times are in units."""

    free: int
    place: str
    load: tuple[int, ...] = ()
    passed: bool = False  # inspected here, or nothing to inspect
    serving: bool = False  # until it is free, it takes a bay or lane here
    since: int | None = None  # on duty since
    km: float = 0.0  # since the last refuelling
    until: int | None = None  # inside the window zone until then at the latest; FREE: may stand
    done: bool = False


State = tuple[tuple[Vehicle, ...], tuple[tuple[int, ...], ...], int, tuple[int, ...]]
Deed = tuple[
    str, str, int, int, tuple[int, ...], tuple[int, ...]
]  # kind, what, from, to, who, load


class Oracle:
    """Tries every plan of an operation."""

    def __init__(self, operation: Operation, unit: float) -> None:
        self.op, self.unit = operation, unit
        self.rows = [row for row in operation.fleet for _ in range(row.count)]
        self.names = [name for row in operation.fleet for name in row.vehicle_ids]
        self.places: dict[str, Place] = {place.id: place for place in operation.places}
        self.pickups = [p.id for p in operation.places if p.kind is PlaceKind.PICKUP]
        self.legs: dict[str, list[Leg]] = {
            p: [leg for leg in operation.legs or () if leg.origin == p] for p in self.places
        }
        self.horizon = self.units(operation.horizon_min)
        self.zone = operation.zones[0] if operation.zones else None
        self.windows = [(self.units(w.start), self.units(w.end)) for w in operation.windows]
        self.memo: dict[State, tuple[float, tuple[Deed, ...], State | None]] = {}

    def units(self, minutes: float) -> int:
        """Minutes as units; they must be whole."""
        whole = round(minutes / self.unit)
        assert abs(whole * self.unit - minutes) < 1e-6, minutes
        return whole

    def start(self) -> State:
        waiting = self.op.waiting()
        people = tuple(
            tuple(waiting.get((p, c.id), 0) for c in self.op.categories) for p in self.pickups
        )
        nobody = (0,) * len(self.op.categories)
        room = next((p.capacity for p in self.op.places if p.capacity is not None), 10**6)
        vehicles = tuple(
            Vehicle(self.units(row.available_from_min), row.base, nobody, until=FREE)
            for row in self.rows
        )
        return vehicles, people, room, ()

    def best(self) -> float:
        """The most weighted people that any plan delivers."""
        return self.solve(self.start())[0]

    def solve(self, state: State) -> tuple[float, tuple[Deed, ...], State | None]:
        if state in self.memo:
            return self.memo[state]
        if len(self.memo) > MOST_STATES:
            raise TooLargeError
        best: tuple[float, tuple[Deed, ...], State | None] = (0.0, (), None)
        vehicles = state[0]
        if any(any(v.load) and v.done for v in vehicles):
            best = (float("-inf"), (), None)
        elif any(not v.done for v in vehicles):
            best = (float("-inf"), (), None)
            _, n = min((v.free, n) for n, v in enumerate(vehicles) if not v.done)
            for gain, deeds, after in self.options(state, n):
                value = gain + self.solve(after)[0]
                if value > best[0]:
                    best = (value, deeds, after)
        self.memo[state] = best
        return best

    def options(self, state: State, n: int) -> Iterator[tuple[float, tuple[Deed, ...], State]]:
        vehicles, people, room, entries = state
        v, place = vehicles[n], self.places[vehicles[n].place]
        now = v.free
        v = v._replace(serving=False)
        entries = tuple(e for e in entries if self.zone and e > now - self.apart())
        state = (_with(vehicles, n, v), people, room, entries)
        if not any(v.load) and v.until in (None, FREE):
            yield 0.0, (), (_with(vehicles, n, v._replace(done=True)), people, room, entries)
        if now >= self.horizon:
            return
        if v.until in (None, FREE) or now + 1 <= v.until:
            yield 0.0, (), (_with(vehicles, n, v._replace(free=now + 1)), people, room, entries)
        if place.kind is PlaceKind.PICKUP:
            yield from self.load(state, n)
        if place.kind is PlaceKind.RECEPTION and any(v.load):
            yield from self.unload(state, n)
        if place.kind is PlaceKind.CHECKPOINT and not v.passed and (any(v.load) or place.empty):
            yield from self.inspect(state, n)
        else:
            yield from self.drive(state, n)
        yield from self.pause(state, n)

    def work(self, n: int, v: Vehicle, length: int) -> Vehicle | None:
        """The vehicle after work of a length; None: too long a duty, or a window shuts."""
        end = v.free + length
        since = v.free if v.since is None else v.since
        duty = self.rows[n].max_duty_h
        if duty is not None and end - since > duty * 60 / self.unit + 1e-9:
            return None
        if end > self.horizon or (v.until not in (None, FREE) and end > v.until):
            return None
        return v._replace(free=end, since=since)

    def busy(self, state: State, n: int, servers: int | None) -> bool:
        v = state[0][n]
        there = sum(
            u.serving and u.place == v.place and u.free > v.free
            for m, u in enumerate(state[0])
            if m != n
        )
        return servers is not None and there >= servers

    def load(self, state: State, n: int) -> Iterator[tuple[float, tuple[Deed, ...], State]]:
        vehicles, people, room, entries = state
        v, row = vehicles[n], self.rows[n]
        place, p = self.places[v.place], self.pickups.index(v.place)
        if self.busy(state, n, place.bays):
            return
        for x in product(*(range(count + 1) for count in people[p])):
            load = tuple(a + b for a, b in zip(v.load, x, strict=True))
            used: dict[str, int] = {}
            for c, count in zip(self.op.categories, load, strict=True):
                used[c.uses] = used.get(c.uses, 0) + count
            if not any(x) or any(row.places_for(c.uses) < used[c.uses] for c in self.op.categories):
                continue
            minutes = place.load_fixed_min + sum(
                c.load_min * count for c, count in zip(self.op.categories, x, strict=True)
            )
            after = self.work(n, v, self.units(minutes))
            if after is not None:
                left = tuple(a - b for a, b in zip(people[p], x, strict=True))
                rest = (*people[:p], left, *people[p + 1 :])
                deed = ("load", v.place, v.free, after.free, (n,), x)
                after = after._replace(load=load, serving=True)
                yield 0.0, (deed,), (_with(vehicles, n, after), rest, room, entries)

    def unload(self, state: State, n: int) -> Iterator[tuple[float, tuple[Deed, ...], State]]:
        vehicles, people, room, entries = state
        v, place = vehicles[n], self.places[vehicles[n].place]
        count = sum(v.load)
        refused = any(
            x and not place.takes(c.id) for c, x in zip(self.op.categories, v.load, strict=True)
        )
        left = room - count if place.capacity is not None else room
        if refused or left < 0 or self.busy(state, n, place.bays):
            return
        length = self.units(place.unload_fixed_min + count * place.unload_min)
        after = self.work(n, v, length)
        if after is not None:
            gain = sum(c.weight * x for c, x in zip(self.op.categories, v.load, strict=True))
            deed = ("unload", v.place, v.free, after.free, (n,), v.load)
            after = after._replace(load=(0,) * len(v.load), serving=True)
            yield gain, (deed,), (_with(vehicles, n, after), people, left, entries)

    def inspect(self, state: State, n: int) -> Iterator[tuple[float, tuple[Deed, ...], State]]:
        vehicles, people, room, entries = state
        v, place = vehicles[n], self.places[vehicles[n].place]
        minutes = place.vehicle_min + sum(
            c.inspect_min * x for c, x in zip(self.op.categories, v.load, strict=True)
        )
        after = self.work(n, v, self.units(minutes))
        if self.busy(state, n, place.lanes) or after is None:
            return
        if place.open is not None:
            begin = self.op.start.hour * 60 + self.op.start.minute
            spans = [
                ((s.start - begin) / self.unit, (s.end - begin) / self.unit) for s in place.open
            ]
            if not any(a <= v.free + 1e-9 and after.free <= b + 1e-9 for a, b in spans):
                return
        deed = ("inspect", v.place, v.free, after.free, (n,), v.load)
        after = after._replace(passed=True, serving=True)
        yield 0.0, (deed,), (_with(vehicles, n, after), people, room, entries)

    def pause(self, state: State, n: int) -> Iterator[tuple[float, tuple[Deed, ...], State]]:
        """Rest or refuel."""
        vehicles, people, room, entries = state
        v, row, place = vehicles[n], self.rows[n], self.places[vehicles[n].place]
        may = place.overnight if place.kind is PlaceKind.PICKUP else place.rest
        if may and row.max_duty_h is not None and v.since is not None:
            end = v.free + self.units(row.rest_h * 60)
            if end <= self.horizon and (v.until in (None, FREE) or end <= v.until):
                after = v._replace(free=end, since=None)
                deed = ("rest", v.place, v.free, end, (n,), ())
                yield 0.0, (deed,), (_with(vehicles, n, after), people, room, entries)
        if place.fuel and row.range_km is not None and v.km:
            done = self.work(n, v, self.units(row.refuel_min))
            if done is not None:
                deed = ("refuel", v.place, v.free, done.free, (n,), ())
                done = done._replace(km=0.0)
                yield 0.0, (deed,), (_with(vehicles, n, done), people, room, entries)

    def apart(self) -> int:
        return self.units(self.zone.headway_min) if self.zone else 0

    def drive(self, state: State, n: int) -> Iterator[tuple[float, tuple[Deed, ...], State]]:
        vehicles = state[0]
        v = vehicles[n]
        others = [
            m
            for m, u in enumerate(vehicles)
            if m > n and not u.done and (u.free, u.place) == (v.free, v.place) and self._may_go(u)
        ]
        for leg in self.legs[v.place]:
            for chosen in product((False, True), repeat=len(others)):
                team = (n, *(m for m, yes in zip(others, chosen, strict=True) if yes))
                found = self._convoy(state, team, leg)
                if found is not None:
                    yield found

    def _may_go(self, v: Vehicle) -> bool:
        place = self.places[v.place]
        return (
            place.kind is not PlaceKind.CHECKPOINT or v.passed or not (any(v.load) or place.empty)
        )

    def _convoy(
        self, state: State, team: tuple[int, ...], leg: Leg
    ) -> tuple[float, tuple[Deed, ...], State] | None:
        vehicles, people, room, entries = state
        now = vehicles[team[0]].free
        slowness = 1 / min(self.rows[m].speed_factor for m in team)
        length = self.units(leg.minutes * slowness)
        end, window = now + length, None
        for passage in leg.zones:
            zone = self.zone
            assert zone is not None
            assert passage.zone == zone.id
            if zone.access is Access.CLOSED:
                return None
            if zone.escort and not any(self.rows[m].escort for m in team):
                return None
            if zone.max_vehicles is not None and len(team) > zone.max_vehicles:
                return None
            enter = now + self.units(passage.enter * slowness)
            leave = now + self.units(passage.exit * slowness)
            inside = passage.enter == 0 and zone.id in (self.places[leg.origin].zones or ())
            if not inside and zone.headway_min > 0:
                if any(abs(enter - e) < self.apart() for e in entries):
                    return None
                entries = tuple(sorted((*entries, enter)))
            if zone.access is Access.WINDOW:
                window = next((b for a, b in self.windows if a <= enter and leave <= b), None)
                if window is None:
                    return None
        there = self.places[leg.destination]
        arrives = self.zone is not None and self.zone.id in (there.zones or ())
        for m in team:
            v = vehicles[m]._replace(serving=False)
            standing = v.until
            after = self.work(m, v._replace(until=None), length)
            km = v.km + leg.km
            reach = self.rows[m].range_km
            if after is None or (reach is not None and km > reach):
                return None
            if window is not None and leg.zones[0].enter == 0 and standing not in (None, FREE):
                exit_ = now + self.units(leg.zones[0].exit * slowness)
                assert standing is not None
                if exit_ > standing:
                    return None
                window = min(window, standing)
            until = None
            if arrives and self.zone is not None and self.zone.access is Access.WINDOW:
                until = FREE if there.overnight or there.is_base else window
            else:
                until = FREE
            after = after._replace(place=leg.destination, passed=False, km=km, until=until)
            vehicles = _with(vehicles, m, after)
        if end > self.horizon or not self._in_hours(now, end):
            return None
        deed = ("move", leg.id, now, end, team, ())
        return 0.0, (deed,), (vehicles, people, room, entries)

    def _in_hours(self, start: int, end: int) -> bool:
        hours = self.op.rules.movement_hours
        spans = [(h.start / self.unit, h.end / self.unit) for h in hours]
        return not spans or any(a <= start + 1e-9 and end <= b + 1e-9 for a, b in spans)

    def plan(self) -> Plan:
        """A best plan, for the judge; its figures are left to him."""
        acts: list[list[Activity]] = [[] for _ in self.rows]
        legs = {leg.id: leg for leg in self.op.legs or ()}
        state: State | None = self.start()
        count = 0
        while state is not None:
            _, deeds, state = self.solve(state)
            for kind, what, start, end, who, load in deeds:
                count += 1
                minutes = (start * self.unit, end * self.unit)
                for n in who:
                    if kind == "move":
                        leg = legs[what]
                        act = Activity(
                            ActivityKind.MOVE, *minutes, leg=what, origin=leg.origin,
                            destination=leg.destination, convoy=f"c{count}",
                        )  # fmt: skip
                    else:
                        people = {
                            c.id: x for c, x in zip(self.op.categories, load, strict=False) if x
                        }
                        people = people if kind in {"load", "unload"} else {}
                        act = Activity(ActivityKind(kind), *minutes, place=what, people=people)
                    acts[n].append(act)
        vehicles = tuple(
            Itinerary(name, row.id, tuple(a))
            for name, row, a in zip(self.names, self.rows, acts, strict=True)
            if a
        )
        used = {a.leg for v in vehicles for a in v.activities if a.leg}
        everybody = sum(
            n * c.weight for c in self.op.categories for (_, k), n in self.op.waiting().items()
            if k == c.id
        )  # fmt: skip
        blank = Result(0, {}, 0.0, everybody, 0.0, None, 0.0, 0.0, 0.0, {})
        return Plan(
            self.op.name, "", self.op.start, self.op.horizon_min, blank, vehicles,
            tuple(leg for name, leg in legs.items() if name in used),
        )  # fmt: skip


def _with(vehicles: tuple[Vehicle, ...], n: int, v: Vehicle) -> tuple[Vehicle, ...]:
    return (*vehicles[:n], v, *vehicles[n + 1 :])
