"""RESULTS.md keeps a row per release and case, and only measured rows are written anew."""

from argparse import Namespace
from pathlib import Path

import pytest

from bench import results

HEAD = ("case", "given s", "gap %")


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(results, "release", lambda: "1.0")
    path = tmp_path / "RESULTS.md"
    results.keep("gaps", "Gaps", HEAD, [("aleppo", "60", "0.9"), ("homs", "60", "0.1")], 2, path)
    return path


def rows(page: Path) -> list[str]:
    return [line for line in page.read_text("utf-8").splitlines() if line[:5] in {"| 1.0", "| 2.0"}]


def test_a_second_run_writes_only_the_rows_that_it_measured(page: Path) -> None:
    results.keep("gaps", "Gaps", HEAD, [("homs", "60", "0.0")], 2, page)
    assert rows(page) == ["| 1.0 | aleppo | 60 | 0.9 |", "| 1.0 | homs | 60 | 0.0 |"]


def test_another_time_given_is_another_row(page: Path) -> None:
    results.keep("gaps", "Gaps", HEAD, [("homs", "8", "4.0")], 2, page)
    assert len(rows(page)) == 3


def test_what_an_earlier_release_measured_stays(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "release", lambda: "2.0")
    results.keep("gaps", "Gaps", HEAD, [("homs", "60", "0.0")], 2, page)
    assert rows(page)[-1] == "| 2.0 | homs | 60 | 0.0 |"
    assert len(rows(page)) == 3


def test_sections_do_not_touch_one_another_nor_the_text_around_them(page: Path) -> None:
    page.write_text(page.read_text("utf-8") + "\nA word by hand.\n", "utf-8")
    results.keep("peers", "Peers", ("case", "n"), [("homs", "3")], 1, page)
    results.keep("peers", "Peers", ("case", "n"), [("homs", "4")], 1, page)
    text = page.read_text("utf-8")
    assert "A word by hand." in text
    assert "| 1.0 | homs | 4 |" in text
    assert "| 1.0 | homs | 3 |" not in text
    assert len(rows(page)) == 3
    assert text.startswith("# Results")


def test_what_is_measured_already_is_left_out_on_resuming(page: Path) -> None:
    assert results.measured("gaps", HEAD, 2, page) == {"aleppo 60", "homs 60"}
    for resume, left in ((True, ["sumy"]), (False, ["homs", "sumy"])):
        options = Namespace(dry=True, resume=resume)
        keeper = results.Keeper("gaps", "Gaps", HEAD, 2, options, page)
        assert [name for name, _ in keeper.todo([("homs", "60"), ("sumy", "60")])] == left


def test_a_row_is_written_as_soon_as_it_is_measured_unless_the_run_is_dry(page: Path) -> None:
    for dry, count in ((True, 2), (False, 3)):
        keeper = results.Keeper("gaps", "Gaps", HEAD, 2, Namespace(dry=dry, resume=False), page)
        keeper.keep(("sumy", "60", "0.3"))
        assert len(rows(page)) == count
    assert keeper.rows()[-1] == ("sumy", "60", "0.3")


def test_rows_that_the_benchmark_no_longer_measures_are_taken_out(page: Path) -> None:
    results.keep("gaps", "Gaps", HEAD, [("homs", "8", "4.0")], 2, page)
    options = Namespace(dry=False, resume=False)
    keeper = results.Keeper("gaps", "Gaps", HEAD, 2, options, page)
    keeper.forget_others([("homs", "8"), ("homs", "60")])
    assert rows(page) == ["| 1.0 | homs | 60 | 0.1 |", "| 1.0 | homs | 8 | 4.0 |"]
