"""plan.json is written whole and without noise, and read with every problem at once."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.model.network import Leg, Passage
from safeconduct.model.plan import (
    Activity,
    ActivityKind,
    Certificate,
    Itinerary,
    Plan,
    Price,
    Result,
)
from safeconduct.model.problem import InputProblems
from safeconduct.operation.plan_file import read_plan, write_plan

START = datetime.fromisoformat("2022-05-05T06:00:00+03:00")
MOVE, LOAD, UNLOAD, WAIT = (
    ActivityKind.MOVE,
    ActivityKind.LOAD,
    ActivityKind.UNLOAD,
    ActivityKind.WAIT,
)
MINUTES = st.integers(0, 10**6).map(lambda n: n / 7).map(lambda x: round(x, 9))
NAMES = st.sampled_from(["a", "b", "c-1", "Лікарня"])
PEOPLE = st.dictionaries(NAMES, st.integers(0, 50), max_size=2)


def plan(activities: tuple[Activity, ...] = (), last: float | None = 320.0) -> Plan:
    way = Leg("a.b", "a", "b", 55.0, 40.0, 2.5, (Passage("plant", 0, 25),), ((37.6, 47.1),))
    result = Result(
        40, {"adult": 40}, 40.0, 50.0, 0.2, last, 0.1 + 0.2, 2.5, 40.0, {"a": {"adult": 1}}
    )
    return Plan(
        "Name", "ab12", START, 4320.0, result, (Itinerary("bus-1", "bus", activities),), (way,)
    )


DAY = (
    Activity(MOVE, 0, 55.00000000000001, leg="a.b", origin="a", destination="b", convoy="c1"),
    Activity(LOAD, 55.0, 90.0, place="b", people={"adult": 40}),
    Activity(WAIT, 90.0, 100.0, place="b"),
    Activity(ActivityKind.INSPECT, 120.0, 135.0, place="c"),
    Activity(UNLOAD, 300.0, 320.0, place="d", people={"adult": 40}),
    Activity(ActivityKind.REST, 320.0, 800.0, place="d"),
    Activity(ActivityKind.REFUEL, 800.0, 830.0, place="d"),
)


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    kind = draw(st.sampled_from(list(ActivityKind)))
    start, end = draw(MINUTES), draw(MINUTES)
    if kind is MOVE:
        leg, origin, destination, convoy = draw(st.tuples(NAMES, NAMES, NAMES, NAMES | st.just("")))
        return Activity(kind, start, end, "", leg, origin, destination, convoy)
    people = draw(PEOPLE) if kind in {LOAD, UNLOAD} else {}
    return Activity(kind, start, end, place=draw(NAMES), people=people)


@settings(max_examples=30)
@given(st.lists(activities(), max_size=5), st.none() | MINUTES)
def test_a_plan_written_and_read_is_the_same(listed: list[Activity], last: float | None) -> None:
    with TemporaryDirectory() as name:
        path = Path(name) / "plan.json"
        write_plan(path, plan(tuple(listed), last))
        again = read_plan(path)
        assert again.vehicles == (Itinerary("bus-1", "bus", tuple(listed)),)
        assert again.result.last_arrival_min == last
        before = path.read_bytes()
        write_plan(path, again)
        assert path.read_bytes() == before


def test_a_plan_is_written_as_the_contract_has_it(tmp_path: Path) -> None:
    write_plan(tmp_path / "plan.json", plan(DAY))
    data = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert data["format"] == "safeconduct-plan/1"
    assert data["operation"] == {"name": "Name", "sha256": "ab12"}
    assert data["start"] == "2022-05-05T06:00:00+03:00"
    assert data["horizon_min"] == 4320.0
    assert data["result"]["weighted_arrival_min"] == 0.3
    assert data["result"]["left_behind"] == {"a": {"adult": 1}}
    assert data["vehicles"][0]["activities"] == [
        {
            "kind": "move",
            "leg": "a.b",
            "from": "a",
            "to": "b",
            "start": 0.0,
            "end": 55.0,
            "convoy": "c1",
        },
        {"kind": "load", "place": "b", "start": 55.0, "end": 90.0, "people": {"adult": 40}},
        {"kind": "wait", "place": "b", "start": 90.0, "end": 100.0},
        {"kind": "inspect", "place": "c", "start": 120.0, "end": 135.0},
        {"kind": "unload", "place": "d", "start": 300.0, "end": 320.0, "people": {"adult": 40}},
        {"kind": "rest", "place": "d", "start": 320.0, "end": 800.0},
        {"kind": "refuel", "place": "d", "start": 800.0, "end": 830.0},
    ]
    assert data["legs"] == [
        {
            "id": "a.b",
            "from": "a",
            "to": "b",
            "minutes": 55.0,
            "km": 40.0,
            "exposure": 2.5,
            "zones": [["plant", 0.0, 25.0]],
            "geometry": [[37.6, 47.1]],
        }
    ]


def test_where_nobody_arrives_the_last_arrival_is_null(tmp_path: Path) -> None:
    write_plan(tmp_path / "plan.json", plan(last=None))
    data = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert data["result"]["last_arrival_min"] is None
    assert read_plan(tmp_path / "plan.json").result.last_arrival_min is None


def spoiled(path: Path, spoil: Callable[[dict[str, Any]], object]) -> list[tuple[str, str, str]]:
    write_plan(path, plan(DAY))
    data = json.loads(path.read_text(encoding="utf-8"))
    spoil(data)
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(InputProblems) as found:
        read_plan(path)
    return [(problem.number, problem.where, problem.field) for problem in found.value.problems]


FIRST = "vehicle 1, activity 1"
FAULTS: list[tuple[str, str, str, Callable[[dict[str, Any]], object]]] = [
    ("S702", "", "format", lambda d: d.update(format="safeconduct-plan/9")),
    ("S702", "", "format", lambda d: d.pop("format")),
    ("S750", "", "result", lambda d: d.pop("result")),
    ("S750", "result", "bound", lambda d: d["result"].pop("bound")),
    ("S755", "result", "bound", lambda d: d["result"].update(bound=float("nan"))),
    ("S753", "result", "bound", lambda d: d["result"].update(bound="50")),
    ("S757", "result", "people_out", lambda d: d["result"].update(people_out=1.5)),
    ("S765", "result", "left_behind", lambda d: d["result"].update(left_behind=[1])),
    ("S759", "", "start", lambda d: d.update(start="2022-05-05T06:00:00")),
    ("S765", "", "vehicles", lambda d: d.update(vehicles={})),
    ("S765", "", "vehicle 1", lambda d: d["vehicles"].insert(0, 7)),
    ("S752", "vehicle 2", "id", lambda d: d["vehicles"].append(d["vehicles"][0])),
    ("S752", "leg 2", "id", lambda d: d["legs"].append(d["legs"][0])),
    ("S750", "vehicle 1", "id", lambda d: d["vehicles"][0].update(id=" ")),
    ("S761", "vehicle 1", "activity 1", lambda d: activity(d).update(kind="fly")),
    ("S750", "vehicle 1", "activity 1", lambda d: activity(d).pop("kind")),
    ("S765", "vehicle 1", "activity 1", lambda d: d["vehicles"][0].update(activities=[3])),
    ("S750", FIRST, "leg", lambda d: activity(d).pop("leg")),
    ("S750", FIRST, "from", lambda d: activity(d).pop("from")),
    ("S756", FIRST, "start", lambda d: activity(d).update(start=1e300)),
    ("S755", FIRST, "start", lambda d: activity(d).update(start=float("inf"))),
    ("S753", FIRST, "end", lambda d: activity(d).update(end=None)),
    ("S750", "vehicle 1, activity 2", "people", lambda d: activity(d, 1).pop("people")),
    ("S757", "vehicle 1, activity 2, people", "adult", lambda d: people(d).update(adult=1.5)),
    ("S756", "vehicle 1, activity 2, people", "adult", lambda d: people(d).update(adult=-1)),
    ("S703", "leg 1", "passage 1", lambda d: d["legs"][0].update(zones=[["plant", 0]])),
    ("S704", "leg 1", "geometry 1", lambda d: d["legs"][0].update(geometry=[[1]])),
    ("S756", "leg 1", "geometry 1", lambda d: d["legs"][0].update(geometry=[[200, 1]])),
]


def activity(data: dict[str, Any], n: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = data["vehicles"][0]["activities"][n]
    return found


def people(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = activity(data, 1)["people"]
    return found


@pytest.mark.parametrize(
    ("number", "where", "field", "spoil"), FAULTS, ids=[f"{f[0]}-{n}" for n, f in enumerate(FAULTS)]
)
def test_a_fault_of_a_plan_is_named_with_vehicle_and_activity(
    tmp_path: Path, number: str, where: str, field: str, spoil: Callable[[dict[str, Any]], object]
) -> None:
    assert spoiled(tmp_path / "plan.json", spoil) == [(number, where, field)]


def test_all_faults_of_a_plan_are_told_at_once(tmp_path: Path) -> None:
    def spoil(data: dict[str, Any]) -> None:
        data["result"].pop("gap")
        activity(data).pop("leg")
        data["legs"][0]["km"] = "far"

    assert [n for n, _, _ in spoiled(tmp_path / "plan.json", spoil)] == ["S750", "S750", "S753"]


@pytest.mark.parametrize(
    ("data", "number"),
    [
        (b"", "S781"),
        (b"[]", "S702"),
        (b'"safeconduct-plan/1"', "S702"),
        (b'{"format": "safeconduct-plan/1"', "S781"),
        (b"\x00\x01\x02\x03\x04", "S772"),
        (b"PK\x03\x04", "S772"),
        (b"[" * 100_000, "S782"),
        (b'{"format": 1, "format": 2}', "S784"),
        (b'{"format": "\\ud800"}', "S766"),
        (b"1" * 5000, "S781"),
    ],
)
def test_what_is_no_plan_at_all_has_a_number_too(tmp_path: Path, data: bytes, number: str) -> None:
    (tmp_path / "plan.json").write_bytes(data)
    with pytest.raises(InputProblems) as found:
        read_plan(tmp_path / "plan.json")
    assert [problem.number for problem in found.value.problems] == [number]


def test_a_plan_that_is_not_there_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "plan.json", tmp_path):
        with pytest.raises(InputProblems, match="S770"):
            read_plan(path)


def test_a_plan_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    write_plan(tmp_path / "plan.json", plan())
    before = (tmp_path / "plan.json").read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputProblems, match="S701"):
        write_plan(tmp_path / "plan.json", plan(DAY))
    assert (tmp_path / "plan.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]


def test_a_plan_without_vehicles_and_legs_is_a_plan(tmp_path: Path) -> None:
    empty = Plan("Name", "", START, 60.0, plan(last=None).result, (), ())
    write_plan(tmp_path / "plan.json", empty)
    assert read_plan(tmp_path / "plan.json").vehicles == ()


def test_a_certificate_comes_back_digit_by_digit(tmp_path: Path) -> None:
    prices = (
        Price("people", "hamlet", 0.1 + 0.2, "adult"),
        Price("lane", "gate", 1 / 3, "", 10.0, 60.0),
        Price("entry", "strip", 0.0, "", 0.0, 20.0),
    )
    told = replace(plan(), certificate=Certificate(120, 10, 6191.000000000123, prices))
    write_plan(tmp_path / "plan.json", told)
    assert read_plan(tmp_path / "plan.json").certificate == told.certificate


def test_a_certificate_without_a_clock_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    write_plan(path, replace(plan(), certificate=Certificate(120, 10, 1.0)))
    path.write_text(path.read_text().replace('"tick_s": 120', '"tick_s": 0'))
    with pytest.raises(InputProblems) as found:
        read_plan(path)
    assert "tick_s" in found.value.problems[0].field
