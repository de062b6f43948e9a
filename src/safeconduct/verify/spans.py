"""Spans of time: joined where they touch, daily ones folded onto the clock."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from safeconduct.model.units import MINUTES_PER_DAY, DailyInterval, Minutes

TOLERANCE: Minutes = 1e-4
"""Differences up to this many minutes, kilometres or hazard-minutes are rounding."""


class Span(NamedTuple):
    """From `start` to `end`, both included."""

    start: Minutes
    end: Minutes

    def holds(self, start: Minutes, end: Minutes) -> bool:
        """Whether the whole of start to end lies in it."""
        return self.start - TOLERANCE <= start and end <= self.end + TOLERANCE


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans in order of time, those that touch or overlap made one."""
    whole: list[Span] = []
    for span in sorted(spans):
        if whole and span.start <= whole[-1].end + TOLERANCE:
            whole[-1] = Span(whole[-1].start, max(whole[-1].end, span.end))
        else:
            whole.append(span)
    return tuple(whole)


def first_minute_outside(spans: Iterable[Span], start: Minutes, end: Minutes) -> Minutes | None:
    """The first minute of start to end that leaves the one span it began in; None: none does."""
    for span in spans:
        if span.holds(start, start):
            return None if span.holds(start, end) else span.end
    return start


@dataclass(frozen=True, slots=True)
class Hours:
    """Daily hours by the local clock; `midnight` is a local midnight in minutes from the start."""

    spans: tuple[Span, ...]
    midnight: Minutes
    always: bool = False

    @classmethod
    def of(cls, intervals: Iterable[DailyInterval], midnight: Minutes) -> "Hours":
        """Join the intervals that touch, also over midnight; an end ≤ start runs past it."""
        days = range(-1, 3)
        unrolled = [
            Span(float(i.start), float(i.end + (MINUTES_PER_DAY if i.end <= i.start else 0)))
            for i in intervals
        ]
        whole = joined(
            Span(s.start + day * MINUTES_PER_DAY, s.end + day * MINUTES_PER_DAY)
            for s in unrolled
            for day in days
        )
        always = any(s.end - s.start >= MINUTES_PER_DAY for s in whole)
        return cls(tuple(s for s in whole if 0 <= s.start < MINUTES_PER_DAY), midnight, always)

    def first_minute_outside(self, start: Minutes, end: Minutes) -> Minutes | None:
        """The first minute of start to end that leaves the interval it began in; None: none."""
        if self.always:
            return None
        shifted = []
        for span in self.spans:
            first = self.midnight + span.start
            days = math.floor((start + TOLERANCE - first) / MINUTES_PER_DAY) * MINUTES_PER_DAY
            shifted.append(Span(first + days, self.midnight + span.end + days))
        return first_minute_outside(shifted, start, end)
