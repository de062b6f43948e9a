"""Quantities and moments: the ground on which every other noun stands.

Minutes run from the operation's start; instants are always aware of their zone.
"""

from dataclasses import dataclass
from typing import TypeAlias

Minutes: TypeAlias = float
Kilometres: TypeAlias = float
Persons: TypeAlias = int
LonLat: TypeAlias = tuple[float, float]

MINUTES_PER_DAY = 1440


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a fact comes from. Both blank: the fact has no source, and outputs say so."""

    source: str = ""
    as_of: str = ""

    @property
    def is_assumed(self) -> bool:
        """Whether the fact is an assumption, marked as such by who wrote it."""
        return self.source.strip().lower().startswith("assumed")


NO_SOURCE = Provenance()


@dataclass(frozen=True, slots=True)
class DailyInterval:
    """A time of day, in minutes after local midnight; `end` ≤ `start` runs past midnight."""

    start: int
    end: int

    def __str__(self) -> str:
        """Write it as people do, for instance 08:00-18:00."""
        return "-".join(f"{m // 60:02d}:{m % 60:02d}" for m in (self.start, self.end))
