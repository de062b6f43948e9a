"""`safeconduct stress`: what it prints, writes, and how it exits."""

import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer
from tests.examples.test_four_places import BASE, expected, operation, plan
from typer.testing import CliRunner, Result

from safeconduct.cli.stress import run
from safeconduct.model.plan import Replanned
from safeconduct.operation.plan_file import read_plan, write_plan

app = typer.Typer()
app.command()(run)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plan") / "plan.json"
    write_plan(path, plan(operation(BASE), expected(BASE)["itineraries"]))
    return path


def stress(path: Path, *options: str) -> Result:
    return CliRunner().invoke(app, [str(BASE), str(path), *options])


class Outside(HTMLParser):
    """Notes every address and script that a page holds."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.found.append(tag)
        for name, value in attrs:
            if name in {"src", "href"} and not (value or "").startswith("data:"):
                self.found.append(f"{name}={value}")


def test_it_tells_what_becomes_of_the_plan_and_writes_page_and_plots(
    told: Path, tmp_path: Path
) -> None:
    result = stress(told, "--runs", "300", "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    for heading in ("People out", "Caught inside", "Which assumption matters most", "Reserve"):
        assert heading in result.stdout
    assert "300 simulated days" in result.stdout
    page = (tmp_path / "out" / "stress.html").read_text(encoding="utf-8")
    seen = Outside()
    seen.feed(page)
    assert seen.found == []
    assert page.count("data:image/svg+xml") >= 3
    assert {p.name for p in (tmp_path / "out").iterdir()} >= {"people_out.svg", "people_out.png"}


def test_the_same_seed_gives_the_same_answer_and_another_seed_another(
    told: Path, tmp_path: Path
) -> None:
    def answer(name: str, seed: str) -> dict[str, object]:
        out = str(tmp_path / name)
        result = stress(told, "--runs", "300", "--seed", seed, "--json", "--out", out)
        found: dict[str, object] = json.loads(result.stdout)
        found.pop("files")
        return found

    one = answer("one", "3")
    assert one == answer("two", "3")
    assert one["out"] != answer("three", "4")["out"]
    assert (tmp_path / "one" / "stress.html").read_bytes() == (
        tmp_path / "two" / "stress.html"
    ).read_bytes()


def test_people_out_never_exceed_the_plan_and_what_becomes_of_them_adds_up(
    told: Path, tmp_path: Path
) -> None:
    result = stress(told, "--runs", "300", "--json", "--out", str(tmp_path))
    found = json.loads(result.stdout)
    assert found["complete"]
    assert found["out"]["p95"] <= sum(found["nominal"].values())
    waiting = sum(operation(BASE).waiting().values())
    assert sum(fate["mean"] for fate in found["fates"].values()) == pytest.approx(waiting)
    chances = [hour["all_out"] for hour in found["hours"]]
    assert chances == sorted(chances)
    assert [w["without"] for w in found["weights"]] == sorted(
        (w["without"] for w in found["weights"]), reverse=True
    )


def test_a_plan_that_breaks_a_rule_is_not_stressed(told: Path, tmp_path: Path) -> None:
    good = read_plan(told)
    bus, *others = good.vehicles
    late = tuple(replace(a, end=a.end + 1) for a in bus.activities)
    write_plan(
        tmp_path / "bad.json", replace(good, vehicles=(replace(bus, activities=late), *others))
    )
    result = stress(tmp_path / "bad.json", "--out", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "judge rejects" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_plan_that_is_not_there_and_a_cluster_that_is_not_there_are_bad_input(
    told: Path, tmp_path: Path
) -> None:
    assert stress(tmp_path / "none.json").exit_code == 2
    result = stress(told, "--scheduler", "tcp://127.0.0.1:9", "--out", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert "S005" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_plan_that_goes_on_from_the_middle_of_a_day_is_not_played_as_if_it_began(
    told: Path, tmp_path: Path
) -> None:
    path = tmp_path / "plan.json"
    write_plan(path, replace(read_plan(told), replanned=Replanned(5.0)))
    result = stress(path, "--runs", "10")
    assert result.exit_code == 2
    assert "S006" in result.stderr
