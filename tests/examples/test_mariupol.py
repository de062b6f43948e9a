"""The reference operation says where every figure comes from, and adds up."""

import csv
import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "examples" / "mariupol"
TABLES = ("people.csv", "fleet.csv", "windows.csv")
MAPS = ("places.geojson", "zones.geojson")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def features(name: str) -> list[dict[str, Any]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [dict(feature["properties"]) for feature in json.loads(text)["features"]]


def facts(name: str) -> list[dict[str, Any]]:
    return [dict(row) for row in rows(name)] if name in TABLES else features(name)


def paper(name: str) -> str:
    return " ".join((FOLDER / name).read_text(encoding="utf-8").split())


def number(text: str, pattern: str) -> int:
    found = re.search(pattern, text)
    assert found, pattern
    return int(found.group(1).replace(",", ""))


@pytest.mark.parametrize("name", [*TABLES, *MAPS])
def test_every_row_and_feature_says_where_it_comes_from_and_as_of_when(name: str) -> None:
    assert facts(name)
    for fact in facts(name):
        assert re.match(r"(assumed: .{10}|[A-Z]\d+b?: https?://\S+)", fact["source"]), fact
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", fact["as_of"]), fact


@pytest.mark.parametrize("name", [*TABLES, *MAPS])
def test_every_source_stands_in_the_table_of_sources(name: str) -> None:
    table = paper("SOURCES.md")
    for fact in facts(name):
        if not fact["source"].startswith("assumed"):
            short, address = re.match(r"(\w+): (\S+)", fact["source"]).groups()  # type: ignore[union-attr]
            assert f"| {short} |" in table
            assert f"<{address}>" in table


@pytest.mark.parametrize("name", [*TABLES, *MAPS, "operation.toml"])
def test_every_short_id_that_a_reasoning_names_stands_in_the_table_of_sources(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    named = set(re.findall(r"\b([AB]\d{1,2}b?)\b", text))
    assert named
    assert {i for i in named if f"| {i} |" not in paper("SOURCES.md")} == set()


def test_the_assumed_share_is_what_it_was_when_last_looked_at() -> None:
    assumed = {
        name: Counter(fact["source"].startswith("assumed") for fact in facts(name))[True]
        for name in (*TABLES, *MAPS)
    }
    total = sum(len(facts(name)) for name in (*TABLES, *MAPS))
    assert assumed == {
        "people.csv": 15,
        "fleet.csv": 4,
        "windows.csv": 7,
        "places.geojson": 1,
        "zones.geojson": 7,
    }
    assert total == 50


def test_the_totals_are_those_that_the_readme_tells() -> None:
    text = paper("README.md")
    fleet = rows("fleet.csv")
    people = sum(int(row["count"]) for row in rows("people.csv"))
    assert people == number(text, r"([\d,]+) people wait")
    assert sum(int(row["count"]) for row in fleet) == number(text, r"(\d+) vehicles hold")

    def held(kind: str) -> int:
        return sum(int(row["count"]) * int(row[kind]) for row in fleet)

    assert held("seats") == number(text, r"hold ([\d,]+) seats")
    assert held("wheelchair") == number(text, r"(\d+) places for wheelchairs")
    assert held("stretcher") == number(text, r"(\d+) for stretchers")


def test_about_a_quarter_are_children_as_on_16_march() -> None:
    people = rows("people.csv")
    children = sum(int(row["count"]) for row in people if row["category"] == "child")
    assert children / sum(int(row["count"]) for row in people) == pytest.approx(0.24, abs=0.005)


def test_the_windows_at_the_plant_are_those_declared() -> None:
    windows = [row for row in rows("windows.csv") if row["zone"] == "plant"]
    assert [(row["start"], row["end"]) for row in windows] == [
        (f"2022-05-0{day}T08:00:00+03:00", f"2022-05-0{day}T18:00:00+03:00") for day in (5, 6, 7)
    ]


def test_the_horizon_is_midnight_at_the_end_of_the_fourth_day() -> None:
    settings = tomllib.loads((FOLDER / "operation.toml").read_text(encoding="utf-8"))
    assert settings["start"] == "2022-05-05T06:00:00+03:00"
    assert settings["horizon_h"] == 4 * 24 - 6


def test_the_roads_keep_their_licence() -> None:
    roads = json.loads((FOLDER / "roads.geojson").read_text(encoding="utf-8"))
    assert "ODbL" in roads["license"]
    assert "OpenStreetMap contributors" in paper("LICENSE-roads.md")
    assert {f["properties"].get("source") for f in roads["features"]} >= {
        "osm_via_scgraph_data",
        "connector_estimated",
        "chord_x1.15_estimated",
        "gap_repair",
    }
