"""What only shows when the files are laid side by side: references, windows, who can be carried."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from typing import TypeVar

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.people import Category, Headcount
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.units import Minutes
from safeconduct.model.zone import Access, Window, Zone
from safeconduct.operation.findings import Findings
from safeconduct.operation.outline import stray
from safeconduct.operation.source import (
    FLEET,
    LEGS,
    OPERATION,
    PEOPLE,
    PLACES,
    WINDOWS,
    ZONES,
    Source,
)

T = TypeVar("T")
Spotted = Sequence[tuple[str, T]]
"""Nouns, each with its row or feature."""


@dataclass(slots=True)
class Facts:
    """All that was read, sound or not; ids that are None come from a file that was not read.

    `present` are the names in the folder.
    """

    start: datetime | None = None
    horizon_min: Minutes | None = None
    categories: Sequence[Category] = ()
    places: Spotted[Place] = ()
    headcounts: Spotted[Headcount] = ()
    fleet: Spotted[FleetRow] = ()
    zones: Spotted[Zone] = ()
    windows: Spotted[Window] = ()
    legs: Spotted[Leg] | None = None
    ids: dict[str, Mapping[str, str] | None] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)


KNOWN_IN = {
    "category": OPERATION,
    "party": OPERATION,
    "organisation": OPERATION,
    "place": PLACES,
    "zone": ZONES,
}


def check(facts: Facts, findings: Findings) -> None:
    """Tell everything that does not fit together."""
    _references(facts, findings)
    _places(facts, findings)
    _people(facts, findings)
    _fleet(facts, findings)
    _windows(facts, findings)
    _legs(facts, findings)


def _references(facts: Facts, findings: Findings) -> None:
    def refer(source: Source, where: str, field_name: str, what: str, names: Iterable[str]) -> None:
        known = facts.ids.get(what)
        if known is None:
            return
        for name in names:
            if name not in known:
                near = get_close_matches(name, known, 1)
                nearest = f" Is {near[0]} meant?" if near else ""
                details = {"what": what, "value": name, "listed": KNOWN_IN[what].name}
                number = f"S{source.digit}63"
                findings.add(number, source.name, where, field_name, nearest=nearest, **details)

    for where, place in facts.places:
        refer(PLACES, where, "zone", "zone", place.zones or ())
        refer(PLACES, where, "accepts", "category", place.accepts or ())
    for where, row in facts.headcounts:
        refer(PEOPLE, where, "place", "place", [row.place])
        refer(PEOPLE, where, "category", "category", [row.category])
    for where, vehicles in facts.fleet:
        refer(FLEET, where, "organisation", "organisation", [vehicles.organisation])
        refer(FLEET, where, "base", "place", [vehicles.base])
    for where, zone in facts.zones:
        refer(ZONES, where, "control", "party", [zone.control] if zone.control else [])
    for where, window in facts.windows:
        refer(WINDOWS, where, "zone", "zone", [window.zone])
    for where, leg in facts.legs or ():
        refer(LEGS, where, "from", "place", [leg.origin])
        refer(LEGS, where, "to", "place", [leg.destination])
        refer(LEGS, where, "zones", "zone", dict.fromkeys(p.zone for p in leg.zones))


def _places(facts: Facts, findings: Findings) -> None:
    positions = [place.position for _, place in facts.places]
    for n, (where, place) in enumerate(facts.places):
        found = stray(place.position, positions[:n] + positions[n + 1 :])
        if found:
            number, km = found
            value = f"{place.position[0]:g}, {place.position[1]:g}"
            findings.add(number, PLACES.name, where, "coordinates", value=value, km=km)
    known = facts.ids.get("place")
    if known is None or len(facts.places) < len(known):
        return
    kinds = {place.kind for _, place in facts.places}
    for kind in (PlaceKind.PICKUP, PlaceKind.RECEPTION):
        if kind not in kinds:
            findings.add("S205", PLACES.name, what=kind.value)
    if not any(place.is_base for _, place in facts.places):
        findings.add("S205", PLACES.name, what="base (a reception may be one with `base` true)")


def _people(facts: Facts, findings: Findings) -> None:
    places = {place.id: place for _, place in facts.places}
    waiting: dict[str, int] = defaultdict(int)
    for where, row in facts.headcounts:
        waiting[row.category] += row.count
        place = places.get(row.place)
        if place and place.kind is not PlaceKind.PICKUP:
            details = {"place": row.place, "kind": place.kind.value}
            findings.add("S301", PEOPLE.name, where, "place", **details)
    if findings.errors:
        return
    if not any(waiting.values()):
        findings.add("S304", PEOPLE.name)
    for category in facts.categories:
        count = waiting[category.id]
        if not count:
            continue
        if not any(row.count and row.places_for(category.uses) for _, row in facts.fleet):
            seat = category.uses.value
            findings.add(
                "S302", PEOPLE.name, "", "category", count=count, category=category.id, seat=seat
            )
        if not any(place.takes(category.id) for place in places.values()):
            findings.add("S303", PEOPLE.name, "", "category", count=count, category=category.id)


def _fleet(facts: Facts, findings: Findings) -> None:
    places = {place.id: place for _, place in facts.places}
    for where, row in facts.fleet:
        base = places.get(row.base)
        if base and not base.is_base:
            findings.add("S401", FLEET.name, where, "base", place=row.base, kind=base.kind.value)
        if not (row.escort or row.seats or row.wheelchair or row.stretcher):
            findings.add("S402", FLEET.name, where)
        if facts.horizon_min is not None and row.available_from_min >= facts.horizon_min:
            findings.add("S403", FLEET.name, where, "available_from")
    if facts.ids.get("fleet") == {}:
        findings.add("S404", FLEET.name)


def _windows(facts: Facts, findings: Findings) -> None:
    zones = {zone.id: zone for _, zone in facts.zones}
    by_zone: dict[str, list[tuple[str, Window]]] = defaultdict(list)
    for where, window in facts.windows:
        if window.end <= window.start:
            continue
        by_zone[window.zone].append((where, window))
        zone = zones.get(window.zone)
        if zone and zone.access is not Access.WINDOW:
            details = {"zone": zone.id, "access": zone.access.value}
            findings.add("S509", WINDOWS.name, where, "zone", **details)
        _outside(facts, where, window, findings)
    for windows in by_zone.values():
        windows.sort(key=lambda item: (item[1].start, item[1].end))
        last_where, last = windows[0]
        for where, window in windows[1:]:
            if window.start < last.end:
                other = f"{last.id} ({last_where})"
                findings.add("S507", WINDOWS.name, where, "start", other=other)
            if window.end > last.end:
                last_where, last = where, window
    if facts.ids.get("window") is not None:
        listed = {window.zone for _, window in facts.windows}
        for where, zone in facts.zones:
            if zone.access is Access.WINDOW and zone.id not in listed:
                findings.add("S510", ZONES.name, where, "access")


def _outside(facts: Facts, where: str, window: Window, findings: Findings) -> None:
    if facts.start is None or facts.horizon_min is None:
        return
    if window.end <= 0 or window.start >= facts.horizon_min:
        hours = facts.horizon_min / 60
        details = {"start": facts.start.isoformat(), "end": f"{hours:g} hours later"}
        findings.add("S508", WINDOWS.name, where, "start", **details)


def _legs(facts: Facts, findings: Findings) -> None:
    for where, leg in facts.legs or ():
        if leg.origin == leg.destination:
            findings.add("S603", LEGS.name, where, "to", place=leg.origin)
    known = facts.ids.get("leg")
    if facts.legs is None or known is None or len(facts.legs) < len(known):
        return
    if not known:
        findings.add("S604", LEGS.name)
        return
    ends = {"to it": {leg.destination for _, leg in facts.legs}}
    ends["away from it"] = {leg.origin for _, leg in facts.legs}
    waiting = {row.place for _, row in facts.headcounts if row.count}
    for _, place in facts.places:
        for way, reached in ends.items():
            if place.id in waiting and place.id not in reached:
                findings.add("S605", LEGS.name, place=place.id, way=way)
