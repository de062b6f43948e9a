"""The reference story, where it lies beside the checkout: every goal that the project set for it."""

import json
from pathlib import Path

import pytest

from safeconduct.model.statement import Report, Statement
from safeconduct.read.reading import read
from safeconduct.read.relations import relate

SHARED = Path(__file__).parents[3] / "shared" / "data"
STORY = SHARED / "reports" / "reference.txt"
GOLD = SHARED / "quotes" / "reference_gold.jsonl"
pytestmark = pytest.mark.skipif(
    not STORY.exists(), reason="the reference story may not be committed"
)


@pytest.fixture(scope="module")
def pairs() -> list[tuple[dict[str, object], Statement]]:
    """Gold statements beside the found ones whose content overlaps them most."""
    text = STORY.read_text(encoding="utf-8")
    found = read(text, Report("reference.txt", date="2022-04-27")).statements
    gold = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    return [(g, max(found, key=lambda s: overlap(g["content_spans"], s))) for g in gold]


def overlap(spans: list[list[int]], statement: Statement) -> float:
    one = {k for a, b in spans for k in range(a, b)}
    two = {k for a, b in statement.content for k in range(a, b)}
    return len(one & two) / len(one | two)


def test_every_statement_is_found_nearly_to_the_letter(
    pairs: list[tuple[dict[str, object], Statement]],
) -> None:
    shares = [overlap(g["content_spans"], s) for g, s in pairs]  # type: ignore[arg-type]
    assert min(shares) > 0.9
    assert len({s.id for _, s in pairs}) == len(pairs)


def test_every_speaker_and_party_is_named_and_nobody_wrongly(
    pairs: list[tuple[dict[str, object], Statement]],
) -> None:
    for gold, statement in pairs:
        assert statement.speaker.name == gold["speaker"]
        assert statement.speaker.party == gold["party"]
        assert statement.unattributed == (gold["speaker_type"] == "unattributed")


def test_acts_and_forms_are_those_of_the_annotation(
    pairs: list[tuple[dict[str, object], Statement]],
) -> None:
    same = {"assert": "report", "propose": "offer"}
    for gold, statement in pairs:
        allowed = gold["speech_act_ok"]
        assert isinstance(allowed, list)
        assert statement.act.value in {same.get(a, a) for a in allowed}
        assert statement.form == gold["form"]


def test_the_seven_contradictions_are_found() -> None:
    text = STORY.read_text(encoding="utf-8")
    found = relate(read(text, Report("reference.txt", date="2022-04-27")).statements)
    assert sum(r.kind.value == "contradicts" for r in found) == 7
