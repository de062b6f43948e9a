"""Plays the trips of any solver under an operation's rules, and takes out what breaks one.

Whatever waiting can mend is mended first, so that no solver is blamed for rules that it was
not told: vehicles queue for bays and lanes in order of arrival, wait for windows, hours of
movement and headway, rest when their duty would run out and refuel before their range does.
What then still breaks a rule is taken out, a trip at a time, until the judge accepts.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush, heapreplace
from math import inf
from typing import NamedTuple

from bench.rivals.task import POST, Trip, legs_between

from safeconduct.instance.arrays import BLOCKED, NEVER, Arrays, Instance, Ints
from safeconduct.instance.build import build
from safeconduct.instance.itinerary import account, operation_leg
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Activity, ActivityKind, Itinerary, Plan
from safeconduct.verify import Verdict, judge

K = ActivityKind
ROUNDS = 400
"""Times that trips are taken out and the rest is played anew, at most."""


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of a solver's trips: weighted people, trips kept and given, the judge's word."""

    weighted_out: float
    trips: int
    given: int
    verdict: Verdict


class Step(NamedTuple):
    """One thing to do: a leg, or a service at a place."""

    kind: ActivityKind
    what: int
    people: tuple[int, ...] = ()


def remains(operation: Operation, trips: Sequence[Trip]) -> Remains:
    """Play trips under the operation's own rules and keep what the judge accepts."""
    instance = build(operation)
    kept: dict[int, list[Trip]] = defaultdict(list)
    for trip in trips:
        kept[trip.vehicle].append(trip)
    for _ in range(ROUNDS):
        played = _Play(instance, kept).run()
        late = {v: n for v, n in played.late.items() if n < len(kept[v])}
        if late:
            for v, number in late.items():
                del kept[v][number]
            continue
        plan = _plan(instance, played.done)
        verdict = judge(operation, plan)
        if verdict.accepted:
            break
        _take_out(instance, kept, played, verdict)
    else:
        verdict = judge(operation, _plan(instance, {}))
    count = sum(len(rows) for rows in kept.values()) if verdict.result.weighted_out else 0
    return Remains(verdict.result.weighted_out, count, len(trips), verdict)


def _take_out(
    instance: Instance, kept: dict[int, list[Trip]], played: "_Play", verdict: Verdict
) -> None:
    """The first trip of each vehicle that breaks a rule goes; a nameless breach takes the last."""
    first: dict[int, float] = {}
    index = {name: v for v, name in enumerate(instance.vehicles)}
    for breach in verdict.breaches:
        if breach.vehicle in index:
            v = index[breach.vehicle]
            minute = inf if breach.minute is None else breach.minute
            first[v] = min(first.get(v, inf), minute)
    if not first:
        first = {max((v for v in kept if kept[v]), key=lambda v: len(kept[v])): inf}
    for v, minute in first.items():
        ends = played.ends[v]
        trip = next((i for i, end in enumerate(ends) if minute <= end), len(kept[v]) - 1)
        if kept[v]:
            del kept[v][min(trip, len(kept[v]) - 1)]


def _plan(instance: Instance, done: dict[int, list[Activity]]) -> Plan:
    operation: Operation = instance.facts
    vehicles = tuple(
        Itinerary(instance.vehicles[v], instance.classes[instance.arrays.cls[v]], tuple(acts))
        for v, acts in sorted(done.items())
        if acts
    )
    used = {a.leg for vehicle in vehicles for a in vehicle.activities if a.leg}
    return Plan(
        operation.name,
        operation.sha256,
        operation.start,
        operation.horizon_min,
        account(operation, vehicles, everybody(operation)),
        vehicles,
        tuple(leg for leg in operation.legs or () if leg.id in used),
    )


@dataclass
class _Play:
    """One playing: queues of servers by place, the clock of each vehicle."""

    instance: Instance
    trips: dict[int, list[Trip]]
    done: dict[int, list[Activity]] = field(default_factory=dict)
    late: dict[int, int] = field(default_factory=dict)
    ends: dict[int, list[float]] = field(default_factory=dict)
    begun: set[tuple[int, int]] = field(default_factory=set)

    def run(self) -> "_Play":
        """Play everything; vehicles take turns in order of time, then of number."""
        I = self.instance.arrays
        self.I = I
        self.servers = {
            p: [0.0] * int(I.lanes[p]) for p in range(len(I.kind)) if I.lanes[p] < BLOCKED
        }
        self.entered: dict[int, float] = {}
        queue: list[tuple[float, int]] = []
        self.plans: dict[int, list[list[Step]]] = {}
        for v, trips in self.trips.items():
            self.plans[v] = self._steps(v, trips)
            self.done[v], self.ends[v] = [], []
            queue.append((I.available[I.cls[v]] / 60.0, v))
        heapify(queue)
        self.duty = dict.fromkeys(self.trips, -1.0)
        self.km = dict.fromkeys(self.trips, 0.0)
        while queue:
            now, v = heappop(queue)
            if v not in self.late and self.plans[v]:
                heappush(queue, (self._next(v, now), v))
        return self

    def _steps(self, v: int, trips: list[Trip]) -> list[list[Step]]:
        """What to do on each trip; where no way leads, the trip ends at once."""
        I, where, plans = self.I, int(self.I.base[self.I.cls[v]]), []
        for trip in trips:
            steps, aboard, here = [], [0] * len(I.weight), where
            for pickup, people in (*trip.stops, (trip.reception, ())):
                for e in legs_between(I, here, pickup):
                    steps.append(Step(K.MOVE, e))
                    to = int(I.leg_to[e])
                    if (
                        I.kind[to] == POST
                        and to != pickup
                        and (any(aboard) or I.inspects_empty[to])
                    ):
                        steps.append(Step(K.INSPECT, to, tuple(aboard)))
                here = pickup
                if people:
                    steps.append(Step(K.LOAD, pickup, people))
                    aboard = [a + n for a, n in zip(aboard, people, strict=True)]
            steps.append(Step(K.UNLOAD, trip.reception, tuple(aboard)))
            plans.append(steps)
            where = trip.reception
        return plans

    def _next(self, v: int, now: float) -> float:
        """Do the vehicle's next step; returns when it has ended."""
        I, steps = self.I, self.plans[v][0]
        trip = len(self.trips[v]) - len(self.plans[v])
        if (v, trip) not in self.begun:
            self.begun.add((v, trip))
            now = self._prepare(v, now, steps)
        step = steps.pop(0)
        act = self._move if step.kind is K.MOVE else self._serve
        end = act(v, step, now)
        if end > I.horizon / 60.0 + 1e-9:
            self.late[v] = trip
            return end
        if not steps:
            self.plans[v].pop(0)
            self.ends[v].append(end)
        return end

    def _prepare(self, v: int, now: float, steps: list[Step]) -> float:
        """Rest or refuel before a trip that would break duty or range."""
        I, k = self.I, int(self.I.cls[v])
        if steps[0].kind is not K.MOVE:
            return now
        here = int(I.leg_from[steps[0].what])
        length = sum(float(I.leg_min[s.what]) for s in steps if s.kind is K.MOVE) / I.speed[k]
        length += sum(self._service(s) for s in steps if s.kind is not K.MOVE)
        far = sum(float(I.leg_km[s.what]) for s in steps if s.kind is K.MOVE)
        longest = I.max_duty[k] / 60.0 if I.max_duty[k] < NEVER else inf
        if self.duty[v] >= 0 and I.rest[here] and now + 1.2 * length - self.duty[v] > longest:
            end = now + I.rest_s[k] / 60.0
            self.done[v].append(Activity(K.REST, now, end, place=self.instance.places[here]))
            now, self.duty[v] = end, -1.0
        if self.km[v] + 2 * far > I.range_km[k] and self.km[v] > 0 and I.fuel[here]:
            end = now + float(I.refuel_min[k])
            self.done[v].append(Activity(K.REFUEL, now, end, place=self.instance.places[here]))
            now, self.km[v] = end, 0.0
        return now

    def _service(self, step: Step) -> float:
        I, people = self.I, step.people
        if step.kind is K.UNLOAD:
            return float(I.fixed_min[step.what]) + sum(people) * float(I.unload_min[step.what])
        each = I.load_min if step.kind is K.LOAD else I.inspect_min
        return float(I.fixed_min[step.what]) + float(
            sum(n * m for n, m in zip(people, each, strict=True))
        )

    def _serve(self, v: int, step: Step, now: float) -> float:
        length, p = self._service(step), step.what
        servers = self.servers.get(p)
        start = max(now, servers[0]) if servers else now
        start = _fits(self.I, p, start, length)
        end = start + length
        if servers:
            heapreplace(servers, end)
        people = (
            {c: n for c, n in zip(self.instance.categories, step.people, strict=True) if n}
            if step.kind is not K.INSPECT
            else {}
        )
        place = self.instance.places[p]
        self.done[v].append(Activity(step.kind, start, end, place=place, people=people))
        self._on_duty(v, start)
        return end

    def _move(self, v: int, step: Step, now: float) -> float:
        I, e = self.I, step.what
        pace = float(I.speed[I.cls[v]])
        length = float(I.leg_min[e]) / pace
        start = self._departure(e, now, length, pace)
        for q in range(I.pass_first[e], I.pass_first[e + 1]):
            if not I.pass_from_inside[q] and I.headway[I.pass_zone[q]]:
                self.entered[int(I.pass_zone[q])] = start + I.pass_enter[q] / pace
        leg = operation_leg(self.instance, e)
        name = self.instance.vehicles[v]
        end = start + length
        self.done[v].append(
            Activity(K.MOVE, start, end, leg=leg.id, origin=leg.origin,
                     destination=leg.destination, convoy=name)
        )  # fmt: skip
        self._on_duty(v, start)
        self.km[v] += float(I.leg_km[e])
        return end

    def _on_duty(self, v: int, start: float) -> None:
        if self.duty[v] < 0:
            self.duty[v] = start

    def _departure(self, e: int, now: float, length: float, pace: float) -> float:
        """The first moment at which hours, windows and headway let a vehicle set out."""
        I, start = self.I, now
        for _ in range(200):
            before = start
            start = _within(I.hours_start, I.hours_end, start, 0.0, length)
            for q in range(I.pass_first[e], I.pass_first[e + 1]):
                z = int(I.pass_zone[q])
                into, out = float(I.pass_enter[q]) / pace, float(I.pass_exit[q]) / pace
                if I.is_window[z]:
                    rows = slice(I.window_first[z], I.window_first[z + 1])
                    start = _within(I.window_start[rows], I.window_end[rows], start, into, out)
                if not I.pass_from_inside[q] and I.headway[z] and z in self.entered:
                    start = max(start, self.entered[z] + I.headway[z] / 60.0 - into)
            if start in {before, inf}:
                break
        return start


def _within(starts: Ints, ends: Ints, now: float, into: float, out: float) -> float:
    """The first departure from `now` on whose stay, `into` to `out` later, lies in one span."""
    for opens, shuts in zip(starts, ends, strict=True):
        start = max(now, opens / 60.0 - into)
        if start + out <= shuts / 60.0 + 1e-9:
            return float(start)
    return inf


def _fits(I: Arrays, p: int, start: float, length: float) -> float:
    """The first moment from which a service fits between the spans in which a place is shut."""
    for i in range(I.shut_first[p], I.shut_first[p + 1]):
        opens, shuts = I.shut_end[i] / 60.0, I.shut_start[i] / 60.0
        if start + length > shuts + 1e-9 and start < opens:
            start = opens
    return start


def everybody(operation: Operation) -> float:
    """What all who wait count together: a bound that needs no proof."""
    weight = {c.id: c.weight for c in operation.categories}
    return sum(weight[c] * n for (_, c), n in operation.waiting().items())
