"""Folders and files that cannot be opened, are too large, or are something else."""

import os
from pathlib import Path
from typing import Any

import pytest
from tests.operation.worlds import good, numbers, problems


@pytest.mark.parametrize("name", ["operation.toml", "places.geojson", "people.csv", "fleet.csv"])
def test_a_required_file_that_is_missing_is_told(tmp_path: Path, name: str) -> None:
    folder = good(tmp_path / "op")
    (folder / name).unlink()
    assert [(p.number, p.file) for p in problems(folder)] == [("S103", name)]


@pytest.mark.parametrize("alike", ["people.xlsx", "People.csv", "people.csv.txt"])
def test_a_file_of_nearly_the_right_name_is_pointed_at(tmp_path: Path, alike: str) -> None:
    folder = good(tmp_path / "op")
    (folder / "people.csv").rename(folder / alike)
    (found,) = problems(folder)
    assert alike in found.remedy


def test_a_folder_without_any_file_is_no_operation(tmp_path: Path) -> None:
    assert numbers(tmp_path) == ["S101"]


@pytest.mark.parametrize("name", ["nowhere", "a\0b", "x" * 5000, "a\udcffb"])
def test_a_folder_that_cannot_be_opened_is_told(tmp_path: Path, name: str) -> None:
    (found,) = problems(tmp_path / name)
    assert found.number == "S102"
    assert str(found).encode("utf-8")


def test_a_file_where_a_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert numbers(tmp_path / "file") == ["S102"]


def test_a_folder_without_rights_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", refuse)
    (found,) = problems(good(tmp_path / "op"))
    assert found.number == "S102"
    assert "Permission denied" in found.wrong


def test_a_file_without_rights_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    folder = good(tmp_path / "op")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert set(numbers(folder)) == {"S170", "S270", "S370", "S470", "S570", "S670"}


def test_a_folder_that_may_be_listed_but_not_entered_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, **_: bool) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    folder = good(tmp_path / "op")
    monkeypatch.setattr(Path, "stat", refuse)
    assert set(numbers(folder)) == {"S170", "S270", "S370", "S470", "S570", "S670"}


def test_roads_without_rights_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = good(tmp_path / "op")
    (folder / "roads.geojson").write_text("{}")
    whole = Path.open

    def refuse(path: Path, *rest: Any, **named: Any) -> object:
        if path.name == "roads.geojson":
            raise PermissionError(13, "Permission denied", str(path))
        return whole(path, *rest, **named)

    monkeypatch.setattr(Path, "open", refuse)
    (found,) = problems(folder)
    assert (found.number, found.file) == ("S670", "roads.geojson")


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    (folder / "people.csv").unlink()
    (folder / "people.csv").mkdir()
    (folder / "zones.geojson").unlink()
    (folder / "zones.geojson").mkdir()
    assert sorted(numbers(folder)) == ["S370", "S570"]


def test_a_link_that_leads_round_in_a_circle_is_told(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    (folder / "people.csv").unlink()
    (folder / "people.csv").symlink_to(folder / "people.csv")
    (folder / "windows.csv").unlink()
    (folder / "windows.csv").symlink_to(folder / "gone.csv")
    assert sorted(numbers(folder)) == ["S370", "S570"]


def test_a_pipe_in_the_place_of_a_file_is_told_and_not_waited_for(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    (folder / "people.csv").unlink()
    os.mkfifo(folder / "people.csv")
    assert numbers(folder) == ["S370"]


def test_a_file_of_200_megabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    with (folder / "people.csv").open("r+b") as file:
        file.truncate(200_000_000)
    (found,) = problems(folder)
    assert found.number == "S371"
    assert "200 MB, more than the 32 MB" in found.wrong


def test_a_table_of_too_many_rows_is_refused(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    (folder / "people.csv").write_text("place,category,count\n" + "a,b,1\n" * 100_001)
    assert numbers(folder) == ["S380"]


def test_a_row_of_too_many_cells_is_refused(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    (folder / "people.csv").write_text("place,category,count\n" + "," * 2000 + "\n")
    assert numbers(folder) == ["S380"]


def test_a_collection_of_too_many_features_is_refused(tmp_path: Path) -> None:
    folder = good(tmp_path / "op")
    listed = "[]," * 20_000
    text = f'{{"type": "FeatureCollection", "features": [{listed}[]]}}'
    (folder / "zones.geojson").write_text(text)
    assert numbers(folder) == ["S580"]
