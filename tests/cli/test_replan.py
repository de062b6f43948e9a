"""`safeconduct replan`: what it prints, what it writes, and how it exits."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from tests.examples.test_four_places import BASE, expected, operation, plan
from typer.testing import CliRunner, Result

from safeconduct.cli.replan import run
from safeconduct.operation import read_operation
from safeconduct.operation.plan_file import read_plan, write_plan
from safeconduct.usecases.check import check_plan

app = typer.Typer()
app.command()(run)
HELD = {
    "kind": "held", "time": "2030-06-01T06:25:00+02:00", "source": "radio", "vehicle": "bus-1",
    "minutes": 45,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    here = tmp_path / "four"
    shutil.copytree(BASE, here, ignore=shutil.ignore_patterns("variants"))
    write_plan(here / "plan.json", plan(operation(BASE), expected(BASE)["itineraries"]))
    return here


def replan(folder: Path, *events: object, at: str = "2030-06-01T06:40:00+02:00") -> Result:
    lines = [e if isinstance(e, str) else json.dumps(e) for e in events]
    (folder / "events.jsonl").write_text("\n".join(lines), "utf-8")
    arguments = [str(folder), str(folder / "plan.json"), "--events", str(folder / "events.jsonl")]
    options = ["--at", at, "--out", str(folder / "out"), "--time-limit", "2"]
    return CliRunner().invoke(app, [*arguments, *options])


def test_the_radio_room_hears_the_moment_and_what_changes_for_whom(folder: Path) -> None:
    result = replan(folder, HELD)
    assert result.exit_code == 0, result.output
    assert "At 2030-06-01 06:40: 0 people out, 20 aboard, 1 waiting." in result.stdout
    assert "By this plan 21 get out, as many as by the one before." in result.stdout
    assert "bus-1: departs Village 07:10 instead of 06:30" in result.stdout
    assert "bus-2" not in result.stdout


def test_the_new_folder_is_judged_by_itself_and_a_next_plan_goes_on_from_it(folder: Path) -> None:
    closed = {**HELD, "kind": "left", "place": "village", "people": {"adult": 1}}
    del closed["vehicle"]
    assert replan(folder, HELD, closed).exit_code == 0
    out = folder / "out"
    checked = check_plan(out / "operation", out / "plan.json")
    assert checked.verdict.accepted
    assert checked.same_inputs
    assert read_plan(out / "plan.json").replanned is not None
    assert read_operation(out / "operation").operation.waiting()["village", "adult"] == 20
    shutil.copyfile(out / "plan.json", out / "operation" / "plan.json")
    again = replan(out / "operation", HELD, closed, at="2030-06-01T07:00:00+02:00")
    assert again.exit_code == 0
    assert "Nothing changes for any crew." in again.stdout
    assert again.stderr.count("S713") == 2


def test_the_chances_of_bad_days_go_with_the_new_folder(folder: Path) -> None:
    (folder / "stress.toml").write_text("# none of our own\n", "utf-8")
    assert replan(folder, HELD).exit_code == 0
    assert (folder / "out" / "operation" / "stress.toml").read_text(
        "utf-8"
    ) == "# none of our own\n"


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(folder: Path) -> None:
    result = replan(
        folder,
        {**HELD, "vehicle": "bus-9"},
        {**HELD, "time": "2030-06-01T09:00:00+02:00"},
        {**HELD, "time": "2030-06-01T05:00:00+02:00"},
    )
    assert result.exit_code == 2
    for number, line in (("S763", 1), ("S711", 2), ("S712", 3)):
        assert f"{number} events.jsonl, line {line}" in result.stderr
    assert not (folder / "out").exists()


def test_lines_that_are_no_events_are_told_at_once(folder: Path) -> None:
    late = {"kind": "late", "time": "2030-06-01T06:20:00+02:00", "vehicle": "bus-1"}
    result = replan(folder, "nonsense", "[1]", late, {**HELD, "kind": "lost"}, {**HELD, "time": 7})
    assert result.exit_code == 2
    for found in ("S781 events.jsonl, line 1", "S765 events.jsonl, line 2", "S750 events.jsonl, line 3",
                  "S761 events.jsonl, line 4", "events.jsonl, line 5, time"):  # fmt: skip
        assert found in result.stderr, found


@pytest.mark.parametrize("at", ["noon", "2030-06-01T06:40:00", "2031-01-01T00:00:00+02:00"])
def test_a_moment_that_cannot_be_meant_is_told(folder: Path, at: str) -> None:
    result = replan(folder, at=at)
    assert result.exit_code == 2
    assert "--at" in result.stderr


def test_people_whom_nothing_brings_out_are_told_first_and_by_the_exit_status(folder: Path) -> None:
    broken = {"kind": "broken_down", "vehicle": "bus-1", "source": "driver"}
    result = replan(folder, {**broken, "time": "2030-06-01T06:35:00+02:00"})
    assert result.exit_code == 1
    assert result.stdout.startswith("NO WAY OUT for 10 people aboard bus-1")


def test_an_interrupted_search_keeps_the_best_plan_so_far(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def at_once() -> Iterator[Callable[[], bool]]:
        yield lambda: True

    monkeypatch.setattr("safeconduct.wiring.interruption", at_once)
    result = replan(folder, HELD)
    assert result.exit_code == 130
    assert check_plan(folder / "out" / "operation", folder / "out" / "plan.json").verdict.accepted
    assert read_plan(folder / "out" / "plan.json").result.people_out == 21


def test_a_plan_of_another_operation_is_refused(folder: Path) -> None:
    text = (folder / "plan.json").read_text("utf-8").replace('"bus-1"', '"tram-1"')
    (folder / "plan.json").write_text(text, "utf-8")
    result = replan(folder, HELD)
    assert result.exit_code == 2
    assert "tram-1" in result.stderr
