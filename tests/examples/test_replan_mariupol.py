"""The reference operation on a bad day: followed, replanned, judged, and gone on from."""

from pathlib import Path

import pytest

from safeconduct.model.event import Event, EventKind
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Plan
from safeconduct.plan.solve import Limits
from safeconduct.track.fold import track
from safeconduct.usecases.plan import plan_operation
from safeconduct.usecases.replan import replan
from safeconduct.wiring import example

pytestmark = pytest.mark.slow
NOON_OF_6_MAY = 30 * 60.0
K = EventKind
BAD_DAY = (
    Event(1, K.BROKEN_DOWN, NOON_OF_6_MAY - 60, "invented", ("zp-bus-7",)),
    Event(2, K.WINDOW_SHORTENED, NOON_OF_6_MAY - 30, "invented", window="city-may-6", until=33 * 60.0),
    Event(3, K.BROKEN_DOWN, NOON_OF_6_MAY - 20, "invented", ("icrc-car-1",)),
    Event(4, K.JOINED, NOON_OF_6_MAY - 20, "invented", place="city-west", people={"adult": 35}),
)  # fmt: skip


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Operation, Plan]:
    out = tmp_path_factory.mktemp("plan")
    found = plan_operation(example("mariupol"), Path(out), Limits(30.0, looks=4), 0)
    return found.operation, found.plan


def test_a_bad_day_at_mariupol_is_replanned_and_the_next_moment_goes_on_from_it(
    planned: tuple[Operation, Plan],
) -> None:
    operation, plan = planned
    now = track(operation, plan, BAD_DAY, NOON_OF_6_MAY, "events")
    found = replan(now.operation, plan, now.situation, Limits(20.0, looks=4))
    people = sum(now.operation.waiting().values())
    result = found.plan.result
    behind = sum(sum(left.values()) for left in result.left_behind.values())
    stranded = sum(found.told.stranded.values())
    assert result.people_out + behind + stranded == people
    assert 0 < len(found.changes) < len(found.plan.vehicles)
    later = track(now.operation, found.plan, (), NOON_OF_6_MAY + 90, "events")
    again = replan(later.operation, found.plan, later.situation, Limits(20.0, looks=2))
    assert again.plan.result.weighted_out >= result.weighted_out


def test_with_no_news_nobody_at_mariupol_is_lost(planned: tuple[Operation, Plan]) -> None:
    operation, plan = planned
    for moment in (200.0, 1777.5, 3000.0):
        now = track(operation, plan, (), moment, "events")
        found = replan(now.operation, plan, now.situation, Limits(20.0, looks=1))
        assert found.plan.result.weighted_out >= plan.result.weighted_out
