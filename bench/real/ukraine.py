# ruff: noqa: E501 - tables, a row to a line
"""Evacuations in Ukraine in 2022 beside the reference operation: Sumy, Berdiansk.

Figures with an address are the source's; all others say that they are assumed.
"""

from dataclasses import replace
from itertools import pairwise

from bench.build import assumed, at, distance_km, road, roads, said

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation, Organisation, Party
from safeconduct.model.people import Category, Headcount, Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.units import LonLat
from safeconduct.model.zone import Access, Window, Zone

SUMY_TERMS = "https://en.24tv.ua/humanitarian-corridor-for-the-city-of-sumy-is-open-today-vereshchuk_n1896433"
SUMY_RESULT = "https://en.24tv.ua/successful-evacuation-of-civilians-from-sumy_n1897381"
BERDIANSK = "https://thewall.fyi/red-cross-evacuee-convoy-arrives-from-russian-held-city/"
BERDIANSK_COUNT = "https://www.yahoo.com/news/red-cross-1k-reach-safety-173823756.html"
PER_CAR = "https://zp.gov.ua/uk/articles/item/11789/do-zaporizhzhya-prodovzhuyut-pribuvati-bizhenci-z-mariupolya"
GAZETTEER = assumed("the town's point in a public gazetteer")
SPOTS: dict[str, LonLat] = {
    "sumy": (34.7992, 50.9068), "holubivka": (34.0900, 50.6200), "lokhvytsia": (33.2652, 50.3610),
    "lubny": (32.9869, 50.0186), "poltava": (34.5686, 49.5744), "berdiansk": (36.7845, 46.7598),
    "tokmak": (35.7058, 47.2514), "vasylivka": (35.2808, 47.4344),
    "zaporizhzhia": (35.1383, 47.8378),
}  # fmt: skip


def _way(one: str, other: str, kmh: float, zone: str, km: float | None = None) -> tuple[Leg, Leg]:
    length = km if km is not None else 1.2 * distance_km(SPOTS[one], SPOTS[other])
    why = assumed("great circle times 1.2 where no source gives a length; the pace of a column")
    return road(one, other, length, kmh, ((zone, 0.0, 1.0),), why, hazard=1.0)


def _places(
    pickup: str, bays: int, checkpoints: dict[str, tuple[int, float]], reception: str, zone: str
) -> tuple[Place, ...]:
    posts = (
        Place(name, name.title(), PlaceKind.CHECKPOINT, SPOTS[name], (zone,), lanes=lanes,
              vehicle_min=minutes, provenance=assumed("lanes and minutes of this post"))
        for name, (lanes, minutes) in checkpoints.items()
    )  # fmt: skip
    lon, lat = SPOTS[pickup]
    return (
        Place(pickup, pickup.title(), PlaceKind.PICKUP, SPOTS[pickup], (zone,), bays, 5.0,
              overnight=True, provenance=GAZETTEER),
        Place("depot", "Depot beside the pickup", PlaceKind.BASE, (lon + 0.01, lat), (),
              fuel=True, rest=True, provenance=assumed("the vehicles gather in the town")),
        *posts,
        Place(reception, reception.title(), PlaceKind.RECEPTION, SPOTS[reception], (), bays=20,
              unload_fixed_min=5.0, unload_min=0.1, base=True, fuel=True, rest=True,
              provenance=GAZETTEER),
    )  # fmt: skip


def sumy_2022() -> Operation:
    """Sumy, 8 March: two columns of 22 and 39 buses, one agreed road, silence 09:00 to 21:00."""
    terms, result = said(SUMY_TERMS), said(SUMY_RESULT)
    chain = ("sumy", "holubivka", "lokhvytsia", "lubny", "poltava")
    legs: list[tuple[Leg, Leg]] = [_way(one, other, 50.0, "road") for one, other in pairwise(chain)]
    legs.append(road("depot", "sumy", 1.0, 20.0, (), assumed("across the town")))
    return Operation(
        "Sumy, 8 March 2022", at("2022-03-08T07:00:00+02:00"), 16.0,
        (
            Category("student", "Foreign students", 1.0, Seat.SEAT, 0.3, 0.5, result),
            Category("resident", "Residents without a car", 1.0, Seat.SEAT, 0.3, 0.5, result),
        ),
        (Party("ua", "Ukraine", "Europe/Kyiv"), Party("ru", "Russian Federation", "Europe/Moscow")),
        (Organisation("oblast", "Sumy oblast", result),),
        _places("sumy", 20, {"holubivka": (3, 3.0), "lokhvytsia": (3, 2.0), "lubny": (4, 1.0)},
                "poltava", "road"),
        (
            Headcount("sumy", "student", 1_100, result),
            Headcount("sumy", "resident", 1_950,
                      assumed("5,000 left, most in 1,000 cars; what 61 buses can hold beside them")),
        ),
        (
            FleetRow("column1", "oblast", "depot", "bus", 22, 50, available_from_min=150.0,
                     provenance=result),
            FleetRow("column2", "oblast", "depot", "bus", 39, 50, available_from_min=330.0,
                     provenance=result),
        ),
        (
            Zone("road", "ru", Access.WINDOW, 1.0, max_vehicles=22, headway_min=20.0,
                 name="The agreed road", provenance=assumed("columns of 22 as the first was")),
        ),
        (Window("silence", "road", 120.0, 840.0, "", terms),),
        roads(legs),
    )  # fmt: skip


def sumy_hour() -> Operation:
    """Sumy where one side reads the hours as Moscow's: what both hold open is an hour less."""
    whole = sumy_2022()
    window = replace(whole.windows[0], end=780.0)
    return replace(whole, name="Sumy, with the hour's difference", windows=(window,))


def berdiansk_2022() -> Operation:
    """Berdiansk, 6 April: seven buses and the cars that joined, many checkpoints, 206.5 km."""
    came, count = said(BERDIANSK), said(BERDIANSK_COUNT)
    total, legs = 206.5, []
    chain = ("berdiansk", "tokmak", "vasylivka", "zaporizhzhia")
    pairs = list(pairwise(chain))
    straight = [distance_km(SPOTS[a], SPOTS[b]) for a, b in pairs]
    for (one, other), km in zip(pairs, straight, strict=True):
        legs.append(_way(one, other, 40.0, "road", total * km / sum(straight)))
    legs.append(road("depot", "berdiansk", 1.0, 20.0, (), assumed("across the town")))
    return Operation(
        "Berdiansk, 6 April 2022", at("2022-04-05T06:00:00+03:00"), 48.0,
        (Category("person", "People", 1.0, Seat.SEAT, 0.3, 2.0, count),),
        (Party("ua", "Ukraine", "Europe/Kyiv"), Party("ru", "Russian Federation", "Europe/Moscow")),
        (Organisation("icrc", "ICRC", came), Organisation("own", "Their own cars", count)),
        _places("berdiansk", 10, {"tokmak": (2, 5.0), "vasylivka": (2, 10.0)}, "zaporizhzhia", "road"),
        (Headcount("berdiansk", "person", 1_000, count),),
        (
            FleetRow("bus", "icrc", "depot", "bus", 7, 50, provenance=came),
            FleetRow("car", "own", "depot", "car", 40, 4, provenance=said(f"{BERDIANSK}; 2.8 to 4 people a car: {PER_CAR}")),
            FleetRow("escort", "icrc", "depot", "escort", 3, escort=True, provenance=came),
        ),
        (Zone("road", "ru", Access.WINDOW, 1.0, escort=True, name="The road", provenance=came),),
        (
            Window("day1", "road", 60.0, 900.0, "", assumed("07:00 to 21:00 on both days")),
            Window("day2", "road", 1500.0, 2340.0, "", assumed("07:00 to 21:00 on both days")),
        ),
        roads(legs),
    )  # fmt: skip
