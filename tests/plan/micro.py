"""Micro-operations, drawn by chance: small enough to try every plan, each rule in some of them.

base ── pickups ── post ── town        every minute is a multiple of one odd unit
"""

from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any, NamedTuple

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg, Passage
from safeconduct.model.operation import Operation, Rules
from safeconduct.model.people import Category, Headcount, Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.units import DailyInterval
from safeconduct.model.zone import Access, Window, Zone

UNITS = (7.0, 7.5, 2.5, 20.25, 11.0, 60.0)
START = datetime(2022, 4, 30, 0, 0, tzinfo=timezone(timedelta(hours=3)))


class Micro(NamedTuple):
    """An operation, and the unit of its minutes."""

    operation: Operation
    unit: float


def micro(seed: int) -> Micro:
    """One or two vehicles, one or two pickups, few people, at most eighteen units."""
    chance = Random(seed)
    unit, horizon = chance.choice(UNITS), chance.randint(9, 18)
    zone, post = chance.random() < 0.6, chance.random() < 0.5
    pickups = [f"pickup-{n}" for n in range(chance.randint(1, 2))]
    kinds = chance.choice(["a", "a", "ab", "ac"])
    most = 5 if len(pickups) * len(kinds) == 1 else 2
    places = [_pickup(chance, name, zone, unit) for name in pickups]
    places += [_town(chance, unit, kinds), _base(chance)]
    places += [_post(chance, unit)] if post else []
    zones, windows = _zone(chance, unit, horizon) if zone else ((), ())
    hours = (DailyInterval(int(chance.randint(0, 3) * unit), int(chance.randint(8, 18) * unit)),)
    operation = Operation(
        name="micro",
        start=START,
        horizon_h=horizon * unit / 60,
        categories=tuple(_category(chance, name, unit) for name in kinds),
        parties=(),
        organisations=(),
        places=tuple(places),
        headcounts=tuple(Headcount(p, c, chance.randint(0, most)) for p in pickups for c in kinds),
        fleet=tuple(_row(chance, n, unit, horizon) for n in range(chance.randint(1, 2))),
        zones=zones,
        windows=windows,
        legs=_legs(chance, pickups, post, zone, unit),
        rules=Rules(hours if unit == int(unit) and chance.random() < 0.2 else ()),
    )
    return Micro(operation, unit)


def _category(chance: Random, name: str, unit: float) -> Category:
    return Category(
        name,
        weight=chance.choice([1.0, 1.0, 0.7, 1.5, 3.0]),
        uses=Seat.STRETCHER if name == "c" else Seat.SEAT,
        load_min=unit * chance.choice([0, 0, 1]),
        inspect_min=unit * chance.choice([0, 0, 1]),
    )


def _place(name: str, kind: PlaceKind, **more: Any) -> Place:
    return Place(name, name, kind, (37.0, 47.0), **more)


def _pickup(chance: Random, name: str, zone: bool, unit: float) -> Place:
    return _place(
        name, PlaceKind.PICKUP,
        bays=chance.choice([None, 1]),
        load_fixed_min=unit,
        overnight=chance.random() < 0.4,
        zones=("strip",) if zone and chance.random() < 0.8 else (),
    )  # fmt: skip


def _post(chance: Random, unit: float) -> Place:
    begin = chance.randint(1, 6)
    hours = DailyInterval(int(begin * unit), int((begin + chance.randint(2, 8)) * unit))
    return _place(
        "post", PlaceKind.CHECKPOINT,
        lanes=chance.choice([None, 1, 1]),
        vehicle_min=unit,
        empty=chance.random() < 0.3,
        open=(hours,) if unit == int(unit) and chance.random() < 0.6 else None,
    )  # fmt: skip


def _town(chance: Random, unit: float, kinds: str) -> Place:
    return _place(
        "town", PlaceKind.RECEPTION,
        bays=chance.choice([None, 1, 1]),
        unload_fixed_min=unit * chance.randint(1, 2),
        unload_min=unit * chance.choice([0, 0, 1]),
        capacity=chance.choice([None, 2, 3]),
        accepts=chance.choice([None, None, (kinds[0],)]),
        rest=chance.random() < 0.5,
        fuel=chance.random() < 0.5,
    )  # fmt: skip


def _base(chance: Random) -> Place:
    return _place("base", PlaceKind.BASE, rest=chance.random() < 0.5, fuel=chance.random() < 0.5)


def _row(chance: Random, n: int, unit: float, horizon: int) -> FleetRow:
    tired = chance.random() < 0.4
    return FleetRow(
        f"row-{n}", "relief", "base", "bus", 1,
        seats=chance.randint(1 - n, 3),
        stretcher=chance.randint(0, 1),
        escort=chance.random() < 0.6,
        available_from_min=unit * chance.choice([0, 0, 1, 3]),
        max_duty_h=unit * chance.randint(5, horizon) / 60 if tired else None,
        rest_h=unit * chance.randint(1, 3) / 60,
        range_km=chance.choice([None, None, 6.0, 10.0]),
        refuel_min=unit,
        speed_factor=chance.choice([1.0, 1.0, 2.0]),
    )  # fmt: skip


def _zone(chance: Random, unit: float, horizon: int) -> tuple[tuple[Zone, ...], tuple[Window, ...]]:
    access = chance.choice([Access.OPEN, Access.WINDOW, Access.WINDOW])
    zone = Zone(
        "strip",
        access=access,
        escort=chance.random() < 0.4,
        max_vehicles=chance.choice([None, 1, 2]),
        headway_min=unit * chance.choice([0, 0, 1, 3, 5]),
    )
    edges = sorted(chance.sample(range(horizon + 1), chance.choice([2, 2, 4])))
    pairs = list(zip(edges[::2], edges[1::2], strict=True))
    windows = tuple(Window(f"w{n}", "strip", a * unit, b * unit) for n, (a, b) in enumerate(pairs))
    return (zone,), windows if access is Access.WINDOW else ()


def _legs(
    chance: Random, pickups: list[str], post: bool, zone: bool, unit: float
) -> tuple[Leg, ...]:
    ends = [(p, "post" if post else "town") for p in pickups]
    ends += [("post", "town")] if post else []
    ends += [("base", p) for p in pickups] + [("town", "base")]
    ends += [("town", p) for p in pickups if chance.random() < 0.6]
    ends += [(pickups[0], pickups[1])] if len(pickups) == 2 and chance.random() < 0.5 else []
    legs = []
    for origin, destination in ends:
        length = chance.choice([2, 2, 4])
        begin = 0 if origin in pickups else chance.choice([0, 2, length])
        end = length if destination in pickups else chance.choice([2, length])
        passes = zone and (origin in pickups or destination in pickups) and begin <= end
        stays = (Passage("strip", begin * unit, end * unit),) if passes else ()
        name = f"{origin}.{destination}"
        legs.append(Leg(name, origin, destination, length * unit, 2.0, 0.0, stays))
    return tuple(legs)
