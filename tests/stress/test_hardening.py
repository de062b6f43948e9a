"""Plans made for a harder world keep the rules of the true one; the bound stands over the day."""

from dataclasses import replace

import pytest
from tests.plan.micro import micro
from tests.stress.worlds import corridor

from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.model.chance import BadDays, Chance
from safeconduct.operation.stress_file import priors
from safeconduct.plan.solve import Limits, solve
from safeconduct.stress.runs import trial
from safeconduct.usecases.harden import (
    BUFFERS,
    Buffer,
    as_it_was,
    buffered,
    foresee,
    harden,
    softened,
)
from safeconduct.verify import judge

HARD = Buffer("hard", 10.0, 10.0, 2.0)


@pytest.mark.parametrize("seed", range(20))
def test_a_plan_for_a_harder_world_keeps_every_rule_of_the_true_one(seed: int) -> None:
    operation = micro(seed).operation
    instance = build(buffered(operation, HARD))
    solution = solve(instance, Limits(looks=2, seconds=600.0))
    made = to_plan(instance, solution.schedule, solution.bound.value, 0.0, 0)
    everybody = float(sum(operation.waiting().values())) * 10.0
    assert judge(operation, softened(operation, made, everybody)).breaches == ()


def test_the_chosen_plan_is_as_good_on_one_bad_day_of_ten_and_says_what_it_costs() -> None:
    operation, plan = corridor()
    chances = BadDays({
        "late_opening": Chance(0.8, 60.0, 240.0),
        "slow_inspection": Chance(1.0, 2.0, 5.0),
    })  # fmt: skip
    chosen, robust = harden(operation, plan, chances, 2.0 * len(BUFFERS))
    assert judge(operation, chosen).accepted
    assert robust.candidates[0].name == "the plan as given"
    best = max(c.weighted.p10 for c in robust.candidates)
    assert best >= robust.candidates[0].weighted.p10
    assert robust.nominal_good_day == plan.result.weighted_out
    assert robust.robust_good_day == chosen.result.weighted_out
    assert 0.0 <= robust.better_days + robust.worse_days <= 1.0


def test_a_days_operation_is_the_true_one_where_nothing_goes_wrong() -> None:
    operation, plan = corridor()
    one = trial(build(operation), plan, BadDays({}), 0)
    known = as_it_was(operation, one, 0)
    assert known.places == operation.places
    assert known.legs == operation.legs
    assert known.fleet == operation.fleet
    assert [(w.start, w.end) for w in known.windows] == [
        (w.start, w.end) for w in operation.windows
    ]


def test_what_came_out_stays_below_what_foresight_could_have_done() -> None:
    operation, plan = corridor()
    for row in foresee(operation, trial(build(operation), plan, priors(), 1), 6, 5.0, lambda: True):
        assert row.out <= row.bound + 1e-6
    gone = replace(priors().chances["withdrawn"], probability=1.0)
    one = trial(build(operation), plan, BadDays({"withdrawn": gone}), 1)
    assert [row.bound for row in foresee(operation, one, 2, 5.0, lambda: True)] == [0.0, 0.0]
