"""From a schedule to duties for the bound: what each vehicle uses of the scarce things."""

from collections import defaultdict

import numpy as np

from safeconduct.instance.arrays import Ints
from safeconduct.plan.duals import Duty
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.scarce import entry_row, led_by_one
from safeconduct.plan.state import END, INSPECT, KIND, LOAD, MOVE, START, UNLOAD, WHAT, State


def driven(R: Relaxation, S: State) -> list[Duty]:
    """The duties of a schedule: what each vehicle uses, second by second as it was reserved."""
    return [_as_duty(R, S, v) for v in range(len(R.I.cls)) if S.trips[v] > 0]


def _as_duty(R: Relaxation, S: State, v: int) -> Duty:
    I, use = R.I, defaultdict[int, float](float)
    k, worth = int(I.cls[v]), 0.0
    for m in S.trip[v, : S.trips[v]]:
        i = int(np.flatnonzero(S.team[m, : S.team_size[m]] == v)[0])
        slot = int(S.slots[m, i])
        for w in range(S.stop_count[m] - 1):
            p = int(S.stops[m, w])
            for c in np.flatnonzero(S.load[slot, w]):
                people = float(S.load[slot, w, c])
                use[R.rows.people[p, int(c)]] += people
                use[R.rows.room.get(int(S.stops[m, S.stop_count[m] - 1]), -1)] += people
                worth += people * float(I.weight[c])
        for row in S.records[slot, : S.record_count[slot]]:
            _use(R, k, row, use)
    use.pop(-1, None)
    rows = np.array(sorted(use), dtype=np.int64)
    return Duty(k, worth, rows, np.array([use[r] for r in rows]), np.empty((0, 6), dtype=np.int64))


def _use(R: Relaxation, k: int, row: Ints, use: dict[int, float]) -> None:
    """Count what one record takes of lanes, bays, entries and escorts."""
    I, what, start, end = R.I, int(row[WHAT]), int(row[START]), int(row[END])
    if row[KIND] in (LOAD, INSPECT, UNLOAD) and what in R.service_rows:
        rows = R.service_rows[what]
        for t in range(start // R.tick, -(-end // R.tick)):
            part = min(end, (t + 1) * R.tick) - max(start, t * R.tick)
            use[int(rows[t])] += part / 60.0
    elif row[KIND] == MOVE:
        slow = (end - start) / max(float(I.leg_min[what]) * 60.0, 1e-9)
        for z, enter in R.entries(what):
            use[entry_row(R.rows.entry[z], start + enter * 60.0 * slow)] += 1.0
        if what in R.escort_rows:
            led = -float(led_by_one(I, what)) if I.escort[k] else 1.0
            use[int(R.escort_rows[what][start // R.tick])] += led
