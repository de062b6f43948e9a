import csv
import gzip
from datetime import date, timedelta

import pytest
from tests.mediate.world import shared

from safeconduct.mediate.escalation import Event, distance, follow, goldstein, near, weight

TRUCE = date(2022, 5, 5)
HERE = (37.0, 47.0)


def event(day: int, deaths: int = 0, code: str = "190") -> Event:
    return Event(TRUCE + timedelta(days=day), HERE, code, deaths)


def advice(*events: Event, days: int = 6, seen: dict[date, float] | None = None) -> str:
    return follow(events, TRUCE, TRUCE + timedelta(days=days), seen).advice


def test_the_scale_is_the_one_of_the_event_codes_and_not_the_one_that_differs() -> None:
    assert goldstein()["016"][1] == -5.0
    assert len(goldstein()) == 312


def test_words_that_ease_count_against_strain_and_deaths_add_to_it() -> None:
    assert weight(event(0, code="0871")) < 0 < weight(event(0)) < weight(event(0, deaths=5))


def test_a_route_that_stays_calm_is_open() -> None:
    assert advice(*(event(-d, 3) for d in range(1, 8))) == "go"


def test_a_slow_rise_after_the_drop_holds_and_a_steep_one_stops() -> None:
    war = [event(-d, 3) for d in range(1, 8)]
    slow = [event(d, d) for d in range(4, 6)]
    steep = [event(d, 40) for d in range(3, 6) for _ in range(8)]
    assert advice(*war, *slow, days=5) == "hold"
    assert advice(*war, *steep, days=5) == "stop"


def test_days_that_nobody_could_watch_are_not_taken_for_calm() -> None:
    blind = {TRUCE + timedelta(days=d): 0.0 for d in range(7)}
    assert advice(seen=blind) == "hold"


def test_what_was_half_seen_counts_twice() -> None:
    half = {TRUCE: 0.5}
    whole = follow([event(0, 3)], TRUCE, TRUCE).days[0]
    assert follow([event(0, 3)], TRUCE, TRUCE, half).days[0].tension == 2 * whole.tension


def test_distance_is_from_the_line_not_from_its_corners() -> None:
    assert distance((0.0, 0.01), [(-1.0, 0.0), (1.0, 0.0)]) == pytest.approx(1.11195)


ALEPPO = [(37.19, 36.20), (37.15, 36.18), (37.10, 36.17), (37.03, 36.17)]
"""From the east of the city by its south-west to the edge of the province's west."""


def test_in_december_2016_the_route_grew_calm_while_the_province_grew_worse() -> None:
    with gzip.open(shared("ucdp_ged_syria_2016_2019.csv.gz"), "rt") as file:
        rows = [r for r in csv.DictReader(file) if r["adm_1"] == "Aleppo Governorate"]
    province = [
        Event(
            date.fromisoformat(r["date_start"]),
            (float(r["longitude"]), float(r["latitude"])),
            "190",
            int(r["best"]),
            r["side_a"],
        )
        for r in rows
        if "2016-11-01" <= r["date_start"] <= "2016-12-31"
    ]
    route = near(province, ALEPPO, 8.0)

    def deaths(events: list[Event], first: int, last: int) -> float:
        days = [e for e in events if date(2016, 12, first) <= e.day <= date(2016, 12, last)]
        return sum(e.deaths for e in days) / (last - first + 1)

    assert deaths(route, 15, 22) < deaths(route, 1, 12) / 5
    assert deaths(province, 15, 22) > deaths(province, 1, 12) * 1.5
    truce, end = date(2016, 12, 13), date(2016, 12, 22)
    assert follow(route, truce, end).advice == "go"
    assert follow(province, truce, end).advice != "go"
