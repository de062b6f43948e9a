"""What `safeconduct train` writes, and how `read --events` uses it."""

import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from safeconduct.cli import read, train

app = typer.Typer()
app.command("train")(train.run)
app.command("read")(read.run)
runner = CliRunner()
TABLE = (
    "marked_sentence\tlabel\n"
    "<s>Northland</s> accused <t>Southland</t> of shelling the road.\tACCUSE\n"
    "<s>The mayor</s> blamed <t>the army</t> for the fire.\tACCUSE\n"
    "<s>The envoy</s> accused <t>the militia</t> of the attack.\tACCUSE\n"
    "<s>Relief teams</s> offered food to <t>the town</t>.\tAID\n"
    "<s>Northland</s> sent aid and medicine to <t>Southland</t>.\tAID\n"
    "<s>The agency</s> offered aid to <t>the families</t>.\tAID\n"
)


def test_a_model_is_trained_and_read_with(tmp_path: Path) -> None:
    table, model, story = (tmp_path / n for n in ("t.tsv", "m.npz", "s.txt"))
    table.write_text(TABLE, encoding="utf-8")
    story.write_text("Kyiv accused Russian forces of shelling the convoy.", encoding="utf-8")
    done = runner.invoke(app, ["train", str(table), str(model)])
    assert done.exit_code == 0
    assert "Trained on 6 sentences: ACCUSE, AID." in done.stdout
    log = runner.invoke(app, ["read", str(story), "--events", str(model), "--json"])
    (statement,) = json.loads(log.stdout)["statements"]
    assert statement["event"] == {"cameo": "11", "name": "ACCUSE", "goldstein": -2.0}


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "t.tsv"
    table.write_text("a\tb\n1\t2\n", encoding="utf-8")
    done = runner.invoke(app, ["train", str(table), str(tmp_path / "m.npz")])
    assert done.exit_code == 2
    assert "S801" in done.stderr


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    story = tmp_path / "s.txt"
    story.write_text("Kyiv said that it was late.", encoding="utf-8")
    assert runner.invoke(app, ["read", str(story), "--events", str(story)]).exit_code == 2
