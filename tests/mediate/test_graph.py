import json
from typing import Any

import pytest
from tests.mediate.world import DATA

from safeconduct.mediate.graph import Graph, Sanction, from_options

CASES = {case["name"]: case for case in json.loads((DATA / "gmcr_cases.json").read_text())}


def graph(case: dict[str, Any], sanction: Sanction = Sanction.ANY) -> Graph:
    return from_options(
        case["decision_makers"],
        case["states"],
        case["direction"],
        case["ranking_best_to_worst"],
        sanction,
    )


@pytest.mark.parametrize("name", CASES)
def test_every_equilibrium_of_the_known_cases_is_found_and_no_other(name: str) -> None:
    found = graph(CASES[name]).equilibria()
    assert {kind: [s + 1 for s in states] for kind, states in found.items()} == CASES[name][
        "equilibria"
    ]


@pytest.mark.parametrize("name", CASES)
def test_groups_that_can_leave_an_equilibrium_together_are_found(name: str) -> None:
    case, model = CASES[name], graph(CASES[name])
    for state, groups in case["coalition_improvements"].items():
        found = [
            [list(g), sorted(s + 1 for s in goals)] for g, goals in model.coalitions(int(state) - 1)
        ]
        assert found == groups


@pytest.mark.parametrize("name", CASES)
def test_the_sanction_rules_differ_in_one_way_only(name: str) -> None:
    one, once, every = (graph(CASES[name], rule).equilibria() for rule in Sanction)
    assert set(one["gmr"]) <= set(once["gmr"]) <= set(every["gmr"])
    for found in (one, once, every):
        assert set(found["nash"]) <= set(found["seq"]) <= set(found["gmr"])
        assert set(found["nash"]) <= set(found["smr"]) <= set(found["gmr"])


def test_a_punishment_that_takes_two_moves_of_one_party_counts_only_where_the_rule_allows_it() -> (
    None
):
    # a goes 0 -> 1; then b may go on to 2, c to 3, b to 4, which is bad for a
    moves: dict[str, list[frozenset[int]]] = {
        "a": [frozenset({1}), *[frozenset()] * 4],
        "b": [frozenset(), frozenset({2}), frozenset(), frozenset({4}), frozenset()],
        "c": [frozenset(), frozenset(), frozenset({3}), frozenset(), frozenset()],
    }
    ranks = {"a": [1, 2, 3, 4, 0], "b": [0] * 5, "c": [0] * 5}
    held = {rule: Graph(moves, ranks, rule).gmr("a", 0) for rule in Sanction}
    assert held == {Sanction.ONE: False, Sanction.ONCE: False, Sanction.ANY: True}
