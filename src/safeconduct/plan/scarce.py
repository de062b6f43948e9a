"""The scarce things that vehicles share, as rows of the bound: what there is of each, and when.

people      who waits, by pickup and category
reception   places in a reception
mix         minutes of inspection of those who board, less those that their loads count
lane, bay   minutes of service, by place and span of time
entry       vehicles that come into a zone with headway, by span of time
escort      vehicles that need one on a leg, less those that one escort can lead
"""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from safeconduct.instance.arrays import BLOCKED, NEVER, Arrays, Floats, Instance, Ints
from safeconduct.plan.levels import KINDS, inspected

PLACES = "seat", "wheelchair", "stretcher"
GRID = 300
"""Spans of time begin and end on multiples of so many seconds, which a tick need not divide."""


class Span(NamedTuple):
    """Rows `first`, `first + 1`, … for consecutive buckets of `length` seconds from `start`."""

    first: int
    start: int
    length: int
    count: int  # type: ignore[assignment]


@dataclass(slots=True)
class Scarce:
    """All rows: how much there is, and their names; and where the rows of each thing begin."""

    limit: list[float] = field(default_factory=list)
    kind: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    moment: list[int] = field(default_factory=list)  # first second of the row's span, or -1
    people: dict[tuple[int, int], int] = field(default_factory=dict)
    mix: dict[int, int] = field(default_factory=dict)  # by kind of place
    room: dict[int, int] = field(default_factory=dict)
    service: dict[int, Span] = field(default_factory=dict)
    entry: dict[int, list[Span]] = field(default_factory=dict)
    escort: dict[int, Span] = field(default_factory=dict)

    def add(self, kind: str, name: str, limit: float, moment: int = -1) -> int:
        """Add a row; returns its number."""
        self.limit.append(limit)
        self.kind.append(kind)
        self.name.append(name)
        self.moment.append(moment)
        return len(self.limit) - 1


def scarce(instance: Instance, bucket: int) -> Scarce:
    """Write the rows down; bays, lanes and escorts in buckets of so many seconds."""
    I, rows = instance.arrays, Scarce()
    for u in range(KINDS):
        if len(inspected(I, u)) > 1 and (I.kind == 1).any():
            rows.mix[u] = rows.add("mix", PLACES[u], 0.0)
    for p in range(len(I.kind)):
        for c in np.flatnonzero(I.people[p] > 0):
            rows.people[p, int(c)] = rows.add("people", instance.places[p], float(I.people[p, c]))
        if I.kind[p] == 2 and I.capacity[p] < NEVER:
            rows.room[p] = rows.add("reception", instance.places[p], float(I.capacity[p]))
        if I.kind[p] != 3 and I.lanes[p] < BLOCKED:
            rows.service[p] = _services(I, rows, p, instance.places[p], bucket)
    for z in range(len(I.is_window)):
        if I.apart[z] > 0 and I.zone_max[z] < NEVER:
            rows.entry[z] = _entries(I, rows, z, instance.zones[z])
    for e in np.flatnonzero(I.leg_escort):
        rows.escort[int(e)] = _escorts(I, rows, _zone_name(instance, int(e)), bucket)
    return rows


def _services(I: Arrays, rows: Scarce, p: int, name: str, bucket: int) -> Span:
    """Minutes of lanes or bays; what is shut or after the horizon does not count."""
    kind = "lane" if I.kind[p] == 1 else "bay"
    span = Span(len(rows.limit), 0, bucket, _buckets(I.horizon, bucket))
    for start in range(0, span.count * bucket, bucket):
        end = min(start + bucket, I.horizon)
        free = max(end - start - _shut(I, p, start, end), 0)
        rows.add(kind, name, I.lanes[p] * free / 60.0, start)
    return span


def _buckets(seconds: int, length: int) -> int:
    """Buckets that cover so many seconds and the last moment."""
    return seconds // length + 1


def _shut(I: Arrays, p: int, start: int, end: int) -> int:
    return sum(
        max(min(int(I.shut_end[i]), end) - max(int(I.shut_start[i]), start), 0)
        for i in range(I.shut_first[p], I.shut_first[p + 1])
    )


def _entries(I: Arrays, rows: Scarce, z: int, name: str) -> list[Span]:
    """Spans in which at most so many convoys come in; aligned to each window's start."""
    apart = int(I.apart[z])
    several = min(range(1, 9), key=lambda n: (n * apart % GRID / n, n))
    length = max(several * apart // GRID, 1) * GRID
    convoys = -(-length // apart)
    spans = []
    for opens, shuts in _open(I, z):
        start = opens // GRID * GRID
        span = Span(len(rows.limit), start, length, _buckets(shuts - start, length))
        for b in range(span.count):
            rows.add("entry", name, float(convoys * I.zone_max[z]), start + b * length)
        spans.append(span)
    return spans


def _open(I: Arrays, z: int) -> list[tuple[int, int]]:
    """When a zone can be entered at all."""
    if not I.is_window[z]:
        return [(0, I.horizon)]
    rows = range(I.window_first[z], I.window_first[z + 1])
    spans = [(max(int(I.window_start[w]), 0), min(int(I.window_end[w]), I.horizon)) for w in rows]
    return [(start, end) for start, end in spans if start <= end]


def _zone_name(instance: Instance, e: int) -> str:
    I = instance.arrays
    passed = range(I.pass_first[e], I.pass_first[e + 1])
    zones = {int(I.pass_zone[p]) for p in passed if I.pass_listed[p]}
    return next(instance.zones[z] for z in sorted(zones) if I.zone_escort[z])


def _escorts(I: Arrays, rows: Scarce, name: str, bucket: int) -> Span:
    span = Span(len(rows.limit), 0, bucket, _buckets(I.horizon, bucket))
    for b in range(span.count):
        rows.add("escort", name, 0.0, b * bucket)
    return span


def led_by_one(I: Arrays, e: int) -> int:
    """Vehicles without escort of their own that one escort leads over a leg, at most."""
    return int(min(I.leg_max[e], len(I.cls))) - 1


def bucket_of(span: Span, tick: int, ticks: int) -> Ints:
    """The row of every tick, where ticks divide buckets; -1 where there is none."""
    bucket = (np.arange(ticks) * tick - span.start) // span.length
    return np.where((bucket >= 0) & (bucket < span.count), span.first + bucket, -1)


def touched(spans: list[Span], tick: int, ticks: int) -> Ints:
    """The rows that somebody may use who enters in a tick or in the next: tick x rows.

    A row stands more than once where there are fewer; -1 where there is none at all.
    """
    found: list[list[int]] = [[] for _ in range(ticks)]
    for span in spans:
        for b in range(span.count):
            start = span.start + b * span.length
            last = (start + span.length - 1) // tick
            for t in range(max(start // tick - 1, 0), min(last + 1, ticks)):
                found[t].append(span.first + b)
    most = max((len(rows) for rows in found), default=1) or 1
    padded = [rows + (rows[-1:] or [-1]) * (most - len(rows)) for rows in found]
    return np.array(padded, dtype=np.int64)


def entry_row(spans: list[Span], moment: float) -> int:
    """The row of an entry at a moment, in seconds; -1 where there is none."""
    for span in spans:
        bucket = int((moment - span.start) // span.length)
        if 0 <= bucket < span.count:
            return span.first + bucket
    return -1


def limits(rows: Scarce) -> Floats:
    """How much there is of everything."""
    return np.array(rows.limit, dtype=np.float64)


def carried(old: Scarce, new: Scarce, price: Floats) -> Floats:
    """Prices of one division of time, carried over to another: what was dear stays dear."""
    found = np.zeros(len(new.limit))
    for one, other in ((old.people, new.people), (old.mix, new.mix), (old.room, new.room)):
        for key, row in other.items():  # type: ignore[attr-defined]
            found[row] = price[one[key]]  # type: ignore[index]
    pairs = [(old.service[p], span) for p, span in new.service.items()]
    pairs += [(old.escort[e], span) for e, span in new.escort.items()]
    pairs += [pair for z in new.entry for pair in zip(old.entry[z], new.entry[z], strict=True)]
    for before, span in pairs:
        moments = span.start + np.arange(span.count) * span.length
        bucket = np.clip((moments - before.start) // before.length, 0, before.count - 1)
        found[span.first : span.first + span.count] = price[before.first + bucket]
    return found
