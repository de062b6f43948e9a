"""What road files say, in every format, and what is said of broken ones."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from tests.network.world import (
    Line,
    at,
    draw,
    feature,
    legs,
    operation,
    place,
    refused,
    road,
    shared,
    write,
)

TWO = (place("a", 0, 0), place("b", 4, 0, "reception"))
CROSS: tuple[Line, ...] = (
    road((0, 0), (2, 0), (4, 0)),
    road((2, 0), (2, 3), highway="primary"),
    road((2, 3), (4, 0), oneway="yes", maxspeed="20"),
)


def write_pbf(folder: Path, *lines: Line, barrier: tuple[float, float] | None = None) -> Path:
    path = folder / "roads.osm.pbf"
    writer = osmium.SimpleWriter(str(path))
    nodes = {spot: n for n, spot in enumerate(dict.fromkeys(p for ps, _ in lines for p in ps), 1)}
    for spot, n in nodes.items():
        marks = {"barrier": "bollard"} if spot == barrier else {}
        writer.add_node(osmium.osm.mutable.Node(id=n, location=at(*spot), tags=marks))
    for n, (points, tags) in enumerate(lines, 1):
        words = {key: str(value) for key, value in tags.items()}
        way = osmium.osm.mutable.Way(id=n, nodes=[nodes[p] for p in points], tags=words)
        writer.add_way(way)
    writer.close()
    return path


def write_gpkg(folder: Path, *lines: Line) -> Path:
    path = folder / "roads.gpkg"
    wkb = shapely.to_wkb([shapely.LineString([at(*p) for p in points]) for points, _ in lines])
    names = ["highway", "oneway", "maxspeed"]
    columns = [np.array([tags.get(name) for _, tags in lines], dtype=object) for name in names]
    pyogrio.raw.write(
        str(path), np.array(wkb), columns, names, geometry_type="LineString", crs="EPSG:4326"
    )
    return path


def write_parquet(folder: Path, *lines: Line) -> Path:
    path = folder / "roads.parquet"
    wkb = shapely.to_wkb([shapely.LineString([at(*p) for p in points]) for points, _ in lines])
    table = pa.table(
        {
            "geometry": pa.array(list(wkb), pa.binary()),
            **{
                key: [tags.get(key) for _, tags in lines]
                for key in ("highway", "oneway", "maxspeed")
            },
        }
    )
    column = {"encoding": "WKB", "geometry_types": ["LineString"]}
    geo = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)
    return path


WRITERS = {"geojson": draw, "pbf": write_pbf, "gpkg": write_gpkg, "parquet": write_parquet}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_format_tells_the_same_roads(kind: str, tmp_path: Path) -> None:
    WRITERS[kind](tmp_path, *CROSS)
    found = legs(operation(TWO), tmp_path)
    assert set(found) == {"a--b", "b--a"}
    assert found["a--b"].km == pytest.approx(4.0, rel=1e-3)
    assert found["a--b"].minutes == pytest.approx(8.0, rel=1e-3)


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.98])
def test_a_file_cut_off_is_a_numbered_problem(kind: str, share: float, tmp_path: Path) -> None:
    path = WRITERS[kind](tmp_path, *CROSS * 20)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert refused(operation(TWO), tmp_path)[0] in {"S623", "S624"}


@pytest.mark.parametrize("name", ["roads.geojson", "roads.osm.pbf", "roads.gpkg", "roads.parquet"])
@given(garbage=st.binary(max_size=200))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_garbage_is_a_numbered_problem(name: str, garbage: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(garbage)
    assert set(refused(operation(TWO), tmp_path)) <= {"S623", "S624"}


@pytest.mark.parametrize(
    "content",
    [
        "[]", "{}", '{"features": 3}', '{"features": [3]}', '{"features": [{"geometry": 7}]}',
        '{"features": [{"geometry": {"type": "LineString", "coordinates": 4}}]}',
        '{"features": [{"geometry": {"type": "LineString", "coordinates": [["x", 1], [2, 3]]}}]}',
        '{"features": [{"geometry": {"type": "LineString", "coordinates": [[30], [31]]}}]}',
        '{"features": [{"geometry": {"type": "MultiLineString", "coordinates": [4]}}]}',
        '{"features": [], "crs": 5}', '{"features": [], "crs": {"properties": 5}}',
        '{"features": ' + "[" * 20_000,
    ],
)  # fmt: skip
def test_json_that_is_no_road_map_is_a_numbered_problem(content: str, tmp_path: Path) -> None:
    (tmp_path / "roads.geojson").write_text(content)
    assert set(refused(operation(TWO), tmp_path)) <= {"S623", "S624"}


def test_a_folder_without_roads_with_several_or_of_an_unknown_kind_is_refused(
    tmp_path: Path,
) -> None:
    assert refused(operation(TWO), tmp_path) == ["S620"]
    (tmp_path / "roads.shp").write_bytes(b"")
    assert refused(operation(TWO), tmp_path) == ["S622"]
    draw(tmp_path, *CROSS)
    assert refused(operation(TWO), tmp_path) == ["S621"]


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "roads.geojson").mkdir()
    assert refused(operation(TWO), tmp_path) == ["S623"]


def test_all_problems_of_roads_closures_and_outlines_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "roads.geojson").write_text("?")
    (tmp_path / "closures.geojson").write_text("?")
    assert refused(operation(TWO, ways=0, snap_km=-1.0), tmp_path) == [
        "S641", "S641", "S623", "S623",
    ]  # fmt: skip


def test_a_projected_file_is_brought_to_longitude_and_latitude(tmp_path: Path) -> None:
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform
    line = feature(*road((0, 0), (4, 0)))
    line["geometry"] = {
        "type": "LineString", "coordinates": [to_metres(*at(0, 0)), to_metres(*at(4, 0))]
    }  # fmt: skip
    name = {"name": "urn:ogc:def:crs:EPSG::3857"}
    crs = {"type": "name", "properties": name}
    whole = {"type": "FeatureCollection", "features": [line], "crs": crs}
    (tmp_path / "roads.geojson").write_text(json.dumps(whole))
    assert legs(operation(TWO), tmp_path)["a--b"].km == pytest.approx(4.0, rel=1e-3)
    name["name"] = "EPSG:nonsense"
    (tmp_path / "roads.geojson").write_text(json.dumps(whole))
    assert refused(operation(TWO), tmp_path) == ["S626"]


@pytest.mark.parametrize("spot", [(0.0, 0.0), (-1.8e308, 5.0), (4e6, 6e6), (float("nan"), 1.0)])
def test_coordinates_that_are_none_are_a_numbered_problem(
    spot: tuple[float, float], tmp_path: Path
) -> None:
    line = feature(*road((0, 0), (4, 0)))
    line["geometry"] = {"type": "LineString", "coordinates": [at(0, 0), spot]}
    write(tmp_path, "roads.geojson", [line])
    assert refused(operation(TWO), tmp_path) == ["S625"]


@pytest.mark.parametrize("value", [-1, 0, "far", float("inf")])
def test_a_length_that_is_no_number_above_zero_is_a_numbered_problem(
    value: object, tmp_path: Path
) -> None:
    draw(tmp_path, road((0, 0), (4, 0), length_km=value))
    assert refused(operation(TWO), tmp_path) == ["S627"]


def test_an_extract_with_such_a_length_is_refused_too(tmp_path: Path) -> None:
    write_pbf(tmp_path, road((0, 0), (4, 0), **{"derived:km": "far"}))
    assert refused(operation(TWO), tmp_path) == ["S627"]


def test_conflict_data_given_as_roads_is_refused_in_words(tmp_path: Path) -> None:
    for path in sorted(shared("conflict").glob("*.geojson")):
        shutil.copy(path, tmp_path / "roads.geojson")
        assert set(refused(operation(TWO), tmp_path)) <= {"S623", "S624", "S625"}


def test_one_way_roads_lead_one_way(tmp_path: Path) -> None:
    draw(tmp_path, road((0, 0), (4, 0), oneway="yes"), road((0, 0), (2, 3), (4, 0)))
    found = legs(operation(TWO), tmp_path)
    assert found["a--b"].km == pytest.approx(4.0, rel=1e-3)
    assert found["b--a"].km == pytest.approx(2 * 13**0.5, rel=1e-3)


def test_a_one_way_road_may_run_against_its_line(tmp_path: Path) -> None:
    draw(tmp_path, road((4, 0), (0, 0), oneway="-1"), road((0, 0), (2, 3), (4, 0)))
    assert legs(operation(TWO), tmp_path)["a--b"].km == pytest.approx(4.0, rel=1e-3)


def test_roundabouts_are_one_way_without_saying_so(tmp_path: Path) -> None:
    circle = [(0, 0), (4, 0), (4, 2), (0, 2), (0, 0)]
    draw(tmp_path, road(*circle, junction="roundabout"), road((9, 9), (9, 8), oneway="no"))
    found = legs(operation(TWO), tmp_path)
    assert found["a--b"].km == pytest.approx(4.0, rel=1e-3)
    assert found["b--a"].km == pytest.approx(8.0, rel=1e-3)


@pytest.mark.parametrize(
    ("tags", "open_"),
    [
        ({"access": "private"}, False),
        ({"access": "no", "motor_vehicle": "yes"}, True),
        ({"motor_vehicle": "no"}, False),
        ({"vehicle": "destination"}, True),
        ({"highway": "footway"}, False),
        ({"highway": "construction"}, False),
        ({"oneway": "reversible"}, False),
    ],
)
def test_access_tags_are_kept(tags: dict[str, str], open_: bool, tmp_path: Path) -> None:
    draw(tmp_path, road((0, 0), (4, 0), **tags), road((0, 0), (2, 3), (4, 0)))
    short = legs(operation(TWO), tmp_path)["a--b"].km < 5
    assert short is open_


def test_ferries_are_driven_on_only_where_asked_for(tmp_path: Path) -> None:
    lines = road((0, 0), (4, 0), highway=None, route="ferry"), road((0, 0), (2, 3), (4, 0))
    draw(tmp_path, *lines)
    assert legs(operation(TWO), tmp_path)["a--b"].km > 7
    ferry = operation(TWO, ferries=True, speeds_kmh={"ferry": 30.0})
    assert legs(ferry, tmp_path)["a--b"].minutes == pytest.approx(8.0, rel=1e-3)


def test_a_bollard_stops_vehicles(tmp_path: Path) -> None:
    lines = road((0, 0), (2, 0), (4, 0)), road((0, 0), (2, 3), (4, 0))
    write_pbf(tmp_path, *lines, barrier=(2, 0))
    assert legs(operation(TWO), tmp_path)["a--b"].km > 7


@pytest.mark.parametrize(
    ("tags", "rules", "minutes"),
    [
        ({}, {}, 8.0),
        ({"maxspeed": "15"}, {}, 16.0),
        ({"maxspeed": "120"}, {}, 8.0),
        ({"maxspeed": "10 mph"}, {}, 8.0 * 30 / 16.09344),
        ({"speed_kmh": 60}, {}, 4.0),
        ({"minutes": 3}, {}, 3.0),
        ({"length_km": 8}, {}, 16.0),
        ({"length": 8000.0}, {}, 16.0),
        ({}, {"speeds_kmh": {"residential": 15.0}}, 16.0),
        ({"highway": "footway"}, {"speeds_kmh": {"footway": 6.0}}, 40.0),
    ],
)
def test_speed_comes_from_the_segment_then_its_class_up_to_its_limit(
    tags: dict[str, object], rules: dict[str, Any], minutes: float, tmp_path: Path
) -> None:
    draw(tmp_path, road((0, 0), (4, 0), **tags))
    assert legs(operation(TWO, **rules), tmp_path)["a--b"].minutes == pytest.approx(
        minutes, rel=1e-3
    )


@pytest.mark.parametrize("kmh", [0.0, -3.0, float("nan")])
def test_a_speed_that_is_none_is_refused(kmh: float, tmp_path: Path) -> None:
    draw(tmp_path, road((0, 0), (4, 0)))
    assert refused(operation(TWO, speeds_kmh={"residential": kmh}), tmp_path) == ["S629"]


def test_roads_across_the_date_line_stay_short(tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[179.99, 0.5], [-179.99, 0.5]]}
    tags = {"highway": "primary"}
    write(tmp_path, "roads.geojson", [{"type": "Feature", "properties": tags, "geometry": line}])
    from dataclasses import replace

    a, b = (replace(p, position=(x, 0.5)) for p, x in zip(TWO, (179.99, -179.99), strict=True))
    found = legs(operation((a, b)), tmp_path)
    assert found["a--b"].km == pytest.approx(2.2, rel=0.02)
    assert all(-180 <= lon <= 180 for lon, _ in found["a--b"].geometry)


@pytest.mark.parametrize(
    "name", ["andorra", "columbus_otp", "fiji-ferry", "liechtenstein", "monaco_osrm"]
)
def test_real_extracts_give_roads(name: str) -> None:
    from safeconduct.network.source import read_roads
    from safeconduct.network.speeds import speed_table

    lines = read_roads(shared(f"osm_pbf/{name}.osm.pbf"), speed_table({}, ferries=True))
    assert len(lines.roads) > 0
    assert np.isfinite(lines.step).all()
