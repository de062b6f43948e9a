"""Times of day and windows laid out on the operation's clock, in whole seconds."""

from collections.abc import Iterable
from datetime import datetime

from safeconduct.instance.arrays import SECONDS
from safeconduct.model.units import MINUTES_PER_DAY, DailyInterval
from safeconduct.model.zone import Window

Span = tuple[int, int]


def daily_spans(
    intervals: Iterable[DailyInterval], start: datetime, horizon_min: float
) -> list[Span]:
    """Every day's intervals between the start and the horizon, merged where they touch."""
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
    return _whole(merge(spans), horizon_min)


def window_spans(windows: Iterable[Window], horizon_min: float) -> list[Span]:
    """The windows of one zone, merged where they touch, cut at the start and the horizon."""
    return _whole(merge([(w.start, w.end) for w in windows]), horizon_min)


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


def _whole(spans: Iterable[tuple[float, float]], horizon_min: float) -> list[Span]:
    """Round inwards to whole seconds and drop what lies outside the operation."""
    whole = (
        (-int(-max(begin, 0.0) * SECONDS // 1), int(min(end, horizon_min) * SECONDS // 1))
        for begin, end in spans
    )
    return [(begin, end) for begin, end in whole if begin <= end]
