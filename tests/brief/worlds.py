"""Operations and plans made by hand for the tests of brief; all names are invented."""

from dataclasses import replace
from datetime import datetime

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg, Passage
from safeconduct.model.operation import Operation, Organisation, Party, Rules
from safeconduct.model.people import Category, Headcount, Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import Activity, ActivityKind, Itinerary, Plan, Result
from safeconduct.model.units import DailyInterval, Provenance
from safeconduct.model.zone import Access, Window, Zone

START = datetime.fromisoformat("2022-05-05T06:00:00+03:00")
SAID = Provenance("report 7", "2022-05-05")
ASSUMED = Provenance("assumed: nobody counted them", "2022-05-05")


def square(west: float, south: float, east: float, north: float) -> tuple:
    return (((west, south), (east, south), (east, north), (west, north), (west, south)),)


def small(**changes: object) -> Operation:
    """A mill, a post and a harbour; one bus and one car."""
    places = (
        Place("mill", "Oldmill", PlaceKind.PICKUP, (37.50, 47.10), load_fixed_min=10, provenance=SAID),
        Place(
            "ford", "Stoneford post", PlaceKind.CHECKPOINT, (37.20, 47.05), lanes=1,
            open=(DailyInterval(420, 1140),), provenance=SAID,
        ),
        Place(
            "haven", "Newhaven", PlaceKind.RECEPTION, (36.80, 47.30), base=True, fuel=True, rest=True,
            provenance=ASSUMED,
        ),
    )  # fmt: skip
    operation = Operation(
        name="Oldmill to Newhaven",
        start=START,
        horizon_h=48.0,
        categories=(
            Category("adult", "Adult", 1.0, load_min=0.5),
            Category("stretcher", "Stretcher patient", 3.0, Seat.STRETCHER, 6.0, 2.0),
        ),
        parties=(
            Party("north", "Northland", "Europe/Kyiv", SAID),
            Party("south", "Southland", "Europe/Moscow", SAID),
        ),
        organisations=(Organisation("relief", "Relief of Invented", SAID),),
        places=places,
        headcounts=(
            Headcount("mill", "adult", 60, SAID),
            Headcount("mill", "stretcher", 3, ASSUMED),
        ),
        fleet=(
            FleetRow("bus", "relief", "haven", "bus", 1, seats=50, stretcher=2, provenance=SAID),
            FleetRow("car", "relief", "haven", "car", 2, escort=True),
        ),
        zones=(
            Zone(
                "bank", "south", Access.WINDOW, 1.0, polygons=(square(37.4, 47.0, 37.6, 47.2),),
                name="Mill bank", provenance=SAID,
            ),
            Zone(
                "marsh", "", Access.CLOSED, 1.0, polygons=(square(36.9, 47.0, 37.1, 47.15),),
                name="Marsh", provenance=SAID,
            ),
            Zone("shore", "north", Access.OPEN, polygons=(square(36.6, 46.9, 37.7, 47.4),)),
        ),
        windows=(Window("w1", "bank", 120.0, 720.0, provenance=SAID),),
        legs=legs(),
        rules=Rules((DailyInterval(360, 1200),)),
    )  # fmt: skip
    return replace(operation, **changes)  # type: ignore[arg-type]


def legs() -> tuple[Leg, ...]:
    road = ((36.80, 47.30), (37.0, 47.22), (37.1, 47.08), (37.20, 47.05))
    bank = (Passage("bank", 15.0, 30.0),)
    return (
        Leg("haven-ford", "haven", "ford", 60.0, 45.0, geometry=road),
        Leg("ford-haven", "ford", "haven", 60.0, 45.0, geometry=road[::-1]),
        Leg("ford-mill", "ford", "mill", 30.0, 24.0, 15.0, bank),
        Leg("mill-ford", "mill", "ford", 30.0, 24.0, 15.0, (Passage("bank", 0.0, 15.0),)),
    )


def move(leg: str, start: float, convoy: str = "c1") -> Activity:
    way = {leg.id: leg for leg in legs()}[leg]
    return Activity(
        ActivityKind.MOVE, start, start + way.minutes, leg=leg, origin=way.origin,
        destination=way.destination, convoy=convoy,
    )  # fmt: skip


def at(kind: ActivityKind, place: str, start: float, end: float, **people: int) -> Activity:
    return Activity(kind, start, end, place=place, people=people)


def small_plan(operation: Operation | None = None) -> Plan:
    """The bus fetches 50 adults and 2 stretcher patients, led by a car; the rest stays."""
    operation = operation or small()
    bus = (
        move("haven-ford", 60),
        move("ford-mill", 120),
        at(ActivityKind.LOAD, "mill", 150, 197.5, adult=50, stretcher=2),
        move("mill-ford", 197.5),
        at(ActivityKind.INSPECT, "ford", 227.5, 240),
        move("ford-haven", 240),
        at(ActivityKind.UNLOAD, "haven", 300, 320.25, adult=50, stretcher=2),
        at(ActivityKind.REFUEL, "haven", 320.25, 350),
        at(ActivityKind.REST, "haven", 350, 890),
    )
    car = (
        move("haven-ford", 60),
        move("ford-mill", 120),
        move("mill-ford", 197.5),
        at(ActivityKind.WAIT, "ford", 227.5, 240),
        move("ford-haven", 240),
    )
    result = Result(
        people_out=52,
        people_by_category={"adult": 50, "stretcher": 2},
        weighted_out=56.0,
        bound=60.0,
        gap=4 / 60,
        last_arrival_min=320.25,
        weighted_arrival_min=56 * 320.25,
        exposure=780.0,
        vehicle_km=276.0,
        left_behind={"mill": {"adult": 10, "stretcher": 1}},
    )
    return plan_of(
        operation, result, (Itinerary("bus-1", "bus", bus), Itinerary("car-1", "car", car))
    )


def empty_plan(operation: Operation) -> Plan:
    waiting: dict[str, dict[str, int]] = {}
    for (place, category), count in operation.waiting().items():
        waiting.setdefault(place, {})[category] = count
    result = Result(0, {}, 0.0, 0.0, 0.0, None, 0.0, 0.0, 0.0, waiting)
    return plan_of(operation, result, ())


def plan_of(operation: Operation, result: Result, vehicles: tuple[Itinerary, ...]) -> Plan:
    return Plan(
        operation.name, "", operation.start, operation.horizon_min, result, vehicles,
        operation.legs or (),
    )  # fmt: skip


def large(vehicles: int, days: int = 3, convoy: int = 5) -> tuple[Operation, Plan]:
    """Many buses in convoys that go to and fro every day, none of it judged."""
    operation = small(horizon_h=24.0 * days)
    rows = tuple(
        FleetRow(
            f"{org}-bus",
            org,
            "haven",
            "bus",
            vehicles // 2 + (vehicles % 2) * (org == "relief"),
            seats=50,
        )
        for org in ("relief", "aid")
    )
    ids = [(row.id, name) for row in rows for name in row.vehicle_ids]
    organisations = (*operation.organisations, Organisation("aid", "Aid of Invented"))
    operation = replace(
        operation,
        fleet=rows,
        organisations=organisations,
        headcounts=(Headcount("mill", "adult", 50 * vehicles * days + 70),),
        windows=tuple(
            Window(f"w{d}", "bank", 1440.0 * d + 120, 1440.0 * d + 720) for d in range(days)
        ),
    )
    made = []
    for number, (fleet, name) in enumerate(ids):
        group, seat = divmod(number, convoy)
        acts: list[Activity] = []
        for day in range(days):
            t = 1440.0 * day + 60 + 5.0 * (group % 60)
            label = f"convoy-{day * (len(ids) // convoy + 1) + group + 1}"
            acts += [move("haven-ford", t, label), move("ford-mill", t + 60, label)]
            acts += [
                at(ActivityKind.LOAD, "mill", t + 90, t + 125, adult=50),
                move("mill-ford", t + 125, label),
            ]
            acts += [at(ActivityKind.INSPECT, "ford", t + 155 + 10 * seat, t + 165 + 10 * seat)]
            acts += [move("ford-haven", t + 155 + 10 * convoy, label)]
            acts += [at(ActivityKind.UNLOAD, "haven", t + 270, t + 285, adult=50)]
            acts += [
                at(ActivityKind.REFUEL, "haven", t + 285, t + 315),
                at(ActivityKind.REST, "haven", t + 315, t + 900),
            ]
        made.append(Itinerary(name, fleet, tuple(acts)))
    out = 50 * len(ids) * days
    result = Result(
        out, {"adult": out}, float(out), out + 70.0, 70 / (out + 70), 1440.0 * (days - 1) + 700, 0.0,
        10.0 * out, 276.0 * len(ids) * days, {"mill": {"adult": 70}},
    )  # fmt: skip
    return operation, plan_of(operation, result, tuple(made))
