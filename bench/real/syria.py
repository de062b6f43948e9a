# ruff: noqa: E501 - tables, a row to a line
"""Evacuations in Syria: Homs 2014, East Aleppo and Daraya 2016, the Four Towns 2017.

Figures with an address are the source's; all others say that they are assumed.
"""

from dataclasses import replace
from typing import Any

from bench.build import assumed, at, distance_km, road, roads, said, shortened

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg
from safeconduct.model.operation import Operation, Organisation, Party, Rules
from safeconduct.model.people import Category, Headcount, Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.units import DailyInterval, LonLat, Provenance
from safeconduct.model.zone import Access, Window, Zone

TOWN = assumed("a point in the town, good to some kilometres")
PACE = assumed("great circle times 1.3, at the pace of a column in a town")
HOMS = "https://www.unhcr.org/uk/news/stories/un-and-partners-deliver-desperately-needed-aid-besieged-syrian-city-homs"
HOMS_OUT = "https://english.ahram.org.eg/NewsContent/2/0/94661/World/0/More-civilians-evacuated-from-Syrias-Homs-Governor.aspx"
HOMS_CHILDREN = "https://topnews.mediamall.am/?id=67419"
ALEPPO_FIRST = "https://rumble.com/v33b00-first-evacuation-convoys-arrive-in-besieged-aleppo.html"
ALEPPO_BUSES = (
    "https://noticiabrasil.net.br/20161219/cruz-vermelha-evacuacao-onibus-aleppo-7209162.html"
)
ALEPPO_TOTAL = "http://www.diaridegirona.cat/espanya-internacional/2016/12/24/creu-roja-confirma-final-levacuacio/820770.html"
DARAYA = "https://lidtime.com/buses-begin-evacuations-from-syrian-town-of-daraya-report-says-9636"
DARAYA_BUSES = "https://lidtime.com/first-evacuees-leave-syrian-daraya-3023"
FOUR_TOWNS = "https://chinapost.nownews.com/20170415-5508"
WINTER, SUMMER = "+02:00", "+03:00"


def _categories(*rows: Category) -> tuple[Category, ...]:
    plain = assumed("time of boarding and of a look at papers; what one person counts")
    return tuple(replace(row, provenance=plain) for row in rows)


def _way(
    spots: dict[str, LonLat], one: str, other: str, kmh: float, inside: str = "", share: float = 1.0
) -> tuple[Leg, Leg]:
    """A road whose length is 1.3 times the great circle; the zone is at its second end."""
    km = max(1.3 * distance_km(spots[one], spots[other]), 0.3)
    stays = ((inside, 1.0 - share, 1.0),) if inside else ()
    return road(one, other, km, kmh, stays, PACE, hazard=1.0)


def homs_2014() -> Operation:
    """Old City of Homs: a pause of three days, extended twice; men are screened at length."""
    spots = {
        "bustan": (36.7085, 34.7375), "hamidiyeh": (36.7180, 34.7330), "bab_houd": (36.7075, 34.7305),
        "gate": (36.7040, 34.7290), "screening": (36.6975, 34.7255), "waer": (36.6750, 34.7390),
    }  # fmt: skip
    lanes = assumed("five teams of two at the school where men were screened")
    counts = assumed("3,000 people in the Old City in all (UNHCR's estimate), split by place")
    places = (
        *(
            Place(n, n.title(), PlaceKind.PICKUP, spots[n], ("old_city",), 2, 5.0, provenance=TOWN)
            for n in ("bustan", "hamidiyeh", "bab_houd")
        ),
        Place(
            "screening", "School where people are screened", PlaceKind.CHECKPOINT,
            spots["screening"], (), lanes=5, vehicle_min=5.0, provenance=lanes,
        ),
        Place(
            "waer", "Al-Waer", PlaceKind.RECEPTION, spots["waer"], (), bays=4, unload_fixed_min=5.0,
            unload_min=0.3, base=True, fuel=True, rest=True, provenance=TOWN,
        ),
    )  # fmt: skip
    headcounts = tuple(
        Headcount(place, category, count, counts)
        for place, share in (("bustan", 0.5), ("hamidiyeh", 0.3), ("bab_houd", 0.2))
        for category, count in (
            ("woman_or_old", int(1000 * share)),
            ("child", int(1000 * share)),
            ("man", int(950 * share)),
            ("lying", int(50 * share)),
        )
    )
    pause = said(HOMS)
    windows = tuple(
        Window(
            f"feb{7 + day}", "old_city", day * 1440.0 + 120.0, day * 1440.0 + 600.0, term, source
        )
        for day, term, source in (
            *((d, "pause", pause) for d in range(3)),
            *((d, "first extension", pause) for d in range(3, 6)),
            *((d, "second extension", pause) for d in range(6, 9)),
        )
    )
    fleet = assumed("no source says how many vehicles the Red Crescent and the UN had")
    return Operation(
        "Homs Old City, February 2014", at(f"2014-02-07T06:00:00{WINTER}"), 9 * 24.0,
        _categories(
            Category("woman_or_old", "Women and older people", 1.0, Seat.SEAT, 0.5, 1.0),
            Category("child", "Children", 1.5, Seat.SEAT, 0.5, 0.5),
            Category("man", "Males of 15 to 55", 1.0, Seat.SEAT, 0.3, 8.0),
            Category("lying", "Lying", 3.0, Seat.STRETCHER, 8.0, 2.0),
        ),
        (Party("gov", "Government", "Asia/Damascus"), Party("opp", "Opposition", "Asia/Damascus")),
        (Organisation("un", "UN and SARC", said(HOMS)),),
        places, headcounts,
        (
            FleetRow("bus", "un", "waer", "bus", 5, 30, 0, 0, provenance=fleet),
            FleetRow("ambulance", "un", "waer", "ambulance", 3, 1, 0, 2, provenance=fleet),
            FleetRow("car", "un", "waer", "escort", 3, escort=True, provenance=fleet),
        ),
        (
            Zone("old_city", "opp", Access.WINDOW, 1.0, escort=True, max_vehicles=4,
                 headway_min=10.0, name="Old City", provenance=assumed("convoys under fire were short")),
        ),
        windows,
        roads((
            *(_way(spots, "screening", p, 12.0, "old_city", 0.6)
              for p in ("bustan", "hamidiyeh", "bab_houd")),
            _way(spots, "bustan", "hamidiyeh", 8.0, "old_city"),
            _way(spots, "screening", "waer", 20.0),
        )),
    )  # fmt: skip


def homs_first_extension() -> Operation:
    """Homs with the pause and its first extension alone."""
    return shortened(homs_2014(), "Homs Old City, pause and first extension", 6 * 24.0)


def homs_pause() -> Operation:
    """Homs with the pause of three days alone."""
    return shortened(homs_2014(), "Homs Old City, the pause alone", 3 * 24.0)


ALEPPO_SPOTS: dict[str, LonLat] = {
    "sukkari": (37.1370, 36.1700), "ansari": (37.1290, 36.1800), "mashhad": (37.1350, 36.1770),
    "amiriya": (37.1290, 36.1650), "ramouseh": (37.1180, 36.1480), "rashidin": (37.0640, 36.1680),
}  # fmt: skip
STREETS = assumed(
    "shortest way over the streets of (c) OpenStreetMap contributors, ODbL 1.0, cut to the urban "
    "area (uscuni/neatnet, data/aleppo_1133); the pace of a column"
)
ALEPPO_KM = (
    ("ramouseh", "sukkari", 4.9, 12.0), ("ramouseh", "ansari", 5.0, 12.0),
    ("ramouseh", "mashhad", 5.2, 12.0), ("ramouseh", "amiriya", 3.0, 12.0),
    ("sukkari", "mashhad", 0.9, 8.0), ("ansari", "mashhad", 1.0, 8.0),
    ("ramouseh", "rashidin", 7.4, 18.0),
)  # fmt: skip
"""From, to, kilometres on the streets, km/h."""


def _aleppo_ways() -> tuple[Leg, ...]:
    inside = {"ramouseh": 0.5, "rashidin": 1.0}
    pairs = []
    for one, other, km, kmh in ALEPPO_KM:
        stays = () if other == "rashidin" else (("east", inside.get(one, 0.0), 1.0),)
        pairs.append(road(one, other, km, kmh, stays, STREETS, hazard=1.0))
    return roads(pairs)


def aleppo_2016() -> Operation:
    """East Aleppo: 35,000 people in eight days by a shuttle of buses over one road."""
    spots = ALEPPO_SPOTS
    pickups = {"sukkari": 0.35, "ansari": 0.2, "mashhad": 0.25, "amiriya": 0.2}
    total = said(ALEPPO_TOTAL)
    buses = Provenance(f"assumed: 60 buses at a time; 70 people in each from {ALEPPO_BUSES}")
    return Operation(
        "East Aleppo, December 2016", at(f"2016-12-15T06:00:00{WINTER}"), 8 * 24.0,
        _categories(
            Category("person", "People", 1.0, Seat.SEAT, 0.15, 0.25),
            Category("severe", "Severe cases", 3.0, Seat.STRETCHER, 6.0, 2.0),
        ),
        (Party("gov", "Government", "Asia/Damascus"), Party("opp", "Opposition", "Asia/Damascus")),
        (Organisation("icrc", "ICRC and SARC", said(ALEPPO_FIRST)),),
        (
            *(
                Place(n, n.title(), PlaceKind.PICKUP, spots[n], ("east",), 8, 5.0, overnight=True,
                      provenance=TOWN)
                for n in pickups
            ),
            Place("ramouseh", "Ramouseh crossing", PlaceKind.CHECKPOINT, spots["ramouseh"], (),
                  lanes=2, vehicle_min=4.0, empty=True,
                  provenance=assumed("two vehicles looked at side by side")),
            Place("rashidin", "Rashidin", PlaceKind.RECEPTION, spots["rashidin"], (), bays=20,
                  unload_fixed_min=5.0, unload_min=0.1, base=True, fuel=True, rest=True,
                  provenance=TOWN),
        ),
        tuple(
            row
            for place, share in pickups.items()
            for row in (
                Headcount(place, "person", int(34_900 * share), total),
                Headcount(place, "severe", int(100 * share), total),
            )
        ),
        (
            FleetRow("bus", "icrc", "rashidin", "bus", 60, 70, max_duty_h=14.0, rest_h=8.0,
                     provenance=buses),
            FleetRow("ambulance", "icrc", "rashidin", "ambulance", 10, 0, 0, 2, max_duty_h=14.0,
                     rest_h=8.0, provenance=assumed("ten at a time")),
            FleetRow("car", "icrc", "rashidin", "escort", 12, escort=True,
                     provenance=assumed("a car of ICRC or SARC leads each convoy")),
        ),
        (
            Zone("east", "opp", Access.WINDOW, 1.0, escort=True, max_vehicles=20, headway_min=15.0,
                 name="Eastern quarters",
                 provenance=assumed("convoys of up to 20 vehicles, a quarter of an hour apart")),
        ),
        (Window("all", "east", 6 * 60.0, 8 * 1440.0 - 360.0, "", total),),
        _aleppo_ways(),
    )  # fmt: skip


def aleppo_halted() -> Operation:
    """East Aleppo as it went: halted after two days, resumed in the night of the fourth."""
    whole = aleppo_2016()
    halt = said(ALEPPO_BUSES)
    return replace(
        whole,
        name="East Aleppo, December 2016, with the halt",
        windows=(
            Window("before", "east", 6 * 60.0, 1440.0 + 6 * 60.0, "", halt),
            Window("after", "east", 3 * 1440.0 + 16 * 60.0, 8 * 1440.0 - 360.0, "", halt),
        ),
    )


def daraya_2016() -> Operation:
    """Daraya: civilians and fighters go to different places; four days."""
    spots = {
        "daraya_n": (36.2390, 33.4620), "daraya_s": (36.2340, 33.4500), "post": (36.2500, 33.4700),
        "herjalleh": (36.3700, 33.3900), "idlib": (36.6300, 35.9300), "halt": (36.7200, 34.7300),
    }  # fmt: skip
    people, fleet = said(DARAYA), said(DARAYA_BUSES)
    hall = assumed("shelter near Damascus for civilians; bays as a yard has room")
    return Operation(
        "Daraya, August 2016", at(f"2016-08-26T06:00:00{SUMMER}"), 4 * 24.0,
        _categories(
            Category("civilian", "Civilians", 1.0, Seat.SEAT, 0.3, 0.5),
            Category("fighter", "Fighters", 1.0, Seat.SEAT, 0.3, 2.0),
            Category("lying", "Lying", 3.0, Seat.STRETCHER, 6.0, 2.0),
        ),
        (Party("gov", "Government", "Asia/Damascus"), Party("opp", "Opposition", "Asia/Damascus")),
        (Organisation("sarc", "SARC", fleet),),
        (
            Place("daraya_n", "Daraya north", PlaceKind.PICKUP, spots["daraya_n"], ("daraya",), 3,
                  5.0, provenance=TOWN),
            Place("daraya_s", "Daraya south", PlaceKind.PICKUP, spots["daraya_s"], ("daraya",), 3,
                  5.0, provenance=TOWN),
            Place("post", "Last checkpoint", PlaceKind.CHECKPOINT, spots["post"], (), lanes=3,
                  vehicle_min=5.0, provenance=assumed("three lanes")),
            Place("herjalleh", "Herjalleh", PlaceKind.RECEPTION, spots["herjalleh"], (), bays=8,
                  capacity=4_500, accepts=("civilian", "lying"), unload_fixed_min=5.0,
                  unload_min=0.1, base=True, fuel=True, rest=True, provenance=hall),
            Place("idlib", "Idlib", PlaceKind.RECEPTION, spots["idlib"], (), bays=8,
                  accepts=("fighter",), unload_fixed_min=5.0, unload_min=0.1, fuel=True, rest=True,
                  provenance=TOWN),
        ),
        (
            Headcount("daraya_n", "civilian", 2_450, people),
            Headcount("daraya_s", "civilian", 1_500, people),
            Headcount("daraya_n", "fighter", 400, people),
            Headcount("daraya_s", "fighter", 300, people),
            Headcount("daraya_n", "lying", 50, assumed("some of the civilians lie")),
        ),
        (
            FleetRow("bus", "sarc", "herjalleh", "bus", 48, 45, max_duty_h=12.0, rest_h=8.0,
                     range_km=700.0, refuel_min=20.0, provenance=fleet),
            FleetRow("ambulance", "sarc", "herjalleh", "ambulance", 8, 2, 0, 2, max_duty_h=12.0,
                     rest_h=8.0, range_km=500.0, refuel_min=15.0, speed_factor=1.2,
                     provenance=fleet),
        ),
        (
            Zone("daraya", "opp", Access.WINDOW, 1.0, max_vehicles=15, headway_min=20.0,
                 name="Daraya", provenance=assumed("convoys of up to 15, 20 minutes apart")),
        ),
        tuple(
            Window(f"day{d + 1}", "daraya", d * 1440.0 + 180.0, d * 1440.0 + 720.0, "",
                   assumed("09:00 to 18:00 on each of the four days"))
            for d in range(4)
        ),
        roads((
            _way(spots, "post", "daraya_n", 15.0, "daraya", 0.5),
            _way(spots, "post", "daraya_s", 15.0, "daraya", 0.5),
            _way(spots, "daraya_n", "daraya_s", 10.0, "daraya"),
            _way(spots, "post", "herjalleh", 35.0),
            _way(spots, "post", "idlib", 50.0),
            _way(spots, "herjalleh", "idlib", 50.0),
        )),
        Rules((DailyInterval(6 * 60, 22 * 60),)),
    )  # fmt: skip


def four_towns_2017() -> Operation:
    """Foua and Kefraya against Zabadani and Madaya: two halves that meet at one crossing.

    That one half moves only when the other has reached its mark is no rule of ours yet;
    both halves share the crossing's lanes and the day.
    """
    spots = {
        "foua": (36.6980, 35.9820), "kefraya": (36.6840, 35.9960), "zabadani": (36.0950, 33.7250),
        "madaya": (36.0990, 33.6910), "rashidin": (37.0640, 36.1680), "aleppo": (37.1100, 36.2100),
        "idlib": (36.6300, 35.9300),
    }  # fmt: skip
    said_so = said(FOUR_TOWNS)
    day = assumed("two days from the morning of 14 April; both sides open from 08:00")
    reception: dict[str, Any] = {
        "unload_fixed_min": 5.0,
        "unload_min": 0.1,
        "base": True,
        "fuel": True,
        "rest": True,
    }
    return Operation(
        "Four Towns, April 2017", at(f"2017-04-14T06:00:00{SUMMER}"), 48.0,
        _categories(
            Category("north", "From Foua and Kefraya", 1.0, Seat.SEAT, 0.2, 0.4),
            Category("north_lying", "Wounded, from Foua and Kefraya", 3.0, Seat.STRETCHER, 6.0, 2.0),
            Category("south", "From Zabadani and Madaya", 1.0, Seat.SEAT, 0.2, 0.4),
        ),
        (Party("gov", "Government", "Asia/Damascus"), Party("opp", "Opposition", "Asia/Damascus")),
        (Organisation("sarc", "SARC", said_so),),
        (
            *(Place(n, n.title(), PlaceKind.PICKUP, spots[n], ("towns",), 10, 5.0, provenance=TOWN)
              for n in ("foua", "kefraya")),
            *(Place(n, n.title(), PlaceKind.PICKUP, spots[n], ("mountain",), 10, 5.0, provenance=TOWN)
              for n in ("zabadani", "madaya")),
            Place("rashidin", "Rashidin crossing", PlaceKind.CHECKPOINT, spots["rashidin"], (),
                  lanes=4, vehicle_min=4.0, provenance=assumed("four lanes")),
            Place("aleppo", "Jibrin, Aleppo", PlaceKind.RECEPTION, spots["aleppo"], (), bays=15,
                  accepts=("north", "north_lying"), provenance=TOWN, **reception),
            Place("idlib", "Idlib", PlaceKind.RECEPTION, spots["idlib"], (), bays=15,
                  accepts=("south",), provenance=TOWN, **reception),
            Place("damascus", "Damascus", PlaceKind.BASE, (36.2800, 33.5100), (), fuel=True,
                  rest=True, provenance=TOWN),
        ),
        (
            Headcount("foua", "north", 3_000, said_so), Headcount("kefraya", "north", 1_960, said_so),
            Headcount("foua", "north_lying", 40, assumed("some of the 5,000 lie: 20 ambulances")),
            Headcount("zabadani", "south", 1_500, said_so), Headcount("madaya", "south", 850, said_so),
        ),
        (
            FleetRow("bus.north", "sarc", "aleppo", "bus", 80, 50, provenance=said_so),
            FleetRow("ambulance", "sarc", "aleppo", "ambulance", 20, 0, 0, 2, provenance=said_so),
            FleetRow("bus.south", "sarc", "damascus", "bus", 60, 40, provenance=said_so),
        ),
        (
            Zone("towns", "opp", Access.WINDOW, 1.0, max_vehicles=25, headway_min=15.0,
                 name="Foua and Kefraya", provenance=day),
            Zone("mountain", "gov", Access.WINDOW, 0.5, max_vehicles=30, headway_min=15.0,
                 name="Zabadani and Madaya", provenance=day),
        ),
        tuple(
            Window(f"{zone}{d}", zone, d * 1440.0 + 120.0, d * 1440.0 + 840.0, "", day)
            for zone in ("towns", "mountain")
            for d in range(2)
        ),
        roads((
            _way(spots, "rashidin", "foua", 35.0, "towns", 0.2),
            _way(spots, "rashidin", "kefraya", 35.0, "towns", 0.2),
            _way(spots, "foua", "kefraya", 15.0, "towns"),
            _way(spots, "rashidin", "aleppo", 25.0),
            _way(spots, "rashidin", "idlib", 40.0),
            _way({**spots, "damascus": (36.28, 33.51)}, "damascus", "zabadani", 40.0, "mountain", 0.2),
            _way({**spots, "damascus": (36.28, 33.51)}, "damascus", "madaya", 40.0, "mountain", 0.2),
            _way(spots, "zabadani", "madaya", 20.0, "mountain"),
            _way(spots, "rashidin", "zabadani", 55.0, "mountain", 0.03),
            _way(spots, "rashidin", "madaya", 55.0, "mountain", 0.03),
        )),
    )  # fmt: skip
