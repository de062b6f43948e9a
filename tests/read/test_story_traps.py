"""Eight traps of real reports, each in a story of invented people and one real kind of sentence."""

from safeconduct.model.statement import Report, Statement
from safeconduct.read.reading import read

DAY = Report("story.txt", date="2022-04-27")


def statements(text: str) -> list[Statement]:
    return list(read(text, DAY).statements)


def names(text: str) -> list[str | None]:
    return [s.speaker.name for s in statements(text)]


def test_01_an_apostrophe_is_no_quote_mark() -> None:
    found = statements(
        "Mr. Orlan’ visits to the besieged town were short. The mayors’ office said “the road is closed.”"
    )
    assert [s.text for s in found] == ["“the road is closed.”"]


def test_01_an_odd_quote_mark_spoils_only_its_own_paragraph() -> None:
    found = statements(
        '"The road is closed, said the guard.\nAnna Orlan said: "We will wait."\nShe added: "Until dawn."'
    )
    assert [s.text for s in found[-2:]] == ['"We will wait."', '"Until dawn."']


def test_02_pronouns_titles_and_capitals_lead_to_one_speaker() -> None:
    assert names(
        "Antonio Guterres met the president. The UN chief said the talks were useful. He added that work"
        " would go on. Moscow warned that time was short. The Kremlin said it would wait."
    ) == ["António Guterres", "António Guterres", "Russia (Kremlin)", "Russia (Kremlin)"]


def test_02_an_epithet_leads_to_the_one_other_person_of_that_side() -> None:
    assert names(
        "Sergey Lavrov spoke after Vladimir Putin had left. Putin’s right-hand man claimed that the West"
        " was to blame."
    ) == ["Sergey Lavrov"]


def test_03_a_participle_before_its_subject_and_two_more_verbs_give_three_statements() -> None:
    found = statements(
        "Stressing he came as a messenger, the UN chief said he understood the worries but added that"
        " shells fell on homes."
    )
    assert [s.text for s in found] == [
        "he came as a messenger",
        "he understood the worries",
        "that shells fell on homes",
    ]
    assert {s.speaker.name for s in found} == {"António Guterres"}


def test_04_two_cues_for_one_quotation_give_one_statement() -> None:
    (found,) = statements(
        "She said: “The sooner the better,” she told a press conference in Odesa."
    )
    assert found.text == "“The sooner the better,”"
    assert len(found.cue) == 2


def test_05_content_may_lie_in_two_pieces() -> None:
    (found,) = statements("Russia, according to Ukraine’s military, is still blockading the plant.")
    assert found.text == "Russia … is still blockading the plant"
    assert found.speaker.name == "Armed Forces of Ukraine"
    relative = statements("He blamed the attack on a lie, which he claimed had cost lives.")[-1]
    assert relative.text == "which … had cost lives"


def test_06_hearsay_is_nobodys() -> None:
    for text in (
        "Mr Guterres met Putin. It is understood that they spoke of the siege.",
        "Mr Guterres met Putin. The convoy was reportedly shelled on the road.",
        "Mr Guterres met Putin. The mayor is believed to have left the city.",
        "Mr Guterres met Putin. There were unconfirmed reports that the bridge was hit.",
        "Mr Guterres met Putin. It is feared that hundreds died.",
    ):
        found = statements(text)[0]
        assert found.unattributed
        assert found.speaker.name is None


def test_07_speech_within_speech_keeps_both_speakers() -> None:
    outer, inner = statements(
        "Sergey Lavrov reiterated the Kremlin’s illogical assertion that the city was free."
    )
    assert (outer.speaker.name, inner.speaker.name) == ("Sergey Lavrov", "Russia (Kremlin)")
    assert inner.within == outer.id
    assert inner.text == "that the city was free"


def test_08_several_fragments_are_one_clause_and_a_missing_space_ends_a_sentence() -> None:
    (found,) = statements(
        "He added that “thousands are in need” in the city where “large parts are destroyed”."
    )
    assert found.text.endswith("“large parts are destroyed”")
    assert found.form == "mixed"
    (other,) = statements("She replied: “The risk is real.The danger is near. We must go.”")
    assert other.text == "“The risk is real.The danger is near. We must go.”"
