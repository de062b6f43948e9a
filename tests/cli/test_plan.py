"""`safeconduct plan`: what it writes, what it prints, how it exits, and what Ctrl-C keeps."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.examples.test_four_places import BASE, expected
from typer.testing import CliRunner, Result

from safeconduct.cli.main import app
from safeconduct.operation.plan_file import read_plan
from safeconduct.usecases.check import check_plan

OUTPUTS = {
    "plan.json", "timetable.csv", "timetable.xlsx", "movements.svg", "movements.png",
    "map.svg", "map.png", "map.html",
}  # fmt: skip
REPOSITORY = Path(__file__).parents[2]


def planned(folder: Path, out: Path, *options: str) -> Result:
    return CliRunner().invoke(
        app, ["plan", str(folder), "--out", str(out), "--time-limit", "5", *options]
    )


def copied(folder: Path) -> Path:
    own = folder / "operation"
    shutil.copytree(BASE, own, ignore=shutil.ignore_patterns("variants", "*.md"))
    return own


def test_a_plan_is_written_with_all_its_outputs_and_accepted(tmp_path: Path) -> None:
    result = planned(BASE, tmp_path)
    assert result.exit_code == 0, result.output
    assert {path.name for path in tmp_path.iterdir()} == OUTPUTS
    assert check_plan(BASE, tmp_path / "plan.json").verdict.accepted


def test_with_json_one_object_stands_alone_on_standard_output(tmp_path: Path) -> None:
    result = planned(BASE, tmp_path, "--json")
    told = json.loads(result.stdout)
    assert told["result"]["people_out"] == expected(BASE)["people_out"]
    assert told["result"]["bound"] >= told["result"]["weighted_out"]


def test_the_same_seed_gives_the_same_plan(tmp_path: Path) -> None:
    plans = []
    for name in ("one", "two"):
        assert planned(BASE, tmp_path / name, "--seed", "7").exit_code == 0
        plans.append(read_plan(tmp_path / name / "plan.json").vehicles)
    assert plans[0] == plans[1]


def test_where_nobody_can_be_brought_out_an_empty_plan_is_written_and_the_answer_is_no(
    tmp_path: Path,
) -> None:
    folder = copied(tmp_path)
    fleet = (folder / "fleet.csv").read_text("utf-8").splitlines()
    (folder / "fleet.csv").write_text(fleet[0] + "\n", "utf-8")
    result = planned(folder, tmp_path / "out")
    assert result.exit_code == 1, result.output
    plan = read_plan(tmp_path / "out" / "plan.json")
    assert (plan.result.people_out, plan.result.bound, plan.result.gap) == (0, 0.0, 0.0)
    assert plan.result.last_arrival_min is None
    assert check_plan(folder, tmp_path / "out" / "plan.json").verdict.accepted


def test_bad_input_exits_with_two_and_writes_nothing(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    (folder / "people.csv").write_text("place,category,count\nnowhere,adult,-3\n", "utf-8")
    result = planned(folder, tmp_path / "out")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_cannot_be_made_exits_with_two(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    result = planned(BASE, tmp_path / "file" / "out")
    assert result.exit_code == 2
    assert "Traceback" not in result.output


@pytest.mark.slow
def test_ctrl_c_keeps_the_best_plan_so_far_and_exits_with_130(tmp_path: Path) -> None:
    mariupol = REPOSITORY / "examples" / "mariupol"
    command = [sys.executable, "-m", "safeconduct", "plan", str(mariupol), "--out", str(tmp_path)]
    process = subprocess.Popen(
        [*command, "--time-limit", "300"], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
        text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if "weighted people" in line:
            break
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=300)
    assert process.returncode == 130, told
    assert "Interrupted" in told
    checked = check_plan(mariupol, tmp_path / "plan.json")
    assert checked.verdict.accepted
    assert checked.plan.result.people_out > 0


def test_help_names_every_command_without_loading_the_engine() -> None:
    code = (
        "import sys; from safeconduct.cli.main import app; "
        "print([m for m in ('numba', 'numpy', 'matplotlib', 'pydantic', 'rich') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
