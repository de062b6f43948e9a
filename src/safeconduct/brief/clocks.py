"""Local times: the operation's own offset and the zones of the parties."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from safeconduct.model.operation import Operation


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock that some people read; several labels where they all read the same."""

    labels: tuple[str, ...]
    zone: tzinfo

    @property
    def label(self) -> str:
        """Whose clock it is, for a header."""
        return " = ".join(self.labels)

    def read(self, instant: datetime) -> datetime:
        """What this clock shows at an instant, with its offset."""
        return instant.astimezone(self.zone)


def offset_name(instant: datetime) -> str:
    """The offset of an instant, for instance UTC+03:00."""
    total = round((instant.utcoffset() or timedelta()).total_seconds() / 60)
    sign = "-" if total < 0 else "+"
    return f"UTC{sign}{abs(total) // 60:02d}:{abs(total) % 60:02d}"


def clocks(operation: Operation) -> tuple[Clock, ...]:
    """The operation's clock first, then that of each party's time zone, each zone once."""
    zone = operation.start.tzinfo or UTC
    found = [Clock((offset_name(operation.start),), zone)]
    names = dict.fromkeys(party.time_zone for party in operation.parties if party.time_zone)
    return (*found, *(Clock((name,), ZoneInfo(name)) for name in names))


def merged(every: Iterable[Clock], operation: Operation) -> tuple[Clock, ...]:
    """Put clocks together that show the same at every hour of the operation."""
    hours = range(int(operation.horizon_h) + 2)
    moments = [operation.start + timedelta(hours=hour) for hour in hours]
    faces: dict[tuple[timedelta | None, ...], Clock] = {}
    for clock in every:
        face = tuple(clock.read(moment).utcoffset() for moment in moments)
        known = faces.get(face)
        labels = (*known.labels, *clock.labels) if known else clock.labels
        faces[face] = Clock(labels, known.zone if known else clock.zone)
    return tuple(faces.values())


def changes(clock: Clock, operation: Operation) -> list[tuple[int, int]]:
    """Offsets from UTC in minutes, each with the operation minute from which it holds."""
    steps: list[tuple[int, int]] = []
    for minute in range(0, int(operation.horizon_min) + 16, 15):
        offset = clock.read(operation.instant(minute)).utcoffset() or timedelta()
        value = round(offset.total_seconds() / 60)
        if not steps or steps[-1][1] != value:
            steps.append((minute, value))
    return steps
