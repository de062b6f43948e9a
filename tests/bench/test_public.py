"""The table of public instances: which set, which process, what a set comes to."""

from argparse import Namespace

from bench.cases import named
from hypothesis import given
from hypothesis import strategies as st

from bench import gaps, public

NAMES = ("BEP-1-2-2-2-i1", "BEP-5-52-12-75", "InstanceBEP-1-3-3-3", "random2", "large_fleet_default",
         "own-3-1")  # fmt: skip


def row(name: str, best: str, bound: str, known: str) -> tuple[str, ...]:
    return (name, "60", public.sort(name), "2", "8", known, known, best, bound, "1.5", "accepts")


def test_an_instance_belongs_to_the_set_that_its_name_tells() -> None:
    sets = ["rand", "valparaíso", "course", "splits", "vessels", "own"]
    assert [public.sort(name) for name in NAMES] == sets


@given(names=st.lists(st.sampled_from(NAMES), max_size=40))
def test_every_instance_is_solved_once_and_only_small_ones_share_a_process(
    names: list[str],
) -> None:
    parts = list(public._parts(names))
    assert sorted(name for part in parts for name in part) == sorted(names)
    for part in parts:
        assert len(part) <= 10
        assert len(part) == 1 or {public.sort(n) for n in part} <= {"rand", "own", "course"}


def test_a_set_counts_what_is_proven_and_how_it_stands_beside_the_best_known() -> None:
    rows = [
        row("BEP-1-2-2-2-i1", "46", "46", "46"),
        row("BEP-1-2-2-2-i2", "13", "12", "14"),
        row("BEP-1-2-2-2-i3", "-", "9", "9"),
    ]
    ((_, given_s, count, proven, level, near, better, *_),) = public._summary(rows, "60")
    assert (given_s, count, proven, level, near, better) == ("60", "3", "1", "2", "2", "1")
    assert public._summary(rows, "6") == []


def test_a_case_that_fails_is_a_row_that_says_why() -> None:
    told = public._row("random1", 60.0, ("834.3", "834.3"), {"failed": "no end within 120 s"})
    assert len(told) == len(public.HEAD)
    assert told[-1] == "no end within 120 s"
    case = named("sumy")
    assert len(gaps._row(case, 60.0, {"failed": "it broke"})) == len(gaps.HEAD)


def test_the_gaps_in_short_name_the_widest_and_what_the_judge_rejects() -> None:
    found = {
        "vehicles": 2, "people": 3, "everybody": 3.0, "bound": 3.0, "out": 3.0, "gap": 0.0,
        "seconds": 1.0, "first": 0.1, "peak_mb": 200.0, "breaches": [], "limits": [],
    }  # fmt: skip
    wide = {**found, "out": 1.5, "gap": 0.5, "breaches": ["Rule 3"]}
    rows = [gaps._row(named(name), 60.0, told) for name, told in
            (("sumy", found), ("homs", wide))]  # fmt: skip
    ((given_s, cases, one, fifth, middle, widest, name, _, memory, rejected),) = gaps._summary(rows)
    assert (given_s, cases, one, fifth, middle) == ("60", "2", "1", "1", "25.00")
    assert (widest, name, memory, rejected) == ("50.00", "homs", "200", "homs")


def test_the_short_form_is_a_part_of_the_full_one() -> None:
    forms = [Namespace(only=[], long=False, full=full) for full in (False, True)]
    short, full = ({case.name for case in gaps.chosen(form)} for form in forms)
    assert short < full
