"""Topics, acts, quantities with their hedges, and times against the report's date."""

import pytest

from safeconduct.model.statement import Act
from safeconduct.read.meaning import act_of, date_in, quantities_of, times_of, topics_of


@pytest.mark.parametrize(
    ("cue", "lemma", "content", "act"),
    [
        ("report", "say", "the organisation was ready to evacuate the wounded", Act.OFFER),
        ("report", "say", "we will not leave the plant", Act.REFUSE),
        ("report", "add", "both sides must open the road", Act.DEMAND),
        ("report", "say", "they would stop firing if the convoy left", Act.CONDITIONAL),
        ("report", "say", "the army was not shelling the road", Act.DENY),
        ("report", "say", "the army will open a corridor", Act.PROMISE),
        ("report", "say", "food was about to run out", Act.WARN),
        ("report", "say", "buses stood at the gate", Act.REPORT),
        ("request", "ask", "whether the road was open", Act.ASK),
        ("request", "ask", "the agency to open the road", Act.REQUEST),
        ("deny", "deny", "the claims", Act.DENY),
    ],
)
def test_the_act_follows_cue_and_content(cue: str, lemma: str, content: str, act: Act) -> None:
    assert act_of(cue, lemma, content, negated=False, other_side=False) is act


def test_a_charge_needs_another_side() -> None:
    content = "troops shelled the convoy"
    assert act_of("report", "say", content, negated=False, other_side=True) is Act.ACCUSE
    assert act_of("report", "say", content, negated=False, other_side=False) is Act.REPORT


def test_to_deny_a_denial_confirms_and_not_to_accept_refuses() -> None:
    assert act_of("deny", "deny", "it", negated=True, other_side=False) is Act.CONFIRM
    assert act_of("accept", "accept", "it", negated=True, other_side=False) is Act.REFUSE


@pytest.mark.parametrize(
    ("text", "told", "low", "high", "about"),
    [
        ("thousands of civilians", "thousands of civilians", None, None, False),
        ("more than 170 people", "more than 170 people", 170, None, False),
        ("up to 50,000 people", "up to 50,000 people", None, 50000, False),
        ("some 230 km", "some 230 km", 230, 230, True),
        ("80 civilians", "80 civilians", 80, 80, False),
        ("two hundred wounded", "two hundred wounded", 200, 200, False),
        ("20 to 30 buses", "20 to 30 buses", 20, 30, False),
        ("five million people", "five million people", 5_000_000, 5_000_000, False),
    ],
)
def test_a_quantity_keeps_its_hedge(
    text: str, told: str, low: float | None, high: float | None, about: bool
) -> None:
    (found,) = quantities_of(f"They said {text}.", 0)
    assert (found.text, found.low, found.high, found.about) == (told, low, high, about)


def test_a_date_is_no_quantity() -> None:
    assert quantities_of("on 27 April 2022 at 10 a.m.", 0) == ()


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("left yesterday", "2022-04-26"),
        ("will meet tomorrow", "2022-04-28"),
        ("met on Monday", "2022-04-25"),
        ("will meet on Monday", "2022-05-02"),
        ("by Friday", "2022-04-29"),
        ("on 3 May", "2022-05-03"),
        ("on March 9, 2021", "2021-03-09"),
        ("since 30 December", "2021-12-30"),
    ],
)
def test_a_time_is_dated_against_the_report(text: str, date: str) -> None:
    assert [t.date for t in times_of(text, 0, "2022-04-27")] == [date]


def test_without_a_date_of_the_report_only_full_dates_are_dated() -> None:
    assert [t.date for t in times_of("yesterday and on 3 May 2022", 0, "")] == ["", "2022-05-03"]


def test_no_day_that_the_calendar_lacks_is_invented() -> None:
    assert [t.date for t in times_of("on 31 April 2022", 0, "2022-04-27")] == [""]
    assert date_in("on 31 April 2022 and 1 May 2022") == "2022-05-01"


def test_topics_are_told_in_the_order_of_their_table() -> None:
    assert topics_of("a corridor to evacuate women from the besieged town") == (
        "corridor",
        "evacuation",
        "siege",
        "who_may_leave",
    )
