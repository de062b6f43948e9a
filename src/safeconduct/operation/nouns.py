"""From the shapes of the files to the nouns, with instants counted in minutes."""

import re
from datetime import datetime
from typing import Any

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg, Passage
from safeconduct.model.operation import Organisation, Party, RoadRules, Rules
from safeconduct.model.people import Category, Headcount
from safeconduct.model.place import Place
from safeconduct.model.units import LonLat, Minutes, Provenance
from safeconduct.model.zone import Polygon, Window, Zone
from safeconduct.operation import shapes
from safeconduct.operation.findings import Fault
from safeconduct.operation.records import Record
from safeconduct.operation.values import ID, NUMBER, shown

SLACK_MIN = 1e-6


def minutes_from(start: datetime, moment: datetime) -> Minutes:
    """Minutes from the operation's start to a moment on any clock."""
    return (moment - start).total_seconds() / 60


def provenance(shape: shapes.Sourced) -> Provenance:
    """Where a fact comes from."""
    return Provenance(shape.source, shape.as_of)


def _common(record: Record[Any], *left_out: str) -> dict[str, Any]:
    """What shape and noun call by the same name, with provenance and what is unknown."""
    shape = record.shape
    fields = {name: getattr(shape, name) for name in type(shape).model_fields}
    for name in ("source", "as_of", *left_out):
        del fields[name]
    if "name" in fields:
        fields["name"] = fields["name"] or shape.id
    return {**fields, "provenance": provenance(shape), "extra": dict(record.extra)}


def category(record: Record[shapes.CategoryShape]) -> Category:
    """A category of people."""
    return Category(**_common(record))


def party(record: Record[shapes.PartyShape]) -> Party:
    """A party to the conflict."""
    return Party(**_common(record))


def organisation(record: Record[shapes.OrganisationShape]) -> Organisation:
    """An organisation."""
    return Organisation(**_common(record))


def rules(shape: shapes.RulesShape) -> Rules:
    """Rules of the whole operation."""
    return Rules(shape.movement_hours)


def road_rules(shape: shapes.RoadsShape) -> RoadRules:
    """How a road network is read."""
    return RoadRules(dict(shape.speeds_kmh), shape.ferries, shape.ways, shape.snap_km)


def place(record: Record[shapes.PlaceShape], position: LonLat) -> Place:
    """A place."""
    return Place(**_common(record, "zone"), position=position, zones=record.shape.zone)


def headcount(record: Record[shapes.HeadcountShape]) -> Headcount:
    """A count of people."""
    return Headcount(**_common(record))


def fleet_row(record: Record[shapes.FleetShape], start: datetime) -> FleetRow:
    """A row of like vehicles."""
    moment = record.shape.available_from
    available = minutes_from(start, moment) if moment else 0.0
    return FleetRow(**_common(record, "available_from"), available_from_min=available)


def zone(record: Record[shapes.ZoneShape], polygons: tuple[Polygon, ...]) -> Zone:
    """A zone."""
    return Zone(**_common(record), polygons=polygons)


def window(record: Record[shapes.WindowShape], start: datetime) -> Window:
    """A window."""
    begin = minutes_from(start, record.shape.start)
    end = minutes_from(start, record.shape.end)
    return Window(**_common(record, "start", "end"), start=begin, end=end)


def leg(record: Record[shapes.LegShape]) -> Leg:
    """A leg of legs.csv.

    Raises:
        Fault: `zones` is no list of passages (S601), or one lies beyond the leg (S602).
    """
    return Leg(**_common(record, "zones"), zones=passages(record.shape))


def passages(shape: shapes.LegShape) -> tuple[Passage, ...]:
    """The stays in zones on the way."""
    parts = (part.strip() for part in re.split(r"[;\n]", shape.zones))
    return tuple(_passage(part, shape.minutes) for part in parts if part)


def _passage(triple: str, minutes: Minutes) -> Passage:
    parts = [part.strip() for part in triple.split(":")]
    fits = len(parts) == 3 and ID.fullmatch(parts[0])
    if not fits or not all(NUMBER.fullmatch(part) for part in parts[1:]):
        raise Fault("S601", value=shown(triple))
    enter, leave = float(parts[1]), float(parts[2])
    if not 0 <= enter <= leave <= minutes + SLACK_MIN:
        raise Fault("S602", value=shown(triple), minutes=f"{minutes:g}")
    return Passage(parts[0], enter, leave)
