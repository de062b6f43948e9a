from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from tests.mediate.world import Additive, sheet, term

from safeconduct.mediate.advice import (
    asks,
    best_question,
    candidates,
    improvements,
    prices,
    question,
)
from safeconduct.mediate.packages import Table, choices, frontier, least_regret
from safeconduct.mediate.preferences import SAMPLES, cloud_of, knowledge, shares
from safeconduct.mediate.space import is_agreement, ruled_out, space_of
from safeconduct.mediate.values import value_all
from safeconduct.model.terms import Answer, Band, Option, Preference, RedLine, Says, TermSheet

GAINS = [[0, 200, 300], [0, 50]]
SHEET = replace(
    sheet(
        term("hours", 3, {"a": 0, "b": 2}, operational=True),
        term("lanes", 2, {"a": 1, "b": 1}, operational=True),
        term("notice", 3, {"a": 0, "b": 2}),
        term("watch", 2, {"a": 1, "b": 0}),
    ),
    preferences=(
        Preference("a", ("notice", "watch", "hours", "lanes")),
        Preference("b", ("hours", "lanes", "watch", "notice")),
    ),
)


def table_of(told: TermSheet = SHEET, most: int = 1000) -> Table:
    space = space_of(told)
    values = value_all((3, 2), [True, True], Additive(GAINS, most))
    return Table(space, {p: cloud_of(knowledge(space, p)) for p in "ab"}, values)


def every(table: Table) -> list[tuple[int, ...]]:
    return list(product(*table.space.open))


def test_shares_over_all_packages_are_those_of_each_package_alone() -> None:
    table = table_of()
    for party, cloud in table.clouds.items():
        found = shares(table.space, cloud)
        assert [n / SAMPLES for n in found] == [pytest.approx(cloud.share(p)) for p in every(table)]
        assert party in table.chance((0, 0, 0, 0))


def test_people_of_every_package_are_those_of_its_operational_part() -> None:
    table = table_of()
    assert table.people.tolist() == [table.value(p).people for p in every(table)]


def day(table: Table, package: tuple[int, ...]) -> float:
    last = table.value(package).last_arrival
    return 1e6 if last is None else float(np.ceil(last / 1440))


def coarse(table: Table, package: tuple[int, ...]) -> list[int]:
    return [sum(rows[t][o] for t, o in enumerate(package)) for rows in table.points.values()]


def test_the_frontier_equals_that_of_looking_at_every_package_one_by_one() -> None:
    table = table_of()
    points = {
        p: (
            *coarse(table, p),
            table.value(p).people,
            -day(table, p),
        )
        for p in every(table)
    }
    best = {
        p
        for p, v in points.items()
        if not any(
            all(x >= y for x, y in zip(o, v, strict=True)) and o != v for o in points.values()
        )
    }
    front = frontier(table)
    assert {p for one in front for p in one.packages} == best
    assert sum(one.count for one in front) == len(best)


def test_an_option_that_needs_another_never_stands_without_it() -> None:
    hours = SHEET.terms[0]
    needy = replace(hours.options[2], needs={"watch": ("o1",)})
    told = replace(
        SHEET, terms=(replace(hours, options=(*hours.options[:2], needy)), *SHEET.terms[1:])
    )
    for one in frontier(table_of(told)):
        assert all(p[0] != 2 or p[3] == 1 for p in one.packages)


def test_a_package_below_the_floor_is_no_agreement_whatever_it_brings() -> None:
    hours = SHEET.terms[0]
    low = replace(hours.options[2], breaks=("voluntary",))
    told = replace(
        SHEET, terms=(replace(hours, options=(*hours.options[:2], low)), *SHEET.terms[1:])
    )
    table = table_of(told)
    assert not is_agreement(table.space, (2, 0, 0, 0))
    assert ruled_out(told)[0].by == "the floor"
    assert all(p[0] != 2 for one in frontier(table) for p in one.packages)
    assert all(one.ask != (0, 2) for one in asks(table, (0, 0, 1, 0)))


def test_beyond_a_red_line_nobody_is_said_to_accept() -> None:
    told = replace(SHEET, red_lines=(RedLine("a", "hours", ("o2",), "capital"),))
    table = table_of(told)
    assert table.chance((2, 1, 0, 1))["a"] == 0.0
    assert table.space.number((2, 1, 0, 1)) is None


def test_the_price_of_a_step_is_the_difference_of_two_plans_within_its_proven_interval() -> None:
    table = table_of()
    for one in prices(table, (1, 0, 0, 0)):
        assert one.people is not None
        assert one.low <= one.people <= one.high


def test_a_step_that_gains_nobody_says_what_holds_them_back() -> None:
    found = prices(table_of(most=200), (1, 0, 0, 0))
    longer = next(one for one in found if (one.term, one.option) == (0, 2))
    assert longer.people == 0
    assert longer.reason in {"the gate is full", "then everybody who may leave is out"}


def test_what_is_asked_gains_people_and_what_is_offered_pleases_the_giver() -> None:
    table, draft = table_of(), (0, 0, 2, 0)
    found = asks(table, draft)
    assert found
    for one in found:
        assert one.people > 0
        if one.offer is not None:
            worth = table.typical[one.giver][one.offer[0]]
            assert worth[one.offer[1]] > worth[draft[one.offer[0]]]


def test_an_improvement_after_a_yes_is_worse_for_nobody() -> None:
    table = table_of()
    front = frontier(table)
    found = improvements(table, (0, 0, 2, 0), front)
    assert found
    for one in found:
        assert one.people >= 0
        assert all(gain >= 0 for gain in one.gains.values())


def test_the_best_of_the_core_is_accepted_under_every_preference() -> None:
    table = table_of()
    best = table.best_of_core()
    if best is not None:
        assert table.joint(best) == 1.0
    assert table.core.sum() == sum(table.joint(p) == 1.0 for p in every(table))


def test_least_regret_is_what_trying_every_package_under_every_preference_gives() -> None:
    table = table_of()
    packages = every(table)
    people = np.array([table.value(p).people for p in packages])
    yes = np.array(
        [np.logical_and(*[c.accepts(p) for c in table.clouds.values()]) for p in packages]
    )
    gained = yes * people[:, None]
    worst = (gained.max(axis=0) - gained).max(axis=1)
    found = least_regret(table)
    assert found is not None
    assert found.most == worst.min()


def test_answers_and_bands_change_the_share_in_their_direction() -> None:
    package = (1, 1, 1, 0)
    space = space_of(SHEET)
    before = cloud_of(knowledge(space, "a")).share(package)
    for says, sign in ((Says.YES, 1), (Says.NO, -1)):
        told = Answer("a", space.choices(package), says)
        after = cloud_of(knowledge(space, "a", None, (told,))).share(package)
        assert (after - before) * sign > 0
    banded = replace(SHEET, preferences=(Preference("a", (), {"watch": Band.DECISIVE}),))
    weights = cloud_of(knowledge(space_of(banded), "a")).values.max(axis=2).mean(axis=0)
    assert weights[3] == max(weights)


def test_the_same_words_give_the_same_cloud() -> None:
    known = knowledge(space_of(SHEET), "b")
    assert np.array_equal(cloud_of(known, 3).values, cloud_of(known, 3).values)


def test_the_next_question_is_about_the_package_whose_acceptance_decides() -> None:
    people = np.array([100.0, 60.0, 5.0])
    half = np.arange(10) < 5
    sure = np.ones(10, dtype=bool)
    accepts = {"a": np.column_stack([half, sure, sure]), "b": np.column_stack([sure] * 3)}
    found = best_question(people, accepts)
    assert found is not None
    assert found[:3] == ("a", 0, 0.5)
    # a yes (0.45 right, 0.05 wrong) leads to the first package, a no to the second
    assert found[3] == pytest.approx(0.45 * 100 + 0.5 * 60 - 60, abs=1e-3)


def test_no_question_is_put_where_no_answer_would_change_the_advice() -> None:
    table = table_of(most=0)
    found = question(table, candidates(table, (1, 0, 1, 0), frontier(table)))
    assert found is None or 0.0 < found.chance < 1.0


def test_a_question_is_worth_nothing_where_every_preference_answers_alike() -> None:
    people = np.array([10.0, 20.0])
    sure = {"a": np.ones((5, 2), dtype=bool), "b": np.ones((5, 2), dtype=bool)}
    found = best_question(people, sure)
    assert found is not None
    assert found[3] == pytest.approx(0.0, abs=1e-6)


def test_every_rule_names_its_package_in_words() -> None:
    table = table_of()
    rules = [one.rule for one in choices(table, frontier(table))]
    assert "most people among those acceptable" in rules
    assert len(rules) == len(set(rules))


def test_where_red_lines_leave_nothing_there_is_no_package_and_no_crash() -> None:
    told = replace(
        SHEET, red_lines=(RedLine("a", "watch", ("o0",)), RedLine("b", "watch", ("o1",)))
    )
    table = table_of(told)
    assert table.space.count == 0
    assert frontier(table) == ()


def test_options_are_kept_in_the_order_of_the_rail() -> None:
    assert [o.id for o in SHEET.terms[0].options] == ["o0", "o1", "o2"]
    assert isinstance(SHEET.terms[0].options[0], Option)
