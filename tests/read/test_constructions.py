"""Ways of attributing that reports use: each in a sentence of invented people."""

import pytest

from safeconduct.model.statement import Report, Statement
from safeconduct.read.reading import read


def statements(text: str, outlet: str = "") -> list[Statement]:
    return list(read(text, Report("x", outlet=outlet, date="2023-04-27")).statements)


def told(text: str) -> list[tuple[str | None, str | None, str]]:
    return [(s.speaker.name, s.speaker.party, s.text) for s in statements(text)]


@pytest.mark.parametrize(
    ("text", "name", "party", "content"),
    [
        ("The road, villagers say, has been mined.", None, None, "The road … has been mined"),
        ("If the road stays shut, says their leader, Anna Orlan, prices will rise.", "Anna Orlan", None, "If the road stays shut … prices will rise"),
        ("The town’s mayor, Anna van der Orlan, said that help came.", "Anna van der Orlan", None, "that help came"),
        ("“We wait,” said NRC’s director in Addis Ababa, Anna Orlan.", "Anna Orlan", "Norwegian Refugee Council", "“We wait,”"),
        ("The International Organization for Migration (IOM) says that 40 came.", "International Organization for Migration", "United Nations", "that 40 came"),
        ("Colonel Anna Orlan, who speaks for the Syrian army, said that it was over.", "Anna Orlan", "Syria", "that it was over"),
        ("The bread is gone, in the words of Anna Orlan.", "Anna Orlan", None, "The bread is gone"),
        ("Abeba, 34, said that her house was gone.", "Abeba", None, "that her house was gone"),
        ("Anna Orlan was not convinced: “Four trucks burned.”", "Anna Orlan", None, "“Four trucks burned.”"),
        ("Anna Orlan said on 3 May that 40 people were trapped.", "Anna Orlan", None, "that 40 people were trapped"),
        ("Anna Orlan said in May the road was open.", "Anna Orlan", None, "the road was open"),
        ("Anna Orlan put the number at 40.", "Anna Orlan", None, "the number at 40"),
        ("The Security Council on Tuesday demanded that the guns fall silent.", "UN Security Council", "United Nations", "that the guns fall silent"),
        ("The Congolese Red Cross said that 40 had died.", "Congolese Red Cross", "Red Cross", "that 40 had died"),
        ("Doctors Without Borders said that 40 had died.", "Médecins Sans Frontières", "Médecins Sans Frontières", "that 40 had died"),
        ("Mediators from Qatar and Egypt said that a deal was near.", None, None, "that a deal was near"),
        ("France and Germany said that a deal was near.", None, None, "that a deal was near"),
        ("A Taliban official in Kandahar said that the gate was open.", None, "Taliban", "that the gate was open"),
        ("Sources in the Yemeni government said that a deal was near.", None, None, "that a deal was near"),
        ("Civil society leaders in Goma said that prices had doubled.", None, None, "that prices had doubled"),
        ("The UN’s envoy for Syria, Anna Orlan, said that talks went on.", "Anna Orlan", "United Nations", "that talks went on"),
        ("Russia’s ambassador to the United Nations, Anna Orlan, said that talks went on.", "Anna Orlan", "Russia", "that talks went on"),
    ],
)  # fmt: skip
def test_a_sentence_is_read_for_who_said_what(
    text: str, name: str | None, party: str | None, content: str
) -> None:
    assert told(text) == [(name, party, content)]


def test_a_charge_that_is_denied_in_passing_is_a_statement_of_its_own() -> None:
    assert told("Ukrainian officials accuse Russia of theft, a charge Moscow rejects.")[-1] == (
        "Russia (Kremlin)",
        "Russia",
        "a charge",
    )


def test_what_is_believed_of_somebody_is_nobodys() -> None:
    (found,) = statements("Men believed to belong to the militia came to the camp.")
    assert found.unattributed
    assert found.speaker.name is None


def test_a_claim_ends_where_its_sentence_goes_on() -> None:
    (found,) = statements("The army’s claim that the ward was empty could not be verified.")
    assert found.text == "that the ward was empty"


def test_turns_of_a_transcript_hold_what_is_said_in_them() -> None:
    text = (
        "Ida Brenn: Is the road open?\nTaras Holub: Moscow says that it is open.\nIda Brenn: And is it?\n"
        "Taras Holub: No. Nobody has come through."
    )
    found = statements(text)
    assert [s.speaker.name for s in found] == [
        "Ida Brenn", "Taras Holub", "Russia (Kremlin)", "Ida Brenn", "Taras Holub",
    ]  # fmt: skip
    assert found[2].within == found[1].id


def test_a_bullet_labelled_with_a_body_is_its_word() -> None:
    assert told("Overview of the week\nSeveral roads were cut.\n- MSF: 28 wounded were treated on Monday.") == [
        ("Médecins Sans Frontières", "Médecins Sans Frontières", "28 wounded were treated on Monday")
    ]  # fmt: skip


def test_an_acronym_means_what_the_text_spelt_out() -> None:
    text = "The Riverton Relief Committee (RRC) said that 40 came. The RRC said that none had left."
    assert {name for name, _, _ in told(text)} == {"Riverton Relief Committee"}


def test_a_press_release_speaks_for_its_outlet() -> None:
    (ours,) = statements("We urge the parties to let the wounded leave.", outlet="ICRC")
    assert ours.speaker.name == "International Committee of the Red Cross"


def test_he_is_not_the_last_name_where_a_minister_without_one_was_spoken_of() -> None:
    text = "John Tessel left. The foreign minister of Kenya came by train. “No pause,” he said."
    assert told(text)[-1][0] is None


def test_a_short_denial_meets_what_was_said_right_before() -> None:
    from safeconduct.read.relations import relate

    found = statements(
        "The Congolese government says Rwandan troops are in the city. Kigali denies it."
    )
    (link,) = relate(found)
    assert (link.kind.value, link.origin, link.other) == ("contradicts", found[0].id, found[1].id)
