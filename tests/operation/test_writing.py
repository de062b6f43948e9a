"""What is written is what was read; what did not change keeps its bytes."""

import os
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.operation.worlds import good, sound, spoil
from tests.strategies import operations

from safeconduct.model.network import Passage
from safeconduct.model.operation import Operation, RoadRules
from safeconduct.model.problem import InputProblems
from safeconduct.model.units import DailyInterval
from safeconduct.operation import read_operation, write_operation
from safeconduct.operation.toml_text import toml_text

MARIUPOL = Path(__file__).parents[2] / "examples" / "mariupol"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def unlike(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


@settings(max_examples=15)
@given(operations())
def test_an_operation_written_and_read_is_the_same(operation: Operation) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name) / "new"
        write_operation(operation, folder)
        again = read_operation(folder).operation
        assert replace(again, sha256="") == operation
        before = contents(folder)
        write_operation(again, folder)
        assert contents(folder) == before


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(operations(), operations())
def test_an_operation_written_over_another_is_the_same(first: Operation, second: Operation) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_operation(first, folder)
        write_operation(second, folder)
        again = read_operation(folder).operation
        zones = second.zones if (folder / "zones.geojson").exists() else ()
        assert replace(again, sha256="", zones=zones) == second


@pytest.mark.parametrize("source", ["template", "mariupol"])
def test_an_unchanged_operation_keeps_every_byte(tmp_path: Path, source: str) -> None:
    folder = tmp_path / "op"
    if source == "template":
        good(folder)
    else:
        shutil.copytree(MARIUPOL, folder)
    before = contents(folder)
    write_operation(sound(folder).operation, folder)
    assert contents(folder) == before


def test_an_odd_table_keeps_every_byte(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    odd = (
        'Count;place ;"category";Колір;\r\n#num;#loc;#cat;;\r\n\r\n'
        '120.0;"school";adult;"синій ""ясний""";\r\n;;;;\r\n 7 ;school;child;;\r\n'
    )
    (folder / "people.csv").write_bytes(odd.encode("utf-16"))
    operation = sound(folder).operation
    assert [row.count for row in operation.headcounts] == [120, 7]
    before = contents(folder)
    write_operation(operation, folder)
    assert contents(folder) == before
    second = replace(operation.headcounts[1], count=8)
    write_operation(replace(operation, headcounts=(operation.headcounts[0], second)), folder)
    changed = (folder / "people.csv").read_bytes().decode("utf-16")
    assert changed == odd.replace(" 7 ", "8")


def test_another_folder_may_give_the_pattern(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    write_operation(sound(folder).operation, tmp_path / "copy", like=folder)
    before = contents(folder)
    del before["README.md"]
    assert contents(tmp_path / "copy") == before


def test_a_changed_feature_leaves_its_neighbours_alone(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    operation = sound(folder).operation
    before = (folder / "places.geojson").read_text().splitlines()
    school = replace(operation.places[0], bays=None, position=(10.2, 50.05), overnight=True)
    write_operation(replace(operation, places=(school, *operation.places[1:])), folder)
    after = (folder / "places.geojson").read_text().splitlines()
    assert after[:5] == before[:5]
    assert after[-7:] == before[-7:]
    assert sound(folder).operation.places[0] == school


def test_features_may_be_removed_added_and_put_in_another_order(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    operation = sound(folder).operation
    school, bridge, westfield = operation.places
    yard = replace(westfield, id="yard", name="yard", extra={"gate": "east"})
    changed = replace(operation, places=(yard, westfield, school, bridge))
    write_operation(changed, folder)
    assert sound(folder).operation.places == changed.places
    assert (
        '"description": "Invented, to be written over."' in (folder / "places.geojson").read_text()
    )


def test_rows_may_be_removed_added_and_put_in_another_order(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    operation = sound(folder).operation
    adult, child, _ = operation.headcounts
    more = replace(adult, count=5, extra={"counter": "volunteer"})
    changed = replace(operation, headcounts=(child, more, adult))
    write_operation(changed, folder)
    lines = (folder / "people.csv").read_text().splitlines()
    assert lines[0] == "place,category,count,source,as_of,counter"
    assert lines[1] == "#loc+code,#population+category,#population+num,#meta+source,#date,"
    assert sound(folder).operation.headcounts == changed.headcounts


def test_legs_are_taken_away_where_roads_shall_give_them(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    operation = sound(folder).operation
    write_operation(replace(operation, legs=None, windows=(), zones=operation.zones), folder)
    assert not (folder / "legs.csv").exists()
    assert (folder / "windows.csv").read_text() == "id,zone,start,end,term,source,as_of\n"


def test_a_changed_operation_toml_says_the_new_thing(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    spoil(
        folder,
        "operation.toml",
        "[rules]",
        'note = "a\\tb \\"c\\""\n[roads]\nlit = 1\n[rules]\nx = 2',
    )
    operation = sound(folder).operation
    roads = RoadRules({"primary": 60.0, "living street": 7.5}, ferries=True, ways=2, snap_km=1.5)
    hours = (DailyInterval(0, 1440), DailyInterval(1320, 60))
    changed = replace(
        operation, horizon_h=30.5, roads=roads, rules=replace(operation.rules, movement_hours=hours)
    )
    write_operation(changed, folder)
    assert replace(sound(folder).operation, sha256="") == replace(changed, sha256="")


def test_toml_is_written_so_that_it_reads_the_same() -> None:
    import tomllib
    from datetime import date, datetime, time

    data = {
        "plain": [1, 2.5, True, "a\x7f\n"],
        "when": [date(2022, 3, 8), time(8, 0), datetime.fromisoformat("2022-03-08T08:00:00+02:00")],
        "in line": [{"a": 1}, [2]],
        "table": {"deep er": {"x": 1}, "list": [{"y": 1}, {"y": {"z": 2}}]},
        "list": [{"a": {"b": 1}}, {"c": []}],
    }
    assert tomllib.loads(toml_text(data)) == data


def test_a_zone_of_several_outlines_and_one_of_none_come_back(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    operation = sound(folder).operation
    (zone,) = operation.zones
    ring = tuple((lon + 1, lat) for lon, lat in zone.polygons[0][0])
    zones = (
        replace(zone, polygons=(*zone.polygons, (ring,))),
        replace(zone, id="undrawn", access=zone.access, polygons=()),
    )
    write_operation(replace(operation, zones=zones), folder)
    assert read_operation(folder).operation.zones == zones


def test_a_passage_is_written_with_its_minutes(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    operation = sound(folder).operation
    assert operation.legs is not None
    stays = (Passage("old-town", 0.1, 0.2), Passage("old-town", 1 / 3, 15.0))
    legs = (replace(operation.legs[2], zones=stays), *operation.legs[:2])
    write_operation(replace(operation, legs=legs), folder)
    assert sound(folder).operation.legs == legs


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    operation = sound(good(tmp_path / "op")).operation
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputProblems) as found:
        write_operation(operation, tmp_path / "file" / "below")
    assert found.value.problems[0].number == "S106"


def test_a_pattern_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    operation = sound(good(tmp_path / "op")).operation
    (tmp_path / "op" / "people.csv").write_bytes(b"PK\x03\x04")
    with pytest.raises(InputProblems) as found:
        write_operation(operation, tmp_path / "op")
    assert found.value.problems[0].number == "S372"


def test_a_write_that_fails_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    folder = good(tmp_path / "op")
    operation = sound(folder).operation
    before = contents(folder)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputProblems, match="No space left"):
        write_operation(replace(operation, horizon_h=5), folder)
    assert contents(folder) == before


@settings(max_examples=8)
@given(operations(), st.data())
def test_one_changed_count_changes_one_cell_of_one_file(
    operation: Operation, data: st.DataObject
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_operation(operation, folder)
        before = contents(folder)
        n = data.draw(st.integers(0, len(operation.fleet) - 1))
        fleet = list(operation.fleet)
        fleet[n] = replace(fleet[n], seats=fleet[n].seats + 1)
        write_operation(replace(operation, fleet=tuple(fleet)), folder)
        after = contents(folder)
        assert unlike(before, after) == {"fleet.csv"}
        assert replace(read_operation(folder).operation, sha256="") == replace(
            operation, fleet=tuple(fleet)
        )
