"""All outputs of one plan: they are there, the same each time, and hold what the plan says."""

from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from openpyxl import load_workbook
from tests.brief.worlds import empty_plan, large, small, small_plan

from safeconduct.brief.outputs import write_all

NAMES = {
    "timetable.csv",
    "timetable.xlsx",
    "movements.svg",
    "movements.png",
    "map.svg",
    "map.png",
    "map.html",
}


def quiet(_: str) -> None:
    """Tell nobody."""


def test_every_output_is_written_and_named(tmp_path: Path) -> None:
    written = write_all(small(), small_plan(), tmp_path, quiet)
    assert {path.name for path in written} == NAMES
    assert {path.name for path in tmp_path.iterdir()} == NAMES
    assert all(path.stat().st_size > 100 for path in written)


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    kept = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        kept.append([path.read_bytes() for path in write_all(small(), small_plan(), folder, quiet)])
    assert kept[0] == kept[1]


def test_a_plan_in_which_nobody_moves_still_gives_every_output(tmp_path: Path) -> None:
    operation = small()
    written = write_all(operation, empty_plan(operation), tmp_path, quiet)
    assert {path.name for path in written} == NAMES
    assert "No vehicle moves in this plan." in (tmp_path / "movements.svg").read_text("utf-8")


def test_the_watcher_is_told_what_is_being_written(tmp_path: Path) -> None:
    told: list[str] = []
    write_all(small(), small_plan(), tmp_path, told.append)
    assert told == ["Writing the timetable", "Drawing the movements", "Drawing the map"]


def test_names_that_mean_something_to_the_drawing_library_are_drawn_as_they_stand(
    tmp_path: Path,
) -> None:
    operation = small(name=r"Cost $x^2$ & <b> \frac{ Ж " + "long " * 40)
    write_all(operation, small_plan(operation), tmp_path, quiet)
    assert r"$x^2$ &amp; &lt;b&gt; \frac{ Ж" in (tmp_path / "map.svg").read_text("utf-8")


def test_names_of_any_characters_spoil_no_file(tmp_path: Path) -> None:
    name = "bell \x07 null \x00 half \ud800 line\nتوقف 停 🚌"
    operation = small(name=name)
    places = tuple(replace(place, name=name) for place in operation.places)
    operation = replace(operation, places=places)
    write_all(operation, small_plan(operation), tmp_path, quiet)
    for picture in ("map.svg", "movements.svg"):
        fromstring((tmp_path / picture).read_bytes())
    assert "تو" in (tmp_path / "timetable.csv").read_text("utf-8-sig")
    assert load_workbook(tmp_path / "timetable.xlsx").sheetnames


@pytest.mark.parametrize("vehicles", [49, 160])
def test_a_large_plan_gives_a_chart_of_few_rows(tmp_path: Path, vehicles: int) -> None:
    from safeconduct.brief.chart import MOST_ROWS, rows_of
    from safeconduct.brief.facts import entries

    operation, plan = large(vehicles)
    every = list(entries(operation, plan))
    rows = rows_of(operation, every)
    assert 0 < len(rows) <= MOST_ROWS
    moved = sum(len(run.vehicles) for row in rows for run in row.runs)
    assert moved == 3 * vehicles, "every vehicle stands in one row a day"


@pytest.mark.slow
def test_five_hundred_vehicles_fit_into_a_page_of_two_megabytes(tmp_path: Path) -> None:
    operation, plan = large(500)
    write_all(operation, plan, tmp_path, quiet)
    assert (tmp_path / "map.html").stat().st_size < 2_000_000
    assert (tmp_path / "movements.svg").stat().st_size < 2_000_000
