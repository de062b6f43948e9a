import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safeconduct.cli.main import app
from safeconduct.operation.terms_file import read_terms

ROOT = Path(__file__).parents[2]
HOMS = ROOT / "examples" / "homs_2014"
GUIDE = (ROOT / "docs" / "do" / "mediate.md").read_text(encoding="utf-8")


def run(*words: str | Path) -> tuple[int, str]:
    found = CliRunner().invoke(app, ["mediate", *(str(w) for w in words)])
    return found.exit_code, found.stdout


def test_terms_without_an_operation_are_answered_without_people(tmp_path: Path) -> None:
    code, out = run(HOMS, "--out", tmp_path)
    assert code == 0
    assert "men under 55 may leave" in out
    assert "people out" not in out
    assert "For the mediator alone" in out


def test_json_is_one_object_and_says_for_whom_it_is(tmp_path: Path) -> None:
    code, out = run(HOMS, "--out", tmp_path, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["for"] == "the mediator alone"
    assert found["valued"] is False
    assert [m["about"] for m in found["mismatches"]] == ["age_limit"]
    assert {one["term"] for one in found["ruled_out"]} == {"inspection"}


def test_the_page_runs_nothing_from_outside_and_only_its_own_script(tmp_path: Path) -> None:
    run(HOMS, "--out", tmp_path)
    page = (tmp_path / "mediate.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in page
    assert not re.search(r"<(?:link|img|iframe)|<script[^>]+src=", page)
    data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    assert len(data["terms"]) == 5
    assert data["terms"][2]["options"][0]["breaks"] == ["return"]


def test_the_same_terms_give_the_same_bytes(tmp_path: Path) -> None:
    run(HOMS, "--out", tmp_path / "a")
    run(HOMS, "--out", tmp_path / "b")
    assert (tmp_path / "a" / "mediate.html").read_bytes() == (
        tmp_path / "b" / "mediate.html"
    ).read_bytes()


def test_a_draft_below_the_floor_is_said_first_and_the_answer_is_no(tmp_path: Path) -> None:
    shutil.copy(HOMS / "terms.toml", tmp_path / "terms.toml")
    text = (tmp_path / "terms.toml").read_text(encoding="utf-8")
    low = text.replace('inspection = "state-un-present"', 'inspection = "state-alone"')
    (tmp_path / "terms.toml").write_text(low, encoding="utf-8")
    code, out = run(tmp_path, "--out", tmp_path / "out")
    assert code == 1
    assert "NOT AN AGREEMENT, whatever it achieves" in out


def test_what_is_for_one_party_is_all_that_its_view_holds(tmp_path: Path) -> None:
    code, _ = run(HOMS, "--for", "opposition", "--out", tmp_path)
    found = json.loads((tmp_path / "terms-opposition.json").read_text(encoding="utf-8"))
    assert code == 0
    assert found["for"] == "opposition"
    told = [p["basis"] for t in found["terms"] for p in t["positions"]]
    assert told
    assert "assumed" not in json.dumps(found)
    assert run(HOMS, "--for", "nobody", "--out", tmp_path)[0] == 2


def test_bad_terms_end_with_2_and_every_problem(tmp_path: Path) -> None:
    (tmp_path / "terms.toml").write_text('[[term]]\nid = "A B"\n[[consent]]\n', encoding="utf-8")
    code, out = run(tmp_path, "--json")
    assert code == 2
    assert {"S951", "S950"} <= {p["number"] for p in json.loads(out)["problems"]}


@pytest.mark.parametrize("block", re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL))
def test_the_examples_of_the_guide_are_sound(tmp_path: Path, block: str) -> None:
    (tmp_path / "terms.toml").write_text(block, encoding="utf-8")
    assert read_terms(tmp_path).sheet.terms


def test_the_commands_of_the_guide_name_what_exists(tmp_path: Path) -> None:
    for line in re.findall(r"^safeconduct mediate (.+)$", GUIDE, re.MULTILINE):
        words = line.split()
        assert (ROOT / words[0] / "terms.toml").exists()
        if "homs" in words[0] or "--for" in words:
            words[words.index("--out") + 1] = str(tmp_path)
            assert run(ROOT / words[0], *words[1:])[0] == 0


TERMS = """
[[party]]
id = "north"
[[party]]
id = "south"
[[term]]
id = "fleet"
monotone = true
  [[term.option]]
  id = "one-bus"
    [[term.option.patch]]
    table = "fleet"
    set = { count = 1 }
  [[term.option]]
  id = "two-buses"
  [[term.position]]
  party = "north"
  wants = "one-bus"
  [[term.position]]
  party = "south"
  wants = "two-buses"
[[draft]]
id = "d"
at = "2022-05-04T08:00:00+03:00"
choices = { fleet = "one-bus" }
"""


@pytest.mark.slow
def test_with_an_operation_a_second_bus_has_its_price_in_people(tmp_path: Path) -> None:
    for file in (ROOT / "examples" / "four_places").glob("*.*"):
        if file.suffix in {".toml", ".csv", ".geojson"}:
            shutil.copy(file, tmp_path / file.name)
    (tmp_path / "terms.toml").write_text(TERMS, encoding="utf-8")
    code, out = run(tmp_path, "--out", tmp_path / "out", "--json", "--time-limit", "20")
    found = json.loads(out)
    assert code == 0
    assert found["draft"]["people"] <= 21
    step = next(p for p in found["prices"] if p["to"] == "two-buses")
    assert step["weighted_low"] <= step["people"] <= step["weighted_high"]
    assert found["space"]["combinations"] == 2
    assert found["space"]["within_1_percent"] >= 1
