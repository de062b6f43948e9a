"""What the judge says: accepted or not, every breach, and the figures worked out anew."""

from dataclasses import dataclass
from datetime import timedelta

from safeconduct.model.operation import Operation
from safeconduct.model.plan import Result
from safeconduct.model.units import Minutes

BELONGING = 0
RULES = {
    BELONGING: "Belonging and figures",
    1: "Itinerary",
    2: "Moves",
    3: "Convoys",
    4: "Zones",
    5: "Hours",
    6: "Loading",
    7: "Inspection",
    8: "Unloading",
    9: "Duty",
    10: "Range",
}


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule broken: by which vehicle, when, and how.

    `vehicle` is blank and `minute` None where the breach is the whole plan's; `clock` is the
    local time of `minute`, in the offset of the operation's start.
    """

    rule: int
    vehicle: str
    minute: Minutes | None
    what: str
    clock: str = ""

    def __str__(self) -> str:
        """Write it in one line."""
        when = "" if self.minute is None else f"minute {self.minute:g}"
        if self.clock:
            when += f" ({self.clock})"
        spot = ", ".join(part for part in (f"Rule {self.rule}", self.vehicle, when) if part)
        return " ".join(f"{spot}: {self.what}".split())


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of a plan; `result` is what its itineraries achieve, worked out anew."""

    breaches: tuple[Breach, ...]
    result: Result

    @property
    def accepted(self) -> bool:
        """Whether the plan keeps every rule and its figures are true."""
        return not self.breaches


def clock(operation: Operation, minute: Minutes | None) -> str:
    """The local date and time of a minute; blank where the calendar ends."""
    if minute is None:
        return ""
    try:
        instant = operation.start + timedelta(seconds=round(minute * 60))
    except (OverflowError, ValueError):
        return ""
    shown = f"{instant:%Y-%m-%d %H:%M}"
    return f"{shown}:{instant:%S}" if instant.second else shown
