"""A plan as a script that the simulation plays: tasks, convoys, ways back, stays in zones."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from safeconduct.instance.arrays import BLOCKED, Flags, Floats, Instance, Ints
from safeconduct.model.plan import Activity, ActivityKind, Itinerary, Plan

MOVE, LOAD, INSPECT, UNLOAD, REST, REFUEL = range(6)
KINDS = {
    ActivityKind.MOVE: MOVE,
    ActivityKind.LOAD: LOAD,
    ActivityKind.INSPECT: INSPECT,
    ActivityKind.UNLOAD: UNLOAD,
    ActivityKind.REST: REST,
    ActivityKind.REFUEL: REFUEL,
}
NONE = -1
EDGE = 1e-6
DAY = 1440.0


class Scene(NamedTuple):
    """All that the compiled simulation reads: times in minutes, nothing is ever written to."""

    horizon: float
    midnight: float  # minutes from the last local midnight to the start
    days: int
    hours_start: Floats
    hours_end: Floats
    # places
    fixed: Floats
    unload_min: Floats
    lanes: Ints  # 0: no limit
    empty: Flags
    overnight: Flags
    shut_first: Ints
    shut_start: Floats
    shut_end: Floats
    people: Ints
    place_party: Ints
    # categories
    uses: Ints
    weight: Floats
    load_min: Floats
    inspect_min: Floats
    # zones
    is_window: Flags
    apart: Floats
    win_first: Ints
    win_start: Floats
    win_end: Floats
    zone_party: Ints
    parties: int
    # legs
    leg_to: Ints
    leg_min: Floats
    leg_km: Floats
    leg_road: Ints  # the same both ways
    leg_used: Flags
    leg_escort: Flags
    pass_first: Ints
    pass_zone: Ints
    pass_enter: Floats
    pass_exit: Floats
    pass_from_inside: Flags
    pass_to_inside: Flags
    pass_enters: Flags
    # vehicles
    base: Ints
    speed: Floats
    escort: Flags
    seats: Ints
    duty: Floats
    # tasks
    first: Ints
    kind: Ints
    what: Ints
    start: Floats
    dur: Floats
    load: Ints
    at: Ints  # where the vehicle stands before the task
    back_empty: Ints  # where an empty vehicle takes up its itinerary if it turns back here
    back_loaded: Ints
    need: Floats  # task x passage: minutes until out of the zone, or safe in it
    # convoys: the moves of each
    group: Ints
    group_first: Ints
    group_task: Ints
    owner: Ints  # the vehicle of each task


class Stay(NamedTuple):
    """A stay in a window zone, as planned: entered on one move, left on another."""

    vehicle: int
    zone: int
    enter: int
    leave: int
    convoy: str
    entered: float
    left: float


class Script(NamedTuple):
    """The scene, and what turns its numbers back into names."""

    scene: Scene
    stays: tuple[Stay, ...]
    activities: tuple[Activity | None, ...]
    vehicles: tuple[str, ...]
    planned: Ints  # persons loaded by category


class _Task(NamedTuple):
    kind: int
    what: int
    start: float
    dur: float
    load: tuple[int, ...]
    at: int
    activity: Activity | None


def script_of(instance: Instance, plan: Plan) -> Script:
    """Write the script of a plan that keeps the rules."""
    itineraries = {vehicle.id: vehicle for vehicle in plan.vehicles}
    tasks: list[_Task] = []
    first = [0]
    for v, name in enumerate(instance.vehicles):
        if name in itineraries:
            tasks += _tasks(instance, v, itineraries[name])
        first.append(len(tasks))
    owner = np.repeat(np.arange(len(first) - 1), np.diff(first)).astype(np.int64)
    group, members = _groups(tasks)
    scene = _scene(instance, plan, tasks, first)
    widest = int(np.diff(scene.pass_first).max(initial=1))
    scene = scene._replace(
        owner=owner,
        group=group,
        group_first=np.cumsum([0, *(len(rows) for rows in members)]).astype(np.int64),
        group_task=np.array([k for rows in members for k in rows], dtype=np.int64),
        back_empty=_backs(tasks, first, loaded=False),
        back_loaded=_backs(tasks, first, loaded=True),
        need=np.zeros((len(tasks), max(widest, 1))),
    )
    stays = tuple(_stays(scene, tasks))
    planned = scene.load.sum(axis=0).astype(np.int64)
    return Script(scene, stays, tuple(t.activity for t in tasks), instance.vehicles, planned)


def _tasks(instance: Instance, v: int, itinerary: Itinerary) -> Iterator[_Task]:
    arrays = instance.arrays
    legs = {name: i for i, name in enumerate(instance.legs)}
    places = {name: i for i, name in enumerate(instance.places)}
    cls = int(arrays.cls[v])
    here, clock = int(arrays.base[cls]), float(arrays.available[cls]) / 60.0
    rest = float(arrays.rest_s[cls]) / 60.0
    nobody = (0,) * len(instance.categories)
    for one in sorted(itinerary.activities, key=lambda a: (a.start, a.end)):
        if one.kind is ActivityKind.WAIT:
            continue
        gap = one.start - clock
        if one.kind is not ActivityKind.REST and arrays.rest[here] and 0.0 < rest <= gap + EDGE:
            yield _Task(REST, here, clock, rest, nobody, here, None)
        if one.kind is ActivityKind.MOVE:
            leg = legs[one.leg]
            yield _Task(MOVE, leg, one.start, one.end - one.start, nobody, here, one)
            here = places[one.destination]
        else:
            dur = one.end - one.start
            if one.kind is ActivityKind.REST and 0.0 < rest <= dur:
                dur = rest
            people = tuple(int(one.people.get(c, 0)) for c in instance.categories)
            load = people if one.kind is ActivityKind.LOAD else nobody
            yield _Task(KINDS[one.kind], here, one.start, dur, load, here, one)
        clock = one.end


def _groups(tasks: Sequence[_Task]) -> tuple[Ints, list[list[int]]]:
    """Moves of one leg, convoy and start belong together."""
    found: dict[tuple[int, str, float], list[int]] = {}
    for k, task in enumerate(tasks):
        if task.kind == MOVE and task.activity is not None:
            found.setdefault((task.what, task.activity.convoy, round(task.start, 6)), []).append(k)
    members = [rows for rows in found.values() if len(rows) > 1]
    group = np.full(len(tasks), NONE, dtype=np.int64)
    for g, rows in enumerate(members):
        group[rows] = g
    return group, members


def _backs(tasks: Sequence[_Task], first: Sequence[int], *, loaded: bool) -> Ints:
    """For each move the next task at which the vehicle is where it stands now.

    Who is loaded may not skip an unloading; who is empty may skip whole rounds.
    """
    back = np.full(len(tasks), NONE, dtype=np.int64)
    for begin, end in pairwise(first):
        following: dict[int, int] = {}
        for k in range(end - 1, begin - 1, -1):
            task = tasks[k]
            if task.kind == UNLOAD and loaded:
                following = {}
            if task.kind == MOVE:
                back[k] = following.get(task.at, NONE)
            following[task.at] = k
    return back


def _minutes(seconds: Ints) -> Floats:
    return np.minimum(np.asarray(seconds, dtype=float) / 60.0, 1e12)


def _scene(instance: Instance, plan: Plan, tasks: Sequence[_Task], first: Sequence[int]) -> Scene:
    exact, outer = instance.arrays, instance.outer
    start = plan.start
    midnight = start.hour * 60 + start.minute + start.second / 60.0
    horizon = outer.horizon / 60.0
    ends = np.sort(np.stack([exact.leg_from, exact.leg_to]), axis=0)
    road = np.unique(ends.T, axis=0, return_inverse=True)[1] if ends.size else np.empty(0)
    used = np.zeros(max(int(road.max(initial=NONE)) + 1, 1), dtype=np.bool_)
    used[[int(road.reshape(-1)[t.what]) for t in tasks if t.kind == MOVE]] = True
    empty = np.empty(0, dtype=np.int64)
    categories = len(instance.categories)
    return Scene(
        horizon=horizon,
        midnight=midnight,
        days=int((horizon + midnight) // DAY) + 2,
        hours_start=_minutes(outer.hours_start),
        hours_end=_minutes(outer.hours_end),
        fixed=exact.fixed_min,
        unload_min=exact.unload_min,
        lanes=np.where(exact.lanes >= BLOCKED, 0, exact.lanes),
        empty=exact.inspects_empty,
        overnight=exact.overnight,
        shut_first=outer.shut_first,
        shut_start=_minutes(outer.shut_start),
        shut_end=_minutes(outer.shut_end),
        people=exact.people,
        place_party=np.array(instance.place_party, dtype=np.int64),
        uses=exact.uses,
        weight=exact.weight,
        load_min=exact.load_min,
        inspect_min=exact.inspect_min,
        is_window=exact.is_window,
        apart=_minutes(outer.apart),
        win_first=outer.window_first,
        win_start=_minutes(outer.window_start),
        win_end=_minutes(outer.window_end),
        zone_party=np.array(instance.zone_party, dtype=np.int64),
        parties=len(instance.parties),
        leg_to=exact.leg_to,
        leg_min=exact.leg_min,
        leg_km=exact.leg_km,
        leg_road=road.reshape(-1).astype(np.int64),
        leg_used=used,
        leg_escort=exact.leg_escort,
        pass_first=exact.pass_first,
        pass_zone=exact.pass_zone,
        pass_enter=exact.pass_enter,
        pass_exit=exact.pass_exit,
        pass_from_inside=exact.pass_from_inside,
        pass_to_inside=exact.pass_to_inside,
        pass_enters=exact.pass_enters,
        base=exact.base[exact.cls],
        speed=exact.speed[exact.cls],
        escort=exact.escort[exact.cls],
        seats=exact.places[exact.cls],
        duty=_minutes(outer.max_duty[exact.cls]),
        first=np.array(first, dtype=np.int64),
        kind=np.array([t.kind for t in tasks], dtype=np.int64),
        what=np.array([t.what for t in tasks], dtype=np.int64),
        start=np.array([t.start for t in tasks], dtype=float),
        dur=np.array([t.dur for t in tasks], dtype=float),
        load=np.array([t.load for t in tasks], dtype=np.int64).reshape(len(tasks), categories),
        at=np.array([t.at for t in tasks], dtype=np.int64),
        back_empty=empty, back_loaded=empty, need=np.empty((0, 1)),
        group=empty, group_first=empty, group_task=empty, owner=empty,
    )  # fmt: skip


def _stays(scene: Scene, tasks: Sequence[_Task]) -> Iterator[Stay]:
    """Find the stays in window zones; fills `need` on the way."""
    for v in range(len(scene.first) - 1):
        begin, end = int(scene.first[v]), int(scene.first[v + 1])
        for k in range(begin, end):
            if tasks[k].kind != MOVE:
                continue
            for i, p in enumerate(_passes(scene, tasks[k].what)):
                zone = int(scene.pass_zone[p])
                if not scene.is_window[zone]:
                    continue
                pace = _pace(scene, tasks[k])
                standing = scene.pass_from_inside[p]
                from_shelter = standing and _shelter(scene, tasks[k].at)
                if standing and not from_shelter:
                    scene.need[k, i] = scene.pass_exit[p] * pace
                    continue
                leave, need, left = _out(scene, tasks, k, p, end)
                scene.need[k, i] = need
                entered = tasks[k].start + scene.pass_enter[p] * pace
                last = tasks[leave].activity
                convoy = last.convoy if last is not None else ""
                yield Stay(v, zone, k, leave, convoy, entered, left)


def _out(
    scene: Scene, tasks: Sequence[_Task], k: int, p: int, end: int
) -> tuple[int, float, float]:
    """The task on which the zone is left, or shelter in it reached; minutes until then; when."""
    zone, elapsed, last = int(scene.pass_zone[p]), 0.0, k
    for j in range(k, end):
        if tasks[j].kind == MOVE:
            last = j
            pace = _pace(scene, tasks[j])
            rows = [q for q in _passes(scene, tasks[j].what) if scene.pass_zone[q] == zone]
            if j == k:
                rows = [q for q in rows if q >= p]
            for q in rows:
                if not scene.pass_to_inside[q]:
                    out = scene.pass_exit[q] * pace
                    return j, elapsed + out, tasks[j].start + out
            if _shelter(scene, int(scene.leg_to[tasks[j].what])):
                return j, elapsed + tasks[j].dur, tasks[j].start + tasks[j].dur
        elapsed += tasks[j].dur
    first = tasks[k].dur
    return last, first, tasks[last].start + tasks[last].dur


def _shelter(scene: Scene, place: int) -> bool:
    return bool(scene.overnight[place])


def _pace(scene: Scene, task: _Task) -> float:
    nominal = float(scene.leg_min[task.what])
    return task.dur / nominal if nominal > 0.0 else 1.0


def _passes(scene: Scene, leg: int) -> range:
    return range(int(scene.pass_first[leg]), int(scene.pass_first[leg + 1]))
