"""What happened on the day, as somebody reported it: an event with its source and time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from safeconduct.model.units import Minutes, Persons


class EventKind(StrEnum):
    """What can be reported of vehicles, of people, and of what was agreed."""

    LATE = "late"
    HELD = "held"
    BROKEN_DOWN = "broken_down"
    RELEASED = "released"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    LOADED = "loaded"
    UNLOADED = "unloaded"
    JOINED = "joined"
    LEFT = "left"
    COUNT_CORRECTED = "count_corrected"
    CLOSED = "closed"
    WINDOW_SHORTENED = "window_shortened"
    WINDOW_SHUT = "window_shut"
    WINDOW_OPENED = "window_opened"
    TERM_BROKEN = "term_broken"


OF_VEHICLES = frozenset(
    {
        EventKind.LATE,
        EventKind.HELD,
        EventKind.BROKEN_DOWN,
        EventKind.RELEASED,
        EventKind.DEPARTED,
        EventKind.ARRIVED,
        EventKind.LOADED,
        EventKind.UNLOADED,
    }
)
OF_PEOPLE = frozenset({EventKind.JOINED, EventKind.LEFT, EventKind.COUNT_CORRECTED})


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the events file; what it does not say is blank or None.

    `minute` is when it happened. `until` ends a hold or a window; `start` begins a window.
    """

    line: int
    kind: EventKind
    minute: Minutes
    source: str
    vehicles: tuple[str, ...] = ()
    convoy: str = ""
    place: str = ""
    leg: str = ""
    zone: str = ""
    window: str = ""
    term: str = ""
    minutes: Minutes | None = None
    start: Minutes | None = None
    until: Minutes | None = None
    people: Mapping[str, Persons] = field(default_factory=dict)
