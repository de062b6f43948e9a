from pathlib import Path

import pytest

from safeconduct.mediate.ledger import seals
from safeconduct.model.problem import InputProblems
from safeconduct.model.terms import Band, Patch
from safeconduct.operation import read_operation
from safeconduct.operation.patches import Unpatchable, patched
from safeconduct.operation.terms_file import read_terms

EXAMPLES = Path(__file__).parents[2] / "examples"
FOUR = EXAMPLES / "four_places"
OPERATION = read_operation(FOUR).operation

PARTIES = '[[party]]\nid = "north"\n[[party]]\nid = "south"\n'
HOURS = """
[[term]]
id = "hours"
kind = "hours"
  [[term.option]]
  id = "short"
  [[term.option]]
  id = "long"
  [[term.position]]
  party = "north"
  wants = "short"
  [[term.position]]
  party = "south"
  wants = "long"
"""


def found(folder: Path, text: str, *, with_operation: bool = False) -> list[str]:
    """The numbers of all problems of a terms.toml."""
    (folder / "terms.toml").write_text(text, encoding="utf-8")
    try:
        reading = read_terms(folder, OPERATION if with_operation else None)
    except InputProblems as problems:
        return [p.number for p in problems.problems]
    return [p.number for p in reading.warnings]


def test_a_sound_sheet_is_read_without_a_word(tmp_path: Path) -> None:
    assert found(tmp_path, PARTIES + HOURS) == []


@pytest.mark.parametrize(
    ("number", "more"),
    [
        ("S902", '[[term]]\nid = "alone"\n[[term.option]]\nid = "one"\n'),
        ("S963", '[[red_line]]\nparty = "north"\nterm = "hours"\nexcludes = ["medium"]\n'),
        ("S963", '[[preference]]\nparty = "east"\n'),
        ("S905", '[[consent]]\ndraft = "d9"\nterm = "hours"\nparty = "north"\nform = "oral"\n'),
        ("S909", '[[preference]]\nparty = "north"\ndecisive = ["hours"]\nminor = ["hours"]\n'),
        ("S961", '[[answer]]\nparty = "north"\npackage = { hours = "long" }\nsays = "perhaps"\n'),
        ("S959", '[[draft]]\nid = "d"\nat = "2022-05-04T08:00:00"\nchoices = {}\n'),
        ("S952", '[[party]]\nid = "north"\n'),
    ],
)
def test_each_fault_of_the_file_has_its_number(tmp_path: Path, number: str, more: str) -> None:
    assert number in found(tmp_path, PARTIES + HOURS + more)


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    more = (
        '[[red_line]]\nparty = "east"\nterm = "days"\nexcludes = ["x"]\n'
        '[[consent]]\ndraft = "d9"\nterm = "hours"\nparty = "west"\nform = "oral"\n'
    )
    assert len(found(tmp_path, PARTIES + HOURS + more)) >= 4


def test_a_patch_of_what_does_not_exist_is_told_with_its_reason(tmp_path: Path) -> None:
    for patch in (
        'table = "zones"\nwhere = { id = "nowhere" }\nset = { access = "open" }',
        'table = "zones"\nset = { colour = "red" }',
        'table = "places"\nwhere = { id = "post" }\nset = { lanes = "many" }',
        'table = "operation"\nset = { name = "x" }',
    ):
        text = HOURS.replace(
            'id = "long"\n', f'id = "long"\n    [[term.option.patch]]\n{patch}\n', 1
        )
        assert "S903" in found(tmp_path, PARTIES + text, with_operation=True), patch


def test_a_patch_that_leaves_the_operation_unsound_is_told(tmp_path: Path) -> None:
    patch = '    [[term.option.patch]]\ntable = "people"\nwhere = { place = "village" }\nset = { place = "town" }\n'
    text = HOURS.replace('id = "long"\n', f'id = "long"\n{patch}', 1)
    assert "S904" in found(tmp_path, PARTIES + text, with_operation=True)


def test_consents_that_wait_for_each_other_are_told(tmp_path: Path) -> None:
    draft = '[[draft]]\nid = "d"\nat = "2022-05-04T08:00:00+03:00"\nchoices = { hours = "short" }\n'
    consents = "".join(
        f'[[consent]]\ndraft = "d"\nterm = "hours"\nparty = "{a}"\nform = "conditional"\nvalid_if = ["{b}:hours"]\n'
        for a, b in (("north", "south"), ("south", "north"))
    )
    assert found(tmp_path, PARTIES + HOURS + draft + consents) == ["S906"]


def test_red_lines_that_leave_nothing_name_the_two_that_collide(tmp_path: Path) -> None:
    lines = "".join(
        f'[[red_line]]\nparty = "{p}"\nterm = "hours"\nexcludes = ["{o}"]\nowner = "capital of {p}"\n'
        for p, o in (("north", "long"), ("south", "short"))
    )
    (tmp_path / "terms.toml").write_text(PARTIES + HOURS + lines, encoding="utf-8")
    with pytest.raises(InputProblems) as caught:
        read_terms(tmp_path)
    told = str(caught.value)
    assert "S908" in told
    assert "capital of north" in told
    assert "capital of south" in told


def test_a_party_without_a_position_is_a_warning_and_a_witness_none(tmp_path: Path) -> None:
    assert found(tmp_path, PARTIES + '[[party]]\nid = "east"\n' + HOURS) == ["S907"]
    assert found(tmp_path, PARTIES + '[[party]]\nid = "east"\nsigns = false\n' + HOURS) == []


def test_a_draft_below_the_floor_is_a_warning(tmp_path: Path) -> None:
    low = HOURS.replace('id = "short"\n', 'id = "short"\n  breaks = ["voluntary"]\n', 1)
    draft = '[[draft]]\nid = "d"\nat = "2022-05-04T08:00:00+03:00"\nchoices = { hours = "short" }\n'
    assert found(tmp_path, PARTIES + low + draft) == ["S914"]


def test_bands_and_seals_come_through(tmp_path: Path) -> None:
    more = (
        '[[preference]]\nparty = "north"\nranking = ["hours"]\ndecisive = ["hours"]\n'
        '[[draft]]\nid = "d"\nat = "2022-05-04T08:00:00+03:00"\nchoices = { hours = "long" }\n'
    )
    assert found(tmp_path, PARTIES + HOURS + more) == []
    sheet = read_terms(tmp_path).sheet
    assert sheet.preferences[0].bands == {"hours": Band.DECISIVE}
    assert len(seals(sheet.drafts)[0]) == 64
    assert sheet.draft == {"hours": "long"}


def test_a_patch_changes_multiplies_adds_and_removes_rows() -> None:
    done = patched(
        OPERATION,
        (
            Patch("places", {"id": "post"}, {"lanes": 3}),
            Patch("category", {}, {}, {"inspect_min": 2.0}),
            Patch("fleet", {"id": OPERATION.fleet[0].id}, {}, {"count": 2.0}),
            Patch("operation", {}, {"horizon_h": 5}),
            Patch(
                "people",
                {},
                {},
                {},
                {"place": "village", "category": OPERATION.categories[0].id, "count": 4},
            ),
        ),
    )
    assert next(p for p in done.places if p.id == "post").lanes == 3
    assert done.categories[0].inspect_min == 2 * OPERATION.categories[0].inspect_min
    assert done.fleet[0].count == 2 * OPERATION.fleet[0].count
    assert done.horizon_h == 5
    assert sum(h.count for h in done.headcounts) == 4 + sum(h.count for h in OPERATION.headcounts)
    gone = patched(done, (Patch("people", {"count": 4}, remove=True),))
    assert sum(h.count for h in gone.headcounts) == sum(h.count for h in OPERATION.headcounts)
    assert patched(OPERATION, ()) is OPERATION


def test_a_time_of_day_keeps_the_day_of_the_window() -> None:
    mariupol = read_operation(EXAMPLES / "mariupol").operation
    done = patched(mariupol, (Patch("windows", {"zone": "plant"}, {"start": "07:00"}),))
    for old, new in zip(mariupol.windows, done.windows, strict=True):
        assert new.start == old.start - (60 if old.zone == "plant" else 0)
    with pytest.raises(Unpatchable, match="would end before it begins"):
        patched(mariupol, (Patch("windows", {}, {"start": "19:00"}),))


@pytest.mark.parametrize("name", ["mariupol", "homs_2014", "east_aleppo_2016"])
def test_every_example_of_terms_is_sound_and_says_where_each_position_comes_from(name: str) -> None:
    folder = EXAMPLES / name
    known = read_operation(folder).operation if (folder / "operation.toml").exists() else None
    sheet = read_terms(folder, known).sheet
    assert all(p.provenance.source for term in sheet.terms for p in term.positions)
    assert name != "mariupol" or len(sheet.terms) >= 9
