"""The day so far and the rest as one plan: who joins a known convoy is in it to the moment."""

from tests.plan.world import planned, world

from safeconduct.instance.build import build
from safeconduct.instance.going_on import Convoy, _convoys, _known_moves, _with_convoy
from safeconduct.instance.itinerary import Record, activity_of
from safeconduct.instance.resume import resume
from safeconduct.model.plan import Activity, ActivityKind
from safeconduct.model.situation import Trip
from safeconduct.track.fold import track

LED = """
town city base=True
pickup hamlet zones=strip
zone strip escort=True headway_min=30
leg city hamlet 20 strip:10:20
leg hamlet city 20 strip:0:10
people hamlet adult 18
fleet bus 2 city seats=9
fleet car 1 city escort=True
horizon 300
"""
START = 10.0 + 0.4 / 60
"""A departure that is no whole second, in minutes."""


def known_move() -> Activity:
    return Activity(
        ActivityKind.MOVE, START, START + 20, leg="city-hamlet", origin="city",
        destination="hamlet", convoy="convoy-7",
    )  # fmt: skip


def test_who_joins_a_known_convoy_leaves_and_arrives_with_it() -> None:
    operation = world(LED)
    plan = planned(operation, looks=1)
    situation = track(operation, plan, (), 0.0, "").situation
    trip = Trip(("bus-1",), ((known_move(),),))
    resumed = resume(operation, situation, (trip,), (True,))
    search = resumed.search
    leg = search.legs.index("city-hamlet")
    joins: Convoy = (leg, 600)
    joined = _known_moves(search.vehicles, (trip,), [[0], [], []], resumed)
    assert joined == {joins: known_move()}
    new = Record(0, leg, 600, 1801, joins, (), 20.0)
    alone = Record(0, leg, 700, 1901, (leg, 700), (), 20.0)
    names = _convoys(situation, [[0], [[new]], [[alone]]], joined)
    assert names == {joins: "convoy-7", (leg, 700): "convoy-9"}
    told = activity_of(search, new, "bus-2", names)
    assert (told.start, told.end) == (10.0, 30.0)
    moved = _with_convoy(told, new, joined)
    assert (moved.start, moved.end, moved.convoy) == (START, START + 20, "convoy-7")
    other = activity_of(search, alone, "car-1", names)
    assert _with_convoy(other, alone, joined) == other
    assert build(operation).legs == search.legs
