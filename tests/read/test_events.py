"""The event classifier learns from a table, the same each time, and survives saving."""

from pathlib import Path

from safeconduct.read.events import features, load, train

ROWS = [
    ("<s>Northland</s> accused <t>Southland</t> of shelling the road.", "ACCUSE"),
    ("<s>The mayor</s> blamed <t>the army</t> for the fire.", "ACCUSE"),
    ("<s>The envoy</s> condemned <t>the militia</t> for the attack.", "ACCUSE"),
    ("<s>Relief teams</s> delivered food to <t>the town</t>.", "AID"),
    ("<s>Northland</s> sent aid and medicine to <t>Southland</t>.", "AID"),
    ("<s>The agency</s> provided aid to <t>the families</t>.", "AID"),
]
NEW = [
    "<s>Southland</s> accused <t>Northland</t> of theft.",
    "<s>Doctors</s> sent aid to <t>the port</t>.",
]


def test_a_table_teaches_its_classes() -> None:
    model = train(*zip(*ROWS, strict=True))
    assert model.classify(NEW) == ["ACCUSE", "AID"]


def test_the_same_table_gives_the_same_model_and_a_file_keeps_it(tmp_path: Path) -> None:
    one, two = (train(*zip(*ROWS, strict=True)) for _ in range(2))
    assert (one.weights == two.weights).all()
    with (tmp_path / "model.npz").open("wb") as stream:
        one.save(stream)
    assert load(tmp_path / "model.npz").classify(NEW) == one.classify(NEW)


def test_who_does_it_to_whom_is_part_of_the_features() -> None:
    forth = features("<s>A</s> attacked <t>B</t>")
    back = features("<t>B</t> attacked <s>A</s>")
    assert forth["order:forth"] == back["order:back"] == 1
