"""Every fault of a folder has its number, its file, its row and its remedy."""

from pathlib import Path

import pytest
from tests.operation.worlds import good, numbers, problems, spoil

from safeconduct.model.problem import PROBLEMS, InputProblems
from safeconduct.operation import read_operation

OPERATION = [
    ("S150", 'name = "Riverton to Westfield (invented)"', ""),
    ("S150", 'start = "2030-06-01T06:00:00+02:00"', ""),
    ("S159", "T06:00:00+02:00", "T06:00:00"),
    ("S159", '"2030-06-01T06:00:00+02:00"', "2030-06-01"),
    ("S158", "2030-06-01T06:00:00+02:00", "first of June, six o'clock"),
    ("S156", "2030-06-01T06:00:00+02:00", "0001-01-01T00:00:00+14:00"),
    ("S156", "2030-06-01T06:00:00+02:00", "9999-12-31T23:59:59-12:00"),
    ("S156", "horizon_h = 48", "horizon_h = 0"),
    ("S156", "horizon_h = 48", "horizon_h = 1e300"),
    ("S155", "horizon_h = 48", "horizon_h = inf"),
    ("S155", "horizon_h = 48", "horizon_h = 1" + "0" * 400),
    ("S155", "horizon_h = 48", "horizon_h = 0x1" + "0" * 4000),
    ("S153", "horizon_h = 48", "horizon_h = true"),
    ("S153", "horizon_h = 48", 'horizon_h = "two days"'),
    ("S154", "horizon_h = 48", 'horizon_h = "1.000,5"'),
    ("S155", "horizon_h = 48", "horizon_h = 48\nfuel = nan"),
    ("S162", '["06:00", "20:00"]', '["06:00"]'),
    ("S162", '["06:00", "20:00"]', '["6", "8"]'),
    ("S162", '["06:00", "20:00"]', '["24:00", "08:00"]'),
    ("S162", '["06:00", "20:00"]', '["06:00", "25:00"]'),
    ("S165", '["06:00", "20:00"]', "true"),
    ("S165", "[[organisation]]", "[organisation]"),
    ("S165", "[rules]", "[[rules]]"),
    ("S165", 'name = "Riverton to Westfield (invented)"', "name = [1]"),
    ("S161", 'uses = "stretcher"', 'uses = "sofa"'),
    ("S151", 'id = "stretcher"', 'id = "Stretcher patient"'),
    ("S151", 'id = "stretcher"', 'id = "' + "s" * 101 + '"'),
    ("S151", 'id = "stretcher"', "id = 3.5"),
    ("S152", 'id = "stretcher"', 'id = "adult"'),
    ("S104", "Etc/GMT-3", "Europe/Atlantis"),
    ("S104", "Etc/GMT-3", "../../etc/passwd"),
    ("S156", "weight = 3", "weight = -3"),
    ("S166", "Northern party (invented)", "x" * 10_001),
    ("S181", "horizon_h = 48", "horizon_h = "),
    ("S181", 'source = "assumed: invented example"\n', 'source = "assumed'),
    ("S181", "horizon_h = 48", "horizon_h = 48\nwhen = 2030-13-45"),
    ("S182", "horizon_h = 48", "horizon_h = 48\nx = " + "[" * 60 + "]" * 60),
    ("S172", "horizon_h = 48", "horizon_h = 48\x00"),
    ("S156", "[rules]", "[roads]\nways = 0\n[rules]"),
    ("S160", "[rules]", '[roads]\nferries = "perhaps"\n[rules]'),
    ("S156", "[rules]", "[roads]\nspeeds_kmh = { primary = -3 }\n[rules]"),
]
PLACES = [
    ("S250", '"id": "school", ', ""),
    ("S251", '"id": "school"', '"id": "The School"'),
    ("S252", '"id": "westfield"', '"id": "bridge"'),
    ("S261", '"kind": "pickup"', '"kind": "picnic"'),
    ("S263", '"zone": "old-town"', '"zone": "old-twon"'),
    ("S263", '"zone": "old-town"', '"zone": ["old-town", "new-town"]'),
    ("S265", '"zone": "old-town"', '"zone": {"a": 1}'),
    ("S265", '"zone": "old-town"', '"zone": "[1, "'),
    ("S256", '"bays": 2', '"bays": 0'),
    ("S257", '"bays": 2', '"bays": 1.5'),
    ("S253", '"bays": 2', '"bays": [2]'),
    ("S255", '"bays": 2', '"bays": 1e400'),
    ("S255", '"bays": 2', '"bays": NaN'),
    ("S255", '"bays": 2', '"bays": 2, "depth": Infinity'),
    ("S260", '"overnight": false', '"overnight": "sometimes"'),
    ("S262", '[["07:00", "19:00"]]', '"all day"'),
    ("S262", '[["07:00", "19:00"]]', '[["07:00", 19]]'),
    ("S263", '"capacity": 500', '"capacity": 500, "accepts": ["adult", "childs"]'),
    ("S201", '{"type": "Point", "coordinates": [10.1, 50.05]}', "null"),
    ("S201", '{"type": "Point", "coordinates": [10.1, 50.05]}', '{"type": "LineString"}'),
    ("S202", "[10.1, 50.05]", "[10.1]"),
    ("S202", "[10.1, 50.05]", '["10.1", "50.05"]'),
    ("S202", "[10.1, 50.05]", "[1124348.0, 6451234.0]"),
    ("S202", "[10.1, 50.05]", "[-1.8e308, -1.8e308]"),
    ("S202", "[10.1, 50.05]", "[NaN, 50.05]"),
    ("S203", "[10.1, 50.05]", "[0, 0]"),
    ("S204", "[10.1, 50.05]", "[50.05, 10.1]"),
    ("S206", "[10.1, 50.05]", "[-70.0, 50.05]"),
    ("S205", '"kind": "reception"', '"kind": "base"'),
    ("S205", '"base": true', '"base": false'),
    ("S205", '"kind": "pickup"', '"kind": "checkpoint"'),
    (
        "S285",
        '"name": "places"',
        '"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}',
    ),
    ("S283", '"features"', '"feature"'),
    ("S265", '{"type": "Feature", "geometry"', '{"type": "Fixture", "geometry"'),
    ("S265", '"properties": {', '"properties": [1], "other": {'),
    ("S281", '"FeatureCollection",', '"FeatureCollection"'),
    ("S281", '"bays": 2', '"bays": 2' + "0" * 5000),
    ("S282", '"bays": 2', '"bays": ' + "[" * 100_000 + "]" * 100_000),
    ("S282", '"bays": 2', '"bays": ' + "[" * 50 + "]" * 50),
    ("S284", '"bays": 2', '"bays": 2, "bays": 3'),
    ("S266", "Riverton school", "half \\ud83d a smile"),
    ("S264", "Riverton school", "#REF!"),
]
PEOPLE = [
    ("S350", "school,adult,120", "school,adult,"),
    ("S350", "school,adult,120", ",adult,120"),
    ("S351", "school,adult,120", "Schöol,adult,120"),
    ("S363", "school,adult,120", "scool,adult,120"),
    ("S363", "school,adult,120", "school,adlut,120"),
    ("S301", "school,adult,120", "bridge,adult,120"),
    ("S356", "school,adult,120", "school,adult,-120"),
    ("S356", "school,adult,120", "school,adult,1e9"),
    ("S357", "school,adult,120", "school,adult,120.5"),
    ("S357", "school,adult,120", "school,adult,1.234"),
    ("S354", "school,adult,120", 'school,adult,"1,234"'),
    ("S357", "school,adult,120", 'school,adult,"12,5"'),
    ("S354", "school,adult,120", "school,adult,1 234"),
    ("S354", "school,adult,120", "school,adult,1\u00a0234"),
    ("S354", "school,adult,120", "school,adult,1'234"),
    ("S377", "school,adult,120", "school,adult,1,234"),
    ("S355", "school,adult,120", "school,adult,NaN"),
    ("S355", "school,adult,120", "school,adult,-inf"),
    ("S355", "school,adult,120", "school,adult,1e400"),
    ("S353", "school,adult,120", "school,adult,many"),
    ("S353", "school,adult,120", "school,adult,1_000"),
    ("S353", "school,adult,120", "school,adult,١٢٠"),
    ("S364", "school,adult,120", "school,adult,#REF!"),
    ("S364", "school,adult,120", "#N/A,adult,120"),
    ("S374", "school,adult,120", 'school,"adult,120'),
    ("S374", "school,adult,120", 'school,"adult"x,120'),
    ("S375", "place,category,count", "place,category,number"),
    ("S376", "count,source", "count,count"),
    ("S378", "school,stretcher,4,assumed: invented example,2030-05-28", "school,stretcher,4"),
    ("S379", "school,stretcher,4,assumed: invented example,2030-05-28\n", "school,stretcher,4"),
]
FLEET = [
    ("S450", "bus,relief,westfield,bus,2", "bus,relief,westfield,,2"),
    ("S452", "ambulance,relief", "bus,relief"),
    ("S463", "bus,relief", "bus,releif"),
    ("S463", "bus,relief,westfield", "bus,relief,eastfield"),
    ("S401", "bus,relief,westfield", "bus,relief,school"),
    ("S456", "bus,relief,westfield,bus,2", "bus,relief,westfield,bus,1000000000"),
    ("S457", ",45,", ",4.5,"),
    ("S460", ",false,", ",maybe,"),
    ("S459", "2030-06-01T07:00:00+02:00", "2030-06-01T07:00:00"),
    ("S458", "2030-06-01T07:00:00+02:00", "1.6.2030 7:00"),
    ("S464", "2030-06-01T07:00:00+02:00", "#VALUE!"),
    ("S456", ",30,1,", ",30,0,"),
    ("S456", ",12,8,500,30", ",0,8,500,30"),
    ("S402", ",0,0,0,true,", ",0,0,0,false,"),
    ("S403", "2030-06-01T07:00:00+02:00", "2031-06-01T07:00:00+02:00"),
]
ZONES = [
    ("S551", '"id": "old-town"', '"id": "Old Town"'),
    ("S561", '"access": "window"', '"access": "sometimes"'),
    ("S563", '"control": "north"', '"control": "nroth"'),
    ("S556", '"hazard": 1.0', '"hazard": -1'),
    ("S501", '"type": "Polygon"', '"type": "Point"'),
    (
        "S501",
        '"type": "Polygon", "coordinates": [',
        '"type": "MultiPolygon", "coordinates": [], "x": [',
    ),
    ("S502", ", [10.07, 50.02]]]", "]]"),
    ("S502", "[10.15, 50.1], [10.07, 50.1], ", ""),
    ("S502", '"coordinates": [[', '"coordinates": [1, ['),
    ("S502", '"coordinates": [[', '"coordinates": [], "x": [['),
    ("S503", "[10.15, 50.02], [10.15, 50.1]", "[10.15, 50.1], [10.15, 50.02]"),
    ("S504", "[[[10.07, 50.02]", "[[[1121000, 6445000]"),
    ("S510", '"id": "old-town"', '"id": "new-town"'),
    ("S585", '"name": "zones"', '"crs": {"properties": {"name": "EPSG:32636"}}'),
]
WINDOWS = [
    ("S559", "2030-06-01T08:00:00+02:00", "2030-06-01T08:00:00"),
    ("S558", "2030-06-01T08:00:00+02:00", "8 o'clock"),
    ("S563", "old-town-1,old-town", "old-town-1,old-twon"),
    ("S506", "2030-06-01T14:00:00+02:00", "2030-06-01T08:00:00+02:00"),
    ("S506", "2030-06-01T14:00:00+02:00", "2030-06-01T14:00:00+10:00"),
    ("S507", "2030-06-01T14:00:00+02:00", "2030-06-02T08:01:00+02:00"),
    ("S508", "2030-06-02T08:00:00+02:00,2030-06-02", "2031-06-02T08:00:00+02:00,2031-06-02"),
    ("S552", "old-town-2,", "old-town-1,"),
]
LEGS = [
    ("S663", "westfield-bridge,westfield", "westfield-bridge,eastfield"),
    ("S663", "old-town:6:15", "old-twon:6:15"),
    ("S601", "old-town:6:15", "old-town:6"),
    ("S601", "old-town:6:15", "old-town:6:nan"),
    ("S601", "old-town:6:15", "Old Town:6:7"),
    ("S602", "old-town:6:15", "old-town:6:15.5"),
    ("S602", "old-town:6:15", "old-town:9:6"),
    ("S602", "old-town:6:15", "old-town:-1:6"),
    ("S603", "westfield-bridge,westfield,bridge", "westfield-bridge,bridge,bridge"),
    ("S656", "bridge,30,18", "bridge,0,18"),
    ("S654", "bridge,30,18", 'bridge,"30,5",18'),
    ("S650", "bridge,30,18", "bridge,30,"),
    ("S652", "bridge-westfield,", "westfield-bridge,"),
]
TABLE = [
    (number, file, old, new)
    for file, cases in (
        ("operation.toml", OPERATION),
        ("places.geojson", PLACES),
        ("people.csv", PEOPLE),
        ("fleet.csv", FLEET),
        ("zones.geojson", ZONES),
        ("windows.csv", WINDOWS),
        ("legs.csv", LEGS),
    )
    for number, old, new in cases
]


@pytest.mark.parametrize(
    ("number", "file", "old", "new"), TABLE, ids=[f"{c[0]}-{n}" for n, c in enumerate(TABLE)]
)
def test_a_fault_has_its_number_and_stands_in_its_file(
    tmp_path: Path, number: str, file: str, old: str, new: str
) -> None:
    found = problems(spoil(good(tmp_path / "op"), file, old, new))
    meant = [problem for problem in found if problem.number == number]
    assert meant, [str(problem) for problem in found]
    assert meant[0].file == file
    assert meant[0].wrong
    assert meant[0].remedy
    assert len(str(meant[0])) < 600


def test_the_sound_folder_has_no_problem(tmp_path: Path) -> None:
    assert numbers(good(tmp_path / "op")) == []


def test_all_problems_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    spoil(folder, "operation.toml", "horizon_h = 48", "horizon_h = -1")
    spoil(folder, "places.geojson", '"bays": 2', '"bays": -2')
    spoil(folder, "people.csv", "school,adult,120", "nowhere,adult,-1")
    spoil(folder, "people.csv", "school,child,60", "elsewhere,child,60")
    spoil(folder, "fleet.csv", "bus,relief", "bus,nobody")
    spoil(folder, "windows.csv", "old-town-2,old-town", "old-town-2,lost-town")
    spoil(folder, "legs.csv", "westfield-bridge,westfield", "westfield-bridge,lost")
    found = numbers(folder)
    assert sorted(set(found)) == ["S156", "S256", "S356", "S363", "S463", "S563", "S663"]


def test_a_problem_names_the_row_as_a_spreadsheet_counts_it(tmp_path: Path) -> None:
    folder = spoil(good(tmp_path / "op"), "people.csv", "school,child,60", "school,child,-60")
    (found,) = problems(folder)
    assert (found.number, found.where, found.field) == ("S356", "row 4", "count")


def test_a_problem_names_the_feature_by_number_and_id(tmp_path: Path) -> None:
    folder = spoil(good(tmp_path / "op"), "places.geojson", '"lanes": 1', '"lanes": -1')
    (found,) = problems(folder)
    assert (found.where, found.field) == ("feature 2 (bridge)", "lanes")


def test_a_problem_names_the_table_of_operation_toml(tmp_path: Path) -> None:
    folder = spoil(good(tmp_path / "op"), "operation.toml", "weight = 3", "weight = -3")
    (found,) = problems(folder)
    assert (found.where, found.field) == ("category 3", "weight")


@pytest.mark.parametrize(
    ("written", "advice"),
    [("1.234,5", "1234.5"), ("1,234", "1234 or 1.234"), ("12,5", "12.5"), ("1 234 567", "1234567")],
)
def test_a_number_with_separators_is_refused_with_what_may_be_meant(
    tmp_path: Path, written: str, advice: str
) -> None:
    folder = spoil(good(tmp_path / "op"), "legs.csv", "bridge,30,18", f'bridge,30,"{written}"')
    (found,) = problems(folder)
    assert f"Write {advice}:" in found.remedy


@pytest.mark.parametrize(
    ("written", "number"), [("1,234", "S354"), ("1.234.567", "S354"), ("1.234,5", "S357")]
)
def test_a_count_with_separators_is_never_taken_for_a_fraction(
    tmp_path: Path, written: str, number: str
) -> None:
    folder = spoil(good(tmp_path / "op"), "people.csv", "adult,120", f'adult,"{written}"')
    (found,) = problems(folder)
    assert found.number == number
    assert " or " not in found.remedy


def test_a_reference_to_nothing_says_what_may_be_meant(tmp_path: Path) -> None:
    folder = spoil(good(tmp_path / "op"), "people.csv", "school,adult", "scool,adult")
    assert "Is school meant?" in problems(folder)[0].remedy


def test_a_category_that_nobody_can_carry_is_a_warning(tmp_path: Path) -> None:
    folder = spoil(good(tmp_path / "op"), "fleet.csv", ",1,0,2,false", ",1,0,0,false")
    (found,) = read_operation(folder).warnings
    assert found.number == "S302"
    assert "4 people of category stretcher" in found.wrong


def test_a_category_that_no_reception_accepts_is_a_warning(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    spoil(folder, "places.geojson", '"capacity": 500', '"accepts": ["adult", "child"]')
    assert [w.number for w in read_operation(folder).warnings] == ["S303"]


def test_where_nobody_waits_and_nothing_moves_there_are_warnings(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    for name in ("people.csv", "fleet.csv", "legs.csv"):
        head = (folder / name).read_text().splitlines()[0]
        (folder / name).write_text(head)
    assert numbers(folder) == ["S304", "S404", "S604"]


def test_a_window_of_an_open_zone_is_a_warning(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    spoil(folder, "zones.geojson", '"access": "window"', '"access": "open"')
    assert [w.number for w in read_operation(folder).warnings] == ["S509", "S509"]


def test_a_window_zone_without_a_file_of_windows_is_a_warning(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    (folder / "windows.csv").unlink()
    assert [w.number for w in read_operation(folder).warnings] == ["S510"]


@pytest.mark.parametrize(("leg", "way"), [("bridge-school", "to"), ("school-bridge", "away from")])
def test_a_pickup_that_no_leg_joins_is_a_warning(tmp_path: Path, leg: str, way: str) -> None:
    folder = good(tmp_path / "op")
    rows = (folder / "legs.csv").read_text().splitlines(keepends=True)
    (folder / "legs.csv").write_text("".join(row for row in rows if not row.startswith(leg)))
    (found,) = read_operation(folder).warnings
    assert found.number == "S605"
    assert found.wrong == f"People wait at school, and no leg leads {way} it."


def test_no_category_is_an_error(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    text = (folder / "operation.toml").read_text().partition("# Categories")[0]
    (folder / "operation.toml").write_text(text)
    assert "S105" in numbers(folder)


def test_a_thousand_faults_of_one_kind_are_counted_and_twenty_are_shown(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    (folder / "people.csv").write_text("place,category,count\n" + "school,adult,-1\n" * 1000)
    found = problems(folder)
    assert len(found) == 21
    assert found[-1].wrong == "And 980 more of this kind."
    assert found[-1].number == "S356"


def test_warnings_come_after_errors(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    spoil(folder, "fleet.csv", ",0,0,0,true,", ",0,0,0,false,")
    spoil(folder, "legs.csv", "bridge,30,18", "bridge,-30,18")
    assert numbers(folder) == ["S656", "S402"]


def test_a_broken_place_does_not_make_its_people_homeless(tmp_path: Path) -> None:
    folder = spoil(good(tmp_path / "op"), "places.geojson", '"bays": 2', '"bays": -2')
    assert numbers(folder) == ["S256"]


def test_an_unreadable_file_of_places_does_not_orphan_every_row(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    (folder / "places.geojson").write_text("{")
    assert numbers(folder) == ["S281"]


def test_terminal_controls_in_a_value_are_written_out(tmp_path: Path) -> None:
    folder = spoil(good(tmp_path / "op"), "people.csv", "school,adult", "\x9b31mschool,adult")
    assert all(text.wrong.isprintable() for text in problems(folder))


def test_no_message_has_a_hole(tmp_path: Path) -> None:
    for number, kind in PROBLEMS.items():
        assert number.startswith("S"), number
        assert kind.wrong.endswith((".", "}", "{why}")), number
        assert kind.remedy, number


def test_the_text_of_the_error_holds_every_problem(tmp_path: Path) -> None:
    folder = spoil(good(tmp_path / "op"), "people.csv", "adult,120", "adult,-1")
    with pytest.raises(InputProblems, match=r"S356 people\.csv, row 3, count: -1|S356"):
        read_operation(folder)
