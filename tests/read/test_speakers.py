"""Who is meant: titles, sides, pronouns, bodies; wrong is worse than unknown."""

import pytest

from safeconduct.model.statement import Report, Speaker
from safeconduct.read.reading import read


def speakers(text: str, date: str = "2022-04-27") -> list[Speaker]:
    return [s.speaker for s in read(text, Report("x", date=date)).statements]


def names(text: str, date: str = "2022-04-27") -> list[str | None]:
    return [s.name for s in speakers(text, date)]


@pytest.mark.parametrize(
    ("mention", "name", "party"),
    [
        ("Washington", "United States (government)", "United States"),
        ("The Kremlin", "Russia (Kremlin)", "Russia"),
        ("Ukraine’s military", "Armed Forces of Ukraine", "Ukraine"),
        ("The Syrian army", "Armed Forces of Syria", "Syria"),
        ("Turkish officials", "Turkey (government)", "Turkey"),
        ("The ICRC", "International Committee of the Red Cross", "Red Cross"),
        ("WHO", "World Health Organization", "United Nations"),
        ("The UN refugee agency", "UNHCR", "United Nations"),
        ("Ansar Allah authorities", "Houthis", "Houthis"),
        ("Russia’s defence ministry", "Ministry of Defence of Russia", "Russia"),
        ("Ukraine’s foreign minister", "Dmytro Kuleba", "Ukraine"),
        ("A Ukrainian official", None, "Ukraine"),
        ("A resident", None, None),
        ("Witnesses", None, None),
    ],
)
def test_a_mention_leads_to_its_body_or_stays_unknown(
    mention: str, name: str | None, party: str | None
) -> None:
    (found,) = speakers(f"{mention} said that the road was shut.")
    assert (found.name, found.party) == (name, party)


def test_role_and_side_of_an_unknown_person_come_from_the_title() -> None:
    (found,) = speakers("Kenyan Health Minister Anna Orlan said that the road was shut.")
    assert (found.name, found.role, found.party) == ("Anna Orlan", "Health Minister", "Kenya")


def test_role_may_stand_behind_the_name() -> None:
    (found,) = speakers("“We wait,” said Anna Orlan, the mayor of Riverton.")
    assert found.name == "Anna Orlan"
    assert "mayor" in (found.role or "")


def test_she_is_not_a_man_and_he_is_no_woman() -> None:
    text = "Anna Orlan met John Tessel. John Tessel said it was late. She said it was early."
    assert names(text) == ["John Tessel", "Anna Orlan"]


def test_a_pronoun_after_an_unnamed_speaker_stays_unknown() -> None:
    text = "Anna Orlan left. A resident said the road was shut. She said nobody would come."
    assert names(text) == [None, None]


def test_the_official_is_the_one_just_spoken_of() -> None:
    text = "Anna Orlan left. A senior US official said talks went on. The official said they were hard."
    assert [(s.name, s.party) for s in speakers(text)] == [(None, "United States")] * 2


def test_two_people_of_one_surname_are_not_mixed_up() -> None:
    text = "Anna Orlan and Peter Orlan met. Orlan said that the road was shut."
    assert names(text) == ["Orlan"]


def test_a_place_that_looks_like_a_name_does_not_speak() -> None:
    text = (
        "They moved south of Wadi Gaza. According to the Ministry of Health in Gaza, 40 were hurt."
    )
    assert names(text, "2023-10-22") == ["Gaza Health Ministry"]


def test_the_outlets_own_voice_is_the_outlet() -> None:
    report = Report("x", outlet="The Paper")
    (found,) = read("We reported that the road was shut.", report).statements
    assert found.speaker.name == "The Paper"
