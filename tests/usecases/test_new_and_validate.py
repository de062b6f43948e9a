"""A new folder is sound from its first minute; validating tells everything at once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from safeconduct.model.problem import InputProblems
from safeconduct.operation import read_operation
from safeconduct.usecases.new import new_operation
from safeconduct.usecases.validate import validate


def test_a_new_folder_is_sound_and_says_that_it_is_invented(tmp_path: Path) -> None:
    files = new_operation(tmp_path / "a" / "op")
    operation, warnings = read_operation(tmp_path / "a" / "op")
    assert warnings == ()
    assert "invented" in operation.name
    assert {file.name for file in files} == {
        path.name for path in (tmp_path / "a" / "op").iterdir()
    }
    found = validate(tmp_path / "a" / "op")
    assert found.problems == ()
    assert found.operation is not None


def test_a_new_folder_may_be_an_empty_one(tmp_path: Path) -> None:
    new_operation(tmp_path)
    assert read_operation(tmp_path).warnings == ()


@pytest.mark.parametrize("name", ["notes.txt", ".hidden"])
def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(InputProblems, match="S107"):
        new_operation(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_in_the_way_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "op").write_text("mine")
    with pytest.raises(InputProblems, match="S107"):
        new_operation(tmp_path / "op")
    with pytest.raises(InputProblems, match="S106"):
        new_operation(tmp_path / "op" / "below")
    assert (tmp_path / "op").read_text() == "mine"


def test_a_name_that_no_folder_can_have_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputProblems, match="S106"):
        new_operation(tmp_path / "a\0b")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_new_folder_that_fails_half_way_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    calls: list[int] = []

    def fail_at_the_third(_: int) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise error

    monkeypatch.setattr(os, "fsync", fail_at_the_third)
    with pytest.raises((InputProblems, KeyboardInterrupt)):
        new_operation(tmp_path / "a" / "op")
    assert list(tmp_path.iterdir()) == []


def test_a_sound_folder_without_legs_and_roads_is_told_what_is_missing(tmp_path: Path) -> None:
    new_operation(tmp_path)
    (tmp_path / "legs.csv").unlink()
    found = validate(tmp_path)
    assert found.operation is None
    assert [problem.number for problem in found.problems] == ["S620"]


def test_an_unsound_folder_is_told_without_looking_for_roads(tmp_path: Path) -> None:
    new_operation(tmp_path)
    (tmp_path / "legs.csv").unlink()
    (tmp_path / "people.csv").write_text("place,category,count\nschool,adult,-1\n")
    assert [problem.number for problem in validate(tmp_path).problems] == ["S356"]


def test_reading_needs_no_heavy_library_of_the_planner() -> None:
    script = "import safeconduct.operation, sys; print([m for m in ('numba', 'matplotlib') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
