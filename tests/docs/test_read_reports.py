"""The page on reading reports: each of its commands runs, in its order, on invented reports."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safeconduct.cli.main import app

PAGE = Path(__file__).parents[2] / "docs" / "do" / "read_reports.md"
FIRST = """The army of Northland said on Monday that its soldiers had captured Riverton.
The UN chief said the organisation was ready to evacuate thousands of civilians from Riverton.
"""
SECOND = """Sudan accused the Rapid Support Forces of blocking the road to Rivermill. The RSF denied the claim.
Sudan asked the United Nations to open a corridor for the people trapped inside Rivermill.
"""


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def morning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as the page supposes it: reports, a table of places, labelled sentences."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "first.txt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "reports" / "second.txt").write_text(SECOND, encoding="utf-8")
    (tmp_path / "places.csv").write_text("name,lat,lon\nRivermill,13.1,30.2\n", encoding="utf-8")
    (table,) = (b for b in blocks("text") if b.startswith("marked_sentence"))
    more = "<s>The agency</s> sent food to <t>the town</t>.\tAID\n"
    (tmp_path / "sentences.tsv").write_text(table + more, encoding="utf-8")
    return tmp_path


def arguments(line: str, folder: Path) -> list[str]:
    """A line of the shell as arguments, its patterns of files written out."""
    given: list[str] = []
    for word in shlex.split(line, comments=True)[1:]:
        found = sorted(str(path.relative_to(folder)) for path in folder.glob(word))
        given += found if "*" in word else [word]
    return given


def test_every_command_of_the_page_runs(morning: Path) -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.strip()]
    assert len(lines) >= 6
    for line in lines:
        done = CliRunner().invoke(app, arguments(line, morning), input="y\ns\n")
        drafted = line.startswith("safeconduct validate")
        assert done.exit_code == (2 if drafted else 0), (line, done.output)
    assert {p.name for p in (morning / "morning").iterdir()} >= {"log.html", "statements.jsonl"}
    assert (morning / "my-operation" / "DRAFT.md").exists()
