"""The picture of the map: names that do not cover one another, scale, nights and clocks."""

from datetime import UTC, datetime, timedelta
from math import asin, cos, degrees, hypot, pi, radians, sin
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.brief.worlds import small, small_plan

from safeconduct.brief.atlas import draw_map
from safeconduct.brief.chart import bands_of, daily
from safeconduct.brief.facts import entries, passings
from safeconduct.brief.ground import Frame, head_count, other_legs, ways
from safeconduct.brief.inset import corner, crowd, enlarged
from safeconduct.brief.labels import Box, placed
from safeconduct.brief.sources import credits_of
from safeconduct.brief.sun import nights
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.units import DailyInterval

ROOM = Box(0, 0, 1000, 700)
points = st.tuples(st.floats(0, 1000), st.floats(0, 700))
sizes = st.tuples(st.floats(5, 160), st.floats(5, 40))


@given(st.lists(st.tuples(points, sizes), max_size=12))
def test_no_label_covers_another_or_leaves_the_map(wanted: list) -> None:
    boxes = placed([a for a, _ in wanted], [s for _, s in wanted], [], [], ROOM, 1.0)
    found = [box for box in boxes if box is not None]
    for i, box in enumerate(found):
        assert box.within(ROOM)
        assert not any(box.meets(other) for other in found[:i])


@given(points, sizes)
def test_a_single_label_always_finds_room(anchor: tuple, size: tuple) -> None:
    box = placed([anchor], [size], [], [], ROOM, 1.0)[0]
    assert box is not None
    assert abs(box.right - box.left - size[0]) < 1e-6


@given(points, sizes)
def test_a_label_keeps_off_what_it_may_not_cover(anchor: tuple, size: tuple) -> None:
    taken = Box(anchor[0] - 30, anchor[1] - 30, anchor[0] + 30, anchor[1] + 30)
    box = placed([anchor], [size], [taken], [], ROOM, 1.0)[0]
    assert box is None or not box.meets(taken)


def test_local_kilometres_are_those_of_the_sphere_over_the_date_line_too() -> None:
    east, north = Frame((179.9, 60.0)).km((-179.9, 60.0))
    assert abs(east - 0.2 * 111.195 / 2) < 1e-3
    assert north == 0
    assert Frame((37.5, 47.0)).km((37.5, 48.0)) == (0.0, 111.195)


def test_the_same_road_there_and_back_is_one_way_with_all_its_people() -> None:
    operation, plan = small(), small_plan()
    moving = passings(entries(operation, plan))
    assert [(way.straight, way.people) for way in ways(operation, moving)] == [
        (False, 52),
        (True, 52),
    ]
    assert other_legs(operation, moving) == []
    assert len(other_legs(operation, [])) == 1


def test_places_say_who_waits_comes_out_and_is_left() -> None:
    said = head_count(small(), small_plan())
    assert said == {"mill": "63 wait, 52 out, 11 left behind", "haven": "52 received"}


def test_places_that_stand_too_close_are_enlarged_where_nothing_is_covered() -> None:
    stand = [(900.0, 300.0), (910.0, 305.0), (100.0, 600.0)]
    assert crowd(stand, ROOM) == [0, 1]
    assert crowd(stand[1:], ROOM) == []
    part = enlarged(stand[:2])
    assert all(part.left < x < part.right and part.bottom < y < part.top for x, y in stand[:2])
    spot = corner(ROOM, stand, [], lambda _: 0.0)
    assert spot is not None
    assert spot.within(ROOM)
    assert not any(spot.left <= x <= spot.right and spot.bottom <= y <= spot.top for x, y in stand)


def test_a_map_with_crowded_places_names_them_all(tmp_path: Path) -> None:
    operation = small()
    extra = [
        Place(f"near-{n}", f"Near {n}", PlaceKind.PICKUP, (37.501 + n / 1000, 47.101))
        for n in range(3)
    ]
    operation = small(places=(*operation.places, *extra))
    plan = small_plan(operation)
    draw_map(tmp_path, operation, plan, entries(operation, plan))
    svg = (tmp_path / "map.svg").read_text("utf-8")
    assert all(svg.count(place.name) for place in operation.places)


def test_a_map_without_zones_people_or_ways_is_drawn(tmp_path: Path) -> None:
    operation = small(zones=(), windows=(), headcounts=(), legs=())
    plan = small_plan(operation)
    from tests.brief.worlds import empty_plan

    draw_map(tmp_path, operation, empty_plan(operation), entries(operation, empty_plan(operation)))
    assert plan.vehicles
    assert "0 wait, 0 out, 0 left behind" in (tmp_path / "map.svg").read_text("utf-8")


def test_whom_a_map_must_name_is_read_from_the_operation_and_the_legs() -> None:
    operation = small(extra={"attribution": "© somebody"})
    assert credits_of(operation, small_plan(operation)) == ("© somebody",)


def height_of_sun(at: datetime, lon: float, lat: float) -> float:
    """Degrees above the horizon, by the series of NOAA's general solar position calculations."""
    utc = at.astimezone(UTC)
    hours = utc.hour + utc.minute / 60 + utc.second / 3600
    g = 2 * pi / 365 * (utc.timetuple().tm_yday - 1 + (hours - 12) / 24)
    equation = 229.18 * (
        0.000075
        + 0.001868 * cos(g)
        - 0.032077 * sin(g)
        - 0.014615 * cos(2 * g)
        - 0.040849 * sin(2 * g)
    )
    tilt = (
        0.006918 - 0.399912 * cos(g) + 0.070257 * sin(g) - 0.006758 * cos(2 * g) + 0.000907 * sin(2 * g)
        - 0.002697 * cos(3 * g) + 0.00148 * sin(3 * g)
    )  # fmt: skip
    angle = radians((hours * 60 + equation + 4 * lon) / 4 - 180)
    north = radians(lat)
    return degrees(asin(sin(north) * sin(tilt) + cos(north) * cos(tilt) * cos(angle)))


@given(st.floats(-179, 179), st.floats(-60, 60), st.integers(0, 364))
def test_at_dusk_and_dawn_the_sun_stands_at_the_horizon(lon: float, lat: float, day: int) -> None:
    start = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(days=day)
    places = tuple(Place(p.id, p.name, p.kind, (lon, lat)) for p in small().places)
    operation = small(places=places, start=start)
    spans = nights(operation)
    assert spans
    edges = [edge for span in spans for edge in span if 0 < edge < operation.horizon_min]
    assert all(
        abs(height_of_sun(operation.instant(edge), lon, lat) + 0.833) < 0.7 for edge in edges
    )
    middle = [(a + b) / 2 for a, b in spans if b - a > 60]
    assert all(height_of_sun(operation.instant(minute), lon, lat) < 0 for minute in middle)


def test_in_polar_summer_there_is_no_night_and_in_winter_no_day() -> None:
    def spans(month: str) -> list:
        places = tuple(Place(p.id, p.name, p.kind, (20.0, 78.0)) for p in small().places)
        return nights(
            small(places=places, start=datetime.fromisoformat(f"2022-{month}-10T00:00:00+01:00"))
        )

    assert spans("06") == []
    assert spans("12") == [(0.0, 2880.0)]


def test_daily_hours_past_midnight_become_spans_of_the_operation() -> None:
    assert daily(small(horizon_h=24.0), [DailyInterval(1320, 420)]) == (
        (0.0, 60.0),
        (960.0, 1440.0),
    )


def test_bands_show_movement_hours_windows_and_posts_on_the_way() -> None:
    bands = bands_of(small(), list(entries(small(), small_plan())))
    assert [band.label for band in bands] == [
        "movement hours",
        "window: Mill bank",
        "post: Stoneford post",
    ]
    assert bands[1].spans == ((120.0, 720.0),)
    assert hypot(*bands[2].spans[0]) > 0
