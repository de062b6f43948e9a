"""What is said about closures, long ways, places cut off, and places beside the road."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.network.world import (
    Line,
    at,
    draw,
    legs,
    numbers,
    operation,
    place,
    refused,
    road,
    shared,
    write,
    zone,
)

from safeconduct.network import Roads, resolve

LADDER: tuple[Line, ...] = (
    road((0, 0), (4, 0), u="n1", v="n2"), road((4, 0), (4, 4)), road((4, 4), (0, 4)),
    road((0, 4), (0, 0)),
)  # fmt: skip
ENDS = place("a", 1, 0), place("b", 3, 0, "reception")


def close(folder: Path, kind: str | None, coordinates: Any, **properties: object) -> None:
    geometry = kind and {"type": kind, "coordinates": coordinates}
    thing = {"type": "Feature", "properties": properties, "geometry": geometry}
    write(folder, "closures.geojson", [thing])


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        ("Point", at(2, 0.01)),
        ("LineString", [at(2, -1), at(2, 1)]),
        ("LineString", [at(1.5, 0.01), at(2.5, 0.01)]),
        ("Polygon", [[at(1.8, -1), at(2.2, -1), at(2.2, 1), at(1.8, 1), at(1.8, -1)]]),
        (None, None),
    ],
)
def test_what_a_closure_touches_is_not_driven_on(
    kind: str | None, coordinates: Any, tmp_path: Path
) -> None:
    draw(tmp_path, *LADDER)
    assert legs(operation(ENDS), tmp_path)["a--b"].km == pytest.approx(2, rel=1e-3)
    ends = {} if kind else {"from": "n2", "to": "n1"}
    close(tmp_path, kind, coordinates, id="bridge", source="assumed", **ends)
    roads = resolve(operation(ENDS), tmp_path)
    found = {leg.id: leg for leg in roads.operation.legs or ()}
    if kind:
        assert found["a--b"].km == pytest.approx(14, rel=1e-3)
        assert "S637" in numbers(roads)
    else:  # the whole segment between the two named ends, on which both places stand
        assert found == {}
    told = [str(problem) for problem in roads.warnings if problem.number in {"S634", "S636"}]
    assert "closure bridge (assumed)" in told[0]


def test_a_closure_that_touches_no_road_is_doubted(tmp_path: Path) -> None:
    draw(tmp_path, *LADDER)
    close(tmp_path, "Point", at(2, 0.2))
    assert numbers(resolve(operation(ENDS), tmp_path)) == ["S638"]


@pytest.mark.parametrize(
    ("kind", "coordinates"),
    [
        (None, None), ("Point", []), ("Point", ["x", 3]), ("Point", [900.0, 3.0]), ("Circle", [3]),
        ("Polygon", [[at(0, 0), at(1, 1), at(1, 0), at(0, 1), at(0, 0)]]), ("LineString", [[1, 2]]),
    ],
)  # fmt: skip
def test_a_closure_that_makes_no_sense_is_a_numbered_problem(
    kind: str | None, coordinates: Any, tmp_path: Path
) -> None:
    draw(tmp_path, *LADDER)
    close(tmp_path, kind, coordinates)
    assert refused(operation(ENDS), tmp_path) == ["S639"]


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"features": 4}', "\0\0", '{"features": [4]}']
)
def test_a_closures_file_that_is_none_is_a_numbered_problem(content: str, tmp_path: Path) -> None:
    draw(tmp_path, *LADDER)
    (tmp_path / "closures.geojson").write_text(content)
    assert refused(operation(ENDS), tmp_path)[0] in {"S623", "S639"}


def test_an_outline_that_crosses_itself_is_a_numbered_problem(tmp_path: Path) -> None:
    draw(tmp_path, *LADDER)
    bow = (at(0, 0), at(1, 1), at(1, 0), at(0, 1), at(0, 0))
    area = replace(zone("z", 0, 0, 1, 1), polygons=((bow,),))
    assert refused(operation(ENDS, [area]), tmp_path) == ["S642"]


def test_a_place_beside_the_road_is_walked_to_and_reported(tmp_path: Path) -> None:
    draw(tmp_path, road((0, 0), (4, 0), speed_kmh=60))
    near, off = place("near", 0, 0.5), place("off", 4, 2, "reception")
    roads = resolve(operation((near, off)), tmp_path)
    assert roads.snaps == {"near": pytest.approx(0.5, rel=0.01), "off": pytest.approx(2, rel=0.01)}
    assert numbers(roads) == ["S631"]
    leg = {leg.id: leg for leg in roads.operation.legs or ()}["near--off"]
    assert leg.minutes == pytest.approx(4 + 2.5 / 5 * 60, rel=0.01)


def test_places_too_far_from_any_road_are_refused_all_at_once(tmp_path: Path) -> None:
    draw(tmp_path, road((0, 0), (4, 0)))
    places = place("a", 0, 9), place("b", 4, 0), place("c", 9, 9, "reception")
    assert refused(operation(places), tmp_path) == ["S630", "S630"]
    assert legs(operation(places, snap_km=20.0), tmp_path)


def test_a_scrap_of_road_beside_the_network_is_not_snapped_to(tmp_path: Path) -> None:
    long_road = road((0, 0), (40, 0))
    draw(tmp_path, long_road, road((1, 0.5), (1.1, 0.5)))
    assert legs(operation((place("a", 1, 0.6), place("b", 9, 0, "reception"))), tmp_path)


def test_a_place_cut_off_is_told_with_what_nearly_reaches_it(tmp_path: Path) -> None:
    draw(tmp_path, road((0, 0), (10, 0)), road((10.3, 0), (30, 0)))
    places = place("a", 0, 0), place("b", 5, 0), place("c", 20, 0, "reception")
    roads = resolve(operation(places), tmp_path)
    assert numbers(roads) == ["S634"]
    assert roads.warnings[0].where == "c"
    assert "within 0.30 km of each other" in str(roads.warnings[0])


def test_a_place_that_cannot_be_left_is_told(tmp_path: Path) -> None:
    draw(tmp_path, road((0, 0), (10, 0)), road((10, 0), (20, 0), oneway="yes"))
    places = place("a", 0, 0), place("b", 5, 0), place("c", 20, 0, "reception")
    roads = resolve(operation(places), tmp_path)
    assert [(w.number, w.where) for w in roads.warnings] == [("S634", "c")]
    assert "away from here" in str(roads.warnings[0])


def test_a_place_in_a_closed_zone_is_told(tmp_path: Path) -> None:
    draw(tmp_path, road((0, 0), (10, 0)), road((10, 0), (20, 0)))
    places = place("a", 0, 0), place("b", 5, 0), place("c", 20, 0, "reception")
    roads = resolve(operation(places, [zone("shut", 18, -1, 21, 1, access="closed")]), tmp_path)
    assert numbers(roads) == ["S632", "S634"]
    assert "closed zone shut" in str(roads.warnings[1])


def test_a_long_way_round_is_told_with_the_gap_that_causes_it(tmp_path: Path) -> None:
    around = road((10, 0), (10, 40), (10.2, 40), (10.2, 0))
    draw(tmp_path, road((0, 0), (10, 0)), around, road((10.2, 0), (20, 0)))
    roads = resolve(operation((place("a", 0, 0), place("b", 20, 0, "reception"))), tmp_path)
    assert numbers(roads) == ["S635"]
    assert "100 km long" in str(roads.warnings[0])
    assert "within 0.20 km of each other" in str(roads.warnings[0])
    assert "make it 20 km" in str(roads.warnings[0])


def test_a_closed_zone_that_makes_the_way_long_is_told(tmp_path: Path) -> None:
    around = road((0, 0), (0, 30), (20, 30), (20, 0))
    draw(tmp_path, road((0, 0), (20, 0)), around)
    shut = zone("shut", 9, -1, 11, 1, access="closed")
    roads = resolve(operation((place("a", 0, 0), place("b", 20, 0, "reception")), [shut]), tmp_path)
    assert numbers(roads) == ["S636"]
    assert "80 km long; the roads alone would take 20 km" in str(roads.warnings[0])
    assert "closed zone shut" in str(roads.warnings[0])


def test_roads_marked_as_destroyed_are_told(tmp_path: Path) -> None:
    draw(tmp_path, road((0, 0), (4, 0), bridge="yes"))
    ends = place("a", 0, 0), place("b", 4, 0, "reception")
    assert numbers(resolve(operation(ends), tmp_path)) == []
    draw(tmp_path, road((0, 0), (4, 0), bridge="destroyed_2022"))
    assert numbers(resolve(operation(ends), tmp_path)) == ["S640"]


def test_a_length_shorter_than_the_straight_line_is_told(tmp_path: Path) -> None:
    draw(tmp_path, road((0, 0), (4, 0), length=4))
    ends = place("a", 0, 0), place("b", 4, 0, "reception")
    assert numbers(resolve(operation(ends), tmp_path)) == ["S628"]


def test_every_speed_has_a_source() -> None:
    import csv
    from importlib.resources import files

    text = files("safeconduct.network").joinpath("data/speeds.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert all(row["source"].startswith(("assumed: ", "ConvoyPlan")) for row in rows)
    assert all(float(row["kmh"]) > 0 for row in rows)


def test_an_operation_with_legs_needs_no_roads(tmp_path: Path) -> None:
    given = replace(operation(ENDS), legs=())
    assert resolve(given, tmp_path) == Roads(given, {}, ())


SOUTH = {
    "manhush": (37.339, 47.066, "pickup"),
    "vasylivka": (35.285, 47.445, "pickup"),
    "zaporizhzhia": (35.11714, 47.85167, "reception"),
}


def south() -> Any:
    spots = [replace(place(n, 0, 0, kind), position=(x, y)) for n, (x, y, kind) in SOUTH.items()]
    return operation(spots)


def test_the_missing_bridge_at_kamianske_is_made_visible(tmp_path: Path) -> None:
    shutil.copy(shared("roads/south_ukraine_highways.geojson"), tmp_path / "roads.geojson")
    roads = resolve(south(), tmp_path)
    found = {leg.id: leg for leg in roads.operation.legs or ()}
    assert found["vasylivka--zaporizhzhia"].km > 400
    told = [w for w in roads.warnings if w.number == "S635" and w.where == "vasylivka"]
    assert "35.3660, 47.5370" in str(told[0])
    assert "make it 54 km" in str(told[0])


@pytest.mark.parametrize("repaired", [True, False])
def test_the_reference_roads_reach_zaporizhzhia_only_with_the_bridge(
    repaired: bool, tmp_path: Path
) -> None:
    whole = Path(__file__).parents[2] / "examples" / "mariupol" / "roads.geojson"
    content = json.loads(whole.read_text())
    if not repaired:
        kept = [f for f in content["features"] if f["properties"].get("source") != "gap_repair"]
        content["features"] = kept
    (tmp_path / "roads.geojson").write_text(json.dumps(content))
    roads = resolve(south(), tmp_path)
    found = {leg.id: leg for leg in roads.operation.legs or ()}
    assert (50 < found["vasylivka--zaporizhzhia"].km < 65) is repaired
    assert numbers(roads) == (["S640"] if repaired else ["S635"])
