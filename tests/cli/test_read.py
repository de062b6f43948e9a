"""What `safeconduct read` prints, writes, and how it ends."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from safeconduct.cli import read

app = typer.Typer()
app.command("read")(read.run)
app.command("other")(lambda: None)
runner = CliRunner()
STORY = (
    "Kyiv accused Russian forces of shelling the convoy on Monday. The Kremlin denied the allegations. More than"
    " 170 civilians were wounded, a Ukrainian official said."
)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_the_log_shows_contradictions_first_then_who_said_what(story: Path) -> None:
    done = runner.invoke(app, ["read", str(story), "--date", "2022-04-27"])
    assert done.exit_code == 0
    assert "Ukraine (government) s001 contradicts Russia (Kremlin) s002" in done.stdout
    assert "Monday = 2022-04-25" in done.stdout
    assert (
        "3 statements: 2 with a named speaker, 0 without any source, 1 not resolved" in done.stdout
    )


def test_json_has_the_fields_of_the_contract_and_exact_places(story: Path) -> None:
    done = runner.invoke(app, ["read", str(story), "--json"])
    printed = json.loads(done.stdout)
    first = printed["statements"][0]
    assert list(first)[:18] == [
        "id", "report", "content", "cue", "mention", "speaker", "speaker_type", "role", "affiliation", "party", "form",
        "topics", "act", "target", "within", "unattributed", "confidence", "method",
    ]  # fmt: skip
    assert [STORY[a:b] for a, b in first["cue"]] == ["accused"]
    assert set(first["report"]) == {"file", "outlet", "date", "language"}
    (relation,) = printed["relations"]
    assert list(relation)[:4] == ["kind", "from", "to", "because"]


def test_out_writes_statements_links_text_and_page(story: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    runner.invoke(app, ["read", str(story), "--out", str(out)])
    assert sorted(p.name for p in out.iterdir()) == [
        "log.html",
        "proposals.jsonl",
        "relations.jsonl",
        "report-1.txt",
        "statements.jsonl",
    ]
    lines = (out / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["s001", "s002", "s003"]


def test_places_in_a_web_page_count_in_the_text_kept_beside_it(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        f"<html><body><nav>Home</nav><p>{STORY.replace('Kyiv', '<b>Kyiv</b>')}</p><p>“Ça suffit,” said"
        " Anna Orlan, the mayor.</p></body></html>",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    runner.invoke(app, ["read", str(page), "--out", str(out)])
    text = (out / "report-1.txt").read_text(encoding="utf-8")
    rows = [json.loads(row) for row in (out / "statements.jsonl").read_text("utf-8").splitlines()]
    assert [row["text"] for row in rows][-1] == "“Ça suffit,”"
    assert len(rows) == 4
    for row in rows:
        assert " … ".join(text[a:b] for a, b in row["content"]) == row["text"]


def test_a_story_told_twice_is_read_once_and_said_so(story: Path, tmp_path: Path) -> None:
    twin = tmp_path / "twin.txt"
    twin.write_text(f"Our own report. {STORY}", encoding="utf-8")
    once = runner.invoke(app, ["read", str(story), str(twin), "--json"])
    twice = runner.invoke(app, ["read", str(story), str(twin), "--keep-twins", "--json"])
    assert len(json.loads(once.stdout)["statements"]) == 3
    assert len(json.loads(twice.stdout)["statements"]) == 6
    assert "S806" in runner.invoke(app, ["read", str(story), str(twin)]).stderr


def test_review_asks_about_each_statement_and_keeps_what_was_said(
    story: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    asked = ["read", str(story), "--out", str(out), "--review"]
    done = runner.invoke(app, asked, input="y\nmaybe\nn\ns\n")
    assert done.exit_code == 0
    lines = (out / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["confirmed"] for line in lines] == [True, False, None]


REQUEST = (
    "Sudan asked the United Nations to open a humanitarian corridor from Rivermill on 3 May. A resident said 40 wounded"
    " people were waiting for evacuation from Rivermill."
)


def test_proposals_point_to_their_sentence_and_wait_for_a_persons_yes(
    story: Path, tmp_path: Path
) -> None:
    story.write_text(REQUEST, encoding="utf-8")
    out = tmp_path / "out"
    asked = ["read", str(story), "--date", "2023-05-01", "--out", str(out)]
    runner.invoke(app, asked)
    rows = [json.loads(row) for row in (out / "proposals.jsonl").read_text("utf-8").splitlines()]
    assert {row["confirmed"] for row in rows} == {None}
    assert {row["kind"]: row["for"] for row in rows} == {
        "count": "people.csv",
        "position": "terms.toml",
    }
    for row in rows:
        assert " … ".join(REQUEST[a:b] for a, b in row["content"]) == row["text"]
    runner.invoke(app, [*asked, "--review"], input="n\ny\ny\ns\n")
    again = [json.loads(row) for row in (out / "proposals.jsonl").read_text("utf-8").splitlines()]
    assert {row["kind"]: row["confirmed"] for row in again} == {"count": True, "position": None}


def test_review_without_a_folder_is_refused(story: Path) -> None:
    assert runner.invoke(app, ["read", str(story), "--review"]).exit_code == 2


def test_every_bad_file_is_named_at_once_and_ends_with_2(tmp_path: Path) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 broken")
    done = runner.invoke(app, ["read", str(bad), str(tmp_path / "none.txt")])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "S802" in done.stderr
    assert "S801" in done.stderr


def test_a_date_that_is_none_is_refused(story: Path) -> None:
    assert runner.invoke(app, ["read", str(story), "--date", "yesterday"]).exit_code == 2


def test_a_users_own_office_holders_are_known(story: Path, tmp_path: Path) -> None:
    table = tmp_path / "mine.tsv"
    table.write_text(
        "name\taliases\trole\taffiliation\tparty\tgender\tfrom\tto\n"
        "Anna Orlan\t\tMayor of Riverton (invented)\tRiverton\tNorth\tf\t\t\n",
        encoding="utf-8",
    )
    story.write_text("Ms Orlan said that the road was open.", encoding="utf-8")
    done = runner.invoke(app, ["read", str(story), "--gazetteer", str(table), "--json"])
    (statement,) = json.loads(done.stdout)["statements"]
    assert (statement["speaker"], statement["party"]) == ("Anna Orlan", "North")
