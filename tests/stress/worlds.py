"""Small worlds to stress, and their plans; all invented."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from tests.examples.test_four_places import BASE, expected, operation, plan
from tests.plan.world import planned, world

from safeconduct.instance.build import build
from safeconduct.model.chance import BadDays, Chance
from safeconduct.model.operation import Operation, Party
from safeconduct.model.plan import Plan
from safeconduct.stress.runs import Trial, trial

CORRIDOR = """
    horizon 1440
    base depot rest=True fuel=True
    pickup plant zones="inside" bays=2 load_fixed_min=5
    post gate lanes=1 vehicle_min=4
    town camp bays=2 unload_fixed_min=3 rest=True base=True
    category adult load_min=0.5 inspect_min=0.25
    zone inside access=window control=red
    window inside 60 600
    both depot gate 30
    leg gate plant 20 inside:5:20
    leg plant gate 20 inside:0:15
    both gate camp 40
    people plant adult 120
    fleet bus 3 camp seats=20
"""
CALM = BadDays({})


@cache
def corridor() -> tuple[Operation, Plan]:
    """Three buses, one post, one window; a plan by the planner."""
    told = replace(world(CORRIDOR), parties=(Party("red", "Red"),))
    return told, planned(told, looks=4)


def worked(folder: Path = BASE) -> tuple[Operation, Plan]:
    """A case worked out by hand."""
    told = operation(folder)
    return told, plan(told, expected(folder)["itineraries"])


def told(
    pair: tuple[Operation, Plan], chances: dict[str, Chance] | None = None, seed: int = 0
) -> Trial:
    """The pair, ready to be played under some chances."""
    return trial(build(pair[0]), pair[1], BadDays(chances or {}), seed)
