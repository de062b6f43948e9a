"""What deserves a look before any way is sought: settings, lengths, places and their zones."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite, isnan

import numpy as np

from safeconduct.model.operation import Operation, RoadRules
from safeconduct.model.place import Place
from safeconduct.model.problem import InputProblems, Problem, problem
from safeconduct.model.zone import Access, Zone
from safeconduct.network.lines import Lines, given_km
from safeconduct.network.measure import WGS84
from safeconduct.network.snap import Snapped
from safeconduct.network.speeds import CONNECTOR

FAR_KM = 1.0
"""A place further than this from a road deserves a look."""

SHORTER = 0.9
"""A line said to be shorter than this share of the distance between its ends is doubtful."""

ROUNDING_KM = 0.15
"""Coordinates rounded to 0.001 degree shift a line's ends by about so much."""


def governs(zone: Zone) -> bool:
    """Whether a zone has rules for those inside, beyond what the hazard costs."""
    return bool(
        zone.access is not Access.OPEN
        or zone.escort
        or zone.max_vehicles is not None
        or zone.headway_min
    )


def check_rules(rules: RoadRules) -> Iterator[Problem]:
    """Check the table [roads]; its speeds are checked where they are used."""
    if rules.ways < 1:
        yield problem(
            "S641", "operation.toml", "[roads]", "ways",
            what="`ways`", allowed="1 or more", value=rules.ways,
        )  # fmt: skip
    if not (isfinite(rules.snap_km) and rules.snap_km > 0):
        yield problem(
            "S641", "operation.toml", "[roads]", "snap_km",
            what="`snap_km`", allowed="above 0", value=rules.snap_km,
        )  # fmt: skip


def require_near(places: Sequence[Place], near: Snapped, limit: float) -> None:
    """Require a road near every place.

    Raises:
        InputProblems: a place lies too far from any road; all such places at once.
    """
    wrong = []
    for place, km, nearest in zip(places, near.km, near.nearest, strict=True):
        if isnan(km):
            distance = "nowhere near" if isnan(nearest) else f"{nearest:.1f} km away"
            wrong.append(
                problem(
                    "S630", "places.geojson", place.id, "geometry", distance=distance, limit=limit
                )
            )
    if wrong:
        raise InputProblems(tuple(wrong))


def check_lines(lines: Lines, file: str) -> Iterator[Problem]:
    """Doubt lengths that are shorter than the ends of their line lie apart."""
    given = given_km(lines)
    start, stop = lines.first[:-1], lines.first[1:] - 1
    apart = np.asarray(
        WGS84.inv(lines.lon[start], lines.lat[start], lines.lon[stop], lines.lat[stop])[2]
    )
    apart = apart / 1000.0
    with np.errstate(invalid="ignore"):
        short = np.flatnonzero(given < apart * SHORTER - ROUNDING_KM)
    if len(short):
        n = int(short[0])
        yield problem(
            "S628", file, lines.roads[n].id, "length", count=len(short), km=given[n], apart=apart[n]
        )


def check_places(
    operation: Operation,
    places: Sequence[Place],
    near: Snapped,
    drawn: Mapping[str, Sequence[str]],
    speeds: Mapping[str, float],
) -> Iterator[Problem]:
    """Doubt places far from a road, in closed zones, or not where their outlines have them."""
    by_id = {zone.id: zone for zone in operation.zones}
    for place, km in zip(places, near.km, strict=True):
        if km > FAR_KM:
            kmh = speeds[CONNECTOR]
            yield problem("S631", "places.geojson", place.id, "geometry", km=km, kmh=kmh)
        for name in drawn[place.id]:
            if by_id[name].access is Access.CLOSED:
                yield problem("S632", "places.geojson", place.id, "zone", zone=name)
        if place.zones is None:
            continue
        # Only zones with rules: nobody need name the zone of control around everything.
        told, seen = (
            {name for name in names if name in by_id and governs(by_id[name])}
            for names in (place.zones, drawn[place.id])
        )
        if told != seen:
            given, outlines = (", ".join(sorted(names)) or "no zone" for names in (told, seen))
            yield problem("S633", "places.geojson", place.id, "zone", given=given, drawn=outlines)
