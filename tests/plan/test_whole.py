"""A relaxation written out: the same value as by duties, and in whole numbers a tighter bound."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from bench.cases import named
from bench.generate import Shape, generate
from tests.plan.micro import micro
from tests.plan.oracle import Oracle, TooLargeError

from safeconduct.instance.build import build
from safeconduct.plan.bound import Prover
from safeconduct.plan.duals import Generation
from safeconduct.plan.highs import maximum
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.soonest import TICKS
from safeconduct.plan.whole import TooLargeError as TooLargeWholeError
from safeconduct.plan.whole import Whole

SHAPES = (
    Shape("free", 1, 4, 200, 2, 1, 1, types=1, lanes=None, bays=None, window_h=None),
    Shape("lanes", 2, 4, 300, 2, 1, 1, types=1, lanes=1, window_h=4.0),
    Shape("entries", 3, 4, 200, 2, 1, 1, types=2, headway_min=20.0, max_vehicles=2, window_h=5.0),
    Shape("escort", 4, 4, 200, 2, 1, 1, types=1, escort=True, window_h=5.0),
)


def view(shape: Shape, tick: int) -> Relaxation:
    prover = Prover(build(generate(shape)))
    return Relaxation(prover.instance, prover.rows, tick, dict(TICKS)[tick])


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_written_out_the_bound_is_the_same_as_by_duties(shape: Shape) -> None:
    relaxation = view(shape, 600)
    with ThreadPoolExecutor(2) as pool:
        states = list(Generation(relaxation).rounds(pool))
    written = maximum(Whole(relaxation).program(), 60.0, whole=False)
    assert written.ended
    assert written.bound == pytest.approx(states[-1].bound, rel=1e-3)


def test_with_few_levels_the_minutes_between_them_are_charged_alike() -> None:
    prover = Prover(build(named("sumy").make()))
    relaxation = Relaxation(prover.instance, prover.rows, 300, 4)
    with ThreadPoolExecutor(2) as pool:
        by_duties = list(Generation(relaxation).rounds(pool))[-1].bound
    fully, without = (
        maximum(Whole(relaxation, fully=f).program(), 60.0, whole=False).bound
        for f in (True, False)
    )
    assert fully == pytest.approx(by_duties, rel=1e-3)
    assert without > 1.01 * fully


@pytest.mark.parametrize("seed", range(12))
def test_in_whole_numbers_the_bound_is_never_below_the_best_plan(seed: int) -> None:
    operation, unit = micro(seed)
    prover = Prover(build(operation))
    try:
        best = Oracle(operation, unit).best()
        whole = Whole(Relaxation(prover.instance, prover.rows, 60, 16))
    except (TooLargeError, ValueError):
        pytest.skip("too large to enumerate, or duty hours")
    assert maximum(whole.program(), 60.0).bound >= best - 1e-6


def test_a_worth_that_nobody_can_reach_is_proven_so() -> None:
    whole = Whole(view(SHAPES[0], 600))
    best = maximum(whole.program(), 60.0)
    assert best.ended
    assert best.value is not None
    assert maximum(whole.program(), 60.0, least=best.value).use is not None
    assert maximum(whole.program(), 60.0, least=best.value + 1.0).bound == float("-inf")


def test_no_vehicle_does_more_than_one_duty_and_all_that_is_loaded_is_in_them() -> None:
    relaxation = view(SHAPES[0], 600)
    whole = Whole(relaxation)
    found = maximum(whole.program(), 60.0)
    assert found.use is not None
    duties = whole.duties(found.use)
    for k in range(len(relaxation.I.base)):
        assert sum(duty.k == k for duty in duties) <= int((relaxation.I.cls == k).sum())


def test_what_is_too_large_is_refused() -> None:
    with pytest.raises(TooLargeWholeError):
        Whole(view(SHAPES[0], 600), most_columns=10)
