"""Daily hours by the local clock, against a clock read minute by minute."""

from hypothesis import given
from hypothesis import strategies as st

from safeconduct.model.units import DailyInterval
from safeconduct.verify.spans import Hours, Span, first_minute_outside, joined

DAY = 1440
times = st.integers(0, 1439)
intervals = st.lists(st.builds(DailyInterval, times, times), max_size=3)


def open_at(hours: list[DailyInterval], half_minute: int) -> bool:
    """Whether the middle of a minute of the day is in one of the intervals."""
    t = half_minute % DAY + 0.5
    return any(i.start < t < i.end if i.end > i.start else t > i.start or t < i.end for i in hours)


@given(intervals, times, st.integers(-3000, 6000), st.integers(1, 2000))
def test_hours_agree_with_a_clock_read_minute_by_minute(
    hours: list[DailyInterval], first: int, start: int, lasts: int
) -> None:
    read = Hours.of(hours, -first)
    inside = all(open_at(hours, first + minute) for minute in range(start, start + lasts))
    assert (read.first_minute_outside(start, start + lasts) is None) == inside


def test_an_interval_that_ends_as_it_starts_is_the_whole_day() -> None:
    assert Hours.of([DailyInterval(480, 480)], 0).always


def test_two_halves_of_the_clock_are_the_whole_day() -> None:
    halves = [DailyInterval(360, 1080), DailyInterval(1080, 360)]
    assert Hours.of(halves, 0).first_minute_outside(-500, 99999) is None


def test_spans_that_touch_are_joined_and_others_are_not() -> None:
    assert joined([Span(5, 9), Span(0, 5), Span(9.1, 10)]) == (Span(0, 9), Span(9.1, 10))


def test_what_leaves_a_span_leaves_it_at_its_end() -> None:
    assert first_minute_outside([Span(0, 9)], 3, 12) == 9
    assert first_minute_outside([Span(0, 9)], 10, 12) == 10
    assert first_minute_outside([Span(0, 9)], 3, 9) is None


def test_hours_may_begin_at_midnight() -> None:
    night = Hours.of([DailyInterval(0, 480)], -360)  # minute 0 is 06:00
    assert night.first_minute_outside(1080, 1440 + 120) is None
    assert night.first_minute_outside(1079, 1100) == 1079
    assert night.first_minute_outside(1500, 1570) == 1560
