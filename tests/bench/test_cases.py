"""The registry of benchmark operations: each can be made, is sound, and says where it is from."""

from dataclasses import replace
from pathlib import Path

import pytest
from bench.cases import CASES, REAL, Case, named

from safeconduct.instance.build import build
from safeconduct.model.operation import assumptions, unsourced
from safeconduct.model.place import PlaceKind
from safeconduct.operation import read_operation, write_operation

SIZED = [case for case in CASES if case.name not in {"mariupol", "five_hundred"}]
PAST = [case for case in REAL if case.name != "mariupol"]


def test_there_are_thirty_cases_or_more_and_every_name_is_given_once() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 30


@pytest.mark.parametrize("case", SIZED, ids=lambda case: case.name)
def test_every_case_is_read_back_from_its_folder_as_it_was_made(case: Case, tmp_path: Path) -> None:
    made = case.make()
    write_operation(made, tmp_path)
    assert replace(read_operation(tmp_path).operation, sha256="") == made


@pytest.mark.parametrize("case", PAST, ids=lambda case: case.name)
def test_every_figure_of_a_real_case_has_a_source_or_is_marked_as_assumed(case: Case) -> None:
    made = case.make()
    silent = [u for u in unsourced(made) if not u.where.startswith(("party ", "organisation "))]
    assert not silent
    assert assumptions(made)


@pytest.mark.parametrize("case", SIZED, ids=lambda case: case.name)
def test_from_every_pickup_of_a_case_a_reception_can_be_reached_by_somebody(case: Case) -> None:
    arrays = build(case.make()).arrays
    kinds = list(PlaceKind)
    receptions = {i for i, k in enumerate(arrays.kind) if kinds[k] is PlaceKind.RECEPTION}
    for pickup in (i for i, k in enumerate(arrays.kind) if kinds[k] is PlaceKind.PICKUP):
        row = arrays.pair_first[pickup * len(arrays.kind) :]
        assert any(row[town + 1] > row[town] for town in receptions)


def test_a_case_that_nobody_registered_is_not_found() -> None:
    with pytest.raises(KeyError):
        named("atlantis")
