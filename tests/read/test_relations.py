"""Which statements contradict, restate or answer one another, and which do not."""

from safeconduct.model.statement import Relation, RelationKind, Report
from safeconduct.read.reading import read
from safeconduct.read.relations import relate


def relations(text: str) -> list[tuple[str, ...]]:
    """Kind and the two words that carry each link."""
    found: tuple[Relation, ...] = relate(read(text, Report("x", date="2022-04-27")).statements)
    return [(r.kind.value, *(text[a:b] for a, b in r.because)) for r in found]


def test_a_charge_and_its_denial_contradict() -> None:
    (found,) = relations(
        "Moscow accused Nato of arming the rebels with rockets. The British defence secretary,"
        " Ben Wallace, stressed that Nato was not arming anyone."
    )
    assert found == ("contradicts", "accused", "not")


def test_a_bare_denial_answers_the_last_charge_against_that_side() -> None:
    (found,) = relations(
        "Kyiv accused Russian forces of shelling the convoy. The Kremlin denied the allegations."
    )
    assert found == ("contradicts", "shelling", "denied")


def test_a_denial_of_something_else_contradicts_nothing() -> None:
    assert not relations(
        "Kyiv accused Russian forces of shelling the convoy. Paris denied visas to athletes."
    )


def test_taken_against_still_held_contradicts() -> None:
    (found,) = relations(
        "Russia said its troops had captured the plant. Ukraine said the plant was still holding."
    )
    assert found[0] == "contradicts"


def test_one_side_never_contradicts_itself_by_rules_for_two() -> None:
    found = relations(
        "Kyiv said the plant was still holding. Ukraine’s foreign minister said troops had captured"
        " the plant."
    )
    assert RelationKind.CONTRADICTS.value not in {kind for kind, _, _ in found}


def test_a_request_is_answered_by_the_one_who_was_asked() -> None:
    (found,) = relations(
        "Ukraine asked the United Nations to open a humanitarian corridor. The UN said it was ready to"
        " evacuate civilians."
    )
    assert found[0] == "answers"


def test_an_offer_of_somebody_who_was_not_asked_answers_nothing() -> None:
    assert not relations(
        "Ukraine asked the United Nations to open a humanitarian corridor. Turkey said it was ready to"
        " evacuate civilians."
    )


def test_nested_speech_does_not_restate_what_holds_it() -> None:
    assert not relations(
        "Sergey Lavrov reiterated the Kremlin’s assertion that the besieged city needed food and aid."
    )
