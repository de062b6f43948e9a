"""The ways between places, against slow and simple searches of the same roads."""

import heapq
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from tests.network.world import Line, at, draw, legs, operation, place, road, zone

from safeconduct.model.network import Leg
from safeconduct.network import resolve

GEOD = Geod(ellps="WGS84")
Spot = tuple[float, float]
FRESH = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def grid(chance: random.Random, side: int) -> list[Line]:
    """A grid with a road from every crossing to its neighbours, each with its own minutes."""
    lines = []
    for x in range(side):
        for y in range(side):
            for dx, dy in ((1, 0), (0, 1)):
                if x + dx < side and y + dy < side and chance.random() < 0.9:
                    tags = {
                        "minutes": chance.uniform(1, 9),
                        "oneway": chance.choice(["yes", "no", "-1"]),
                    }
                    lines.append(road((x, y), (x + dx, y + dy), **tags))
    return lines


def streets(lines: list[Line]) -> Iterator[tuple[Spot, Spot, float]]:
    """Every direction in which a line may be driven, with its minutes."""
    for (start, end), tags in lines:
        if tags["oneway"] != "-1":
            yield start, end, float(str(tags["minutes"]))
        if tags["oneway"] != "yes":
            yield end, start, float(str(tags["minutes"]))


def quickest(lines: list[Line], start: Spot, end: Spot, shut: Spot | None = None) -> float | None:
    """The minutes of the quickest way that does not pass a crossing that is shut."""
    ahead: dict[Spot, list[tuple[float, Spot]]] = {}
    for one, other, minutes in streets(lines):
        ahead.setdefault(one, []).append((minutes, other))
    heap, done = [(0.0, start)], set()
    while heap:
        minutes, here = heapq.heappop(heap)
        if here == end:
            return minutes
        if here in done or (here == shut and here != start):
            continue
        done.add(here)
        for more, there in ahead.get(here, []):
            heapq.heappush(heap, (minutes + more, there))
    return None


@given(seed=st.integers(0, 10**6), kind=st.sampled_from(["pickup", "checkpoint"]))
@FRESH
def test_ways_are_as_quick_as_dijkstra_finds_them(seed: int, kind: str, tmp_path: Path) -> None:
    chance = random.Random(seed)
    lines = grid(chance, 4)
    spots = {spot for points, _ in lines for spot in points}
    stands = dict(zip("abc", chance.sample(sorted(spots), 3), strict=True))
    draw(tmp_path, *lines)
    places = [place(n, *stands[n], kind if n == "c" else "pickup") for n in "abc"]
    found = legs(operation(places, ways=1), tmp_path)
    for one in "abc":
        for other in set("abc") - {one}:
            shut = stands["c"] if kind == "checkpoint" and "c" not in {one, other} else None
            oracle = quickest(lines, stands[one], stands[other], shut)
            leg = found.get(f"{one}--{other}")
            assert (leg and leg.minutes) == (oracle and pytest.approx(oracle, abs=1e-4))


def simple_ways(lines: list[Line], start: Spot, end: Spot) -> Iterator[list[Spot]]:
    ahead: dict[Spot, list[Spot]] = {}
    for one, other, _ in streets(lines):
        ahead.setdefault(one, []).append(other)
    stack = [[start]]
    while stack:
        way = stack.pop()
        if way[-1] == end:
            yield way
            continue
        stack.extend([*way, there] for there in ahead.get(way[-1], []) if there not in way)


@given(seed=st.integers(0, 10**6))
@FRESH
def test_ways_are_pareto_best_by_time_and_exposure(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    lines = grid(chance, 3)
    minutes = {(one, other): took for one, other, took in streets(lines)}
    areas = []
    for n in range(2):
        west, south = chance.uniform(-0.5, 1.5), chance.uniform(-0.5, 1.5)
        size = chance.uniform(0.3, 1.5)
        hazard = chance.choice([0.5, 1.0, 4.0])
        areas.append(zone(f"z{n}", west, south, west + size, south + size, hazard=hazard))

    def exposure(one: Spot, other: Spot) -> float:
        line = shapely.LineString([at(*one), at(*other)])
        shapes = [(area.hazard, shapely.Polygon(area.polygons[0][0])) for area in areas]
        share = sum(hazard * line.intersection(shape).length for hazard, shape in shapes)
        return float(minutes[one, other] * share / line.length)

    draw(tmp_path, *lines)
    ends = place("a", 0, 0), place("b", 2, 2, "reception")
    found = [
        leg for leg in legs(operation(ends, areas, ways=4), tmp_path).values() if leg.origin == "a"
    ]
    every = [
        (
            sum(minutes[step] for step in pairwise(way)),
            sum(exposure(*step) for step in pairwise(way)),
        )
        for way in simple_ways(lines, (0, 0), (2, 2))
    ]
    assert bool(every) == bool(found)
    for leg in found:
        assert any(
            leg.minutes == pytest.approx(t) and leg.exposure == pytest.approx(e, rel=1e-3, abs=1e-3)
            for t, e in every
        )
        assert not any(t < leg.minutes - 1e-3 and e < leg.exposure - 1e-3 for t, e in every)
    if found:
        assert found[0].minutes == pytest.approx(min(t for t, _ in every))
        assert min(leg.exposure for leg in found) == pytest.approx(
            min(e for _, e in every), rel=1e-3, abs=1e-3
        )
        assert [leg.minutes for leg in found] == sorted(leg.minutes for leg in found)
        assert [leg.exposure for leg in found] == sorted(
            (leg.exposure for leg in found), reverse=True
        )


def geodesic(shape: shapely.Geometry) -> float:
    return float(GEOD.geometry_length(shape)) / 1000.0


@given(
    points=st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9)), min_size=2, max_size=6, unique=True),
    west=st.floats(0, 6), south=st.floats(0, 6), size=st.floats(0.5, 5),
)  # fmt: skip
@FRESH
def test_minutes_in_a_zone_are_those_of_the_line_inside_it(
    points: list[Spot], west: float, south: float, size: float, tmp_path: Path
) -> None:
    points = [(round(x, 2), round(y, 2)) for x, y in points]
    line = shapely.LineString([at(*spot) for spot in points])
    if len(set(points)) < len(points) or not line.is_simple:
        return
    area = zone("z", west, south, west + size, south + size, hazard=2.0)
    draw(tmp_path, road(*points, speed_kmh=60))
    ends = place("a", *points[0]), place("b", *points[-1], "reception")
    leg = legs(operation(ends, [area]), tmp_path)["a--b"]
    inside = geodesic(line.intersection(shapely.Polygon(area.polygons[0][0])))
    assert leg.minutes == pytest.approx(geodesic(line), abs=1e-3)
    assert sum(stay.exit - stay.enter for stay in leg.zones) == pytest.approx(inside, abs=2e-3)
    assert leg.exposure == pytest.approx(2 * inside, abs=4e-3)
    for stay, after in pairwise(leg.zones):
        assert 0 <= stay.enter < stay.exit < after.enter < after.exit <= leg.minutes + 1e-5


RING = (
    road((0, 0), (4, 0)), road((4, 0), (4, 4)), road((4, 4), (0, 4)), road((0, 4), (0, 0)),
)  # fmt: skip
CORNERS = place("a", 0, 0), place("b", 4, 4, "reception")


def test_the_way_back_passes_the_zones_in_turn(tmp_path: Path) -> None:
    draw(tmp_path, road((0, 0), (10, 0), speed_kmh=60))
    ends = place("a", 0, 0), place("b", 10, 0, "reception")
    areas = zone("near", -1, -1, 3, 1), zone("far", 6, -1, 8, 1)
    found = legs(operation(ends, areas), tmp_path)
    assert [(z, round(i, 2), round(o, 2)) for z, i, o in found["a--b"].zones] == [
        ("near", 0, 3), ("far", 6, 8),
    ]  # fmt: skip
    assert [(z, round(i, 2), round(o, 2)) for z, i, o in found["b--a"].zones] == [
        ("far", 2, 4), ("near", 7, 10),
    ]  # fmt: skip


def test_zones_of_places_come_from_the_outlines_only_where_the_file_is_silent(
    tmp_path: Path,
) -> None:
    draw(tmp_path, road((0, 0), (4, 0)))
    area = zone("z", -1, -1, 1, 1, access="window")
    silent, told = place("a", 0, 0), place("b", 4, 0, "reception", zones=("z",))
    roads = resolve(operation((silent, told), [area]), tmp_path)
    assert [p.zones for p in roads.operation.places] == [("z",), ("z",)]
    assert [p.number for p in roads.warnings] == ["S633"]


def test_a_closed_zone_is_never_entered(tmp_path: Path) -> None:
    draw(tmp_path, *RING)
    shut = zone("shut", 1.9, -1, 2.1, 1, access="closed")
    found = legs(operation(CORNERS, [shut]), tmp_path)
    assert all(passage.zone != "shut" for leg in found.values() for passage in leg.zones)
    assert found["a--b"].geometry[1] == pytest.approx(at(0, 4), abs=1e-4)


def test_a_road_along_the_outline_of_a_zone_lies_outside_it(tmp_path: Path) -> None:
    draw(tmp_path, *RING)
    found = legs(operation(CORNERS, [zone("z", 0, 0, 4, 4, hazard=1)]), tmp_path)
    assert found["a--b"].zones == ()


def test_a_way_around_a_zone_with_a_window_is_kept_though_it_is_slower(tmp_path: Path) -> None:
    draw(tmp_path, road((0, 0), (4, 4)), *RING)
    area = zone("z", 1, 1, 3, 3, access="window")
    found = legs(operation(CORNERS, [area]), tmp_path)
    assert {leg.id: [stay.zone for stay in leg.zones] for leg in found.values()} == {
        "a--b": ["z"], "a--b-2": [], "b--a": ["z"], "b--a-2": [],
    }  # fmt: skip
    assert set(legs(operation(CORNERS, [area], ways=1), tmp_path)) == {"a--b", "b--a"}
    assert set(legs(operation(CORNERS), tmp_path)) == {"a--b", "b--a"}


def test_ways_between_the_quickest_and_the_safest_are_kept_as_far_as_asked(tmp_path: Path) -> None:
    draw(
        tmp_path,
        road((0, 0), (4, 0), minutes=10),
        road((0, 0), (2, 1), (4, 0), minutes=12),
        road((0, 0), (2, 3), (4, 0), minutes=20),
    )
    ends = place("a", 0, 0), place("b", 4, 0, "reception")
    areas = zone("low", 1, -1, 3, 0.4, hazard=2), zone("high", 1, 0.6, 3, 1.4, hazard=1)
    found = legs(operation(ends, areas), tmp_path)
    assert [found[name].minutes for name in ("a--b", "a--b-2", "a--b-3")] == [10, 12, 20]
    found = legs(operation(ends, areas, ways=2), tmp_path)
    assert [found[name].minutes for name in ("a--b", "a--b-2")] == [10, 20]


@pytest.mark.parametrize("side", [1, -1])
def test_a_way_that_another_beats_in_everything_is_dropped(side: int, tmp_path: Path) -> None:
    draw(
        tmp_path,
        road((0, 0), (2, 1), (4, 0), minutes=5),
        road((0, 0), (2, -1), (4, 0), minutes=5),
    )
    ends = place("a", 0, 0), place("b", 4, 0, "reception")
    area = zone("z", 1.5, side - 0.2, 2.5, side + 0.2, access="window")
    found = legs(operation(ends, [area]), tmp_path)
    assert {leg.id: leg.zones for leg in found.values()} == {"a--b": (), "b--a": ()}


def test_no_way_leads_through_a_checkpoint_but_one_that_avoids_it_is_found(tmp_path: Path) -> None:
    places = (*CORNERS, place("post", 4, 0, "checkpoint"), place("gate", 0, 4, "checkpoint"))
    draw(tmp_path, *RING)
    found = legs(operation(places), tmp_path)
    assert not {"a--b", "b--a"} & set(found)
    assert {"a--post", "post--b", "a--gate", "gate--b"} <= set(found)
    assert not {"post--gate", "gate--post"} - set(found)
    draw(tmp_path, *RING, road((0, 0), (-1, 5), (4, 4)))
    assert legs(operation(places), tmp_path)["a--b"].km > 10


@pytest.mark.parametrize("north", [0.0, 0.02])
def test_both_carriageways_lead_past_a_checkpoint(north: float, tmp_path: Path) -> None:
    draw(
        tmp_path,
        road((0, 0), (8, 0), oneway="yes"), road((8, 0), (8, 0.02)), road((0, 0.02), (0, 0)),
        road((8, 0.02), (0, 0.02), oneway="yes"),
    )  # fmt: skip
    ends = place("a", 0, 0), place("b", 8, 0, "reception")
    found = legs(operation((*ends, place("post", 4, north, "checkpoint"))), tmp_path)
    assert set(found) == {"a--post", "post--a", "b--post", "post--b"}
    assert found["post--a"].km < 4.1


def test_a_checkpoint_is_passed_by_turning_off_at_it_too(tmp_path: Path) -> None:
    """The place stands beside the crossing; no arm of it leads to another without a stop."""
    draw(tmp_path, road((-4, 0), (0, 0), (4, 0)), road((0, 0), (0, 4)))
    ends = place("w", -4, 0), place("e", 4, 0), place("n", 0, 4, "reception")
    found = legs(operation((*ends, place("post", 0.03, 0.01, "checkpoint"))), tmp_path)
    assert all("post" in leg.id for leg in found.values())
    assert len(found) == 6


def test_two_posts_close_together_are_passed_in_turn(tmp_path: Path) -> None:
    draw(tmp_path, road(*((n / 50, 0) for n in range(200))))
    posts = place("near", 1.5, 0, "checkpoint"), place("far", 1.57, 0.01, "checkpoint")
    ends = place("a", 0, 0), place("b", 3, 0, "reception")
    found = legs(operation((*ends, *posts)), tmp_path)
    assert set(found) == {
        "a--near", "near--far", "far--b", "b--far", "far--near", "near--a",
    }  # fmt: skip


def test_nobody_drives_to_a_base_where_nothing_is_to_be_had(tmp_path: Path) -> None:
    draw(tmp_path, *RING)
    base, unused = place("base", 4, 0, "base"), place("unused", 0, 4, "base")
    found = legs(operation((*CORNERS, base, unused)), tmp_path)
    assert {"base--a", "base--b"} <= set(found)
    assert not [leg for leg in found.values() if leg.destination == "base" or "unused" in leg.id]
    resting = legs(operation((*CORNERS, base, replace(unused, rest=True))), tmp_path)
    assert {"a--unused", "unused--a", "base--unused"} <= set(resting)


def test_ids_of_legs_differ_even_where_those_of_places_invite_mistakes(tmp_path: Path) -> None:
    draw(tmp_path, road((0, 0), (4, 4)), *RING)
    area = zone("z", 1, 1, 3, 3, access="window")
    places = (*CORNERS, place("b-2", 4, 0), place("a--b", 0, 4))
    found = resolve(operation(places, [area]), tmp_path).operation.legs
    assert found is not None
    assert len({leg.id for leg in found}) == len(found)


def test_lines_on_the_map_are_short_and_true_to_thirty_metres(tmp_path: Path) -> None:
    chance = random.Random(3)
    curve = [(n / 20, chance.uniform(0, 0.05)) for n in range(400)]
    draw(tmp_path, road(*curve))
    ends = place("a", *curve[0]), place("b", *curve[-1], "reception")
    leg = legs(operation(ends), tmp_path)["a--b"]
    true = shapely.LineString([at(*spot) for spot in curve])
    assert leg.km == pytest.approx(geodesic(true), rel=1e-6)
    assert len(leg.geometry) < 150
    assert shapely.hausdorff_distance(true, shapely.LineString(leg.geometry)) * 110.61 < 0.032
    assert leg.geometry[0] == pytest.approx(at(*curve[0]), abs=1e-5)
    assert leg.geometry[-1] == pytest.approx(at(*curve[-1]), abs=1e-5)


@given(seed=st.integers(0, 10**6))
@FRESH
def test_the_order_of_lines_places_and_zones_changes_nothing(seed: int, tmp_path: Path) -> None:
    lines = [*grid(random.Random(7), 4), *RING]
    places = [
        place("a", 0, 0.1), place("b", 3, 3, "reception"), place("c", 1, 2, "checkpoint"),
        place("d", 2.6, 0),
    ]  # fmt: skip
    areas = [zone("y", 0.5, 0.5, 2.2, 1.5, hazard=2), zone("z", 1.5, 1.2, 3, 3.5, access="window")]

    def found() -> list[Leg]:
        draw(tmp_path, *lines)
        return sorted(legs(operation(places, areas), tmp_path).values(), key=lambda leg: leg.id)

    before = found()
    for some in (lines, places, areas):
        random.Random(seed).shuffle(some)
    assert found() == before
    assert len(before) > 10
