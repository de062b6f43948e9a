"""What the tags of a road say: its class, its directions, who may use it, how fast."""

import re
from collections.abc import Collection, Mapping
from math import isfinite, nan
from typing import NamedTuple

from safeconduct.network.speeds import FERRY, NO_CLASS

FORBIDDEN = frozenset({
    "no", "private", "agricultural", "forestry", "military", "emergency", "permit",
})  # fmt: skip
"""Values of an access tag that keep a convoy out; every other value lets it in."""

BARRIERS = frozenset({
    "block", "bollard", "cycle_barrier", "debris", "jersey_barrier", "kissing_gate", "log",
    "motorcycle_barrier", "stile", "turnstile",
})  # fmt: skip
"""Barriers that no vehicle passes, unless an access tag on them lets it."""

FORWARD = frozenset({"yes", "true", "1", "t"})
BACKWARD = frozenset({"-1", "reverse"})
MPH = 1.609344


class Road(NamedTuple):
    """What counts of one line of a road file; nan where the file does not say."""

    road_class: str
    forward: bool
    backward: bool
    maxspeed: float = nan
    kmh: float = nan
    km: float = nan
    minutes: float = nan
    id: str = ""
    source: str = ""
    bridge: str = ""
    ends: tuple[str, str] = ("", "")


class BadNumberError(ValueError):
    """A field that ought to hold a number above 0 does not."""

    def __init__(self, field: str, value: object) -> None:
        self.field, self.value = field, value
        super().__init__(f"{field}={value}")


def may_drive(tags: Mapping[str, str]) -> bool:
    """Whether vehicles may pass: `motor_vehicle` before `vehicle` before `access`."""
    for key in ("motor_vehicle", "vehicle", "access"):
        if key in tags:
            return tags[key].strip().lower() not in FORBIDDEN
    return True


def blocks(tags: Mapping[str, str]) -> bool:
    """Whether a node stops vehicles."""
    if any(key in tags for key in ("motor_vehicle", "vehicle", "access")):
        return not may_drive(tags)
    return tags.get("barrier", "") in BARRIERS


def directions(tags: Mapping[str, str], road_class: str, *, implied: bool) -> tuple[bool, bool]:
    """Whether one may drive along the line, and against it.

    A `reversible` road changes with the hour and is used in neither direction. Roundabouts and
    motorways are one-way without a tag where the file is of the kind that says so (`implied`).
    """
    oneway = tags.get("oneway", "").strip().lower()
    if oneway == "reversible":
        return False, False
    if oneway in BACKWARD:
        return False, True
    if oneway in FORWARD:
        return True, False
    silent = oneway not in {"no", "false", "0", "f"}
    circle = tags.get("junction", "") in {"roundabout", "circular"}
    return True, not (implied and silent and (circle or road_class == "motorway"))


def class_of(tags: Mapping[str, str], speeds: Mapping[str, float]) -> str | None:
    """The road's class, None where it is not driven on; of several classes the slowest."""
    if tags.get("route") == "ferry" or tags.get("highway") == "ferry":
        return FERRY if FERRY in speeds else None
    if "highway" not in tags:
        return NO_CLASS
    named = re.findall(r"[a-z_]+", tags["highway"].lower())
    known = [name for name in named if name in speeds]
    return min(known, key=lambda name: (speeds[name], name)) if known else None


def speed_limit(text: str) -> float:
    """Kilometres per hour of a `maxspeed` tag, of several the lowest; nan if it names none."""
    limits = [
        float(number) * (MPH if unit else 1.0)
        for number, unit in re.findall(r"(?<![\w.])(\d+(?:\.\d+)?)\s*(mph)?(?![\w:])", text.lower())
        if float(number) > 0
    ]
    return min(limits, default=nan)


def _number(tags: Mapping[str, str], fields: Collection[str]) -> float:
    for field in fields:
        text = tags.get(field, "").strip()
        if not text:
            continue
        try:
            value = float(text)
        except ValueError:
            raise BadNumberError(field, text) from None
        if not (isfinite(value) and value > 0):
            raise BadNumberError(field, text)
        return value
    return nan


def road_of_way(tags: Mapping[str, str], speeds: Mapping[str, float], ident: str) -> Road | None:
    """Judge an OpenStreetMap way; None where a convoy does not drive on it.

    Its `source` tag names a survey, not a fact about the road, so only `derived:source` counts.
    """
    if "highway" not in tags and tags.get("route") != "ferry":
        return None
    return _judged(tags, speeds, ident, "derived:", implied=True)


def road_of_line(
    tags: Mapping[str, str], speeds: Mapping[str, float], ident: str, *, implied: bool
) -> Road | None:
    """Judge a line of a GeoJSON, GeoPackage or GeoParquet file; None where none drives.

    Raises:
        BadNumberError: a length, time or speed is not a number above 0.
    """
    return _judged(tags, speeds, ident, "", implied=implied)


def _judged(
    tags: Mapping[str, str], speeds: Mapping[str, float], ident: str, prefix: str, *, implied: bool
) -> Road | None:
    road_class = class_of(tags, speeds)
    if road_class is None or not may_drive(tags) or tags.get("area") == "yes":
        return None
    forward, backward = directions(tags, road_class, implied=implied)
    if not (forward or backward):
        return None
    km = _number(tags, (f"{prefix}km", f"{prefix}length_km"))
    metres = _number(tags, () if prefix else ("length_m", "length"))
    return Road(
        road_class,
        forward,
        backward,
        maxspeed=speed_limit(tags.get("maxspeed", "")),
        kmh=_number(tags, (f"{prefix}speed_kmh",)),
        km=km if isfinite(km) else metres / 1000.0,
        minutes=_number(tags, (f"{prefix}minutes",)),
        id=ident,
        source=tags.get(f"{prefix}source", ""),
        bridge=tags.get(f"{prefix}status", "") or tags.get("bridge", ""),
        ends=(tags.get("u") or tags.get("from", ""), tags.get("v") or tags.get("to", "")),
    )
