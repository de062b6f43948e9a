"""Where every vehicle and every person is at one moment of an operation under way."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from safeconduct.model.plan import Activity
from safeconduct.model.units import Kilometres, Minutes, Persons


@dataclass(frozen=True, slots=True)
class Standing:
    """One vehicle: what it did, where it can next do something, and what was planned for it.

    `done` holds all that it began before the moment; the last of it may still be under way.
    `place` is where it stands, or where its move under way ends; from `free` on it can go on.
    `leave_by` gives, for each window zone that `place` lies in, the end of the window under
    which the vehicle is inside; None: it is shut in.
    """

    id: str
    fleet: str
    place: str
    free: Minutes
    done: tuple[Activity, ...] = ()
    rest: tuple[Activity, ...] = ()
    aboard: Mapping[str, Persons] = field(default_factory=dict)
    duty_since: Minutes | None = None
    km: Kilometres = 0.0
    uninspected: bool = False
    leave_by: Mapping[str, Minutes | None] = field(default_factory=dict)
    in_service: bool = True

    @property
    def under_way(self) -> Activity | None:
        """The last thing that it began."""
        return self.done[-1] if self.done else None


@dataclass(frozen=True, slots=True)
class Situation:
    """Every vehicle at a moment, who still waits, and what receptions have already taken in.

    What is under way at a post or bay, and which convoys have come into which zones, can be
    read off `Standing.done`.
    """

    minute: Minutes
    vehicles: tuple[Standing, ...]
    waiting: Mapping[tuple[str, str], Persons]
    received: Mapping[str, Persons] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trip:
    """What is still planned for vehicles that go together, up to where their people get off.

    Not `loose` is one that cannot be taken apart in search: its vehicles have not the same
    stops. `activities` stand in the order of `vehicles`.
    """

    vehicles: tuple[str, ...]
    activities: tuple[tuple[Activity, ...], ...]
    loose: bool = True

    @property
    def start(self) -> Minutes:
        """When the first of its vehicles begins."""
        return min(own[0].start for own in self.activities)

    @property
    def end(self) -> Minutes:
        """When the last of its vehicles is done."""
        return max(own[-1].end for own in self.activities)
