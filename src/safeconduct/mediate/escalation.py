"""Escalation along the route: go, hold or stop, by the change against the calmest time since.

Only events near the route count; a province may grow worse while its corridor grows calm, and
the other way round. Events are weighed by the Goldstein scale and by deaths, fade with time, and
are corrected for what monitors could see. The alarm is on change, not on a fixed level: after a
truce comes a sharp drop, a slow rise, and then the break.
"""

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import pairwise

from safeconduct.model.units import Kilometres, LonLat

KM_PER_DEGREE = 111.195
HALF_LIFE_DAYS = 1.0
"""After so long an event weighs half."""
SLACK = 0.5
"""A rise of so many units a day over the calmest level is ordinary noise."""
HOLD, STOP = 3.0, 8.0
"""Summed rises, in units, from which on to hold, and to stop."""
LEAST_UNIT = 10.0
"""A unit is at least one event of the gravest kind."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened or was said, with its CAMEO code and who is said to have done it."""

    day: date
    at: LonLat
    code: str
    deaths: int = 0
    by: str = ""
    source: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day along the route."""

    day: date
    tension: float
    level: float
    calmest: float
    summed: float
    seen: float
    events: int


@dataclass(frozen=True, slots=True)
class Watch:
    """The days, what to do, and why."""

    days: tuple[Day, ...]
    advice: str
    reason: str
    unit: float


@cache
def goldstein() -> dict[str, tuple[str, float]]:
    """Names and Goldstein values of the CAMEO event codes."""
    text = (files("safeconduct.mediate") / "data" / "cameo_goldstein.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: (row["name"], float(row["goldstein"])) for row in rows}


def weight(event: Event) -> float:
    """How much an event strains (above 0) or eases; deaths add up with falling weight.

    Raises:
        KeyError: the code is no CAMEO code.
    """
    value = -goldstein()[event.code][1]
    return value * (1.0 + math.log1p(event.deaths)) if value > 0 else value


def near(events: Iterable[Event], route: Sequence[LonLat], km: Kilometres) -> list[Event]:
    """The events within so many kilometres of the route."""
    return [event for event in events if distance(event.at, route) <= km]


def distance(point: LonLat, route: Sequence[LonLat]) -> Kilometres:
    """The distance of a point from a line, on a flat map about the point."""
    wide = KM_PER_DEGREE * math.cos(math.radians(point[1]))
    flat = [((x - point[0]) * wide, (y - point[1]) * KM_PER_DEGREE) for x, y in route]
    if len(flat) == 1:
        return math.hypot(*flat[0])
    return min(_to_stretch(a, b) for a, b in pairwise(flat))


def _to_stretch(a: tuple[float, float], b: tuple[float, float]) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    long = dx * dx + dy * dy
    share = max(0.0, min(1.0, -(a[0] * dx + a[1] * dy) / long)) if long else 0.0
    return math.hypot(a[0] + share * dx, a[1] + share * dy)


def follow(
    events: Iterable[Event],
    truce: date,
    until: date,
    seen: dict[date, float] | None = None,
) -> Watch:
    """Follow the tension from the truce on; `seen` is the share of the route that was watched.

    A day that nobody watched changes nothing: no news is not good news. A day partly watched
    counts as much more as was not seen.
    """
    seen = seen or {}
    by_day: dict[date, list[Event]] = {}
    for event in events:
        by_day.setdefault(event.day, []).append(event)
    keep = 0.5 ** (1 / HALF_LIFE_DAYS)
    before = [d for d in by_day if d < truce]
    level = 0.0
    for day in _days(min(before, default=truce), truce - timedelta(days=1)):
        level = level * keep + _strain(by_day.get(day, ()), 1.0)
    unit = max(LEAST_UNIT, level * (1 - keep) / 4)
    calmest, summed = math.inf, 0.0
    days: list[Day] = []
    for day in _days(truce, until):
        share = seen.get(day, 1.0)
        tension = _strain(by_day.get(day, ()), share)
        if share > 0:
            level = level * keep + tension
            calmest = min(calmest, level)
            summed = max(0.0, summed + (level - calmest) / unit - SLACK)
        days.append(Day(day, tension, level, calmest, summed, share, len(by_day.get(day, ()))))
    return Watch(tuple(days), *_advice(days, by_day, unit), unit)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _strain(events: Iterable[Event], seen: float) -> float:
    return sum(weight(event) for event in events) / seen if seen > 0 else 0.0


def _advice(days: Sequence[Day], by_day: dict[date, list[Event]], unit: float) -> tuple[str, str]:
    """Go, hold or stop, with the reason in words."""
    if not days:
        return "hold", "nothing is known since the truce"
    last = days[-1]
    blind = [day for day in days[-2:] if day.seen == 0]
    told = f"tension is {_times(last, unit)} the calmest day since the truce"
    if last.summed >= STOP:
        return "stop", f"{told}; gravest: {_gravest(days, by_day)}"
    if last.summed >= HOLD:
        return "hold", f"{told} and rising; gravest: {_gravest(days, by_day)}"
    if len(blind) == 2:
        return "hold", "nobody could watch the route for two days; no news is not good news"
    return "go", "along the route it is about as calm as it has been since the truce"


def _times(day: Day, unit: float) -> str:
    floor = max(day.calmest, unit / 10)
    return f"{max(day.level, 0.0) / floor:.1f} times"


def _gravest(days: Sequence[Day], by_day: dict[date, list[Event]]) -> str:
    late = [event for day in days[-3:] for event in by_day.get(day.day, ())]
    if not late:
        return "none in the last three days"
    event = max(late, key=weight)
    name = event.what or goldstein()[event.code][0].lower()
    by = f" (said to be by {event.by})" if event.by else ""
    return f"{name}{by}, {event.day.isoformat()}, {event.deaths} dead"
