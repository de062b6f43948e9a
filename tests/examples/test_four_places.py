"""The smallest case and its variants: what was worked out by hand is true."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from safeconduct.model.operation import Operation
from safeconduct.model.plan import Activity, ActivityKind, Itinerary, Plan, Result
from safeconduct.operation import read_operation
from safeconduct.verify import judge

ROOT = Path(__file__).parents[2]
BASE = ROOT / "examples" / "four_places"
VARIANTS = sorted((BASE / "variants").iterdir())
CASES = [BASE, *VARIANTS]
PAGE = ROOT / "docs" / "learn" / "four_places.md"
DOES = {"drives from": "move", "loads": "load", "unloads": "unload", "is inspected at": "inspect"}


def expected(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return content


def operation(folder: Path) -> Operation:
    return read_operation(folder).operation


def activity(line: str, people: str) -> Activity:
    """One line of an itinerary; everyone loaded is of the category `people`."""
    start, end, kind, what, *more = line.split()
    times = (ActivityKind(kind), float(start), float(end))
    if kind == "move":
        origin, destination = what.split("-")
        return Activity(*times, leg=what, origin=origin, destination=destination, convoy=more[0])
    return Activity(*times, place=what, people={people: int(more[0])} if more else {})


def plan(world: Operation, itineraries: dict[str, list[str]]) -> Plan:
    """A plan as the itineraries have it, with the figures that follow from them."""
    vehicles = tuple(
        Itinerary(name, name.rpartition("-")[0], tuple(activity(a, "adult") for a in lines))
        for name, lines in itineraries.items()
    )
    bound = float(sum(world.waiting().values()))
    blank = Result(0, {}, 0.0, bound, 0.0, None, 0.0, 0.0, 0.0, {})
    told = Plan(
        world.name, world.sha256, world.start, world.horizon_min, blank, vehicles,
        world.legs or (),
    )  # fmt: skip
    return replace(told, result=judge(world, told).result)


@pytest.mark.parametrize("folder", CASES, ids=lambda f: f.name)
def test_the_itineraries_worked_by_hand_keep_every_rule_and_reach_the_figures(
    folder: Path,
) -> None:
    told, world = expected(folder), operation(folder)
    verdict = judge(world, plan(world, told["itineraries"]))
    assert verdict.breaches == ()
    for name in (
        "people_out",
        "weighted_out",
        "last_arrival_min",
        "weighted_arrival_min",
        "left_behind",
    ):
        assert getattr(verdict.result, name) == told[name], name


@pytest.mark.parametrize("folder", VARIANTS, ids=lambda f: f.name)
def test_the_plan_of_the_base_case_breaks_the_very_rule_that_a_variant_is_about(
    folder: Path,
) -> None:
    world = operation(folder)
    verdict = judge(world, plan(world, expected(BASE)["itineraries"]))
    assert {breach.rule for breach in verdict.breaches} == {expected(folder)["rule"]}


@pytest.mark.parametrize("folder", VARIANTS, ids=lambda f: f.name)
def test_a_variant_differs_from_the_base_case_in_the_files_it_names(folder: Path) -> None:
    def text(path: Path) -> str:
        return path.read_text(encoding="utf-8") if path.exists() else ""

    names = {p.name for f in (BASE, folder) for p in f.iterdir() if p.is_file()}
    names -= {"expected.json", "README.md"}
    changed = sorted(name for name in names if text(BASE / name) != text(folder / name))
    assert changed == expected(folder)["changed"]


def test_every_rule_has_a_variant_and_the_readme_tells_its_figures() -> None:
    assert {expected(folder)["rule"] for folder in VARIANTS} == set(range(1, 11))
    readme = (BASE / "README.md").read_text(encoding="utf-8")
    for folder in VARIANTS:
        told = expected(folder)
        last = told["last_arrival_min"]
        figures = f"| {told['people_out']} | {'nobody' if last is None else f'{last:g}'} |"
        row = next(line for line in readme.splitlines() if f"variants/{folder.name}/" in line)
        assert row.endswith(figures)


def rows() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if re.match(r"\| (bus|car)-\d", line)
    ]


def test_the_table_in_the_docs_is_the_plan_worked_by_hand() -> None:
    told: dict[str, list[str]] = {}
    for vehicle, start, end, _, does in rows():
        verb = next(words for words in DOES if does.startswith(words))
        words = does.removeprefix(verb).replace(",", "").split()
        kind = DOES[verb]
        if kind == "move":
            origin, _, destination, _, convoy = words
            what = f"{origin}-{destination} {convoy}"
        elif kind == "inspect":
            what = words[0]
        else:
            count, _, where = words
            what = f"{where} {count}"
        told.setdefault(vehicle, []).append(f"{start} {end} {kind} {what}")
    assert told == expected(BASE)["itineraries"]


def test_the_local_times_in_the_docs_are_those_of_the_minutes() -> None:
    world = operation(BASE)
    for _, start, end, local, _ in rows():
        told = (f"{world.instant(float(minute)):%H:%M:%S}" for minute in (start, end))
        assert " to ".join(time.removesuffix(":00") for time in told) == local


def test_the_figures_in_the_docs_are_those_of_the_plan() -> None:
    from safeconduct.cli.check import as_lines
    from safeconduct.usecases.check import Checked

    world = operation(BASE)
    told = plan(world, expected(BASE)["itineraries"])
    page = PAGE.read_text(encoding="utf-8")
    assert "\n".join(as_lines(Checked(world, told, judge(world, told)))) in page
    for figure in (
        f"= **{told.result.weighted_arrival_min:g}**",
        f"= **{told.result.exposure:g}**",
        f"**{told.result.vehicle_km:g} km**",
        f"= **{told.result.last_arrival_min:g}**",
    ):
        assert figure in page
