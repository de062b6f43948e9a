"""How a plan is shown in the terminal: plain where piped, folded to the width, nothing steered."""

import json
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from tests.brief.worlds import small, small_plan

from safeconduct.brief.words import Section, Summary, Table, summary
from safeconduct.cli import show
from safeconduct.model.problem import Problem, Severity
from safeconduct.plan.bound import Limit
from safeconduct.plan.solve import Progress
from safeconduct.usecases.plan import Planned


class Terminal(StringIO):
    """A stream that says that somebody looks at it."""

    def isatty(self) -> bool:
        return True


def found(tmp_path: Path) -> Planned:
    warning = Problem(
        "S999", "people.csv", "row 2", "count", "It is odd.", "Look.", Severity.WARNING
    )
    limits = (Limit("lane", "ford", 0.5),)
    return Planned(small(), small_plan(), limits, (warning,), (tmp_path / "plan.json",))


def test_a_piped_summary_is_plain_text_that_holds_every_sentence_and_row() -> None:
    stream = StringIO()
    said = summary(small(), small_plan())
    show.show_summary(said, stream)
    text = stream.getvalue()
    assert "\x1b" not in text
    for section in said.sections:
        assert section.heading in text
        assert all(f"  {sentence}\n" in text for sentence in section.sentences)
    assert [line.split() for line in text.splitlines() if "All days" in line] == [
        ["All", "days", "|", "50", "|", "2", "|", "52"]
    ]


def test_a_piped_sentence_is_one_line_however_long() -> None:
    stream = StringIO()
    show.show_summary(Summary("Title", (Section("Head", ("word " * 60,)),)), stream)
    assert len(stream.getvalue().splitlines()) == 4


def test_a_narrow_terminal_folds_and_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    stream = Terminal()
    table = Table(("Place", "Adult"), (("a-place-with-a-very-long-name-indeed", "1,234"),))
    show.show_summary(Summary("Title", (Section("Head", ("word " * 30,), table),)), stream)
    lines = re.sub(r"\x1b\[\d+m", "", stream.getvalue()).splitlines()
    assert max(map(len, lines)) == 40
    assert "1,234" in stream.getvalue()
    assert stream.getvalue().count("word") == 30


def test_names_cannot_steer_the_terminal_nor_the_markup() -> None:
    stream = Terminal()
    show.show_summary(Summary("[red]x[/red] \x1b[2J", (Section("[b]", ("\x07",)),)), stream)
    text = stream.getvalue()
    assert "[red]x[/red]" in text
    assert "\x1b[2J" not in text
    assert "\x07" not in text


def test_json_holds_result_limits_assumptions_warnings_and_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    show.planned(found(tmp_path), as_json=True)
    captured = capsys.readouterr()
    data = json.loads(captured.out)
    assert captured.err == ""
    assert data["result"]["people_out"] == 52
    assert data["limits"][0]["kind"] == "lane"
    assert "Stoneford" in data["limits"][0]["says"]
    assert [fact["where"] for fact in data["assumptions"]] == ["haven", "mill, stretcher"]
    assert data["problems"][0]["number"] == "S999"
    assert data["files"] == [str(tmp_path / "plan.json")]


def test_warnings_go_to_standard_error_and_the_summary_to_standard_output(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    show.planned(found(tmp_path))
    captured = capsys.readouterr()
    assert "S999" in captured.err
    assert "52 of 63 people" in captured.out
    assert "plan.json" in captured.out


def test_the_search_is_told_seldom_where_no_terminal_listens(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with show.watching() as watch:
        watch.step("Reading")
        for second in range(12):
            watch.search(Progress(float(second), 100.0 + second, 200.0))
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "Reading"
    assert [line.split(":")[0] for line in told[1:]] == ["0 s", "5 s", "10 s"]
    assert told[1] == "0 s: 100 of at most 200 weighted people, within 50.0 %"


def test_nothing_found_yet_is_said_as_such() -> None:
    assert (
        show.searching(Progress(1.0, 0.0, 0.0))
        == "1 s: 0 of at most 0 weighted people, within 0.0 %"
    )


def test_a_plan_without_files_or_warnings_is_shown_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    show.planned(replace(found(tmp_path), files=(), warnings=()))
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "Written" not in captured.out
