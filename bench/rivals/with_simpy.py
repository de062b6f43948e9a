"""The same days in SimPy: a process for each vehicle, a resource for each post and pickup.

It knows the rules of the day but for turning back: hours, windows, headway, convoys that wait for
all, lanes and bays in order of arrival, boarding of who came, the pace of posts, pickups and roads.
"""

from collections.abc import Generator
from typing import Any

import numpy as np
import simpy

from safeconduct.stress.script import INSPECT, LOAD, MOVE, UNLOAD, Scene, Script
from safeconduct.stress.world import World

E = 1e-4
FAR = 1e12
MOMENT, TURN = 1e-6, 1e-9
"""Minutes that count as one moment, and between two turns within it."""


class SimpyDay:
    """One simulated day."""

    def __init__(self, script: Script, world: World) -> None:
        self.scene, self.world = script.scene, world
        self.env = simpy.Environment()
        self.posts = [simpy.Resource(self.env, int(n)) if n else None for n in self.scene.lanes]
        self.left = world.waiting.copy()
        self.pool = np.zeros_like(self.left)
        groups = len(self.scene.group_first) - 1
        self.come: list[list[tuple[int, int]]] = [[] for _ in range(groups)]
        self.gone = [self.env.event() for _ in range(groups)]
        self.entries: list[list[float]] = [[] for _ in self.scene.is_window]
        self.out = np.zeros(len(self.scene.uses), dtype=int)

    def run(self) -> np.ndarray:
        """People out by category."""
        for v in range(len(self.scene.base)):
            if self.scene.first[v] < self.scene.first[v + 1]:
                self.env.process(self.vehicle(v))
        self.env.run(until=self.scene.horizon + 1e-3)
        return self.out

    def day(self, t: float) -> int:
        return min(max(int((t + self.scene.midnight) // 1440), 0), self.scene.days - 1)

    def until(self, t: float) -> Any:
        return self.env.timeout(max(t - self.env.now, 0.0))

    def turn(self, v: int) -> Any:
        """Vehicles that come at one moment take turns, in the order of their numbers."""
        moment = round(self.env.now / MOMENT) * MOMENT
        return self.until(moment + MOMENT + v * TURN)

    def vehicle(self, v: int) -> Generator[Any, Any, None]:
        scene = self.scene
        aboard = np.zeros(len(scene.uses), dtype=int)
        for k in range(scene.first[v], scene.first[v + 1]):
            if self.env.now < scene.start[k]:
                yield self.until(scene.start[k])
            yield self.turn(v)
            kind, place = scene.kind[k], scene.at[k]
            if kind == MOVE:
                yield from self.move(v, k)
            elif kind == LOAD:
                taken = self.board(v, k, aboard)
                if taken.any():
                    minutes = scene.fixed[place] + float(taken @ scene.load_min)
                    yield from self.serve(place, minutes * self.slow(place))
            elif kind == INSPECT:
                if aboard.any() or scene.empty[place]:
                    minutes = scene.fixed[place] + float(aboard @ scene.inspect_min)
                    yield from self.serve(place, minutes * self.slow(place))
            elif kind == UNLOAD:
                if aboard.any():
                    minutes = scene.fixed[place] + aboard.sum() * scene.unload_min[place]
                    yield from self.serve(place, minutes)
                    if self.env.now <= scene.horizon + 1e-4:
                        self.out += aboard
                        aboard[:] = 0
            else:
                yield self.env.timeout(scene.dur[k])

    def slow(self, place: int) -> float:
        return float(self.world.slow[place, self.day(self.env.now)])

    def board(self, v: int, k: int, aboard: np.ndarray) -> np.ndarray:
        scene, place = self.scene, self.scene.at[k]
        taken = np.zeros_like(aboard)
        for more in (False, True):
            for c, uses in enumerate(scene.uses):
                want = self.pool[place, c] if more else scene.load[k, c]
                used = aboard[scene.uses == uses].sum()
                take = max(min(want, self.left[place, c], scene.seats[v, uses] - used), 0)
                self.pool[place, c] += -take if more else want - take
                aboard[c] += take
                taken[c] += take
                self.left[place, c] -= take
        return taken

    def serve(self, place: int, minutes: float) -> Generator[Any, Any, None]:
        post = self.posts[place]
        if post is None:
            yield self.until(self.open_for(place, minutes))
            yield self.env.timeout(minutes)
            return
        with post.request() as turn:
            yield turn
            yield self.until(self.open_for(place, minutes))
            yield self.env.timeout(minutes)

    def open_for(self, place: int, minutes: float) -> float:
        scene, t = self.scene, self.env.now
        for i in range(scene.shut_first[place], scene.shut_first[place + 1]):
            if t < scene.shut_end[i] - E and t + minutes > scene.shut_start[i] + 1e-4:
                t = scene.shut_end[i]
        return float(t)

    def move(self, v: int, k: int) -> Generator[Any, Any, None]:
        scene, leg, g = self.scene, self.scene.what[k], self.scene.group[k]
        if g < 0:
            yield from self.depart([(v, k)], leg)
            return
        self.come[g].append((v, k))
        if len(self.come[g]) < scene.group_first[g + 1] - scene.group_first[g]:
            yield self.gone[g]
            return
        yield from self.depart(self.come[g], leg)
        self.gone[g].succeed()

    def depart(self, who: list[tuple[int, int]], leg: int) -> Generator[Any, Any, None]:
        scene = self.scene
        pace = min(float(scene.speed[v]) for v, _ in who)
        while True:
            t = self.earliest(who, leg, pace)
            if t <= self.env.now + E:
                break
            yield self.until(t)
            yield self.turn(who[-1][0])
        factor = self.pace(leg, self.env.now) / pace
        for p in range(scene.pass_first[leg], scene.pass_first[leg + 1]):
            if scene.pass_enters[p]:
                self.entries[scene.pass_zone[p]].append(self.env.now + scene.pass_enter[p] * factor)
        yield self.env.timeout(scene.leg_min[leg] * factor)

    def pace(self, leg: int, t: float) -> float:
        return float(self.world.road[self.scene.leg_road[leg], self.day(t)])

    def earliest(self, who: list[tuple[int, int]], leg: int, pace: float) -> float:
        scene, t = self.scene, self.env.now
        while t < FAR:
            before = t
            t = self.in_hours(t, scene.leg_min[leg] / pace)
            factor = self.pace(leg, t) / pace
            first = scene.pass_first[leg]
            for p in range(first, scene.pass_first[leg + 1]):
                z = scene.pass_zone[p]
                if scene.is_window[z]:
                    need = max(scene.need[k, p - first] for _, k in who)
                    inside = scene.pass_from_inside[p]
                    t = self.in_window(z, t, 0.0 if inside else scene.pass_enter[p] * factor, need)
                if scene.pass_enters[p] and scene.apart[z] > 0:
                    for other in self.entries[z]:
                        entry = t + scene.pass_enter[p] * factor
                        if abs(entry - other) < scene.apart[z] - E:
                            t += other + scene.apart[z] - entry
            if t <= before + 1e-9:
                return float(before)
        return FAR

    def in_hours(self, t: float, minutes: float) -> float:
        for begin, end in zip(self.scene.hours_start, self.scene.hours_end, strict=True):
            t = max(t, float(begin))
            if t + minutes <= end + E:
                return t
        return FAR

    def in_window(self, z: int, t: float, enter: float, need: float) -> float:
        scene, world = self.scene, self.world
        for w in range(scene.win_first[z], scene.win_first[z + 1]):
            begin = max(t, float(world.win_start[w]) - enter)
            shuts = float(world.win_end[w])
            fits = begin + enter < shuts - E or (
                shuts >= scene.win_end[w] and begin + enter <= shuts + E
            )
            if shuts > world.win_start[w] and fits and begin + need <= scene.win_end[w] + 1e-4:
                return begin
        return FAR


def people_out(script: Script, world: World) -> np.ndarray:
    """People out on one day, by category."""
    return SimpyDay(script, world).run()


def size(scene: Scene) -> int:
    """Tasks of a day."""
    return len(scene.kind)
