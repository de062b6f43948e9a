"""Times of day and windows laid out on the operation's clock, in whole seconds."""

import math
from collections.abc import Iterable
from datetime import datetime

from safeconduct.instance.arrays import SECONDS
from safeconduct.model.units import MINUTES_PER_DAY, DailyInterval
from safeconduct.model.zone import Window

Span = tuple[int, int]
NOISE = 1e-6
"""Seconds within which a moment counts as a whole second."""


def daily_spans(
    intervals: Iterable[DailyInterval],
    start: datetime,
    horizon_min: float,
    *,
    outward: bool = False,
) -> list[Span]:
    """Every day's intervals between the start and the horizon, merged where they touch.

    Moments that are no whole seconds are rounded inwards, or outwards.
    """
    midnight = -(start.hour * 60 + start.minute + start.second / 60)
    days = range(-1, int((horizon_min - midnight) // MINUTES_PER_DAY) + 2)
    spans = []
    for interval in intervals:
        length = interval.end - interval.start
        if length <= 0:
            length += MINUTES_PER_DAY
        for day in days:
            opens = midnight + day * MINUTES_PER_DAY + interval.start
            spans.append((opens, opens + length))
    return _whole(merge(spans), horizon_min, outward)


def window_spans(
    windows: Iterable[Window], horizon_min: float, *, outward: bool = False
) -> list[Span]:
    """The windows of one zone, merged where they touch, cut at the start and the horizon."""
    return _whole(merge([(w.start, w.end) for w in windows]), horizon_min, outward)


def merge(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans in order of time; touching ones are one."""
    merged: list[tuple[float, float]] = []
    for begin, end in sorted(spans):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def gaps(spans: Iterable[Span], horizon: int) -> list[Span]:
    """What the spans leave free between 0 and just past the horizon."""
    free, clock = [], 0
    for begin, end in spans:
        if begin > clock:
            free.append((clock, begin))
        clock = max(clock, end)
    if clock < horizon:
        free.append((clock, horizon + 1))
    return free


def whole_up(seconds: float) -> int:
    """Whole seconds, rounded up; what is less than noise above a whole second is none more."""
    return math.ceil(seconds - NOISE)


def whole_down(seconds: float) -> int:
    """Whole seconds, rounded down; what is less than noise below a whole second is one."""
    return math.floor(seconds + NOISE)


def _whole(spans: Iterable[tuple[float, float]], horizon_min: float, outward: bool) -> list[Span]:
    """Round to whole seconds and drop what lies outside the operation."""
    first, last = (whole_down, whole_up) if outward else (whole_up, whole_down)
    whole = (
        (first(max(begin, 0.0) * SECONDS), last(min(end, horizon_min) * SECONDS))
        for begin, end in spans
    )
    return [(begin, end) for begin, end in whole if begin <= end]
