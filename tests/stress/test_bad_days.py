"""What bad days do to a plan: nobody is lost from the count, and worse is never better."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from tests.plan.micro import micro
from tests.plan.world import planned
from tests.stress.worlds import corridor, told

from safeconduct.instance.build import build
from safeconduct.model.chance import KINDS, BadDays, Chance, DayRules
from safeconduct.operation.stress_file import priors
from safeconduct.stress.play import Result
from safeconduct.stress.runs import Job, do, in_threads, simulate, trial
from safeconduct.stress.summary import start_late, summarise, weigh

ALWAYS = {"median": 60.0, "p90": 60.0}


def played(chances: dict[str, Chance], runs: int = 250, rules: DayRules | None = None) -> Result:
    operation, plan = corridor()
    days = BadDays(chances, rules=rules or DayRules())
    return simulate(trial(build(operation), plan, days, 0), runs)


def out(result: Result) -> float:
    return float(result.out.sum(axis=1).mean())


CALM = 120.0


@pytest.mark.parametrize("seed", range(30))
def test_everybody_who_came_is_out_or_refused_or_gone_or_under_way_or_waiting(seed: int) -> None:
    operation = micro(seed).operation
    plan = planned(operation, looks=1)
    days = simulate(trial(build(operation), plan, priors(), seed), 100)
    fates = days.out + days.refused + days.left + days.aboard + days.waiting
    assert np.array_equal(fates, days.come)
    assert (days.come <= build(operation).arrays.people.sum(axis=0)).all()


def test_the_same_corridor_on_a_calm_day_brings_everybody_out() -> None:
    assert out(played({})) == CALM


def test_a_window_that_opens_an_hour_late_holds_the_first_convoy_an_hour_at_most() -> None:
    calm, late = played({}), played({"late_opening": Chance(1.0, 60.0, 60.0)})
    assert 0.0 < late.last[0] - calm.last[0] <= 60.0 + 30.0
    assert out(late) == CALM


def test_withdrawn_windows_let_nobody_out_and_vehicles_turn_back() -> None:
    days = played({"withdrawn": Chance(1.0)})
    assert out(days) == 0.0
    assert (days.turned >= 3).all()
    assert np.isnan(days.latest).all()


def test_without_patience_more_vehicles_turn_back_than_with_it() -> None:
    late = {"late_opening": Chance(1.0, 90.0, 90.0)}
    hasty = played(late, rules=DayRules(patience_min=10.0))
    patient = played(late, rules=DayRules(patience_min=600.0))
    assert hasty.turned.mean() > patient.turned.mean() == 0.0
    assert out(hasty) < out(patient)


def test_a_post_ten_times_as_slow_delays_the_last_by_its_nine_more_services_at_least() -> None:
    calm, slow = played({}), played({"slow_inspection": Chance(1.0, 10.0, 10.0)})
    assert slow.last[0] >= calm.last[0] + 9.0 * 9.0
    assert out(slow) == CALM


def test_a_window_that_shuts_early_without_notice_catches_a_tail() -> None:
    operation, plan = corridor()
    days = played({"early_closing": Chance(1.0, 300.0, 420.0)}, 500)
    assert days.caught.any()
    told_ = summarise(build(operation), plan, priors(), told(corridor()), days, 500)
    assert 0.0 < told_.any_caught <= 1.0
    assert max(check.caught for check in told_.checks) <= told_.any_caught


def test_refusals_leavers_and_who_does_not_come_are_told_apart() -> None:
    for kind, column in (("refused", "refused"), ("left_by_choice", "left")):
        days = played({kind: Chance(1.0, 0.25, 0.25)})
        lost = getattr(days, column).sum(axis=1).mean()
        assert lost == pytest.approx(0.25 * CALM, rel=0.1)
        assert out(days) == pytest.approx(0.75 * CALM, rel=0.05)
    days = played({"not_come": Chance(1.0, 0.25, 0.25)})
    assert days.come.sum(axis=1).mean() == pytest.approx(0.75 * CALM, abs=1.0)
    assert out(days) == days.come.sum(axis=1).mean()


def test_who_joins_is_counted_apart_and_takes_no_place_from_the_caseload() -> None:
    days = played({"joined": Chance(1.0, 5.0, 5.0), "refused": Chance(1.0, 0.5, 0.5)})
    assert days.joined.mean() > 0
    alone = played({"refused": Chance(1.0, 0.5, 0.5)})
    assert np.array_equal(days.out, alone.out)


def test_missing_vehicles_leave_people_who_fill_the_free_places_of_others() -> None:
    days = played({"vehicle_missing": Chance(0.3)}, 500)
    assert out(days) < CALM
    assert (days.out.sum(axis=1) + days.waiting.sum(axis=1) == CALM).all()
    assert {0, 120} <= set(days.out.sum(axis=1).tolist())


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in {"joined", "vehicle_missing"}])
def test_no_mishap_alone_brings_more_people_out_than_a_calm_day(kind: str) -> None:
    prior = replace(priors().chances[kind], probability=1.0)
    assert out(played({kind: prior})) <= CALM


def test_the_last_moment_to_go_leaves_as_many_days_as_it_says() -> None:
    operation, plan = corridor()
    chances = {"slow_loading": Chance(1.0, 1.5, 3.0), "slow_road": Chance(1.0, 1.2, 2.0)}
    one = trial(build(operation), plan, BadDays(chances), 0)
    days = simulate(one, 2000)
    outcome = summarise(build(operation), plan, BadDays(chances), one, days, 2000)
    for s, stay in enumerate(one.script.stays):
        check = next(c for c in outcome.checks if stay.convoy == c.convoy)
        latest = days.latest[~np.isnan(days.latest[:, s]), s] - (
            stay.entered - one.script.scene.start[stay.enter]
        )
        for level, moment in check.latest.items():
            assert moment is not None
            assert (latest >= moment - 0.01).mean() >= level / 100.0 - 0.001
    early = [[c.latest[level] for level in (90, 95, 99)] for c in outcome.checks]
    assert all(row == sorted(row, key=lambda m: -(m or 0.0)) for row in early)


def test_side_questions_stand_on_the_same_days() -> None:
    operation, plan = corridor()
    few = priors().only("late_opening", "withdrawn", "breakdown")
    base, weights = weigh(build(operation), plan, few, 0, 250)
    assert {w.kind for w in weights} == set(few.chances)
    assert all(w.without >= base - 1e-9 for w in weights)
    assert weights[0].without == max(w.without for w in weights)
    late = start_late(trial(build(operation), plan, few, 0), 250)
    means = [d.out.mean for d in late]
    assert means[0] == pytest.approx(base)
    assert means[-1] < means[0]


def test_work_that_is_cut_short_keeps_the_days_that_were_done() -> None:
    operation, plan = corridor()
    one = trial(build(operation), plan, priors(), 0)
    done: list[int] = []
    days = simulate(one, 1000, in_threads, lambda: len(done) < 2, done.append)
    assert 0 < len(days.last) < 1000
    assert np.array_equal(days.out, simulate(one, len(days.last)).out)


def test_the_number_of_workers_changes_nothing() -> None:
    operation, plan = corridor()
    one = trial(build(operation), plan, priors(), 0)

    def one_by_one(work: object, jobs: Iterator[Job]) -> Iterator[Result]:
        return (do(job) for job in jobs)

    alone, side_by_side = simulate(one, 750, one_by_one), simulate(one, 750)  # type: ignore[arg-type]
    assert all(
        np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        for a, b in zip(alone, side_by_side, strict=True)
    )
