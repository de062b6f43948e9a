"""`safeconduct check`: what it prints and how it exits."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.examples.test_four_places import BASE, expected, operation, plan
from typer.testing import CliRunner, Result

from safeconduct.cli.check import run
from safeconduct.model.plan import Certificate, Plan, Price
from safeconduct.operation.plan_file import read_plan, write_plan
from safeconduct.usecases.check import check_plan

app = typer.Typer()
app.command()(run)


@pytest.fixture
def told() -> Plan:
    return plan(operation(BASE), expected(BASE)["itineraries"])


def check(path: Path, *options: str) -> Result:
    return CliRunner().invoke(app, [str(BASE), str(path), *options])


def written(folder: Path, told: Plan) -> Path:
    write_plan(folder / "plan.json", told)
    return folder / "plan.json"


def spoiled(told: Plan) -> Plan:
    bus, *others = told.vehicles
    load = replace(bus.activities[1], end=29.0)
    activities = (bus.activities[0], load, *bus.activities[2:])
    return replace(told, vehicles=(replace(bus, activities=activities), *others))


def test_a_good_plan_is_accepted_with_its_figures(tmp_path: Path, told: Plan) -> None:
    result = check(written(tmp_path, told))
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0].startswith("Accepted")
    assert "21 people out (weighted 21), the last arrive 2030-06-01 09:16:30" in result.stdout
    assert result.stderr == ""


def test_a_spoiled_plan_is_rejected_by_rule_vehicle_minute_and_local_time(
    tmp_path: Path, told: Plan
) -> None:
    result = check(written(tmp_path, spoiled(told)))
    assert result.exit_code == 1
    verdict, breach = result.stdout.splitlines()
    assert verdict == "Rejected: 1 breach of rule 6."
    assert breach == (
        "Rule 6, bus-1, minute 20 (2030-06-01 06:20): "
        "takes 9 minutes for loading at village, where 10 are due"
    )


def test_the_verdict_is_one_json_object(tmp_path: Path, told: Plan) -> None:
    result = check(written(tmp_path, spoiled(told)), "--json")
    verdict: dict[str, Any] = json.loads(result.stdout)
    assert result.exit_code == 1
    assert not verdict["accepted"]
    assert verdict["breaches"] == [
        {
            "rule": 6,
            "name": "Loading",
            "vehicle": "bus-1",
            "minute": 20.0,
            "local_time": "2030-06-01 06:20",
            "what": "takes 9 minutes for loading at village, where 10 are due",
        }
    ]
    assert verdict["result"]["people_out"] == 21


def test_other_inputs_are_told_but_the_facts_decide(tmp_path: Path, told: Plan) -> None:
    result = check(written(tmp_path, replace(told, operation_sha256="0" * 64)))
    assert result.exit_code == 0
    assert "made from other inputs" in result.stderr


def test_an_empty_plan_is_accepted(tmp_path: Path) -> None:
    result = check(written(tmp_path, plan(operation(BASE), {})))
    assert result.exit_code == 0
    assert "0 people out (weighted 0), nobody arrives" in result.stdout


def test_a_file_that_is_no_plan_is_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text("no plan", encoding="utf-8")
    assert check(path).exit_code == 2
    assert check(path, "--json").exit_code == 2
    assert json.loads(check(path, "--json").stdout)["errors"] == 1


def test_several_breaches_are_counted_with_their_rules(tmp_path: Path, told: Plan) -> None:
    bus, other = spoiled(told).vehicles
    short = replace(other, activities=other.activities[:-1])
    result = check(written(tmp_path, replace(told, vehicles=(bus, short))))
    assert result.stdout.splitlines()[0] == "Rejected: 2 breaches of rules 6, 8."


def test_a_written_plan_is_judged_like_the_one_in_hand(tmp_path: Path, told: Plan) -> None:
    path = written(tmp_path, told)
    assert read_plan(path).vehicles == told.vehicles
    assert check_plan(BASE, path).verdict.accepted


def test_the_bound_is_worked_out_anew_and_said(told: Plan, tmp_path: Path) -> None:
    done = check(written(tmp_path, told))
    assert done.exit_code == 0
    assert "The bound was recomputed: 21 (claimed 21)." in done.stdout
    proof = json.loads(check(tmp_path / "plan.json", "--json").stdout)["proof"]
    assert (proof["bound"], proof["confirmed"]) == (21.0, True)


def test_a_certificate_that_prices_what_is_not_there_is_refused(told: Plan, tmp_path: Path) -> None:
    false = Certificate(60, 4, 21.0, (Price("lane", "nowhere", 1.0, "", 0.0, 60.0),))
    done = check(written(tmp_path, replace(told, certificate=false)))
    assert done.exit_code == 1
    assert "does not fit the facts: there is no limit such as lane nowhere" in done.stdout
