"""What the judge says, and that its figures are worked out anew."""

import math
from dataclasses import replace
from typing import Any

import pytest
from tests.verify.world import good_plan, operation, plan, spoil

from safeconduct.verify import RULES, Breach, judge

GOOD = good_plan()

FALSE: dict[str, Any] = {
    "people_out": 23,
    "people_by_category": {"adult": 22},
    "weighted_out": 24.01,
    "gap": 0.0,
    "last_arrival_min": 170.5,
    "weighted_arrival_min": 4270.0,
    "exposure": math.nan,
    "vehicle_km": "far",
    "left_behind": {"hamlet": {"adult": 1}},
    "bound": 23.0,
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_figure_is_rejected_and_named(name: str) -> None:
    told = replace(GOOD, result=replace(GOOD.result, **{name: FALSE[name]}))
    verdict = judge(operation(), told)
    assert [(b.rule, b.vehicle, b.minute) for b in verdict.breaches] == [(0, "", None)]
    assert name in verdict.breaches[0].what


@pytest.mark.parametrize("bound", [math.nan, math.inf, None, "high"])
def test_a_bound_is_a_number(bound: Any) -> None:
    told = replace(GOOD, result=replace(GOOD.result, bound=bound))
    assert [b.rule for b in judge(operation(), told).breaches] == [0]


@pytest.mark.parametrize("name", ["people_by_category", "left_behind"])
def test_people_in_the_result_are_counts_by_category(name: str) -> None:
    none: dict[str, Any] = {name: None}
    told = replace(plan(), result=replace(GOOD.result, **none))
    assert not judge(operation(), told).accepted


def test_figures_that_are_nought_may_be_told_or_left_out() -> None:
    result = replace(GOOD.result, left_behind={"hamlet": {"adult": 0}})
    assert judge(operation(), replace(GOOD, result=result)).accepted
    empty = plan()
    nought = replace(empty.result, last_arrival_min=0.0, people_by_category={"adult": 0})
    assert judge(operation(), replace(empty, result=nought)).accepted


def test_the_gap_is_nought_where_the_bound_is() -> None:
    empty = plan()
    result = replace(empty.result, bound=0.0, gap=0.0)
    assert judge(operation(), replace(empty, result=result)).accepted


def test_a_plan_that_is_as_good_as_its_bound_has_no_gap() -> None:
    result = replace(GOOD.result, bound=24.0, gap=0.0)
    assert judge(operation(), replace(GOOD, result=result)).accepted


def test_figures_of_a_plan_that_breaks_a_rule_are_not_compared() -> None:
    told = replace(spoil(GOOD, "bus-1", 6, end=209.0), result=replace(GOOD.result, people_out=99))
    assert [b.rule for b in judge(operation(), told).breaches] == [2]


def test_a_breach_says_rule_vehicle_minute_and_local_time_in_one_line() -> None:
    told = spoil(GOOD, "bus-1", 1, start=69.5, end=83.5)
    assert str(judge(operation(), told).breaches[0]) == (
        "Rule 1, bus-1, minute 69.5 (2022-04-30 07:09:30): "
        "begins loading while still moving until minute 70"
    )


def test_a_breach_of_the_whole_plan_names_no_vehicle() -> None:
    told = replace(GOOD, result=replace(GOOD.result, people_out=23))
    assert str(judge(operation(), told).breaches[0]) == (
        "Rule 0: the result's people_out is 23, but the itineraries give 22"
    )


def test_a_breach_stays_in_one_line_whatever_the_plan_says() -> None:
    assert "\n" not in str(Breach(1, "a\nb", 1e300, "what\nnext"))


def test_a_minute_beyond_the_calendar_has_no_clock() -> None:
    told = spoil(GOOD, "bus-2", 9, start=1e300, end=1e300)
    assert {b.clock for b in judge(operation(), told).breaches if b.minute == 1e300} == {""}


def test_every_rule_has_a_name() -> None:
    assert sorted(RULES) == list(range(11))
