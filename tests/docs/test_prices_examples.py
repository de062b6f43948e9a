"""The commands of the page on prices do what the page says."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safeconduct.cli.main import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "do" / "prices.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^safeconduct (.+)$", PAGE, re.MULTILINE)


def test_the_page_has_commands() -> None:
    assert len(COMMANDS) == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_page_runs(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, command.split())
    assert done.exit_code == 0, done.output
    if "--json" in command:
        told = json.loads(done.stdout)
        assert {row["kind"] for row in told["prices"]} >= {"fleet"}
    else:
        assert "Worth most" in done.stdout
        assert (tmp_path / "out" / "prices" / "prices.html").exists()
