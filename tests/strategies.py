"""Small whole operations, drawn by Hypothesis: sound for the reader, with legs, never planned."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg, Passage
from safeconduct.model.operation import Operation, Organisation, Party, Rules
from safeconduct.model.people import Category, Headcount, Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.units import DailyInterval, Provenance
from safeconduct.model.zone import Access, Window, Zone

STARTS = ("2022-03-08T06:00:00+02:00", "2022-05-05T06:00:00+03:00", "2030-01-01T00:00:00-09:30")


def halves(low: float, high: float) -> SearchStrategy[float]:
    """Multiples of a half from low to high: exact in files and in floats."""
    return st.integers(int(low * 2), int(high * 2)).map(lambda n: n / 2)


def words(most: int = 12) -> SearchStrategy[str]:
    """Free text as people write it: any script, quotes and separators, no control characters."""
    letters = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"))
    text = st.text(letters, max_size=most).map(str.strip)
    return text.filter(lambda t: not t.startswith("#") and not t.lower().startswith("err:"))


def provenances() -> SearchStrategy[Provenance]:
    """Sourced, assumed, or neither."""
    dates = st.sampled_from(["", "2022-05-05"])
    sources = st.one_of(st.just(""), st.just("assumed: drawn"), words())
    return st.builds(Provenance, sources, dates)


def extras() -> SearchStrategy[Mapping[str, object]]:
    """Unknown columns, as texts that stand in no other column."""
    return st.one_of(st.just({}), words().filter(bool).map(lambda text: {"note": text}))


@st.composite
def operations(draw: DrawFn) -> Operation:
    """An operation of two to six places, all its ids in order, legs between most of them."""
    horizon_h = draw(st.integers(6, 48))
    categories = draw(_categories())
    zones = draw(_zones())
    places = draw(_places(categories, zones))
    hours = (
        st.just(()) | st.just((DailyInterval(360, 1200),)) | st.just((DailyInterval(1200, 360),))
    )
    return Operation(
        name=draw(words().filter(bool)),
        start=datetime.fromisoformat(draw(st.sampled_from(STARTS))),
        horizon_h=horizon_h,
        categories=tuple(categories),
        parties=(Party("north", "North", "Europe/Kyiv"), Party("south", "South")),
        organisations=(Organisation("relief", "Relief"),),
        places=tuple(places),
        headcounts=tuple(draw(_headcounts(places, categories))),
        fleet=tuple(draw(_fleet(places, horizon_h))),
        zones=tuple(zones),
        windows=tuple(draw(_windows(zones, horizon_h))),
        legs=tuple(draw(_legs(places, zones))),
        rules=Rules(draw(hours)),
    )


@st.composite
def _categories(draw: DrawFn) -> list[Category]:
    seats = draw(st.lists(st.sampled_from(list(Seat)), min_size=1, max_size=3))
    return [
        Category(
            id=f"category-{n}",
            name=f"Category {n}",
            weight=draw(halves(0.5, 3)),
            uses=uses,
            load_min=draw(halves(0, 4)),
            inspect_min=draw(halves(0, 2)),
            provenance=draw(provenances()),
        )
        for n, uses in enumerate(seats)
    ]


@st.composite
def _zones(draw: DrawFn) -> list[Zone]:
    zones = []
    for n in range(draw(st.integers(0, 2))):
        west = 37.0 + n
        ring = ((west, 47.0), (west + 1.5, 47.0), (west + 1.5, 48.0), (west, 48.0), (west, 47.0))
        zones.append(
            Zone(
                id=f"zone-{n}",
                control=draw(st.sampled_from(["", "north", "south"])),
                access=draw(st.sampled_from([Access.OPEN, Access.WINDOW, Access.CLOSED])),
                hazard=draw(halves(0, 2)),
                escort=draw(st.booleans()),
                max_vehicles=draw(st.none() | st.integers(1, 5)),
                headway_min=draw(halves(0, 20)),
                polygons=((ring,),),
                name=f"Zone {n}",
                provenance=draw(provenances()),
                extra=draw(extras()),
            )
        )
    return zones


@st.composite
def _places(draw: DrawFn, categories: Sequence[Category], zones: Sequence[Zone]) -> list[Place]:
    kinds = [PlaceKind.PICKUP] * draw(st.integers(1, 2))
    kinds += [PlaceKind.CHECKPOINT] * draw(st.integers(0, 1))
    kinds += [PlaceKind.RECEPTION] * draw(st.integers(1, 2))
    kinds += [PlaceKind.BASE] * draw(st.integers(0, 1))
    lies_in = (
        st.lists(st.sampled_from([z.id for z in zones]), unique=True) if zones else st.just([])
    )
    places = []
    for n, kind in enumerate(kinds):
        places.append(
            Place(
                id=f"{kind.value}-{n}",
                name=draw(words()) or f"{kind.value}-{n}",
                kind=kind,
                position=(37.0 + n / 4, 47.0 + n / 8),
                zones=draw(st.none() | lies_in.map(tuple)),
                provenance=draw(provenances()),
                extra=draw(extras()),
                **draw(_rules_of(kind, [category.id for category in categories])),
            )
        )
    return places


def _rules_of(kind: PlaceKind, categories: Sequence[str]) -> SearchStrategy[dict[str, Any]]:
    bays = st.none() | st.integers(1, 3)
    if kind is PlaceKind.PICKUP:
        return st.fixed_dictionaries(
            {"bays": bays, "load_fixed_min": halves(0, 10), "overnight": st.booleans()}
        )
    if kind is PlaceKind.CHECKPOINT:
        hours = st.none() | st.just((DailyInterval(480, 1080),))
        rules = {"lanes": bays, "vehicle_min": halves(0, 10), "empty": st.booleans(), "open": hours}
        return st.fixed_dictionaries(rules)
    stay = {"fuel": st.booleans(), "rest": st.booleans()}
    if kind is PlaceKind.BASE:
        return st.fixed_dictionaries(stay)
    return st.fixed_dictionaries(
        {
            **stay,
            "bays": bays,
            "capacity": st.none() | st.integers(0, 60),
            "accepts": st.none() | st.just(tuple(categories)),
            "unload_fixed_min": halves(0, 10),
            "unload_min": halves(0, 1),
            "base": st.just(True),
        }
    )


@st.composite
def _headcounts(
    draw: DrawFn, places: Sequence[Place], categories: Sequence[Category]
) -> list[Headcount]:
    pickups = [place.id for place in places if place.kind is PlaceKind.PICKUP]
    return [
        Headcount(
            place=draw(st.sampled_from(pickups)),
            category=draw(st.sampled_from([category.id for category in categories])),
            count=draw(st.integers(0, 40)),
            provenance=draw(provenances()),
            extra=draw(extras()),
        )
        for _ in range(draw(st.integers(1, 4)))
    ]


@st.composite
def _fleet(draw: DrawFn, places: Sequence[Place], horizon_h: int) -> list[FleetRow]:
    bases = [place.id for place in places if place.is_base]
    return [
        FleetRow(
            id=f"fleet-{n}",
            organisation="relief",
            base=draw(st.sampled_from(bases)),
            type=draw(st.sampled_from(["bus", "ambulance", "car"])),
            count=draw(st.integers(1, 2)),
            seats=draw(st.integers(0, 20)),
            wheelchair=draw(st.integers(0, 3)),
            stretcher=draw(st.integers(0, 2)),
            escort=draw(st.booleans()),
            available_from_min=draw(halves(0, horizon_h * 30)),
            max_duty_h=draw(st.none() | halves(6, 14)),
            rest_h=draw(halves(0, 9)),
            range_km=draw(st.none() | halves(100, 600)),
            refuel_min=draw(halves(0, 30)),
            speed_factor=draw(st.sampled_from([0.5, 1.0, 1.25, 2.0])),
            provenance=draw(provenances()),
            extra=draw(extras()),
        )
        for n in range(draw(st.integers(1, 2)))
    ]


@st.composite
def _windows(draw: DrawFn, zones: Sequence[Zone], horizon_h: int) -> list[Window]:
    windows = []
    for zone in zones:
        if zone.access is not Access.WINDOW:
            continue
        edges = draw(st.lists(halves(0, horizon_h * 60), min_size=2, max_size=6, unique=True))
        edges = sorted(edges)[: len(edges) // 2 * 2]
        for n, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
            source = draw(provenances())
            windows.append(
                Window(f"{zone.id}-{n}", zone.id, start, end, term="", provenance=source)
            )
    return windows


@st.composite
def _legs(draw: DrawFn, places: Sequence[Place], zones: Sequence[Zone]) -> list[Leg]:
    pairs = [(a.id, b.id) for a in places for b in places if a.id != b.id]
    legs = []
    for origin, destination in pairs:
        if draw(st.integers(0, 5)) == 0:
            continue
        minutes = draw(halves(5, 60))
        stays = []
        for zone in zones:
            if draw(st.booleans()):
                enter = draw(halves(0, minutes))
                stays.append(Passage(zone.id, enter, draw(halves(enter, minutes))))
        legs.append(
            Leg(
                id=f"{origin}.{destination}",
                origin=origin,
                destination=destination,
                minutes=minutes,
                km=draw(halves(1, 80)),
                exposure=draw(halves(0, 30)),
                zones=tuple(stays),
                provenance=draw(provenances()),
                extra=draw(extras()),
            )
        )
    return legs
