"""The pages made from the code hold what the code holds."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from safeconduct.model.problem import PROBLEMS
from safeconduct.operation import shapes
from safeconduct.operation.schemas import schemas

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_number_is_on_the_page_of_problems(generate: ModuleType) -> None:
    page = generate.pages()["look_up/problems.md"]
    missing = [n for n in PROBLEMS if f"| {n}" not in page and f"| S?{n[2:]}" not in page]
    assert missing == []


def test_every_command_is_on_the_page_of_commands(generate: ModuleType) -> None:
    assert "\n## validate\n" in generate.pages()["look_up/commands.md"]


def test_every_file_has_a_schema_with_all_its_fields() -> None:
    found = schemas()
    assert list(found) == [
        "operation.toml",
        "places.geojson",
        "people.csv",
        "fleet.csv",
        "zones.geojson",
        "windows.csv",
        "legs.csv",
        "terms.toml",
        "stress.toml",
        "plan.json",
        "events.jsonl",
        "statements.jsonl",
        "relations.jsonl",
        "read.json",
    ]
    text = json.dumps(found["places.geojson"])
    assert [name for name in shapes.PlaceShape.names() if f'"{name}"' not in text] == []


def test_a_stale_page_is_told_and_written_anew(
    generate: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(generate, "DOCS", tmp_path)
    monkeypatch.setattr("sys.argv", ["generate.py", "--check"])
    assert generate.main() == 1
    assert "stale: docs/look_up/problems.md" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["generate.py"])
    assert generate.main() == 0
    monkeypatch.setattr("sys.argv", ["generate.py", "--check"])
    assert generate.main() == 0
    (tmp_path / "look_up" / "problems.md").write_text("old")
    assert generate.main() == 1
