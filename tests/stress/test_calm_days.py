"""A day on which nothing goes wrong is the plan itself, to the minute."""

from pathlib import Path

import numpy as np
import pytest
from bench.cases import SHAPES
from bench.generate import Shape, generate
from tests.examples.test_four_places import CASES
from tests.plan.micro import micro
from tests.plan.world import planned
from tests.stress.worlds import CALM, corridor, told, worked

from safeconduct.instance.build import build
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Plan
from safeconduct.stress.runs import simulate, trace, trial
from safeconduct.stress.script import REST

SECOND = 1.0 / 60.0
TIGHT = ("all_tight", "overnight", "hours", "duty", "range", "escort", "convoys", "patients")


def follows(operation: Operation, plan: Plan) -> None:
    """The simulation does every task when the plan does, and brings out whom the plan does."""
    one = trial(build(operation), plan, CALM, 0)
    scene = one.script.scene
    start, end = trace(one)
    assert np.abs(start - scene.start).max(initial=0.0) < SECOND
    work = scene.kind != REST
    assert np.abs(end - scene.start - scene.dur)[work].max(initial=0.0) < SECOND
    day = simulate(one, 1)
    assert dict(zip(build(operation).categories, day.out[0], strict=True)) == {
        **dict.fromkeys(build(operation).categories, 0),
        **plan.result.people_by_category,
    }
    if plan.result.last_arrival_min is not None:
        assert abs(day.last[0] - plan.result.last_arrival_min) < SECOND
    assert not day.caught.any()
    assert not day.turned.any()
    assert not day.over.any()


@pytest.mark.parametrize("folder", CASES, ids=lambda f: f.name)
def test_plans_worked_out_by_hand_are_followed_to_the_minute(folder: Path) -> None:
    follows(*worked(folder))


def test_a_plan_of_the_planner_is_followed_to_the_minute() -> None:
    follows(*corridor())


@pytest.mark.parametrize("seed", range(40))
def test_any_plan_of_the_planner_is_followed_to_the_minute(seed: int) -> None:
    operation = micro(seed).operation
    follows(operation, planned(operation, looks=2))


@pytest.mark.slow
@pytest.mark.parametrize(
    "shape", [s for _, s in SHAPES if s.name in TIGHT], ids=lambda shape: shape.name
)
def test_plans_of_invented_operations_are_followed_to_the_minute(shape: Shape) -> None:
    operation = generate(shape)
    follows(operation, planned(operation, looks=1, prove=False))


@pytest.mark.slow
def test_the_plan_of_the_reference_operation_is_followed_to_the_minute() -> None:
    from bench.cases import mariupol

    operation = mariupol()
    follows(operation, planned(operation, looks=1, prove=False))


def test_a_task_that_nobody_plans_is_never_done() -> None:
    one = told(corridor())
    start, _ = trace(one)
    assert len(start) == len(one.script.scene.kind)
    assert not np.isnan(start).any()
