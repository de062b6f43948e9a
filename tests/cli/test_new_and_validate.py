"""What the commands print, and with which status they end."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from safeconduct.cli import new, screen, validate
from safeconduct.model.problem import InputProblems, problem

app = typer.Typer()
app.command("new")(new.run)
app.command("validate")(validate.run)
runner = CliRunner()


def test_new_makes_a_folder_and_says_what_to_do_next(tmp_path: Path) -> None:
    done = runner.invoke(app, ["new", str(tmp_path / "op")])
    assert done.exit_code == 0
    assert "people.csv" in done.stdout
    assert "safeconduct validate" in done.stdout


def test_new_refuses_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    done = runner.invoke(app, ["new", str(tmp_path)])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "error S107" in done.stderr


def test_validate_praises_a_sound_folder(tmp_path: Path) -> None:
    runner.invoke(app, ["new", str(tmp_path / "op")])
    done = runner.invoke(app, ["validate", str(tmp_path / "op")])
    assert done.exit_code == 0
    assert done.stdout == (
        "Riverton to Westfield (invented): sound. 184 people wait, 4 vehicles, 4 legs.\n"
        "22 facts are marked as assumed, 0 name no source.\n"
    )


def test_validate_names_number_file_row_field_fault_and_remedy(tmp_path: Path) -> None:
    runner.invoke(app, ["new", str(tmp_path / "op")])
    people = "place,category,count\nschool,adult,-1\nschool,adult,3\n"
    (tmp_path / "op" / "people.csv").write_text(people)
    (tmp_path / "op" / "fleet.csv").write_text(
        "id,organisation,base,type,count\ncar,relief,westfield,car,1\n"
    )
    done = runner.invoke(app, ["validate", str(tmp_path / "op")])
    assert done.exit_code == 2
    assert done.stdout == (
        "error S356 people.csv, row 2, count\n"
        '  "-1" is out of range: it must be 0 or more, at most 10,000,000.\n'
        "  Mend it; check the unit.\n"
        "warning S402 fleet.csv, row 2\n"
        "  These vehicles carry nobody and lead no convoy.\n"
        "  Fill in seats, wheelchair or stretcher, or set `escort` to true.\n"
        "1 error, 1 warning\n"
    )


@pytest.mark.parametrize("sound", [True, False])
def test_validate_prints_one_json_object_and_nothing_else(tmp_path: Path, sound: bool) -> None:
    runner.invoke(app, ["new", str(tmp_path / "op")])
    if not sound:
        (tmp_path / "op" / "people.csv").write_text("place,category,count\nschool,adult,-1\n")
    done = runner.invoke(app, ["validate", str(tmp_path / "op"), "--json"])
    data = json.loads(done.stdout)
    assert data["valid"] is sound
    assert data["errors"] == len(data["problems"]) == (0 if sound else 1)
    assert done.exit_code == (0 if sound else 2)
    if not sound:
        assert data["problems"][0] == {
            "number": "S356",
            "file": "people.csv",
            "where": "row 2",
            "field": "count",
            "wrong": '"-1" is out of range: it must be 0 or more, at most 10,000,000.',
            "remedy": "Mend it; check the unit.",
            "severity": "error",
        }


def test_validate_of_nothing_ends_with_2_and_no_traceback(tmp_path: Path) -> None:
    done = runner.invoke(app, ["validate", str(tmp_path / "nowhere")])
    assert done.exit_code == 2
    assert "S102" in done.stdout
    assert "Traceback" not in done.output


def test_problems_inside_a_command_end_it_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    for as_json in (False, True):
        with pytest.raises(typer.Exit) as stop, screen.problems(as_json=as_json):
            raise InputProblems((problem("S620", "roads.*"),))
        assert stop.value.exit_code == 2
        out, err = capsys.readouterr()
        assert ("S620" in err, "S620" in out) == (not as_json, as_json)


def test_what_could_steer_a_terminal_is_written_out() -> None:
    assert screen.printable("a\x1b[31mb") == "a\\u001b[31mb"


def test_markup_in_a_file_is_shown_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    screen.show_problems(
        [problem("S363", "p", "[bold]", "", what="x", value="[/]", listed="", nearest="")]
    )
    out, _ = capsys.readouterr()
    assert "[bold]" in out
    assert "There is no x [/]." in out


def test_a_terminal_gets_colour_and_keeps_the_lines_indented(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "60")
    screen.show_problems([problem("S356", "people.csv", "row 2", "count", value="-1", allowed="0")])
    out, _ = capsys.readouterr()
    assert "\x1b[1;31merror\x1b[0m S356 people.csv, row 2, count" in out
    assert "\n  -1 is out of range" in out


def test_no_problems_are_nothing_to_show(capsys: pytest.CaptureFixture[str]) -> None:
    screen.show_problems([])
    assert capsys.readouterr() == ("", "")
    assert screen.counted([]) == "no problems"
