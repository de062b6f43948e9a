"""Prices of one more unit: what is found, what is proven, and why a price is nothing."""

import json
from pathlib import Path

import pytest
from tests.plan.world import world

from safeconduct.model.operation import Operation
from safeconduct.operation.loosened import units
from safeconduct.operation.patches import patched
from safeconduct.usecases.plan import Watch
from safeconduct.usecases.prices import Priced, Worth, dearest, priced
from safeconduct.usecases.prices_told import as_object, told, write_prices
from safeconduct.verify import judge

ROAD = """
base depot
pickup hamlet bays=1 load_fixed_min=10
post gate lanes=1 vehicle_min=10
town city capacity=40
leg depot hamlet 20
leg hamlet gate 20
leg gate city 10
leg city hamlet 30
category adult inspect_min=1
"""
SHORT = ROAD + "people hamlet adult 90\nfleet bus 1 depot seats=10\nhorizon 100\n"


def of(found: Priced, says: str) -> Worth:
    return next(worth for worth in found.worths if says in worth.unit.says)


@pytest.fixture(scope="module")
def short() -> Priced:
    return priced(world(SHORT), 25.0)


def test_one_more_vehicle_brings_what_the_proof_says_it_must(short: Priced) -> None:
    bus = of(short, "one more bus")
    assert short.plan.result.gap == 0
    assert (bus.people, bus.weighted) == (10, 10.0)
    assert bus.low <= 10.0 <= bus.high
    assert bus.exact


def test_what_does_not_bind_is_worth_nothing_and_says_what_does(short: Priced) -> None:
    place = of(short, "one more place")
    assert (place.people, place.low, place.high) == (0, 0.0, 0.0)
    assert "vehicles" in place.why
    assert place.marginal == pytest.approx(0.0)


def test_where_all_are_out_every_price_is_nothing_and_says_so() -> None:
    found = priced(
        world(ROAD + "people hamlet adult 5\nfleet bus 1 depot seats=10\nhorizon 300\n"), 8
    )
    assert {worth.why for worth in found.worths} == {"all are out already"}
    assert {worth.weighted for worth in found.worths} == {0.0}
    assert "all are out already" in told(found).sections[1].sentences[0]


def test_without_time_nothing_is_claimed() -> None:
    found = priced(world(SHORT), 0.0)
    assert {worth.people for worth in found.worths} == {None}
    assert all(worth.low == 0.0 and worth.high > 0.0 for worth in found.worths)
    assert "Not tried" in " ".join(told(found).sections[2].sentences)


def test_an_interrupted_pricing_keeps_what_was_found() -> None:
    told_of: list[str] = []
    found = priced(
        world(SHORT), 20.0,
        watch=Watch(step=told_of.append),
        interrupted=lambda: any(step.startswith("2 of") for step in told_of),
    )  # fmt: skip
    assert found.plan.result.people_out == 10
    assert len(found.tried) == 2
    assert {worth.why for worth in found.worths if worth.people is None} == {
        "not tried: give it more time"
    }


WINDOWED = """
base depot rest=True
pickup hamlet zones=strip
town city rest=True
zone strip access=window
window strip 60 120
window strip 240 300
leg depot hamlet 20 strip:10:20
leg hamlet city 30 strip:0:10
leg city depot 20
people hamlet adult 90
fleet bus 1 depot seats=10 max_duty_h=4 rest_h=1
horizon 400
hours 06:00-18:00
"""


@pytest.mark.parametrize("text", [SHORT, WINDOWED])
def test_every_unit_only_allows_more(text: str) -> None:
    operation = world(text)
    plan = priced(operation, 4.0).plan
    assert plan.result.people_out > 0
    for unit in units(operation):
        looser = patched(operation, unit.patches)
        assert looser != operation
        assert {b.rule for b in judge(looser, plan).breaches} <= {0, 7}, unit.says


def test_there_is_a_unit_of_everything_that_is_scarce() -> None:
    kinds = {unit.kind for text in (SHORT, WINDOWED) for unit in units(_inspected(text))}
    assert kinds == {
        "window", "lane", "fleet", "bay", "reception", "inspection", "duty", "hours",
    }  # fmt: skip


def _inspected(text: str) -> Operation:
    return world(text)


def test_windows_that_open_and_shut_together_are_also_moved_together() -> None:
    text = WINDOWED + "zone other access=window\nwindow other 60 120\n"
    names = [unit.names for unit in units(world(text)) if unit.kind == "window"]
    assert ("strip-0", "other-2") in names
    assert ("strip-0",) in names


def test_prices_are_written_as_plain_data_and_as_a_page(short: Priced, tmp_path: Path) -> None:
    data, page = write_prices(tmp_path / "out", short)
    read = json.loads(data.read_text())
    assert read == json.loads(json.dumps(as_object(short)))
    html = page.read_text()
    assert "one more bus" in html
    assert "http" not in html.replace("http-equiv", "")


def test_the_dearest_come_first(short: Priced) -> None:
    best = dearest(short.worths)
    assert best
    assert "bus" in best[0].unit.says
    worth = [w.weighted or 0.0 for w in best]
    assert worth == sorted(worth, reverse=True)
