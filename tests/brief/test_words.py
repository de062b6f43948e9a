"""The summary says what the plan brings, how good it is and who stays, without claiming more."""

from dataclasses import dataclass, replace

import pytest
from tests.brief.worlds import empty_plan, small, small_plan

from safeconduct.brief.words import Summary, margin, percent, reason, summary


@dataclass(frozen=True)
class Limit:
    kind: str
    name: str
    price: float


def sentences(said: Summary, heading: str) -> str:
    return " ".join(
        s for section in said.sections if section.heading == heading for s in section.sentences
    )


@pytest.mark.parametrize(
    ("price", "told"),
    [(139.8, "140"), (100.2, "100"), (1234.0, "1,200"), (42.04, "42"), (0.384, "0.38")],
)
def test_a_margin_is_told_in_two_digits_and_never_as_a_power(price: float, told: str) -> None:
    assert margin(price) == told


def test_people_out_are_counted_by_local_day_and_category() -> None:
    said = summary(small(), small_plan())
    table = said.sections[0].table
    assert table is not None
    assert table.headings == ("Out, by local day", "Adult", "Stretcher patient", "All")
    assert table.rows == (("Thu 5 May", "50", "2", "52"), ("All days", "50", "2", "52"))
    assert sentences(said, "People out") == (
        "52 of 63 people who wait are brought out. The last arrive Thu 5 May 2022 11:20 local time."
    )


def test_the_bound_is_said_with_the_plan_and_how_near_it_comes() -> None:
    said = sentences(summary(small(), small_plan()), "How good the plan is")
    assert "At most 60 weighted people can be brought out under these rules" in said
    assert "this plan brings 56: within 6.7 % of that." in said
    assert "Stretcher patient 3" in said
    assert "The bound is everybody" not in said


def test_a_bound_of_everybody_is_said_to_prove_little() -> None:
    plan = small_plan()
    plan = replace(plan, result=replace(plan.result, bound=69.0, gap=13 / 69))
    assert "The bound is everybody who waits" in sentences(
        summary(small(), plan), "How good the plan is"
    )


def test_a_plan_at_its_bound_is_said_to_be_the_best() -> None:
    plan = small_plan()
    plan = replace(plan, result=replace(plan.result, bound=56.0, gap=0.0))
    assert "no plan can bring more" in sentences(summary(small(), plan), "How good the plan is")


def test_people_are_not_called_weighted_where_all_weigh_the_same() -> None:
    operation = small()
    alike = replace(
        operation, categories=tuple(replace(c, weight=1.0) for c in operation.categories)
    )
    assert "weight" not in sentences(summary(alike, small_plan()), "How good the plan is")


@pytest.mark.parametrize(
    ("gap", "said"), [(0.0661, "6.7 %"), (0.0001, "0.1 %"), (0.05, "5.0 %"), (1.0, "100.0 %")]
)
def test_a_gap_is_rounded_up_never_down(gap: float, said: str) -> None:
    assert percent(gap) == said


def test_who_stays_behind_and_what_holds_them_back_is_named() -> None:
    limits = [
        Limit("lane", "ford", 0.25),
        Limit("fleet", "stretcher", 0.0),
        Limit("tide", "bank", 1.0),
    ]
    said = summary(small(), small_plan(), limits)
    assert "11 people still wait when the plan ends." in sentences(said, "Who stays behind")
    held = sentences(said, "What holds them back")
    assert "the post Stoneford post can inspect no more" in held
    assert "raise the bound by up to 0.25." in held
    assert "kind “stretcher”" in held
    assert "Tide: Mill bank." in held


def test_many_limits_are_counted_after_the_first_few() -> None:
    limits = [Limit("bay", f"b{n}", 1.0) for n in range(12)]
    held = sentences(summary(small(), small_plan(), limits), "What holds them back")
    assert "And 4 more of smaller effect." in held


def test_without_limits_the_search_is_named_as_what_may_be_short() -> None:
    assert "a longer search" in sentences(summary(small(), small_plan()), "What holds them back")


def test_nobody_left_is_said_in_one_sentence() -> None:
    plan = small_plan()
    plan = replace(plan, result=replace(plan.result, left_behind={"mill": {"adult": 0}}))
    said = summary(small(), plan)
    assert sentences(said, "Who stays behind") == "Nobody is left waiting."
    assert not sentences(said, "What holds them back")


def test_an_empty_plan_says_that_nobody_comes_out_and_nothing_moves() -> None:
    operation = small()
    said = summary(operation, empty_plan(operation), [Limit("distance", "mill", 0.0)])
    assert "brings nobody out; 63 people wait." in sentences(said, "People out")
    assert "nobody can be brought out" in sentences(said, "How good the plan is")
    assert "from Oldmill nobody can be brought out" in sentences(said, "What holds them back")
    assert sentences(said, "Movement") == "No vehicle moves."


def test_assumed_inputs_and_those_without_a_source_are_counted_by_file() -> None:
    said = summary(small(), small_plan())
    footing = said.sections[-1]
    assert footing.table is not None
    rows = {row[0]: row[1:] for row in footing.table.rows}
    assert rows["places.geojson"] == ("3", "1", "0")
    assert rows["people.csv"] == ("2", "1", "0")
    assert rows["fleet.csv"] == ("2", "0", "1")
    assert "no permission: notified is not approved" in " ".join(footing.sentences)


def test_the_first_departure_the_vehicles_and_the_exposure_are_said() -> None:
    said = sentences(summary(small(), small_plan()), "Movement")
    assert said == (
        "The first vehicle departs Thu 5 May 2022 07:00 local time. 2 of 3 vehicles move, 276 km in all. "
        "Exposure: 780 hazard-minutes, over all people aboard."
    )


def test_a_limit_of_unknown_kind_and_name_is_still_said() -> None:
    assert reason(small(), Limit("weather", "storm", 0.0)) == "Weather: storm."


@dataclass(frozen=True)
class Timed(Limit):
    moment: int = -1


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (
            Limit("fleet", "bus", 12.0),
            "1 of bus (bus) are too few. One more vehicle would raise the bound by up to 12.",
        ),
        (Limit("fleet", "no vehicle", 0.0), "Vehicles: no vehicle."),
        (Limit("entry", "bank", 0.0), "Headway: no more vehicles can enter Mill bank in time."),
        (Timed("lane", "ford", 0.5, 14400), "by up to 0.5, most from Thu 5 May 2022 10:00."),
        (
            Timed("reception", "haven", 1.0),
            "Newhaven is full. One more place would raise the bound by up to 1.",
        ),
    ],
)
def test_a_limit_is_a_sentence_with_its_price_and_its_hour(limit: Limit, said: str) -> None:
    assert said in reason(small(), limit)
