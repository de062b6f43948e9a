"""Times of day and windows on the operation's clock."""

from datetime import datetime

from safeconduct.instance.clock import daily_spans, gaps, merge, window_spans
from safeconduct.model.units import DailyInterval
from safeconduct.model.zone import Window

HOUR = 3600


def test_daily_hours_are_laid_out_in_the_local_time_of_the_start() -> None:
    start = datetime.fromisoformat("2022-05-05T06:00:00+03:00")
    spans = daily_spans([DailyInterval(8 * 60, 18 * 60)], start, 48 * 60)
    assert spans == [(2 * HOUR, 12 * HOUR), (26 * HOUR, 36 * HOUR)]


def test_an_interval_past_midnight_reaches_into_the_next_day() -> None:
    start = datetime.fromisoformat("2022-05-05T00:00:00+03:00")
    spans = daily_spans([DailyInterval(22 * 60, 2 * 60)], start, 24 * 60)
    assert spans == [(0, 2 * HOUR), (22 * HOUR, 24 * HOUR)]


def test_touching_windows_are_one_and_what_lies_outside_the_operation_is_cut() -> None:
    windows = [Window("b", "z", 60, 120), Window("a", "z", -30, 60), Window("c", "z", 500, 900)]
    assert window_spans(windows, 600) == [(0, 2 * HOUR), (500 * 60, 600 * 60)]


def test_windows_inside_a_second_are_rounded_inwards() -> None:
    assert window_spans([Window("a", "z", 0.51, 1.49)], 600) == [(31, 89)]


def test_gaps_are_what_the_spans_leave() -> None:
    assert gaps([(10, 20), (30, 50)], 40) == [(0, 10), (20, 30)]
    assert gaps([], 40) == [(0, 41)]


def test_merging_orders_and_joins() -> None:
    assert merge([(5, 7), (0, 2), (2, 3), (6, 6.5)]) == [(0, 3), (5, 7)]
