"""The plan as it plays out: every vehicle's run, and who moves together."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from safeconduct.model.network import Leg
from safeconduct.model.units import Minutes
from safeconduct.verify.facts import Facts
from safeconduct.verify.replay import Run, Step
from safeconduct.verify.spans import TOLERANCE


@dataclass(frozen=True, slots=True)
class Convoy:
    """Vehicles that take one leg together; `pace` multiplies the leg's minutes."""

    id: str
    leg: Leg
    start: Minutes
    members: tuple[Step, ...]
    pace: float

    @property
    def leader(self) -> str:
        """The vehicle under whose name the convoy is told."""
        return self.members[0].vehicle

    @property
    def fact(self) -> bool:
        """Whether it had left before the plan was made."""
        return self.members[0].fact

    @property
    def name(self) -> str:
        """The convoy as people know it."""
        return f"convoy {self.id}" if self.id else "a vehicle on its own"


@dataclass(frozen=True, slots=True)
class Scene:
    """Facts, runs and convoys; `pace_of` gives a move's pace by its step's identity."""

    facts: Facts
    runs: tuple[Run, ...]
    convoys: tuple[Convoy, ...]
    pace_of: dict[int, float]

    @classmethod
    def of(cls, facts: Facts, runs: Iterable[Run]) -> "Scene":
        """Find who moves together: the same leg, convoy and start."""
        runs = tuple(runs)
        together: dict[tuple[str, str], list[Step]] = defaultdict(list)
        for run in runs:
            for step in run.moves():
                together[step.activity.leg, _convoy_id(step)].append(step)
        convoys = [
            Convoy(name, facts.legs[leg], members[0].start, members, 1 / _slowest(members))
            for (leg, name), steps in together.items()
            for members in _groups(name, steps)
        ]
        pace_of = {id(step): _pace(step, c.pace) for c in convoys for step in c.members}
        return cls(facts, runs, tuple(sorted(convoys, key=lambda c: (c.start, c.leader))), pace_of)


def _pace(step: Step, due: float) -> float:
    """The convoy's pace; of a move that is fact, how it went."""
    minutes = step.leg.minutes if step.leg else 0.0
    return step.minutes / minutes if step.fact and minutes > 0 else due


def _convoy_id(step: Step) -> str:
    name = step.activity.convoy
    return name if isinstance(name, str) else ""


def _slowest(members: tuple[Step, ...]) -> float:
    return min(step.row.speed_factor for step in members)


def _groups(name: str, steps: list[Step]) -> list[tuple[Step, ...]]:
    """Those of one leg and convoy id that start at one moment; without an id, each alone."""
    groups: list[list[Step]] = []
    for step in sorted(steps, key=lambda s: (s.start, s.vehicle)):
        if name and groups and step.start <= groups[-1][0].start + TOLERANCE:
            groups[-1].append(step)
        else:
            groups.append([step])
    return [tuple(sorted(group, key=lambda s: s.vehicle)) for group in groups]
