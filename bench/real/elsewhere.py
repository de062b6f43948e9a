# ruff: noqa: E501 - tables, a row to a line
"""Al-Shifa hospital 2023 and Khartoum 2023.

Figures with an address are the source's; all others say that they are assumed.
"""

from typing import Any

from bench.build import assumed, at, road, roads, said

from safeconduct.model.fleet import FleetRow
from safeconduct.model.operation import Operation, Organisation, Party, Rules
from safeconduct.model.people import Category, Headcount, Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.units import DailyInterval
from safeconduct.model.zone import Access, Window, Zone

SHIFA = (
    "https://eir.news/2023/11/news/who-issues-statement-on-arrest-of-al-shifa-hospital-director/"
)
INFANTS = "https://menafn.com/1107455396/WHO-UN-Red-Crescent-Mission-Evacuates-31-Infants-From-Al-Shifa-Hospital-In-Gaza"
KHARTOUM = "https://mediabypassnews.com/?p=7205"


def _gaza(
    name: str,
    start: str,
    categories: tuple[Category, ...],
    people: tuple[Headcount, ...],
    fleet: tuple[FleetRow, ...],
) -> Operation:
    spot = assumed("a point in the town, good to a kilometre")
    drive = assumed("some 30 km by Salah al-Din road at the pace of ambulances on broken streets")
    return Operation(
        name, at(start), 14.0, categories,
        (Party("idf", "Israel", "Asia/Jerusalem"),),
        (Organisation("who", "WHO and PRCS", said(SHIFA)),),
        (
            Place("shifa", "Al-Shifa hospital", PlaceKind.PICKUP, (34.4443, 31.5243), ("city",), 4,
                  10.0, provenance=spot),
            Place("post", "Checkpoint on Salah al-Din", PlaceKind.CHECKPOINT, (34.4000, 31.4600), (),
                  lanes=2, vehicle_min=10.0, empty=True, provenance=assumed("two vehicles at once")),
            Place("south", "Hospital in the south", PlaceKind.RECEPTION, (34.3050, 31.3440), (), bays=6,
                  unload_fixed_min=5.0, unload_min=1.0, base=True, fuel=True, rest=True,
                  provenance=spot),
        ),
        people, fleet,
        (
            Zone("city", "idf", Access.WINDOW, 1.0, max_vehicles=16, headway_min=30.0,
                 name="Gaza City", provenance=assumed("one convoy at a time")),
        ),
        (Window("pause", "city", 60.0, 600.0, "", assumed("a pause of nine hours")),),
        roads((
            road("post", "shifa", 9.0, 15.0, (("city", 0.2, 1.0),), drive, 1.0),
            road("post", "south", 19.0, 25.0, (), drive),
        )),
    )  # fmt: skip


def al_shifa_2023() -> Operation:
    """Al-Shifa, 22 November: 73 patients by kind, 8 staff, 70 relatives; 14 ambulances, 2 buses."""
    source, seat = said(SHIFA), Seat.SEAT
    categories = (
        Category("critical", "Critical", 5.0, Seat.STRETCHER, 12.0, 3.0, source),
        Category("spinal", "Spinal injury", 4.0, Seat.STRETCHER, 12.0, 3.0, source),
        Category("dialysis", "Dialysis", 4.0, seat, 3.0, 2.0, source),
        Category("wheelchair", "In a wheelchair", 3.0, Seat.WHEELCHAIR, 5.0, 2.0, source),
        Category("chronic", "Chronic disease", 3.0, seat, 2.0, 2.0, source),
        Category("staff", "Health workers", 1.0, seat, 0.5, 2.0, source),
        Category("relative", "Relatives", 1.0, seat, 0.5, 1.0, source),
    )
    counts = (2, 26, 18, 19, 8, 8, 70)
    people = tuple(
        Headcount("shifa", c.id, n, source) for c, n in zip(categories, counts, strict=True)
    )
    fleet = (
        FleetRow("ambulance", "who", "south", "ambulance", 14, 2, 0, 2, provenance=source),
        FleetRow("bus", "who", "south", "bus", 2, 45, 4, 0, provenance=source),
    )
    return _gaza(
        "Al-Shifa, 22 November 2023", "2023-11-22T06:00:00+02:00", categories, people, fleet
    )


def al_shifa_infants() -> Operation:
    """Al-Shifa, 19 November: 31 newborns in six ambulances."""
    source = said(INFANTS)
    categories = (
        Category("critical", "Newborn, critical", 5.0, Seat.STRETCHER, 10.0, 3.0, source),
        Category("newborn", "Newborn", 4.0, Seat.STRETCHER, 6.0, 2.0, source),
        Category("staff", "Health workers", 1.0, Seat.SEAT, 0.5, 2.0, source),
        Category("family", "Family", 1.0, Seat.SEAT, 0.5, 2.0, source),
    )
    people = tuple(
        Headcount("shifa", c.id, n, source)
        for c, n in zip(categories, (11, 20, 6, 10), strict=True)
    )
    fleet = (FleetRow("ambulance", "who", "south", "ambulance", 6, 3, 0, 6, provenance=source),)
    return _gaza(
        "Al-Shifa, 19 November 2023", "2023-11-19T06:00:00+02:00", categories, people, fleet
    )


def khartoum_2023() -> Operation:
    """Khartoum to Port Sudan: 700 people, 840 km, two nights on the way, fuel and rest at halts."""
    source = said(KHARTOUM)
    spot = assumed("a point in the town, good to some kilometres")
    length = assumed("840 km in all (the source), split by the map")
    halt: dict[str, Any] = {"fuel": True, "rest": True, "provenance": spot}
    fleet = assumed("'tens of buses, minivans and SUVs' in the source; how many is not told")
    limits: dict[str, Any] = {
        "max_duty_h": 12.0,
        "rest_h": 8.0,
        "refuel_min": 20.0,
        "provenance": fleet,
    }
    return Operation(
        "Khartoum to Port Sudan, April 2023", at("2023-04-23T05:00:00+02:00"), 72.0,
        (
            Category("staff", "Staff and families", 1.0, Seat.SEAT, 0.5, 0.5, source),
            Category("lying", "Lying", 3.0, Seat.STRETCHER, 6.0, 1.0, assumed("a few are wounded")),
        ),
        (Party("rsf", "RSF", "Africa/Khartoum"), Party("saf", "SAF", "Africa/Khartoum")),
        (Organisation("un", "United Nations", source),),
        (
            Place("compound", "UN compound", PlaceKind.PICKUP, (32.5500, 15.5800), ("khartoum",), 15,
                  10.0, overnight=True, provenance=spot),
            Place("embassies", "Embassies", PlaceKind.PICKUP, (32.5700, 15.5700), ("khartoum",), 8,
                  10.0, overnight=True, provenance=spot),
            Place("depot", "Depot", PlaceKind.BASE, (32.5600, 15.5600), ("khartoum",), **halt),
            Place("soba", "Checkpoint at Soba", PlaceKind.CHECKPOINT, (32.6600, 15.5100), (), lanes=2,
                  vehicle_min=3.0, provenance=assumed("two lanes")),
            Place("gedaref", "Gedaref", PlaceKind.BASE, (35.3900, 14.0300), (), **halt),
            Place("kassala", "Kassala", PlaceKind.BASE, (36.4000, 15.4500), (), **halt),
            Place("haiya", "Checkpoint at Haiya", PlaceKind.CHECKPOINT, (36.3700, 18.3300), (),
                  lanes=2, vehicle_min=2.0, provenance=assumed("two lanes")),
            Place("port_sudan", "Port Sudan", PlaceKind.RECEPTION, (37.2200, 19.6200), (), bays=10,
                  unload_fixed_min=5.0, unload_min=0.2, base=True, fuel=True, rest=True,
                  provenance=spot),
        ),
        (
            Headcount("compound", "staff", 480, source), Headcount("embassies", "staff", 214, source),
            Headcount("compound", "lying", 6, assumed("a few are wounded")),
        ),
        (
            FleetRow("bus", "un", "depot", "bus", 14, 35, range_km=600.0, **limits),
            FleetRow("minivan", "un", "depot", "minivan", 15, 10, range_km=500.0, speed_factor=1.1,
                     **limits),
            FleetRow("suv", "un", "depot", "suv", 20, 4, 0, 1, escort=True, range_km=500.0,
                     speed_factor=1.2, **limits),
        ),
        (
            Zone("khartoum", "rsf", Access.WINDOW, 1.0, escort=True, max_vehicles=30,
                 headway_min=15.0, name="Khartoum", provenance=assumed("two columns")),
        ),
        (
            Window("day1", "khartoum", 60.0, 540.0, "", assumed("eight hours on the first day")),
            Window("day2", "khartoum", 1500.0, 1740.0, "", assumed("four hours on the second day")),
        ),
        roads((
            road("depot", "compound", 2.0, 15.0, (("khartoum", 0.0, 1.0),), length, 1.0),
            road("depot", "embassies", 2.0, 15.0, (("khartoum", 0.0, 1.0),), length, 1.0),
            road("compound", "embassies", 2.5, 15.0, (("khartoum", 0.0, 1.0),), length, 1.0),
            road("soba", "compound", 15.0, 25.0, (("khartoum", 0.3, 1.0),), length, 1.0),
            road("soba", "embassies", 16.0, 25.0, (("khartoum", 0.3, 1.0),), length, 1.0),
            road("soba", "gedaref", 215.0, 55.0, (), length),
            road("gedaref", "kassala", 215.0, 55.0, (), length),
            road("kassala", "haiya", 195.0, 55.0, (), length),
            road("haiya", "port_sudan", 200.0, 55.0, (), length),
        )),
        Rules((DailyInterval(5 * 60, 20 * 60),)),
    )  # fmt: skip
