"""statements.jsonl: what `read` writes fits its schema, and a bad line is named."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.model.statement import Report
from safeconduct.operation.statement_shapes import LogShape, statement_problems
from safeconduct.read.encode import relation_object, statement_object
from safeconduct.read.reading import read
from safeconduct.read.relations import relate
from safeconduct.usecases.new import new_operation
from safeconduct.usecases.validate import validate

STORY = (
    "Kyiv accused Russian forces of shelling the convoy on Monday. The Kremlin denied the allegations."
    " More than 170 civilians were wounded in Odesa, a Ukrainian official said."
)
PIECES = st.sampled_from(
    [*STORY.split(" "), "“", "”", "it is said that", "according to", "\n", "Anna Orlan:", "will not leave"]
)  # fmt: skip


def line() -> dict[str, object]:
    return statement_object(read(STORY, Report("a.txt")).statements[0])


def problems(folder: Path, text: str) -> list[tuple[str, str]]:
    (folder / "statements.jsonl").write_text(text, encoding="utf-8")
    return [(p.number, p.where) for p in statement_problems(folder)]


@given(st.lists(PIECES, max_size=60).map(" ".join))
@settings(max_examples=40)
def test_what_is_read_fits_the_published_schema(text: str) -> None:
    found = read(text, Report("a.txt", date="2022-04-27")).statements
    printed = {
        "statements": [statement_object(s) for s in found],
        "relations": [relation_object(r) for r in relate(found)],
    }
    LogShape.model_validate_json(json.dumps(printed))


def test_a_sound_file_has_no_problem_and_a_missing_one_neither(tmp_path: Path) -> None:
    assert statement_problems(tmp_path) == ()
    assert problems(tmp_path, json.dumps(line()) + "\n\n") == []


@pytest.mark.parametrize(
    "bad",
    [
        "{broken",
        "[]",
        "{}",
        json.dumps({**line(), "content": []}),
        json.dumps({**line(), "confidence": 2}),
        json.dumps({**line(), "act": "shout"}),
        json.dumps({**line(), "cue": [[-1, 3]]}),
    ],
)
def test_a_bad_line_is_named_with_its_number(tmp_path: Path, bad: str) -> None:
    assert problems(tmp_path, json.dumps(line()) + f"\n{bad}\n") == [("S807", "line 2")]


def test_validate_names_bad_statements_beside_all_else(tmp_path: Path) -> None:
    new_operation(tmp_path / "op")
    (tmp_path / "op" / "statements.jsonl").write_text("nonsense\n", encoding="utf-8")
    (tmp_path / "op" / "people.csv").write_text(
        "place,category,count\nnowhere,x,1\n", encoding="utf-8"
    )
    numbers = {p.number for p in validate(tmp_path / "op").problems}
    assert "S807" in numbers
    assert len(numbers) > 1
