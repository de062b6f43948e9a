"""A small world for the judge, and a good plan in it, built by hand.

    base ──10──▶ hamlet ──20──▶ post ──30──▶ town        minutes, and as many kilometres
      ◀────────────────────────── 40 ──────────┘

hamlet lies in the window zone `strip`, which the legs pass: in 5..10, out 0..5. Day starts
at 06:00; the window is 06:00 to 18:00. All people and places are invented.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg, Passage
from safeconduct.model.operation import Operation, Rules
from safeconduct.model.people import Category, Headcount, Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import Activity, ActivityKind, Itinerary, Plan, Result
from safeconduct.model.units import DailyInterval
from safeconduct.model.zone import Access, Window, Zone
from safeconduct.verify import Verdict, judge

START = datetime(2022, 4, 30, 6, 0, tzinfo=timezone(timedelta(hours=3)))
HORIZON_H = 24.0


def place(name: str, kind: str, **more: Any) -> Place:
    return Place(name, name.title(), PlaceKind(kind), (37.0, 47.0), **more)


def leg(origin: str, destination: str, minutes: float, *zones: tuple[str, float, float]) -> Leg:
    passages = tuple(Passage(*zone) for zone in zones)
    name = f"{origin}-{destination}"
    return Leg(name, origin, destination, minutes, km=minutes, exposure=2.0, zones=passages)


def operation() -> Operation:
    return Operation(
        name="Small world",
        start=START,
        horizon_h=HORIZON_H,
        categories=(
            Category("adult", load_min=0.5, inspect_min=1.0),
            Category("chair", weight=2.0, uses=Seat.WHEELCHAIR, load_min=4.0, inspect_min=2.0),
        ),
        parties=(),
        organisations=(),
        places=(
            place("base", "base", fuel=True, rest=True),
            place("hamlet", "pickup", zones=("strip",), bays=1, load_fixed_min=5.0),
            place(
                "post", "checkpoint", lanes=1, vehicle_min=3.0, open=(DailyInterval(360, 1080),)
            ),
            place(
                "town", "reception", bays=1, capacity=30, accepts=("adult", "chair"),
                unload_fixed_min=2.0, unload_min=0.5,
            ),
        ),
        headcounts=(Headcount("hamlet", "adult", 20), Headcount("hamlet", "chair", 2)),
        fleet=(
            FleetRow(
                "bus", "un", "base", "bus", 2, seats=10, wheelchair=1, max_duty_h=10.0,
                rest_h=8.0, range_km=150.0, refuel_min=15.0,
            ),
            FleetRow("car", "un", "base", "car", 1, escort=True, speed_factor=2.0),
        ),
        zones=(Zone("strip", access=Access.WINDOW, escort=True, max_vehicles=3, headway_min=30.0),),
        windows=(Window("day", "strip", 0.0, 720.0),),
        legs=(
            leg("base", "hamlet", 10, ("strip", 5, 10)),
            leg("hamlet", "post", 20, ("strip", 0, 5)),
            leg("post", "town", 30),
            leg("town", "base", 40),
        ),
        rules=Rules(movement_hours=(DailyInterval(360, 1200),)),
    )  # fmt: skip


def move(legs: str, start: float, end: float, convoy: str = "c1") -> Activity:
    origin, destination = legs.split("-")
    return Activity(
        ActivityKind.MOVE, start, end, leg=legs, origin=origin, destination=destination,
        convoy=convoy,
    )  # fmt: skip


def do(kind: str, where: str, start: float, end: float, **people: int) -> Activity:
    return Activity(ActivityKind(kind), start, end, place=where, people=people)


def vehicle(name: str, *activities: Activity) -> Itinerary:
    return Itinerary(name, name.rpartition("-")[0], activities)


def plan(*vehicles: Itinerary, world: Operation | None = None) -> Plan:
    """A plan of these itineraries, with the figures that the judge works out."""
    world = world or operation()
    used = {a.leg for v in vehicles for a in v.activities if a.leg}
    legs = tuple(leg for leg in world.legs or () if leg.id in used)
    blank = Result(0, {}, 0.0, 44.0, 0.0, None, 0.0, 0.0, 0.0, {})
    empty = Plan(world.name, "", world.start, world.horizon_min, blank, vehicles, legs)
    return replace(empty, result=judge(world, empty).result)


def good_itineraries() -> tuple[Itinerary, ...]:
    """Two buses, ten adults and one in a wheelchair each, led by a car, one bay, one lane."""
    return (
        vehicle(
            "bus-1",
            move("base-hamlet", 60, 70),
            do("load", "hamlet", 70, 84, adult=10, chair=1),
            move("hamlet-post", 98, 118),
            do("inspect", "post", 118, 133),
            move("post-town", 133, 163, "c2"),
            do("unload", "town", 163, 170.5, adult=10, chair=1),
            move("town-base", 170.5, 210.5, "c4"),
        ),
        vehicle(
            "bus-2",
            move("base-hamlet", 60, 70),
            do("wait", "hamlet", 70, 84),
            do("load", "hamlet", 84, 98, adult=10, chair=1),
            move("hamlet-post", 98, 118),
            do("inspect", "post", 133, 148),
            move("post-town", 148, 178, "c3"),
            do("unload", "town", 178, 185.5, adult=10, chair=1),
            move("town-base", 185.5, 225.5, "c5"),
            do("rest", "base", 225.5, 705.5),
            do("refuel", "base", 705.5, 720.5),
        ),
        vehicle(
            "car-1",
            move("base-hamlet", 60, 70),
            move("hamlet-post", 98, 118),
            move("post-town", 118, 133, "lead"),
        ),
    )


def good_plan(world: Operation | None = None) -> Plan:
    return plan(*good_itineraries(), world=world)


def spoil(original: Plan, name: str, index: int, *instead: Activity, **changes: Any) -> Plan:
    """The plan with one activity of one vehicle changed, or replaced by others."""
    vehicles = []
    for itinerary in original.vehicles:
        acts = list(itinerary.activities)
        if itinerary.id == name:
            acts[index : index + 1] = [replace(acts[index], **changes)] if changes else instead
        vehicles.append(replace(itinerary, activities=tuple(acts)))
    return replace(original, vehicles=tuple(vehicles))


def with_places(world: Operation, name: str, **changes: Any) -> Operation:
    return replace(
        world, places=tuple(replace(p, **changes) if p.id == name else p for p in world.places)
    )


def with_zone(world: Operation, **changes: Any) -> Operation:
    return replace(world, zones=tuple(replace(z, **changes) for z in world.zones))


def with_row(world: Operation, name: str, **changes: Any) -> Operation:
    return replace(
        world, fleet=tuple(replace(r, **changes) if r.id == name else r for r in world.fleet)
    )


def found(verdict: Verdict) -> list[tuple[int, str, float | None]]:
    return [(b.rule, b.vehicle, b.minute) for b in verdict.breaches]


def breaches(world: Operation, vehicles: Iterable[Itinerary]) -> list[tuple[int, str, Any]]:
    return found(judge(world, plan(*vehicles, world=world)))
