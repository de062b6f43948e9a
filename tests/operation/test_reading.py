"""What a folder says is what the nouns hold."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.operation.worlds import good, numbers, problems, sound, spoil

from safeconduct.model.network import Passage
from safeconduct.model.operation import RoadRules, assumptions, unsourced
from safeconduct.model.people import Seat
from safeconduct.model.place import PlaceKind
from safeconduct.model.units import DailyInterval, Provenance
from safeconduct.operation import read_operation
from safeconduct.operation.digest import digest

MARIUPOL = Path(__file__).parents[2] / "examples" / "mariupol"
LIBHXL = """,Qué?,,¿Quién?
Registro,Sector/Cluster,Subsector,Organización
,#sector+es,#subsector+es,#org+es
001,WASH,Higiene,ACNUR
"""


def test_the_reference_operation_is_read_without_error() -> None:
    operation = read_operation(MARIUPOL).operation
    assert operation.legs is None
    assert len(operation.places) == 9
    assert sum(row.count for row in operation.headcounts) == 4500
    assert sum(row.count for row in operation.fleet) == 49
    assert operation.roads == RoadRules(speeds_kmh={"unclassified": 50.0}, ways=3)
    assert operation.rules.movement_hours == (DailyInterval(360, 1200),)
    assert operation.parties[0].time_zone == "Europe/Kyiv"
    assert operation.places[0].zones == ("city", "plant")


def test_the_assumed_facts_of_the_reference_operation_can_be_listed() -> None:
    operation = read_operation(MARIUPOL).operation
    found = assumptions(operation)
    files = [fact.file for fact in found]
    assert files.count("people.csv") == 15
    assert files.count("fleet.csv") == 4
    assert files.count("zones.geojson") == 7
    assert all(fact.what.startswith("assumed") for fact in found)
    assert found[0].where == "category adult"
    assert unsourced(operation) == ()


def test_a_fact_without_a_source_is_listed_as_such(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    spoil(folder, "fleet.csv", "1,assumed: invented example,2030-05-28", "1,,")
    spoil(folder, "legs.csv", "18,0,,assumed: invented example", "18,0,,")
    found = [(fact.file, fact.where) for fact in unsourced(sound(folder).operation)]
    assert found == [("fleet.csv", "bus"), ("legs.csv", "westfield-bridge")]


def test_every_file_becomes_its_nouns(tmp_path: Path) -> None:
    operation, warnings = read_operation(good(tmp_path / "op"))
    assert warnings == ()
    assert operation.start == datetime(2030, 6, 1, 4, tzinfo=UTC)
    assert operation.horizon_min == 2880
    assert [category.uses for category in operation.categories][-1] is Seat.STRETCHER
    school, bridge, westfield = operation.places
    assert (school.kind, school.bays, school.position) == (PlaceKind.PICKUP, 2, (10.1, 50.05))
    assert school.zones == ("old-town",)
    assert bridge.zones is None
    assert bridge.open == (DailyInterval(420, 1140),)
    assert westfield.is_base
    bus, ambulance, car = operation.fleet
    assert bus.vehicle_ids == ("bus-1", "bus-2")
    assert bus.available_from_min == 0
    assert ambulance.available_from_min == 60
    assert car.escort
    assert operation.zones[0].polygons[0][0][0] == (10.07, 50.02)
    assert (operation.windows[0].start, operation.windows[0].end) == (120, 480)
    assert operation.legs is not None
    assert operation.legs[2].zones == (Passage("old-town", 6, 15),)
    assert operation.headcounts[0].provenance == Provenance(
        "assumed: invented example", "2030-05-28"
    )


def test_kyiv_and_moscow_differ_by_an_hour_in_early_march_2022(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    spoil(folder, "operation.toml", "2030-06-01T06:00:00+02:00", "2022-03-08T06:00:00+02:00")
    spoil(folder, "fleet.csv", "2030-06-01T07:00:00+02:00", "2022-03-08T08:00:00+02:00")
    (folder / "windows.csv").write_text(
        "id,zone,start,end\n"
        "as-kyiv-says,old-town,2022-03-08T08:00:00+02:00,2022-03-08T09:00:00+02:00\n"
        "as-moscow-says,old-town,2022-03-08T10:00:00+03:00,2022-03-08T11:00:00+03:00\n"
    )
    kyiv, moscow = sound(folder).operation.windows
    assert (kyiv.start, kyiv.end) == (120, 180)
    assert (moscow.start, moscow.end) == (180, 240)
    spoil(folder, "windows.csv", "2022-03-08T10:00:00+03:00", "2022-03-08T09:00:00+03:00")
    assert numbers(folder) == ["S507"]


def test_touching_windows_are_no_overlap(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    spoil(folder, "windows.csv", "2030-06-01T14:00:00+02:00", "2030-06-02T09:00:00+03:00")
    assert numbers(folder) == []


def test_without_legs_there_are_none_and_without_zones_too(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    for name in ("legs.csv", "zones.geojson", "windows.csv"):
        (folder / name).unlink()
    assert numbers(folder) == ["S263"]
    spoil(folder, "places.geojson", '"zone": "old-town"', '"zone": []')
    operation = sound(folder).operation
    assert operation.legs is None
    assert operation.zones == ()
    assert operation.places[0].zones == ()


def test_with_legs_an_outline_may_be_left_out(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    text = (folder / "zones.geojson").read_text()
    begin, end = text.index('{"type": "Polygon"'), text.index("]]]}") + 4
    (folder / "zones.geojson").write_text(text[:begin] + "null" + text[end:])
    assert sound(folder).operation.zones[0].polygons == ()
    (folder / "legs.csv").unlink()
    assert numbers(folder) == ["S501"]


def test_unknown_columns_properties_and_keys_are_handed_on(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    spoil(folder, "fleet.csv", "id,organisation", "plate colour,id,organisation")
    spoil(folder, "fleet.csv", "bus,relief", "white,bus,relief")
    spoil(folder, "fleet.csv", "ambulance,relief", ",ambulance,relief")
    spoil(folder, "fleet.csv", "car,relief", ",car,relief")
    spoil(folder, "places.geojson", '"bays": 2', '"bays": 2, "shelter": {"depth_m": 4}, "x": null')
    spoil(folder, "operation.toml", "[rules]", "fuel = 3\n[rules]\nnight_light = true")
    spoil(folder, "operation.toml", 'uses = "stretcher"', 'uses = "stretcher"\ncolour = "red"')
    operation = sound(folder).operation
    assert operation.fleet[0].extra == {"plate colour": "white"}
    assert operation.fleet[1].extra == {}
    assert operation.places[0].extra == {"shelter": {"depth_m": 4}, "x": None}
    assert operation.extra == {"fuel": 3, "rules": {"night_light": True}}
    assert operation.categories[2].extra == {"colour": "red"}


def test_a_column_without_a_name_keeps_its_cells(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    (folder / "people.csv").write_text("place,,category,count,\nschool,see note,adult,3\n")
    (row,) = sound(folder).operation.headcounts
    assert row.extra == {"column 2": "see note"}


def test_rows_of_one_place_and_category_add_up(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    (folder / "people.csv").write_text("place,category,count\nschool,adult,3\nschool,adult,4\n")
    assert sound(folder).operation.waiting() == {("school", "adult"): 7}


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ('[["07:00", "19:00"]]', [(420, 1140)]),
        ('["07:00", "19:00"]', [(420, 1140)]),
        ('"07:00-19:00"', [(420, 1140)]),
        ('"07:00-12:00; 13:00-24:00"', [(420, 720), (780, 1440)]),
        ('"[[\\"22:00\\", \\"06:00\\"]]"', [(1320, 360)]),
        ("[]", []),
    ],
)
def test_daily_hours_may_be_written_as_qgis_keeps_lists(
    tmp_path: Path, written: str, hours: list[tuple[int, int]]
) -> None:
    folder = spoil(good(tmp_path / "op"), "places.geojson", '[["07:00", "19:00"]]', written)
    opened = sound(folder).operation.places[1].open
    assert opened is not None
    assert [(interval.start, interval.end) for interval in opened] == hours


@pytest.mark.parametrize("written", ['["old-town"]', '"old-town;"', '"[\\"old-town\\"]"'])
def test_ids_may_be_a_list_or_a_text(tmp_path: Path, written: str) -> None:
    folder = spoil(good(tmp_path / "op"), "places.geojson", '"old-town"', written)
    assert sound(folder).operation.places[0].zones == ("old-town",)


def test_an_id_may_be_a_bare_number(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    spoil(folder, "zones.geojson", '"id": "old-town"', '"id": 7')
    spoil(folder, "places.geojson", '"zone": "old-town"', '"zone": 7')
    for name in ("windows.csv", "legs.csv"):
        text = (folder / name).read_text().replace(",old-town,", ",7,").replace("old-town:", "7:")
        (folder / name).write_text(text)
    assert sound(folder).operation.zones[0].id == "7"


def test_a_point_may_come_as_a_multipoint_of_one(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    old = '{"type": "Point", "coordinates": [10.1, 50.05]}'
    spoil(folder, "places.geojson", old, '{"type":"MultiPoint","coordinates":[[10.1,50.05,7]]}')
    assert sound(folder).operation.places[0].position == (10.1, 50.05)


def test_a_named_wgs_84_is_welcome(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"):
        crs = f'"crs": {{"type": "name", "properties": {{"name": "{name}"}}}}, "features"'
        text = (folder / "places.geojson").read_text()
        (folder / "places.geojson").write_text(text.replace('"features"', crs, 1))
        assert numbers(folder) == [], name
        (folder / "places.geojson").write_text(text)


def test_an_hxl_row_is_recognised_under_the_header_only(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    assert len(sound(folder).operation.headcounts) == 3
    text = "place,category,count\nschool,adult,3\n#loc,#population,#affected\n"
    (folder / "people.csv").write_text(text)
    assert "S351" in numbers(folder)


def test_a_humanitarian_table_of_another_kind_is_refused_with_its_columns(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    (folder / "people.csv").write_text(LIBHXL, encoding="utf-8")
    (found,) = problems(folder)
    assert found.number == "S375"
    assert "place, category, count" in found.wrong


def test_the_digest_changes_with_every_input_file_and_with_nothing_else(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    seen = {digest(folder)}
    (folder / "notes.txt").write_text("not an input")
    assert digest(folder) in seen
    for name in ("roads.geojson", "closures.geojson", "terms.toml", "people.csv", "legs.csv"):
        with (folder / name).open("a") as file:
            file.write("\n")
        seen.add(digest(folder))
    assert len(seen) == 6
    assert sound(folder).operation.sha256 == digest(folder)


def test_the_digest_is_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"b")
    (tmp_path / "fleet.csv").write_bytes(b"a")
    parts = b"".join(
        name + b"\0" + hashlib.sha256(data).digest()
        for name, data in ((b"fleet.csv", b"a"), (b"people.csv", b"b"))
    )
    assert digest(tmp_path) == hashlib.sha256(parts).hexdigest()
