"""The operation as the bound sees it: ticks, nodes, services and, for given prices, costs."""

from dataclasses import dataclass, replace

import numpy as np

from safeconduct.instance.arrays import NEVER, Arrays, Floats, Instance, Ints
from safeconduct.plan.charge import cheapest
from safeconduct.plan.duty import Tables, swept
from safeconduct.plan.duty_ends import duty_ends, widest_grid
from safeconduct.plan.levels import KINDS, Groups, Levels, groups, levels, rates
from safeconduct.plan.scarce import Scarce, Span, bucket_of, led_by_one, touched
from safeconduct.plan.stays import ends, posts, waits

SLACK = 1e-7
"""Minutes by which a duration may exceed its tick without being rounded down one more."""


@dataclass(frozen=True, slots=True)
class Services:
    """Lengths of service at places: counted minutes from `low` to `high`."""

    place: Ints
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of vehicles: its levels, and the tables that do not depend on prices."""

    levels: Levels
    tables: Tables
    services: Services
    moves: "Moves"
    start: int
    """The tick from which the class's vehicles are available; after the last: never."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Legs at the class's own pace, then those at which a slower convoy makes a difference."""

    leg: Ints
    pace: Floats


class Relaxation:
    """Rows, and for each class of vehicle what it may do at which cost."""

    def __init__(
        self, instance: Instance, rows: Scarce, tick: int, detail: int, *, careful: bool = False
    ) -> None:
        """With `careful`, no bound, but duties that can be driven: durations are rounded up."""
        self.careful = careful
        self.instance, self.I = instance, instance.arrays
        self.tick, self.ticks = tick, instance.arrays.horizon // tick
        self.groups: Groups = groups(self.I, roughly=careful)
        self.rows = rows
        self.mix = {} if careful else rows.mix
        self.passed, self.nodes = posts(self.I)
        self.until = ends(self.I, self.passed, self.nodes, tick, self.ticks)
        self.wait = waits(self.I, self.passed, self.nodes, tick, self.ticks)
        known = self.rows
        self.entry_rows = {z: touched(s, tick, self.ticks + 2) for z, s in known.entry.items()}
        quickest = self.I.leg_min / max(self.I.speed, default=1.0)
        self.escort_rows = {
            e: self._buckets(span)
            for e, span in known.escort.items()
            if self.floor(quickest[e]) > 0
        }
        self.service_rows = {p: self._buckets(span) for p, span in known.service.items()}
        self.kinds = self._kinds(detail)

    def _kinds(self, detail: int) -> list[Kind]:
        """Every class; those that differ only in where and when they begin share their tables."""
        I, made = self.I, dict[tuple[float, ...], Kind]()
        found = []
        for k in range(len(I.base)):
            key = (*I.places[k], I.escort[k], I.speed[k], I.max_duty[k], I.rest_s[k])
            if key not in made:
                made[key] = _Class(self, k, detail).kind()
            start = _start(I, k, self.tick, self.ticks)
            found.append(replace(made[key], start=start))
        return found

    def _buckets(self, span: Span) -> Ints:
        return bucket_of(span, self.tick, self.ticks + 2)

    def effort(self, k: int) -> float:
        """About how many choices the programme of a class goes through."""
        T, rows = self.kinds[k].tables, self.kinds[k].levels
        choices = T.loading.size + len(T.loading) * len(T.turns)
        return float(swept(T) * (len(T.leg_from) * len(rows.most) + choices))

    def work(self) -> float:
        """The effort of a round of pricing, over all classes that differ."""
        differ = {id(kind.tables): k for k, kind in enumerate(self.kinds)}
        return sum(self.effort(k) for k in differ.values())

    def priced(self, k: int, price: Floats) -> Tables:
        """The tables of a class with costs and gains at these prices of the rows."""
        kind, tables = self.kinds[k], self.kinds[k].tables
        minute = self.minute(price)
        return tables._replace(
            leg_cost=self.leg_cost(k, price),
            charge=self.charges(kind.services, price),
            gain=_gain(self.I, kind.levels, self.person(price)[0], minute),
            turned=_turned(kind.levels, minute),
            toll=self.toll(kind.levels, price),
        )

    def minute(self, price: Floats) -> Floats:
        """What it costs that somebody who boards needs a minute of inspection more than counted."""
        found = np.zeros(KINDS)
        for u, row in self.mix.items():
            found[u] = price[row]
        return found

    def person(self, price: Floats) -> tuple[Floats, Ints]:
        """Net worth of one person by place and group, and the category that it belongs to."""
        I, known, minute = self.I, self.groups, self.minute(price)
        worth = np.full((len(I.kind), len(known.uses)), -np.inf)
        category = np.full(worth.shape, -1, dtype=np.int64)
        for (p, c), row in self.rows.people.items():
            g = known.of[c]
            net = I.weight[c] - price[row] - minute[I.uses[c]] * I.inspect_min[c]
            if net > worth[p, g]:
                worth[p, g], category[p, g] = net, c
        return worth, category

    def leg_cost(self, k: int, price: Floats) -> Floats:
        """Cost of setting out on each move at each tick; infinite where the rules forbid it."""
        moves, leads = self.kinds[k].moves, bool(self.I.escort[k])
        cost = self.kinds[k].tables.leg_cost.copy()
        ticks = np.arange(self.ticks + 1)
        for m, (e, pace) in enumerate(zip(moves.leg, moves.pace, strict=True)):
            for z, enter in self.entries(int(e)):
                rows = self.entry_rows[z]
                found = rows[np.minimum(ticks + self.floor(enter / pace), len(rows) - 1)]
                cost[m] += np.where(found >= 0, price[found], 0.0).min(axis=1)
            if e in self.escort_rows:
                found = self.escort_rows[e][: self.ticks + 1]
                paid = np.where(found >= 0, price[found], 0.0)
                cost[m] += -led_by_one(self.I, e) * paid if leads else paid
        return cost

    def entries(self, e: int) -> list[tuple[int, float]]:
        """The zones with a price of entry that a leg comes into, each once, and when."""
        I = self.I
        found: dict[int, float] = {}
        for q in range(I.pass_first[e], I.pass_first[e + 1]):
            z = int(I.pass_zone[q])
            if z in self.entry_rows and I.pass_enters[q] and z not in found:
                found[z] = float(I.pass_enter[q])
        return list(found.items())

    def floor(self, minutes: float) -> int:
        """Whole ticks, rounded down."""
        return int(np.floor(minutes * 60.0 / self.tick + SLACK))

    def charges(self, services: Services, price: Floats) -> Floats:
        """Price of every service that begins within each tick, for the cheapest moment in it."""
        charge = np.zeros((len(services.place), self.ticks + 1))
        for p, rows in self.service_rows.items():
            per_minute = np.where(rows >= 0, price[rows], 0.0)
            mine = np.flatnonzero(services.place == p)
            if len(mine) and per_minute.any():
                charge[mine] = cheapest(
                    per_minute, services.low[mine], services.high[mine], self.tick / 60.0
                )
        return charge

    def toll(self, rows: Levels, price: Floats) -> Floats:
        """Price of the places that a load takes, by reception and level."""
        total = rows.most.sum(axis=1).astype(float)
        paid = np.array(
            [price[self.rows.room[p]] if p in self.rows.room else 0.0 for p in _receptions(self.I)]
        )
        return paid[:, None] * total[None, :]


def _gain(I: Arrays, rows: Levels, person: Floats, minute: Floats) -> Floats:
    """Worth of every loading at every pickup, before the price of the bay."""
    joins = np.where(rows.joining >= 0, rows.joining, 0)
    pickups = np.flatnonzero(I.kind == 0)
    each = np.maximum(person[pickups], -1e12)[:, joins]  # pickup x loading x kind
    each = each + minute * rows.minutes[rows.target]
    worth = np.where(rows.more[None] > 0, each * rows.more[None], 0.0)
    return np.ascontiguousarray(worth.sum(axis=2))


def _turned(rows: Levels, minute: Floats) -> Floats:
    """What it is worth that a load counts other minutes."""
    one, other = rows.turns[:, 0], rows.turns[:, 1]
    return (rows.most[one] * (rows.minutes[other] - rows.minutes[one])) @ minute


def _receptions(I: Arrays) -> Ints:
    return np.flatnonzero(I.kind == 2)


class _Class:
    """Builds the price-free tables of one class of vehicles."""

    def __init__(self, whole: Relaxation, k: int, detail: int) -> None:
        self.whole, self.I, self.k = whole, whole.I, k
        rate = rates(self.I, k, whole.tick, detail, roughly=whole.careful)
        self.levels = levels(self.I, k, whole.groups, rate, detail)
        self.found: dict[tuple[int, float, float], int] = {}
        self.moves, self.allowed = self._moves()
        known = whole.groups
        present = [g for g in range(len(known.uses)) if self.I.people[:, known.of == g].any()]
        self.load_least = _least(known.load_min, known.uses, present)

    def kind(self) -> Kind:
        I, k, whole = self.I, self.k, self.whole
        loading = self._loading()
        inspection = self._inspection()
        unloading = self._unloading()
        place, low, high = (np.array(c) for c in zip(*self.found, strict=True)) if self.found else (
            np.empty(0), np.empty(0), np.empty(0)
        )  # fmt: skip
        services = Services(place.astype(np.int64), low.astype(float), high.astype(float))
        duty = int(I.max_duty[k])
        limited = duty < I.horizon and int(I.rest_s[k]) >= whole.tick
        rest = self._rest(int(I.rest_s[k]))
        most = self._duty(duty) if limited else 0
        grid = widest_grid(I, duty, whole.tick, most, rest)
        nodes = whole.nodes
        rests = np.append(I.rest, np.zeros(nodes - len(I.rest), dtype=np.bool_))
        legs = self.moves.leg
        minutes = I.leg_min[legs] / self.moves.pace
        leg_ticks = self._ticks(minutes, minutes)
        service_ticks = self._ticks(services.low, services.high)
        instant = not (leg_ticks > 0).all() or not (service_ticks > 0).all()
        tables = Tables(
            ticks=whole.ticks,
            passes=_passes(I, whole.tick, nodes) if instant else 1,
            most_duty=most,
            ends=duty_ends(I, whole.tick, whole.ticks, most, grid),
            rest=rest if limited else 0,
            nodes=np.arange(nodes),
            moves=np.arange(len(legs)),
            size=np.array([nodes, len(legs), 0, whole.ticks]),
            starts=np.unique(I.base),
            wait=whole.wait,
            until=whole.until,
            rests=rests,
            leg_from=_begins(I, whole.passed)[legs],
            leg_to=I.leg_to[legs],
            leg_ticks=leg_ticks,
            leg_cost=self.allowed,
            service_ticks=service_ticks,
            charge=np.zeros((len(services.place), whole.ticks + 1)),
            passed=whole.passed,
            inspection=inspection,
            pickup=_numbered(I.kind == 0, nodes),
            loading=loading,
            gain=np.zeros(loading.shape),
            source=self.levels.source,
            target=self.levels.target,
            turns=self.levels.turns,
            turned=np.zeros(len(self.levels.turns)),
            reception=_numbered(I.kind == 2, nodes),
            unloading=unloading,
            toll=np.zeros(unloading.shape),
        )
        start = _start(I, k, whole.tick, whole.ticks)
        return Kind(self.levels, tables, services, self.moves, start)

    def _ticks(self, least: Floats, most: Floats) -> Ints:
        """Minutes as ticks: the least rounded down or, if careful, the most rounded up."""
        per_minute = 60.0 / self.whole.tick
        if self.whole.careful:
            return np.ceil(most * per_minute - SLACK).astype(np.int64)
        return np.floor(least * per_minute + SLACK).astype(np.int64)

    def _duty(self, seconds: int) -> int:
        """Ticks of the longest duty."""
        tick = self.whole.tick
        return seconds // tick if self.whole.careful else -(-seconds // tick)

    def _rest(self, seconds: int) -> int:
        """Ticks of the shortest rest."""
        tick = self.whole.tick
        return -(-seconds // tick) if self.whole.careful else seconds // tick

    def _service(self, p: int, low: float, high: float) -> int:
        key = (p, round(low, 9), round(high, 9))
        return self.found.setdefault(key, len(self.found))

    def _loading(self) -> Ints:
        I, rows, known = self.I, self.levels, self.whole.groups
        pickups = np.flatnonzero(I.kind == 0)
        table = np.full((len(pickups), len(rows.source)), -1, dtype=np.int64)
        timed = rows.timed @ self.load_least
        joins = np.where(rows.joining >= 0, rows.joining, 0)
        counted = (rows.more * known.load_min[joins]).sum(axis=1)
        for n, p in enumerate(pickups):
            there = np.array([I.people[p, known.of == g].sum() for g in range(len(known.uses))])
            alike = np.array([there[known.uses == u].sum() for u in range(KINDS)])
            enough = ((rows.joining < 0) | ((rows.timed <= alike) & (there[joins] > 0))).all(axis=1)
            for j in np.flatnonzero(enough):
                low, high = I.fixed_min[p] + timed[j], I.fixed_min[p] + counted[j]
                table[n, j] = self._service(int(p), float(low), float(max(low, high)))
        return table

    def _inspection(self) -> Ints:
        I, rows = self.I, self.levels
        table = np.full((self.whole.nodes, len(rows.most)), -1, dtype=np.int64)
        low, high = self._inspect_minutes()
        for p in np.flatnonzero(I.kind == 1):
            for v in range(len(rows.most)):
                if v > 0 or I.inspects_empty[p]:
                    least = I.fixed_min[p] + low[v]
                    table[p, v] = self._service(
                        int(p), float(least), float(max(I.fixed_min[p] + high[v], least))
                    )
        return table

    def _inspect_minutes(self) -> tuple[Floats, Floats]:
        rows = self.levels
        high = (rows.most * rows.minutes).sum(axis=1)
        return np.minimum((rows.least * rows.quick).sum(axis=1), high), high

    def _unloading(self) -> Ints:
        I, rows, known = self.I, self.levels, self.whole.groups
        receptions = _receptions(I)
        table = np.full((len(receptions), len(rows.most)), -1, dtype=np.int64)
        for r, p in enumerate(receptions):
            for v in range(1, len(rows.most)):
                taken = (rows.group[v] < 0) | known.accepts[p, rows.group[v]]
                if taken.all():
                    low = I.fixed_min[p] + rows.least[v].sum() * I.unload_min[p]
                    high = I.fixed_min[p] + rows.most[v].sum() * I.unload_min[p]
                    table[r, v] = self._service(int(p), float(low), float(high))
        return table

    def _allowed(self, e: int, pace: float) -> Floats:
        """0 where a leg may be set out on at some moment of a tick, else infinite."""
        tick = self.whole.tick
        cost = np.full(self.whole.ticks + 1, np.inf)
        for a, b in self._departures(e, pace):
            first = -(-a // tick) if self.whole.careful else a // tick
            cost[first : b // tick + 1] = 0.0
        return cost

    def _moves(self) -> tuple[Moves, Floats]:
        """Every leg at the class's pace, and at those of slower convoys where that may help."""
        I, own = self.I, float(self.I.speed[self.k])
        slower = sorted({float(I.speed[c]) for c in I.cls if I.speed[c] < own}, reverse=True)
        rows = [(e, own, self._allowed(e, own)) for e in range(len(I.leg_from))]
        for e in range(len(I.leg_from)):
            known = {self._pattern(*rows[e])}
            for pace in slower if self._timed(e) and I.leg_max[e] > 1 else ():
                row = (e, pace, self._allowed(e, pace))
                if self._pattern(*row) not in known:
                    known.add(self._pattern(*row))
                    rows.append(row)
        legs = np.array([row[0] for row in rows], dtype=np.int64)
        paces = np.array([row[1] for row in rows], dtype=float)
        table = np.array([row[2] for row in rows]).reshape(len(rows), self.whole.ticks + 1)
        return Moves(legs, paces), table

    def _timed(self, e: int) -> bool:
        """Whether windows or prices of entry depend on when a convoy is where on a leg."""
        passed = range(self.I.pass_first[e], self.I.pass_first[e + 1])
        return any(self._kept(e, q) for q in passed) or bool(self.whole.entries(e))

    def _pattern(self, e: int, pace: float, allowed: Floats) -> tuple[object, ...]:
        """What the programme sees of a leg at a pace."""
        floor = self.whole.floor
        entries = [floor(enter / pace) for _, enter in self.whole.entries(e)]
        return floor(self.I.leg_min[e] / pace), *entries, allowed.tobytes()

    def _kept(self, e: int, q: int) -> bool:
        """Whether a passage must lie within a window, whatever happens before and after."""
        I, z = self.I, self.I.pass_zone[q]
        if not I.is_window[z] or I.pass_listed[q]:
            return bool(I.is_window[z])
        end = I.leg_from[e] if I.pass_from_inside[q] else I.leg_to[e]
        others = range(I.pass_first[e], I.pass_first[e + 1])
        listed = any(I.pass_zone[r] == z and I.pass_listed[r] for r in others)
        free = I.overnight[end] or I.home[end]
        return not (free and (I.pass_from_inside[q] or listed))

    def _departures(self, e: int, pace: float) -> list[tuple[int, int]]:
        """Seconds from and to which a leg may be set out on."""
        I = self.I
        length = int(I.leg_min[e] / pace * 60.0 + SLACK)
        spans = [
            (int(a), min(int(b), NEVER) - length)
            for a, b in zip(I.hours_start, I.hours_end, strict=True)
        ]
        for q in range(I.pass_first[e], I.pass_first[e + 1]):
            z = int(I.pass_zone[q])
            if not self._kept(e, q):
                continue
            enter = int(np.ceil(I.pass_enter[q] / pace * 60.0 - SLACK))
            leave = int(I.pass_exit[q] / pace * 60.0 + SLACK)
            rows = range(I.window_first[z], I.window_first[z + 1])
            spans = [
                (max(a, int(I.window_start[w]) - enter), min(b, int(I.window_end[w]) - leave))
                for a, b in spans
                for w in rows
            ]
            spans = [s for s in spans if s[0] <= s[1]]
        cut = [(max(a, 0), min(b, I.horizon)) for a, b in spans]
        return [(a, b) for a, b in cut if a <= b]


def _begins(I: Arrays, passed: Ints) -> Ints:
    """The node at which each leg begins: past the checkpoint, where it begins at one."""
    return np.where(passed[I.leg_from] >= 0, passed[I.leg_from], I.leg_from)


def _start(I: Arrays, k: int, tick: int, ticks: int) -> int:
    """The tick from which a class is available; after the last where that is too late."""
    return int(I.available[k]) // tick if I.available[k] <= I.horizon else ticks + 1


def _passes(I: Arrays, tick: int, nodes: int) -> int:
    """How often a tick must be gone over for all that a vehicle can begin within it.

    What takes no tick at all is gone over again until nothing grows. Between two loadings or
    unloadings it visits no node twice; and no more trips begin within a tick than there is
    time for, or people.
    """
    pickups, people = np.flatnonzero(I.kind == 0), int(I.people.sum())
    out = I.leg_min[np.isin(I.leg_from, pickups)].min(initial=np.inf)
    back = I.leg_min[np.isin(I.leg_to, pickups)].min(initial=np.inf)
    trip = (out + back) / I.speed.max(initial=1.0)
    trips = people if trip * people <= tick / 60.0 else int(tick / 60.0 / trip) + 1
    return nodes * (len(pickups) + 1) * (trips + 1)


def _least(minutes: Floats, uses: Ints, present: list[int]) -> Floats:
    """By kind of place, the least minutes of any group that is there."""
    return np.array(
        [min((minutes[g] for g in present if uses[g] == u), default=0.0) for u in range(3)]
    )


def _numbered(chosen: np.ndarray, nodes: int) -> Ints:
    number = np.full(nodes, -1, dtype=np.int64)
    number[np.flatnonzero(chosen)] = np.arange(int(chosen.sum()))
    return number
