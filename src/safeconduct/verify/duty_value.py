"""The most that one vehicle can be worth at the prices of a certificate: a plain programme.

From the last tick back to the first: what a vehicle at a node, with a level of load, is worth
from a tick on, whatever it does. docs/understand/the_bound.md, section 5.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from safeconduct.model.fleet import FleetRow
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.units import MINUTES_PER_DAY, Minutes
from safeconduct.verify.clock import Clock, Move, Node
from safeconduct.verify.limits import movement_spans
from safeconduct.verify.loads import (
    NOBODY,
    SEATS,
    Group,
    Level,
    Loading,
    groups_of,
    levels_of,
    loadings_of,
    turns_of,
)
from safeconduct.verify.spans import TOLERANCE

NOTHING = -math.inf
TURNED = 1e-7
"""What a turn must gain for its tick to be gone over again."""
COARSE_TICK: Minutes = 5.0
COARSE_PARTS, FINE_PARTS, WIDE_PARTS = 7, 30, 2
"""Into about how many parts the longest duty is cut, on whose edges duties end, by the tick; and
where it holds all of a day's movement hours."""
Costs = list[float]
Worth = dict[Node, Costs]
"""By node and level."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service of so many ticks, and what it costs by the tick in which it begins."""

    ticks: int
    cost: Costs | None = None


class Duty:
    """The tables of rows of the fleet that differ in base, count and availability alone."""

    def __init__(self, clock: Clock, rows: Sequence[FleetRow]) -> None:
        self.clock, self.row, self.rows = clock, rows[0], rows
        self.known: dict[tuple[Node, Minutes, Minutes], Service] = {}
        row = rows[0]
        self.groups: Sequence[Group] = groups_of(clock.facts.operation)
        self.minute = [clock.minute(seat) for seat in SEATS]
        self.levels: list[Level] = levels_of(
            row, clock.facts.operation, self.groups, clock.tick, clock.certificate.levels
        )
        self.moves = clock.moves(row)
        self.priced = {n: clock.lane_prices(p) for n, p in enumerate(clock.places)}
        self.turns = self._turns()
        self.load_least = self._load_least()
        self.loading: dict[Node, list[tuple[int, int, float, Service]]] = {}
        self.inspection: dict[Node, list[Service | None]] = {}
        self.unloading: dict[Node, list[tuple[int, float, Service]]] = {}
        loadings = loadings_of(self.levels, self.groups)
        for n, place in enumerate(clock.places):
            if place.kind is PlaceKind.PICKUP:
                self.loading[n] = self._loadings(n, place, loadings)
            elif n in clock.passed:
                self.inspection[n] = self._inspections(n, place)
            elif place.kind is PlaceKind.RECEPTION:
                self.unloading[n] = self._unloadings(n, place)
        self.rests = [
            n for n, p in enumerate(clock.places) if _may_rest(p) and n < len(clock.number)
        ]

    def work(self) -> float:
        """About how many steps of the programme it takes to find the value."""
        if self._idle():
            return 0.0
        size = len(self.levels) * len(self.moves) + sum(map(len, self.loading.values()))
        size += len(self.turns) * len(self.loading)
        most, grid, _ = self._duty_ticks()
        return self.clock.ticks * size * ((most + grid) / grid if most else 1.0)

    def _idle(self) -> bool:
        """Whether nothing that a vehicle could do is worth anything."""
        gains = any(gain > 0 for rows in self.loading.values() for _, _, gain, _ in rows)
        gains = gains or any(gain > 0 for _, _, gain in self.turns)
        return not gains and all(min(move.cost) >= 0.0 for move in self.moves)

    def value(self) -> float:
        """What all vehicles of the rows are worth; none less than 0."""
        if self._idle():
            return 0.0
        most, grid, offset = self._duty_ticks()
        worth = self._fresh(most, grid, offset) if most else self._sweep(0, self.clock.ticks, {})
        return math.fsum(row.count * self._worth_of(row, worth) for row in self.rows)

    def _worth_of(self, row: FleetRow, worth: Mapping[int, Worth]) -> float:
        """What a vehicle is worth from when it is available, at its base."""
        if row.available_from_min > self.clock.facts.horizon:
            return 0.0
        start = self.clock.floor(max(row.available_from_min, 0.0))
        return max(worth[start][self.clock.number[row.base]][0], 0.0)

    def _duty_ticks(self) -> tuple[int, int, int]:
        """Most ticks of a duty (0: no limit); duties end on a grid of ticks, from an offset."""
        row, clock = self.row, self.clock
        limited = row.max_duty_h is not None and row.max_duty_h * 60 < clock.facts.horizon
        rest = clock.floor(row.rest_h * 60)
        if not limited or rest < 1 or row.max_duty_h is None:
            return 0, 1, 0
        most = -clock.floor(-row.max_duty_h * 60)
        hours = movement_spans(clock.facts)
        begins = [span.start for span in hours if span.start > 0]
        offset = (clock.floor(begins[0]) if begins else 0) + most
        if all(row.max_duty_h * 60 >= span.end - span.start - TOLERANCE for span in hours):
            parts = WIDE_PARTS
        else:
            parts = COARSE_PARTS if clock.tick >= COARSE_TICK else FINE_PARTS
        day, grid = clock.floor(MINUTES_PER_DAY), max(1, min(rest, most // parts + 1))
        return most, next(part for part in range(grid, 0, -1) if day % part == 0), offset

    def _fresh(self, most: int, grid: int, offset: int) -> dict[int, Worth]:
        """What a rested vehicle is worth at every tick, where it may rest or begins."""
        last = self.clock.ticks
        nodes = {*self.rests, *(self.clock.number[row.base] for row in self.rows)}
        nothing = [0.0, *[NOTHING] * (len(self.levels) - 1)]
        fresh: dict[int, Worth] = {}

        def end_of(t: int) -> int:
            return min(-(-(t + most - offset) // grid) * grid + offset, last)

        high = last
        while high >= 0:
            end, low = end_of(high), high
            while low > 0 and end_of(low - 1) == end:
                low -= 1
            worth = self._sweep(low, end, fresh, (high, nodes))
            for t in range(high, low - 1, -1):
                fresh[t] = {n: self._rested(worth[t][n], fresh, t, n, nothing) for n in nodes}
            high = low - 1
        return fresh

    def _rested(
        self, now: Costs, fresh: dict[int, Worth], t: int, n: Node, nothing: Costs
    ) -> Costs:
        later = fresh[t + 1][n] if t + 1 in fresh and self.clock.wait[n][t] else None
        if later is None:
            return list(map(max, now, nothing)) if t == self.clock.ticks else list(now)
        return list(map(max, now, later))

    def _sweep(
        self,
        low: int,
        end: int,
        fresh: dict[int, Worth],
        young: tuple[int, set[Node]] = (-1, set()),
    ) -> dict[int, Worth]:
        """Worth by tick, node and level, for a duty that lies between two ticks.

        `young` are the ticks and nodes at which this very duty is what a rested vehicle begins.
        """
        nodes, size = len(self.clock.places), len(self.levels)
        worth: dict[int, Worth] = {}
        empty = [0.0, *[NOTHING] * (size - 1)]
        rest = self.clock.floor(self.row.rest_h * 60)
        resting = bool(fresh) or young[0] >= 0
        by_node: dict[Node, list[Move]] = {}
        for move in self.moves:
            by_node.setdefault(move.origin, []).append(move)
        rounds = self._rounds()
        for t in range(end, low - 1, -1):
            now: Worth = {}
            for n in range(nodes):
                row = list(worth[t + 1][n]) if t < end and self.clock.wait[n][t] else list(empty)
                row[0] = max(row[0], 0.0)
                if resting and n in self.rests and t + rest in fresh and n in fresh[t + rest]:
                    row = list(map(max, row, fresh[t + rest][n]))
                now[n] = row
            worth[t] = now
            self._settle(worth, t, end, by_node, rounds)
        return worth

    def _settle(
        self,
        worth: dict[int, Worth],
        t: int,
        end: int,
        by_node: dict[Node, list[Move]],
        rounds: int,
    ) -> None:
        """All that can be begun within a tick, until nothing gets better."""
        now = worth[t]
        for _ in range(rounds):
            again = False
            for n, moves in by_node.items():
                for move in moves:
                    cost, after = move.cost[t], t + move.ticks
                    if cost == math.inf or after > end:
                        continue
                    there = worth[after][move.destination]
                    here = now[n]
                    fresh = [
                        a if a >= b - cost else b - cost  # noqa: FURB136 - twice as quick as max
                        for a, b in zip(here, there, strict=True)
                    ]
                    if move.ticks == 0 and fresh != here:
                        again = True
                    now[n] = fresh
            for n, services in self.inspection.items():
                self._inspect(worth, t, min(self.clock.until[n][t], end), n, services)
            for n, unloadings in self.unloading.items():
                last = min(self.clock.until[n][t], end)
                for level, toll, service in unloadings:
                    if t + service.ticks <= last:
                        gain = worth[t + service.ticks][n][0] - toll - _cost(service, t)
                        now[n][level] = max(now[n][level], gain)
            for n, loadings in self.loading.items():
                again |= self._load(worth, t, min(self.clock.until[n][t], end), n, loadings)
            if not again:
                return

    def _inspect(
        self, worth: dict[int, Worth], t: int, last: int, n: Node,
        services: list[Service | None],
    ) -> None:  # fmt: skip
        now, beyond = worth[t][n], self.clock.passed[n]
        for level, service in enumerate(services):
            if service is None:
                now[level] = max(now[level], worth[t][beyond][level])
            elif t + service.ticks <= last:
                gain = worth[t + service.ticks][beyond][level] - _cost(service, t)
                now[level] = max(now[level], gain)

    def _load(
        self, worth: dict[int, Worth], t: int, last: int, n: Node,
        loadings: list[tuple[int, int, float, Service]],
    ) -> bool:  # fmt: skip
        """Loadings, and turns before them; True where a turn was worth while."""
        if last < t:
            return False
        now, turned = worth[t][n], False
        for source, target, gain, service in loadings:
            after = t + service.ticks
            if after <= last:
                value = worth[after][n][target] + gain
                if value > now[source]:
                    value -= service.cost[t] if service.cost else 0.0
                    now[source] = max(now[source], value)
        for source, target, gain in self.turns:
            if now[target] + gain > now[source]:
                turned |= now[target] + gain > now[source] + TURNED
                now[source] = now[target] + gain
        return turned

    def _turns(self) -> list[tuple[int, int, float]]:
        """What it is worth that a load counts other minutes."""
        return [
            (one, other, math.fsum(
                minute * a.most * (b.minutes - a.minutes)
                for a, b, minute in zip(
                    self.levels[one], self.levels[other], self.minute, strict=True
                )
            ))
            for one, other in turns_of(self.levels)
        ]  # fmt: skip

    def _rounds(self) -> int:
        """How often a tick is gone over at most: all that a vehicle can begin within it."""
        operation, tick = self.clock.facts.operation, self.clock.tick
        pickups = {p.id for p in operation.places if p.kind is PlaceKind.PICKUP}
        people = sum(operation.waiting().values())
        legs = self.clock.facts.legs.values()
        fastest = max(row.speed_factor for row in operation.fleet)
        out = min((leg.minutes for leg in legs if leg.origin in pickups), default=math.inf)
        back = min((leg.minutes for leg in legs if leg.destination in pickups), default=math.inf)
        trip = (out + back) / fastest
        trips = people if trip * people <= tick else int(tick / trip) + 1
        return len(self.clock.places) * (len(pickups) + 1) * (trips + 1)

    def _load_least(self) -> list[Minutes]:
        """By kind of place, the least minutes in which anybody loads who waits."""
        return [
            min((g.load_min for g in self.groups if g.uses is u and g.waiting), default=0.0)
            for u in SEATS
        ]

    def _service(self, n: Node, low: Minutes, high: Minutes) -> Service:
        key = n, round(low, 9), round(max(low, high), 9)
        if key not in self.known:
            prices = self.priced[n]
            cost = _charges(prices, low, key[2], self.clock.tick) if prices else None
            self.known[key] = Service(self.clock.floor(low), cost)
        return self.known[key]

    def _loadings(
        self, n: Node, place: Place, loadings: Sequence[Loading]
    ) -> list[tuple[int, int, float, Service]]:
        here = [group.waiting.get(place.id, 0) for group in self.groups]
        alike = [
            sum(c for c, g in zip(here, self.groups, strict=True) if g.uses is u) for u in SEATS
        ]
        worth = [self._net(group, place) for group in self.groups]
        found = []
        for loading in loadings:
            joins = [(u, j) for u, j in enumerate(loading.joins) if j.group != NOBODY]
            if any(j.timed > alike[u] or not here[j.group] for u, j in joins):
                continue
            low = place.load_fixed_min + sum(j.timed * self.load_least[u] for u, j in joins)
            high = place.load_fixed_min + sum(
                j.more * self.groups[j.group].load_min for _, j in joins
            )
            gain = sum(
                j.more * (worth[j.group] + self.minute[u] * j.after.minutes) for u, j in joins
            )
            service = self._service(n, low, high)
            found.append((loading.source, loading.target, gain, service))
        return _best_only(found)

    def _net(self, group: Group, place: Place) -> float:
        """The most that one person of a group at a pickup counts, net of prices."""
        categories = {c.id: c for c in self.clock.facts.operation.categories}
        minute = self.minute[SEATS.index(group.uses)]
        waiting = self.clock.facts.operation.waiting()
        prices = self.clock.by_kind.get("people", {}).get(place.id, [])
        return max(
            (
                categories[c].weight
                - sum(p.price for p in prices if p.detail == c)
                - minute * categories[c].inspect_min
                for c in group.members
                if waiting.get((place.id, c), 0) > 0
            ),
            default=NOTHING,
        )

    def _inspections(self, n: Node, place: Place) -> list[Service | None]:
        found: list[Service | None] = []
        for number, level in enumerate(self.levels):
            if number == 0 and not place.empty:
                found.append(None)
                continue
            high = sum(part.most * part.minutes for part in level)
            low = sum(part.least * part.quick for part in level)
            fixed = place.vehicle_min
            found.append(self._service(n, fixed + min(low, high), fixed + high))
        return found

    def _unloadings(self, n: Node, place: Place) -> list[tuple[int, float, Service]]:
        price = sum(p.price for p in self.clock.by_kind.get("reception", {}).get(place.id, ()))
        found = []
        for number, level in enumerate(self.levels):
            aboard = [part for part in level if part.most]
            if aboard and all(place.id in self.groups[p.group].accepted_at for p in aboard):
                most, least = sum(p.most for p in aboard), sum(p.least for p in aboard)
                fixed, each = place.unload_fixed_min, place.unload_min
                service = self._service(n, fixed + least * each, fixed + most * each)
                found.append((number, price * most, service))
        return found


def _cost(service: Service, t: int) -> float:
    return service.cost[t] if service.cost else 0.0


def _best_only(
    found: list[tuple[int, int, float, Service]],
) -> list[tuple[int, int, float, Service]]:
    """Of loadings that differ in their gain alone the best, the fullest source first.

    In that order a loading of no ticks sees what may be loaded after it within its tick.
    """
    best: dict[tuple[object, ...], tuple[int, int, float, Service]] = {}
    for one in found:
        source, target, gain, service = one
        key = (source, target, service.ticks, id(service.cost) if service.cost else None)
        if gain > NOTHING and (key not in best or best[key][2] < gain):
            best[key] = one
    return sorted(best.values(), key=lambda one: -one[0])


def _charges(prices: Costs, low: Minutes, high: Minutes, tick: Minutes) -> Costs:
    """The least that a service can cost which begins within a tick, by tick.

    Minutes beyond the least count at the cheapest moment that the service can touch. The price
    of the least minutes is linear in its begin, but where an end meets a tick: so three begins
    are enough.
    """
    total = [0.0]
    for price in prices:
        total.append(total[-1] + price * tick)
    last = len(prices)

    def until(moment: float) -> float:
        if moment >= last:
            return total[last]
        t = int(moment)
        return total[t] + (moment - t) * (total[t + 1] - total[t])

    length = low / tick
    part = math.ceil(length - 1e-9) - length
    reach = math.ceil(high / tick) + 1
    found = []
    for t in range(len(prices)):
        begins = (t, t + 1, t + part)
        cost = min(until(begin + length) - until(begin) for begin in begins)
        if high > low:
            cost += (high - low) * min(prices[t : t + reach + 1])
        found.append(cost)
    return found


def _may_rest(place: Place) -> bool:
    if place.kind is PlaceKind.PICKUP:
        return place.overnight
    return place.rest and place.kind in {PlaceKind.BASE, PlaceKind.RECEPTION}
