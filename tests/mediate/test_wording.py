from pathlib import Path

from tests.mediate.world import sheet, term

from safeconduct.mediate.wording import islands, mismatches
from safeconduct.model.terms import Basis, Fact, Position, Standing
from safeconduct.operation.terms_file import read_terms

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_age_limit_of_homs_is_shown_in_its_four_wordings() -> None:
    found = mismatches(read_terms(EXAMPLES / "homs_2014").sheet)
    age = next(one for one in found if one.about == "age_limit")
    assert len({words for _, words in age.said}) == 4


def test_numbers_that_differ_in_the_words_are_found_without_any_help() -> None:
    from dataclasses import replace

    one = term("who", 2)
    said = (Position("a", words="men under 55"), Position("b", words="men over 60"))
    found = mismatches(sheet(replace(one, positions=said)))
    assert [m.about for m in found] == ["numbers in the words"]
    alike = (Position("a", words="men under 55"), Position("b", words="not men of 55 or more"))
    assert mismatches(sheet(replace(one, positions=alike))) == ()


def test_what_two_sides_tell_differently_is_contested_and_never_agreed() -> None:
    from dataclasses import replace

    said = (
        Fact("window", Standing.DECLARED, "open from 8", "a"),
        Fact("window", Standing.OBSERVED, "shut at 9", "press"),
        Fact("road", Standing.AGREED, "by the bridge"),
    )
    found = islands(replace(sheet(term("hours", 2)), facts=said))
    assert found.contested == ("window",)
    assert [f.subject for f in found.agreed] == ["road"]


def test_terms_on_which_ranges_meet_are_apart_from_those_on_which_they_do_not() -> None:
    from dataclasses import replace

    def ranged(name: str, a: tuple[str, ...], b: tuple[str, ...], basis: Basis = Basis.STATED):  # type: ignore[no-untyped-def]  # noqa: ANN202
        said = (Position("a", accepts=a, basis=basis), Position("b", accepts=b, basis=basis))
        return replace(term(name, 3), positions=said)

    found = islands(
        sheet(
            ranged("meets", ("o0", "o1"), ("o1", "o2")),
            ranged("parts", ("o0",), ("o2",)),
            ranged("dark", ("o0",), ("o2",), Basis.UNKNOWN),
        )
    )
    assert (found.convergent, found.divergent, found.unknown) == (("meets",), ("parts",), ("dark",))
