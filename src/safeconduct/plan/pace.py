"""Escorts at the pace of the slowest whom they may lead.

So that anybody can join a convoy that an escort has begun, the search lets escorts without
places be as slow as the slowest vehicle with places. Where only faster ones have joined, the
convoy is told at its real pace in the end: it comes into zones at the same moment, and is
where it goes a little sooner.
"""

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from safeconduct.instance.arrays import Arrays, Flags
from safeconduct.instance.itinerary import Record
from safeconduct.plan.state import INSPECT, MOVE

Schedule = list[list[Record]]
Convoy = tuple[int, int]


def pure(arrays: Arrays) -> Flags:
    """Classes of escorts without places."""
    return arrays.escort & (arrays.places.sum(axis=1) == 0)


def slowed(arrays: Arrays) -> Arrays:
    """The arrays with escorts as slow as the slowest whom they may lead, where that can be told."""
    present = np.isin(np.arange(len(arrays.base)), arrays.cls)
    carriers = present & (arrays.places.sum(axis=1) > 0)
    if not carriers.any() or not all(_may_be_faster(arrays, e) for e in range(len(arrays.leg_min))):
        return arrays
    slowest = float(arrays.speed[carriers].min())
    speed = np.where(pure(arrays), np.minimum(arrays.speed, slowest), arrays.speed)
    return arrays._replace(speed=speed)


def at_real_pace(arrays: Arrays, schedule: Sequence[Sequence[Record]]) -> Schedule:
    """The schedule with every convoy at the pace of its slowest vehicle."""
    speed = _slowest(arrays, schedule)
    return [
        [
            _faster(arrays, record, speed.get(record.convoy, float(arrays.speed[arrays.cls[v]])))
            if record.kind == MOVE
            else record
            for record in records
        ]
        for v, records in enumerate(schedule)
    ]


def _slowest(arrays: Arrays, schedule: Sequence[Sequence[Record]]) -> dict[Convoy | None, float]:
    """The pace of every convoy."""
    speed: dict[Convoy | None, float] = {}
    for v, records in enumerate(schedule):
        for record in records:
            if record.convoy is not None:
                own = float(arrays.speed[arrays.cls[v]])
                speed[record.convoy] = min(speed.get(record.convoy, own), own)
    return speed


def _faster(arrays: Arrays, record: Record, speed: float) -> Record:
    """A move at a pace that may be higher than it was planned for."""
    exact = float(arrays.leg_min[record.what]) / speed
    if exact >= record.exact_min - 1e-9:
        return record
    saved = entry(arrays, record.what) / max(float(arrays.leg_min[record.what]), 1e-9)
    start = record.start + saved * (record.exact_min - exact) * 60.0
    end = math.ceil(start + exact * 60.0 - 1e-7)
    return record._replace(start=start, end=end, exact_min=exact)


def without_idle_rides(arrays: Arrays, schedule: Sequence[Sequence[Record]]) -> Schedule:
    """The schedule without what escorts drive in a circle with nobody to lead."""
    led: dict[Convoy, int] = defaultdict(int)
    alone = pure(arrays)
    for v, records in enumerate(schedule):
        for record in records:
            if record.convoy is not None and not alone[arrays.cls[v]]:
                led[record.convoy] += 1
    return [
        _useful(arrays, v, records, led) if alone[arrays.cls[v]] else list(records)
        for v, records in enumerate(schedule)
    ]


def _useful(
    arrays: Arrays, v: int, records: Sequence[Record], led: dict[Convoy, int]
) -> list[Record]:
    kept: list[Record] = []
    place = [int(arrays.begin[v, 0])]
    for record in records:
        kept.append(record)
        place.append(int(arrays.leg_to[record.what]) if record.kind == MOVE else place[-1])
        idle = len(kept)
        while idle and _is_idle(arrays, kept[idle - 1], led):
            idle -= 1
        again = [n for n in range(idle, len(kept)) if place[n] == place[-1]]
        if again and record.kind == MOVE:
            del kept[again[0] :], place[again[0] + 1 :]
    return kept


def _is_idle(arrays: Arrays, record: Record, led: dict[Convoy, int]) -> bool:
    if record.kind == MOVE:
        needed = bool(arrays.leg_escort[record.what]) and record.convoy is not None
        return not (needed and led[record.convoy] > 0)  # type: ignore[index]
    return record.kind == INSPECT


def entry(arrays: Arrays, leg: int) -> float:
    """Minutes to the last moment on a leg at which it comes into a zone that is timed."""
    return max((arrays.pass_enter[p] for p in _entries(arrays, leg)), default=0.0)


def _entries(arrays: Arrays, leg: int) -> list[int]:
    rows = range(arrays.pass_first[leg], arrays.pass_first[leg + 1])
    zone = arrays.pass_zone
    return [
        p
        for p in rows
        if not arrays.pass_from_inside[p]
        and (arrays.is_window[zone[p]] or (arrays.headway[zone[p]] > 0 and arrays.pass_enters[p]))
    ]


def _may_be_faster(arrays: Arrays, leg: int) -> bool:
    """Whether a convoy that keeps its last moment of entry may go faster over a leg.

    No other entry may be bound by headway, and no zone be left before.
    """
    last = entry(arrays, leg)
    rows = range(arrays.pass_first[leg], arrays.pass_first[leg + 1])
    left = all(arrays.pass_exit[p] >= last for p in rows if arrays.is_window[arrays.pass_zone[p]])
    return left and all(
        arrays.pass_enter[p] == last
        for p in _entries(arrays, leg)
        if arrays.headway[arrays.pass_zone[p]] > 0
    )
