"""Read what every vehicle does off the missions of a schedule."""

import numpy as np

from safeconduct.instance.arrays import Instance
from safeconduct.instance.itinerary import Record
from safeconduct.plan.state import (
    ALONE,
    CONVOY,
    END,
    INSPECT,
    KIND,
    LOAD,
    MOVE,
    REFUEL,
    START,
    UNLOAD,
    WHAT,
    State,
)


def records_of(instance: Instance, state: State) -> list[list[Record]]:
    """Every vehicle's records, read off the missions, in order of time."""
    schedule: list[list[Record]] = []
    for v in range(len(instance.vehicles)):
        records: list[Record] = []
        for t in range(state.trips[v]):
            m = int(state.trip[v, t])
            size = int(state.team_size[m])
            i = int(np.flatnonzero(state.team[m, :size] == v)[0])
            records += mission_records(instance, state, m, i)
        schedule.append(records)
    return schedule


def mission_records(instance: Instance, state: State, m: int, i: int) -> list[Record]:
    """What one member of a mission does, in order of time."""
    arrays = instance.arrays
    slot, speed = int(state.slots[m, i]), arrays.speed[arrays.cls]
    load = state.load[slot]
    members = state.team[m, : state.team_size[m]]
    aboard = state.carried[slot].copy()
    stop, records = 0, []
    for row in state.records[slot, : state.record_count[slot]]:
        kind, what = int(row[KIND]), int(row[WHAT])
        people = np.zeros_like(aboard)
        exact = (row[END] - row[START]) / 60.0
        convoy = None
        if kind == MOVE:
            pace = float(speed[members[i]])
            if row[CONVOY] != ALONE:
                pace = float(arrays.speed[row[CONVOY]])
                convoy = (what, int(row[START]))
            exact = float(arrays.leg_min[what]) / pace
        elif kind == LOAD:
            while state.stops[m, stop] != what or not load[stop].any():
                stop += 1
            people = load[stop]
            stop += 1
            aboard = aboard + people
            exact = float(arrays.fixed_min[what] + (people * arrays.load_min).sum())
        elif kind == INSPECT:
            exact = float(arrays.fixed_min[what] + (aboard * arrays.inspect_min).sum())
        elif kind == UNLOAD:
            people = aboard
            exact = float(arrays.fixed_min[what] + people.sum() * arrays.unload_min[what])
            aboard = np.zeros_like(aboard)
        elif kind == REFUEL:
            exact = float(arrays.refuel_min[arrays.cls[members[i]]])
        records.append(
            Record(
                kind,
                what,
                int(row[START]),
                int(row[END]),
                convoy,
                tuple(int(n) for n in people),
                exact,
            )
        )
    return records
