"""From a report to a first operation: proposals with their sentences, questions, and a sound folder."""

import json
from pathlib import Path

import pytest

from safeconduct.model.problem import InputProblems
from safeconduct.usecases.draft import Drafted, draft_operation
from safeconduct.usecases.read import Wishes
from safeconduct.usecases.validate import validate

STORY = """Sudan's army said that its soldiers had captured the sugar works. The Rapid Support Forces said \
that their fighters were still holding the works.
Sudan asked the United Nations to open a humanitarian corridor to rescue families trapped inside Rivermill.
The UN chief said the organisation was ready to evacuate civilians with the Red Cross. He added that thousands of \
civilians needed food in Rivermill.
A resident said 40 wounded people were waiting for evacuation from Rivermill.
The envoy is scheduled to visit Khartoum tomorrow.
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def drafted(report: Path, tmp_path: Path, places: str = "") -> Drafted:
    table = None
    if places:
        table = tmp_path / "places.csv"
        table.write_text(places, encoding="utf-8")
    return draft_operation(tmp_path / "op", [report], Wishes(date="2023-05-01"), table)


def test_parties_mediator_partners_and_pickup_are_proposed(report: Path, tmp_path: Path) -> None:
    made = drafted(report, tmp_path).draft
    assert {p.name for p in made.parties} == {"Sudan", "Rapid Support Forces"}
    assert [p.name for p in made.mediators] == ["United Nations"]
    assert "International Committee of the Red Cross" in {p.name for p in made.partners}
    assert [p.name for p in made.pickups] == ["Rivermill"]


def test_thousands_is_a_count_without_a_number(report: Path, tmp_path: Path) -> None:
    made = drafted(report, tmp_path)
    assert [(c.text, c.exact) for c in made.draft.counts] == [
        ("thousands of civilians", None),
        ("40 wounded people", 40),
    ]
    people = (tmp_path / "op" / "people.csv").read_text(encoding="utf-8").splitlines()
    assert people[1].startswith("rivermill,civilian,,statement")
    assert people[2].startswith("rivermill,wounded,40,statement")
    assert any("thousands of civilians" in q for q in made.questions)


def test_what_is_asked_held_disputed_and_next_stands_in_the_draft(
    report: Path, tmp_path: Path
) -> None:
    drafted(report, tmp_path)
    page = (tmp_path / "op" / "DRAFT.md").read_text(encoding="utf-8")
    assert "to open a humanitarian corridor" in page.split("## What is asked for")[1]
    assert "still holding the works" in page.split("## Contradictions")[1]
    assert "2023-05-02: The envoy is scheduled to visit Khartoum tomorrow." in page


def test_namesakes_are_asked_about_and_never_guessed(report: Path, tmp_path: Path) -> None:
    table = "name,lat,lon,region\nRivermill,13.1,30.2,North\nRivermill,11.0,25.3,South\n"
    made = drafted(report, tmp_path, table)
    assert any("2 places bear the name" in question for question in made.questions)
    places = json.loads((tmp_path / "op" / "places.geojson").read_text(encoding="utf-8"))
    assert [f["geometry"] for f in places["features"]] == [None]


def test_the_only_place_of_a_name_is_put_on_the_map_and_asked_about(
    report: Path, tmp_path: Path
) -> None:
    made = drafted(report, tmp_path, "name,lat,lon\nRivermill,13.1,30.2\n")
    places = json.loads((tmp_path / "op" / "places.geojson").read_text(encoding="utf-8"))
    assert [f["geometry"]["coordinates"] for f in places["features"]] == [[30.2, 13.1]]
    assert any("Is this the Rivermill that is meant" in question for question in made.questions)


def answer(folder: Path, pickup: str, point: list[float]) -> None:
    """Answer the open questions: where, how many, who receives, what carries, which roads."""
    people = folder / "people.csv"
    people.write_text(people.read_text("utf-8").replace("civilian,,", "civilian,2000,"), "utf-8")
    places = json.loads((folder / "places.geojson").read_text("utf-8"))
    for feature in places["features"]:
        feature["geometry"] = {"type": "Point", "coordinates": point}
    hall = {
        "id": "hall",
        "name": "Hall",
        "kind": "reception",
        "base": True,
        "source": "assumed: test",
    }
    away = {"type": "Point", "coordinates": [point[0] - 0.2, point[1]]}
    places["features"].append({"type": "Feature", "geometry": away, "properties": hall})
    (folder / "places.geojson").write_text(json.dumps(places), "utf-8")
    with (folder / "fleet.csv").open("a", encoding="utf-8") as fleet:
        fleet.write("bus,united-nations,hall,bus,2,45,0,2,false,,,,,,1,assumed: test,\n")
    (folder / "legs.csv").write_text(
        f"id,from,to,minutes,km,exposure,zones\nout,hall,{pickup},40,30,0,\nback,{pickup},hall,40,30,0,\n",
        "utf-8",
    )


def test_validate_accepts_the_draft_once_its_questions_are_answered(
    report: Path, tmp_path: Path
) -> None:
    drafted(report, tmp_path)
    folder = tmp_path / "op"
    assert validate(folder).operation is None
    answer(folder, "rivermill", [30.2, 13.1])
    found = validate(folder)
    assert found.operation is not None, found.problems
    assert {p.id for p in found.operation.parties} == {"sudan", "rapid-support-forces"}


REFERENCE = Path(__file__).parents[3] / "shared" / "data" / "reports" / "reference.txt"


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference story may not be committed")
def test_the_reference_story_gives_a_folder_that_is_sound_once_answered(tmp_path: Path) -> None:
    folder = tmp_path / "op"
    made = draft_operation(folder, [REFERENCE], Wishes(date="2022-04-27"))
    found = made.draft
    assert [p.name for p in found.parties] == ["Russia", "Ukraine"]
    assert [p.name for p in found.mediators] == ["United Nations"]
    assert "International Committee of the Red Cross" in {p.name for p in found.partners}
    assert [(c.text, c.exact) for c in found.counts] == [("thousands of civilians", None)]
    assert any("Azovstal" in s.text and "corridor" in s.text for s in found.requests)
    assert [(a.date, "Kyiv" in a.text) for a in found.ahead] == [("2022-04-28", True)]
    held = {s.speaker.name: s.text for s in found.control}
    assert "victory" in held["Russian Armed Forces"]
    assert "block" in held["Armed Forces of Ukraine"]
    answer(folder, "azovstal", [37.6, 47.1])
    assert validate(folder).operation is not None


def test_a_report_without_any_statement_gives_a_folder_of_questions(tmp_path: Path) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text(
        "Nothing was said about it in the town that day, and the rain went on.", "utf-8"
    )
    made = draft_operation(tmp_path / "op", [empty], Wishes())
    assert any("Who are the parties" in question for question in made.questions)


def test_a_folder_that_holds_something_is_left_alone(report: Path, tmp_path: Path) -> None:
    (tmp_path / "op").mkdir()
    (tmp_path / "op" / "mine").write_text("mine")
    with pytest.raises(InputProblems, match="S107"):
        drafted(report, tmp_path)
    assert [p.name for p in (tmp_path / "op").iterdir()] == ["mine"]
