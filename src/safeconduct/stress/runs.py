"""Many bad days: blocks of days as jobs that any worker may do, in any order, more than once."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import NamedTuple, TypeAlias

import numpy as np

from safeconduct.instance.arrays import Floats, Instance, Ints
from safeconduct.model.chance import BadDays, DayRules
from safeconduct.model.plan import Plan
from safeconduct.stress.compiled import reference
from safeconduct.stress.draws import table
from safeconduct.stress.play import Result, play
from safeconduct.stress.script import Scene, Script, script_of
from safeconduct.stress.serve import new_day
from safeconduct.stress.world import World, draw_world, new_world

BLOCK = 250
"""Days of a job."""


class Job(NamedTuple):
    """A block of days of one plan; complete in itself, so that it can be sent anywhere."""

    scene: Scene
    stay_of: Ints
    stays: int
    rows: Floats
    rules: Floats
    seed: int
    first: int
    days: int


Each: TypeAlias = Callable[[Callable[[Job], Result], Iterable[Job]], Iterator[Result]]
"""How jobs are done: in threads here, or on a cluster; results come in the order of the jobs."""


class Trial(NamedTuple):
    """A plan and the chances under which it is played."""

    script: Script
    rows: Floats
    rules: Floats
    seed: int

    def jobs(self, runs: int) -> Iterator[Job]:
        """The blocks that make up so many days."""
        stays = self.script.stays
        for first in range(0, runs, BLOCK):
            yield Job(
                self.script.scene, stays_of(self.script), len(stays), self.rows, self.rules,
                self.seed, first, min(BLOCK, runs - first),
            )  # fmt: skip


def trial(instance: Instance, plan: Plan, bad_days: BadDays, seed: int) -> Trial:
    """Make ready to play a plan."""
    rows = table(bad_days, instance.parties, instance.categories)
    return Trial(script_of(instance, plan), rows, rules_row(bad_days.rules), seed)


def rules_row(rules: DayRules) -> Floats:
    """The rules for the day as the simulation reads them."""
    return np.array(
        [rules.patience_min, rules.margin_min, rules.convoy_wait_min, rules.car_inspect_min]
    )


def stays_of(script: Script) -> Ints:
    """Which stay each passage of each task begins; -1: none."""
    scene = script.scene
    found = np.full(scene.need.shape, -1, dtype=np.int64)
    for s, stay in enumerate(script.stays):
        begin = int(scene.pass_first[scene.what[stay.enter]])
        for p in range(begin, int(scene.pass_first[scene.what[stay.enter] + 1])):
            if scene.pass_zone[p] == stay.zone and found[stay.enter, p - begin] < 0:
                found[stay.enter, p - begin] = s
                break
    return found


def do(job: Job) -> Result:
    """Simulate a block of days."""
    scene = job.scene
    result = empty(scene, job.days, job.stays)
    world, day = new_world(scene), new_day(scene, job.stays, job.stay_of)
    play(
        reference(scene), job.rows, job.rules, job.seed, job.first,
        reference(world), reference(day), reference(result),
    )  # fmt: skip
    return result


def empty(scene: Scene, days: int, stays: int) -> Result:
    """Room for the results of so many days."""
    places, categories = scene.people.shape

    def whole(*shape: int) -> Ints:
        return np.zeros((days, *shape), dtype=np.int64)

    return Result(
        out=whole(categories),
        refused=whole(categories),
        left=whole(categories),
        aboard=whole(categories),
        waiting=whole(categories),
        come=whole(categories),
        joined=whole(),
        cars=whole(),
        last=np.zeros(days),
        turned=whole(),
        over=whole(),
        hours=whole(int(scene.horizon // 60) + 2),
        place_hours=np.zeros((days, places)),
        peak=whole(places),
        latest=np.zeros((days, stays)),
        caught=np.zeros((days, stays), dtype=np.bool_),
    )


def in_threads(work: Callable[[Job], Result], jobs: Iterable[Job]) -> Iterator[Result]:
    """Do the jobs on the cores of this machine; compiled code runs side by side."""
    with ThreadPoolExecutor(cpu_count() or 1) as pool:
        futures = [pool.submit(work, job) for job in jobs]
        try:
            for future in futures:
                yield future.result()
        finally:
            for future in futures:
                future.cancel()


def simulate(
    one: Trial,
    runs: int,
    each: Each = in_threads,
    going: Callable[[], bool] = lambda: True,
    progress: Callable[[int], None] = lambda _: None,
) -> Result:
    """Play so many days, or as many whole blocks as were done when `going` said no."""
    parts: list[Result] = []
    done = 0
    for part in each(do, one.jobs(runs)):
        parts.append(part)
        done += len(part.last)
        progress(done)
        if not going():
            break
    if not parts:
        return empty(one.script.scene, 0, len(one.script.stays))
    return Result(*(np.concatenate(rows) for rows in zip(*parts, strict=True)))


def trace(one: Trial, run: int = 0) -> tuple[Floats, Floats]:
    """When each task of the script began and ended on one day."""
    scene = one.script.scene
    day = new_day(scene, len(one.script.stays), stays_of(one.script))
    result = empty(scene, 1, len(one.script.stays))
    play(
        reference(scene), one.rows, one.rules, one.seed, run,
        reference(new_world(scene)), reference(day), reference(result),
    )  # fmt: skip
    return day.trace_start, day.trace_end


def world_of(one: Trial, run: int) -> World:
    """What a day of this number brings."""
    world = new_world(one.script.scene)
    scene = one.script.scene._replace(leg_used=np.ones_like(one.script.scene.leg_used))
    draw_world(reference(scene), one.rows, one.seed, run, reference(world))
    return world
