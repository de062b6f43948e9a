"""The bound's relaxation written out whole as one LP over time, places and loads, for HiGHS.

Every state (class of vehicles, tick, node, load) is a row, everything that a vehicle may do
there is a column, and what is scarce joins them. Column generation solves the same problem
by shortest paths; here HiGHS solves it directly, by its interior point method without
crossover, as is fastest, and with it where that ends short of its tolerance. A service is
charged to the hours in which it runs from its tick's begin, from its tick's end, or so as to
end with a tick; minutes beyond its rounded length are left out.
"""

import time
from typing import Any

import numpy as np
from bench.cases import named

from safeconduct.instance.build import build
from safeconduct.plan.bound import BUCKET, CLOSE, STEPS
from safeconduct.plan.duals import Generation, _minutes
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.scarce import led_by_one, limits, scarce

MOST_COLUMNS = 3_000_000
LONGEST_S = 300.0


def compare(case: str, tick: int) -> dict[str, Any]:
    """Both bounds at one clock, and their seconds; raises ValueError for what is too large.

    `lp` is None where HiGHS has not ended within LONGEST_S.
    """
    from concurrent.futures import ThreadPoolExecutor

    from bench.gaps import warm

    instance = build(named(case).make())
    if (instance.arrays.max_duty < 1 << 40).any():
        raise ValueError("duty hours need a state for every begin of duty: not written out")
    warm()
    begun = time.monotonic()
    relaxation = Relaxation(instance, scarce(instance, BUCKET), tick, dict(STEPS)[tick])
    ours = np.inf
    with ThreadPoolExecutor(2) as pool:
        for state in Generation(relaxation).rounds(pool):
            ours = state.bound
            if state.bound - state.master <= CLOSE * state.bound:
                break
    ours_s = time.monotonic() - begun
    begun = time.monotonic()
    columns, value = _Whole(relaxation).solve()
    return {
        "ours": ours, "our_s": ours_s, "lp": value, "lp_s": time.monotonic() - begun,
        "columns": columns,
    }  # fmt: skip


class _Whole:
    """The whole LP while it is written: columns as triples, rows by number."""

    def __init__(self, relaxation: Relaxation) -> None:
        self.R, self.I = relaxation, relaxation.I
        self.cost: list[np.ndarray] = []
        self.col: list[np.ndarray] = []
        self.row: list[np.ndarray] = []
        self.val: list[np.ndarray] = []
        self.columns = 0
        self.upper = list(limits(relaxation.rows))
        self.lower = [-np.inf] * len(self.upper)
        self.supply: dict[tuple[int, int], int] = {}

    def solve(self) -> tuple[int, float | None]:
        """Columns, and the value at the optimum; None where time ran out."""
        import highspy

        self._people()
        for k in range(len(self.I.base)):
            if (self.I.cls == k).any():
                self._class(k)
                if self.columns > MOST_COLUMNS:
                    raise ValueError(f"more than {MOST_COLUMNS:,} columns")
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("solver", "ipm")
        solver.setOptionValue("run_crossover", "off")
        solver.setOptionValue("time_limit", LONGEST_S)
        solver.passModel(self._model(highspy))
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kUnknown:
            solver.setOptionValue("run_crossover", "on")  # it stopped short of its tolerance
            solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
            return self.columns, None
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ValueError(f"HiGHS: {solver.modelStatusToString(solver.getModelStatus())}")
        return self.columns, float(solver.getInfo().objective_function_value)

    def _model(self, highspy: Any) -> Any:
        from scipy.sparse import csc_matrix

        lp = highspy.HighsLp()
        shape = (len(self.upper), self.columns)
        parts = (np.concatenate(x) for x in (self.val, self.row, self.col))
        val, row, col = parts
        matrix = csc_matrix((val, (row, col)), shape=shape)
        lp.num_row_, lp.num_col_ = shape
        lp.col_cost_ = np.concatenate(self.cost)
        lp.col_lower_ = np.zeros(self.columns)
        lp.col_upper_ = np.full(self.columns, highspy.kHighsInf)
        lp.row_lower_, lp.row_upper_ = np.array(self.lower), np.array(self.upper)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = matrix.indptr, matrix.indices
        lp.a_matrix_.value_ = matrix.data
        return lp

    def _add(self, count: int, cost: Any = 0.0) -> np.ndarray:
        """Add so many columns; gives their numbers."""
        first = self.columns
        self.columns += count
        self.cost.append(np.broadcast_to(np.asarray(cost, dtype=float), (count,)))
        return np.arange(first, self.columns)

    def _put(self, rows: Any, columns: np.ndarray, values: Any) -> None:
        self.row.append(np.broadcast_to(np.asarray(rows), columns.shape).astype(np.int64))
        self.col.append(columns)
        self.val.append(np.broadcast_to(np.asarray(values, dtype=float), columns.shape))

    def _rows(self, count: int, lower: float, upper: float) -> int:
        first = len(self.upper)
        self.lower += [lower] * count
        self.upper += [upper] * count
        return first

    def _people(self) -> None:
        """Who gets on, by place and category; and what of each group is loaded."""
        for (p, c), row in self.R.rows.people.items():
            group = int(self.R.groups.of[c])
            if (p, group) not in self.supply:
                self.supply[p, group] = self._rows(1, -np.inf, 0.0)
            one = self._add(1, float(self.I.weight[c]))
            self._put(row, one, 1.0)
            self._put(self.supply[p, group], one, 1.0)

    def _class(self, k: int) -> None:
        """Rows of all states of a class and the columns of what it may do."""
        T = self.R.kinds[k].tables
        self.nodes, self.levels = T.wait.shape[0], len(self.R.kinds[k].levels.most)
        self.first = self._rows((T.ticks + 1) * self.nodes * self.levels, 0.0, 0.0)
        level = np.arange((T.ticks + 1) * self.nodes * self.levels) % self.levels
        for i in np.flatnonzero(level == 0):  # an empty vehicle may stop anywhere
            self.lower[self.first + i] = -np.inf
        begin = self._state(self.R.kinds[k].start, int(self.I.base[k]), 0)
        self.upper[begin] = float((self.I.cls == k).sum())
        ticks = np.arange(T.ticks)
        for n in range(self.nodes):
            waits = ticks[T.wait[n, : T.ticks]]
            for v in range(self.levels):
                self._arc(waits, n, v, waits + 1, n, v)
        for e in range(len(T.leg_from)):
            self._leg(k, T, e)
        for n in range(self.nodes):
            if T.passed[n] >= 0:
                self._inspections(k, T, n)
            elif T.reception[n] >= 0:
                self._unloadings(k, T, n)
            elif T.pickup[n] >= 0:
                self._loadings(k, T, n)

    def _state(self, t: Any, n: int, v: int) -> Any:
        return self.first + (t * self.nodes + n) * self.levels + v

    def _arc(self, t: np.ndarray, n: int, v: int, after: np.ndarray, m: int, w: int) -> np.ndarray:
        """Columns from states to states: out of the one, into the other."""
        columns = self._add(len(t))
        self._put(self._state(t, n, v), columns, 1.0)
        self._put(self._state(after, m, w), columns, -1.0)
        return columns

    def _leg(self, k: int, T: Any, e: int) -> None:
        I, R = self.I, self.R
        t = np.flatnonzero(np.isfinite(T.leg_cost[e, : T.ticks]))
        t = t[t + T.leg_ticks[e] <= T.ticks]
        for v in range(self.levels):
            made = [self._arc(t, int(T.leg_from[e]), v, t + T.leg_ticks[e], int(T.leg_to[e]), v)]
            for q in range(I.pass_first[e], I.pass_first[e + 1]):
                z = int(I.pass_zone[q])
                if z in R.entry_rows and not I.pass_from_inside[q]:
                    rows = R.entry_rows[z]
                    at = np.minimum(t + R.floor(I.pass_enter[q] / I.speed[k]), len(rows) - 1)
                    self._take(made[0], rows[at], 1.0)
            if e in R.escort_rows:
                use = -float(led_by_one(I, e)) if I.escort[k] else 1.0
                self._take(made[0], R.escort_rows[e][t], use)

    def _take(self, columns: np.ndarray, rows: np.ndarray, use: Any) -> None:
        known = rows >= 0
        self._put(rows[known], columns[known], use)

    def _service(
        self, k: int, T: Any, s: int, n: int, v: int, m: int, w: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """Columns of one service at every tick, in each way of charging it; and their ticks."""
        t = np.arange(T.ticks)
        t = t[t + T.service_ticks[s] <= T.until[n, : T.ticks]]
        t = t[t + T.service_ticks[s] <= T.ticks]
        services, tick = self.R.kinds[k].services, self.R.tick / 60.0
        p, low = int(services.place[s]), float(services.low[s])
        rows = self.R.service_rows.get(p)
        if rows is None:
            return self._arc(t, n, v, t + T.service_ticks[s], m, w), t
        made, ticks = [], []
        shifts = sorted({0.0, tick, float(np.ceil(low / tick) * tick - low)})
        for shift in shifts:
            uses = [_minutes(rows, at * tick + shift, low, tick) for at in t]
            if shift:
                plain = [_minutes(rows, at * tick, low, tick) for at in t]
                differs = np.array([a != b for a, b in zip(uses, plain, strict=True)], dtype=bool)
            else:
                differs = np.ones(len(t), dtype=bool)
            at = t[differs]
            columns = self._arc(at, n, v, at + T.service_ticks[s], m, w)
            chosen = [use for use, one in zip(uses, differs, strict=True) if one]
            for column, use in zip(columns, chosen, strict=True):
                for row, minutes in use.items():
                    if row >= 0:
                        self._put(row, np.array([column]), minutes)
            made.append(columns)
            ticks.append(at)
        return np.concatenate(made), np.concatenate(ticks)

    def _inspections(self, k: int, T: Any, n: int) -> None:
        t = np.arange(T.ticks)
        for v in range(self.levels):
            s = int(T.inspection[n, v])
            if s < 0:
                self._arc(t, n, v, t, int(T.passed[n]), v)
            else:
                self._service(k, T, s, n, v, int(T.passed[n]), v)

    def _unloadings(self, k: int, T: Any, n: int) -> None:
        most = self.R.kinds[k].levels.most.sum(axis=1)
        for v in range(1, self.levels):
            s = int(T.unloading[T.reception[n], v])
            if s >= 0:
                columns, _ = self._service(k, T, s, n, v, n, 0)
                if n in self.R.rows.room:
                    self._put(self.R.rows.room[n], columns, float(most[v]))

    def _loadings(self, k: int, T: Any, n: int) -> None:
        rows = self.R.kinds[k].levels
        for i in range(len(T.source)):
            s = int(T.loading[T.pickup[n], i])
            if s < 0:
                continue
            more = [(int(g), float(m)) for g, m in zip(rows.joining[i], rows.more[i], strict=True)]
            wanted = [(g, m) for g, m in more if m > 0]
            if any((n, g) not in self.supply for g, _ in wanted):
                continue
            columns, _ = self._service(k, T, s, n, int(T.source[i]), n, int(T.target[i]))
            for g, m in wanted:
                self._put(self.supply[n, g], columns, -m)
