"""A relaxation written out whole: every state is a row, everything that a vehicle may do a column.

Column generation (`duals`) solves the same problem by shortest paths. Written out, small
operations can be solved in whole numbers: what that proves is tighter than the bound of
`duals`, and what it finds are duties for whole vehicles.

A state is a tick, a node and a level of load, for all classes that differ only in where and
when they start. A service is charged to the spans in which it runs from its tick's begin,
from its tick's end, or so as to end with a tick.
"""

from itertools import product
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csc_matrix

from safeconduct.instance.arrays import Floats, Ints
from safeconduct.plan.duals import Duty, _alike, _minutes
from safeconduct.plan.duty import LOAD, MOVE, SERVE, STOP, TURN, UNLOAD, WAIT, Tables
from safeconduct.plan.highs import Program
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.scarce import led_by_one, limits

MOST_COLUMNS = 3_000_000


class TooLargeError(ValueError):
    """More columns than can be written out."""


class Act(NamedTuple):
    """Columns in which vehicles do one thing, each at its own tick: from a state to a state."""

    kind: int
    what: int
    node: int
    before: int
    after: int
    ticks: Ints
    start: Ints
    end: Ints
    columns: Ints


class Whole:
    """The program while it is written: columns as triples, rows by number."""

    def __init__(
        self,
        relaxation: Relaxation,
        most_columns: int = MOST_COLUMNS,
        *,
        direct: bool = False,
        fully: bool = False,
    ) -> None:
        """Write it out; raises TooLargeError, and ValueError where duty hours are limited.

        With `direct`, vehicles drive empty to pickups only, and loaded from there only, and
        never half empty. With `fully`, minutes that are counted and not timed are charged too,
        as the bound by duties does; in shares, so that it is no program for whole numbers.
        """
        self.R, self.I, self.direct, self.fully = relaxation, relaxation.I, direct, fully
        if any(kind.tables.most_duty for kind in relaxation.kinds):
            raise ValueError("duty hours need a state for every begin of duty: not written out")
        self.columns, self.most = 0, most_columns
        self.cost: list[Floats] = []
        self.col: list[Ints] = []
        self.row: list[Ints] = []
        self.val: list[Floats] = []
        self.lower: list[Floats] = [np.full(len(relaxation.rows.limit), -np.inf)]
        self.upper: list[Floats] = [np.array(limits(relaxation.rows), dtype=float)]
        self.count = len(relaxation.rows.limit)
        self.supply: dict[tuple[int, int], int] = {}
        self.acts: list[list[Act]] = []
        self.begins: list[list[tuple[int, int]]] = []  # by sort: class and state of each start
        self._people()
        for classes in _alike(relaxation):
            self._sort(classes)

    def program(self) -> Program:
        """What the solver is handed."""
        shape = (self.count, self.columns)
        parts = tuple(
            np.concatenate(x) if x else np.empty(0) for x in (self.val, self.row, self.col)
        )
        matrix = csc_matrix((parts[0], (parts[1], parts[2])), shape=shape)
        cost = np.concatenate(self.cost) if self.cost else np.empty(0)
        return Program(cost, np.concatenate(self.lower), np.concatenate(self.upper), matrix)

    def duties(self, use: Floats) -> list[Duty]:
        """One duty for every vehicle that does anything, read off a solution in whole numbers."""
        found: list[Duty] = []
        for acts, begins in zip(self.acts, self.begins, strict=True):
            leaving: dict[int, list[list[Any]]] = {}
            for act in acts:
                times = np.rint(use[act.columns]).astype(np.int64)
                for j in np.flatnonzero(times > 0):
                    row = [times[j], act, int(act.ticks[j]), int(act.end[j])]
                    leaving.setdefault(int(act.start[j]), []).append(row)
            for k, state in begins:
                found += [d for d in [self._walk(k, state, leaving)] if len(d.acts)]
        return found

    def _walk(self, k: int, state: int, leaving: dict[int, list[list[Any]]]) -> Duty:
        """What one vehicle does, using up the solution as it goes."""
        rows: list[tuple[int, ...]] = []
        while leaving.get(state):
            step = leaving[state][-1]
            _, act, tick, end = step
            step[0] -= 1
            if not step[0]:
                leaving[state].pop()
            if act.kind not in {WAIT, STOP}:
                rows.append((act.kind, act.what, tick, act.before, act.after, act.node))
            state = end
        acts = np.array(rows, dtype=np.int64).reshape(-1, 6)
        return Duty(k, 0.0, np.empty(0, dtype=np.int64), np.empty(0), acts)

    def _add(self, count: int, cost: Any = 0.0) -> Ints:
        """Add so many columns; gives their numbers."""
        first = self.columns
        self.columns += count
        if self.columns > self.most:
            raise TooLargeError(f"more than {self.most:,} columns")
        self.cost.append(np.broadcast_to(np.asarray(cost, dtype=float), (count,)))
        return np.arange(first, self.columns)

    def _put(self, rows: Any, columns: Ints, values: Any) -> None:
        self.row.append(np.broadcast_to(np.asarray(rows), columns.shape).astype(np.int64))
        self.col.append(columns)
        self.val.append(np.broadcast_to(np.asarray(values, dtype=float), columns.shape))

    def _rows(self, lower: Floats, upper: Floats) -> int:
        first = self.count
        self.lower.append(lower)
        self.upper.append(upper)
        self.count += len(lower)
        return first

    def _people(self) -> None:
        """Who gets on, by place and category; and what of each group is loaded."""
        for (p, c), row in self.R.rows.people.items():
            group = int(self.R.groups.of[c])
            if (p, group) not in self.supply:
                # A load may be counted short, for levels are steps; where trips are direct, not so.
                least = np.zeros(1) if self.direct else np.full(1, -np.inf)
                self.supply[p, group] = self._rows(least, np.zeros(1))
            one = self._add(1, float(self.I.weight[c]))
            self._put(row, one, 1.0)
            self._put(self.supply[p, group], one, 1.0)
            u = int(self.I.uses[c])
            if u in self.R.mix:
                self._put(self.R.mix[u], one, float(self.I.inspect_min[c]))

    def _sort(self, classes: list[int]) -> None:
        """Rows of all states of classes alike, and the columns of what they may do."""
        k = classes[0]
        T = self.R.kinds[k].tables
        self.nodes, self.levels = T.wait.shape[0], len(self.R.kinds[k].levels.most)
        size = (T.ticks + 1) * self.nodes * self.levels
        lower, upper = np.zeros(size), np.zeros(size)
        lower[:: self.levels] = -np.inf  # an empty vehicle may stop anywhere
        begins = []
        for one in classes:
            start = self.R.kinds[one].start
            state = (start * self.nodes + int(self.R.I.base[one])) * self.levels
            if start <= T.ticks:
                upper[state] += float((self.I.cls == one).sum())
                begins += [(one, state)] * int((self.I.cls == one).sum())
        self.first = self._rows(lower, upper)
        self.begins.append([(one, self.first + state) for one, state in begins])
        self.acts.append([])
        if not self._timeless(T):
            for n in range(self.nodes):
                ticks = np.flatnonzero(T.wait[n, : T.ticks])
                for v in range(self.levels):
                    self._arc(WAIT, 0, n, ticks, (n, v), ticks + 1, (n, v))
        for m in range(len(T.leg_from)):
            self._move(k, T, m)
        for n in range(self.nodes):
            if T.passed[n] >= 0:
                self._inspections(k, T, n)
            elif T.reception[n] >= 0:
                self._unloadings(k, T, n)
            elif T.pickup[n] >= 0:
                self._loadings(k, T, n)

    def _timeless(self, T: Tables) -> bool:
        """Whether nothing depends on the time of day, so that nobody gains by waiting."""
        R = self.R
        return not (R.service_rows or R.entry_rows or R.escort_rows) and bool(
            np.isfinite(T.leg_cost).all() and (T.until[:, : T.ticks + 1] == T.ticks).all()
        )

    def _state(self, t: Ints, n: int, v: int) -> Ints:
        return self.first + (t * self.nodes + n) * self.levels + v

    def _arc(
        self, kind: int, what: int, node: int, t: Ints, before: tuple[int, int], after: Ints,
        then: tuple[int, int],
    ) -> Ints:  # fmt: skip
        """Columns from states to states: out of the one, into the other."""
        columns = self._add(len(t))
        start, end = self._state(t, *before), self._state(after, *then)
        self._put(start, columns, 1.0)
        self._put(end, columns, -1.0)
        act = Act(kind, what, node, before[1], then[1], t, start, end, columns)
        self.acts[-1].append(act)
        return columns

    def _move(self, k: int, T: Tables, m: int) -> None:
        I, R = self.I, self.R
        e, pace = int(R.kinds[k].moves.leg[m]), float(R.kinds[k].moves.pace[m])
        t = np.flatnonzero(np.isfinite(T.leg_cost[m]))
        t = t[t + T.leg_ticks[m] <= T.ticks]
        origin, end = int(T.leg_from[m]), int(T.leg_to[m])
        zones = [
            R.entry_rows[z][np.minimum(t + R.floor(enter / pace), len(R.entry_rows[z]) - 1)]
            for z, enter in R.entries(e)
        ]
        for options in product(*(range(rows.shape[1]) for rows in zones)):
            chosen = np.ones(len(t), dtype=bool)  # every span of entry, and each of them once
            for rows, j in zip(zones, options, strict=True):
                chosen &= (rows[:, j] != rows[:, j - 1]) if j else True
            at = t[chosen]
            for v in range(self.levels):
                if self.direct and (v > 0) != (T.pickup[origin] >= 0):
                    continue
                made = self._arc(MOVE, e, end, at, (origin, v), at + T.leg_ticks[m], (end, v))
                for rows, j in zip(zones, options, strict=True):
                    self._take(made, rows[chosen, j], 1.0)
                if e in R.escort_rows:
                    use = -float(led_by_one(I, e)) if I.escort[k] else 1.0
                    self._take(made, R.escort_rows[e][at], use)

    def _take(self, columns: Ints, rows: Ints, use: Any) -> None:
        known = rows >= 0
        self._put(rows[known], columns[known], use)

    def _service(
        self, k: int, T: Tables, s: int, act: tuple[int, int], before: tuple[int, int],
        then: tuple[int, int],
    ) -> Ints:  # fmt: skip
        """Columns of one service at every tick, in each way of charging it."""
        n = before[0]
        t = np.arange(T.ticks + 1)
        t = t[t + T.service_ticks[s] <= np.minimum(T.until[n, t], T.ticks)]
        services, tick = self.R.kinds[k].services, self.R.tick / 60.0
        p, low, high = int(services.place[s]), float(services.low[s]), float(services.high[s])
        rows = self.R.service_rows.get(p)
        if rows is None:
            return self._arc(*act, n, t, before, t + T.service_ticks[s], then)
        made = []
        plain = [_minutes(rows, at * tick, low, tick) for at in t]
        for shift in sorted({0.0, tick, float(np.ceil(low / tick) * tick - low)}):
            uses = [_minutes(rows, at * tick + shift, low, tick) for at in t] if shift else plain
            chosen = [i for i, use in enumerate(uses) if not shift or use != plain[i]]
            at = t[chosen]
            columns = self._arc(*act, n, at, before, at + T.service_ticks[s], then)
            for column, i in zip(columns, chosen, strict=True):
                for row, minutes in uses[i].items():
                    if row >= 0:
                        self._put(row, np.array([column]), minutes)
            if self.fully and high > low:
                self._spread(columns, at, rows, (low, high))
            made.append(columns)
        return np.concatenate(made)

    def _spread(self, columns: Ints, t: Ints, rows: Ints, minutes: tuple[float, float]) -> None:
        """Charge what a service counts beyond its least to any span that it may touch."""
        low, high = minutes
        reach = int(np.ceil(high * 60.0 / self.R.tick)) + 2
        for column, at in zip(columns, t, strict=True):
            near = np.unique(rows[at : at + reach])
            if near[0] < 0:  # some of the time costs nothing
                continue
            balance = self._rows(np.full(1, -np.inf), np.zeros(1))
            self._put(balance, np.array([column]), high - low)
            parts = self._add(len(near))
            self._put(balance, parts, -1.0)
            self._put(near, parts, 1.0)

    def _inspections(self, k: int, T: Tables, n: int) -> None:
        t, passed = np.arange(T.ticks + 1), int(T.passed[n])
        for v in range(self.levels):
            s = int(T.inspection[n, v])
            if s < 0:
                self._arc(STOP, 0, passed, t, (n, v), t, (passed, v))
            else:
                self._service(k, T, s, (SERVE, s), (n, v), (passed, v))

    def _unloadings(self, k: int, T: Tables, n: int) -> None:
        most = self.R.kinds[k].levels.most.sum(axis=1)
        for v in range(1, self.levels):
            s = int(T.unloading[T.reception[n], v])
            if s >= 0:
                columns = self._service(k, T, s, (UNLOAD, s), (n, v), (n, 0))
                if n in self.R.rows.room:
                    self._put(self.R.rows.room[n], columns, float(most[v]))

    def _loadings(self, k: int, T: Tables, n: int) -> None:
        rows = self.R.kinds[k].levels
        for i, (one, other) in enumerate(T.turns):
            t = np.arange(T.ticks + 1)
            columns = self._arc(TURN, i, n, t, (n, int(one)), t, (n, int(other)))
            for u, row in self.R.mix.items():
                counted = rows.most[one, u] * (rows.minutes[other, u] - rows.minutes[one, u])
                self._put(row, columns, -float(counted))
        for i in range(len(T.source)):
            s = int(T.loading[T.pickup[n], i])
            if s < 0:
                continue
            more = [(int(g), float(m)) for g, m in zip(rows.joining[i], rows.more[i], strict=True)]
            wanted = [(g, m) for g, m in more if m > 0]
            if any((n, g) not in self.supply for g, _ in wanted):
                continue
            columns = self._service(
                k, T, s, (LOAD, i), (n, int(T.source[i])), (n, int(T.target[i]))
            )
            for g, m in wanted:
                self._put(self.supply[n, g], columns, -m)
            for u, row in self.R.mix.items():
                counted = float(rows.more[i, u] * rows.minutes[T.target[i], u])
                self._put(row, columns, -counted)
