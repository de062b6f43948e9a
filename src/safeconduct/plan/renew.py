"""Take missions out and fit whole duties in anew, as long as it gets better.

Each vehicle's duty is the best one at prices of the scarce things, drawn from the bound: high
enough that nobody takes a lane for little, low enough that nobody stays idle.
"""

from collections.abc import Sequence

import numpy as np
from numba import njit

from safeconduct.instance.arrays import Arrays, Flags, Floats, Instance, Ints
from safeconduct.plan.compiled import reference
from safeconduct.plan.dispatch import send, stuck
from safeconduct.plan.duals import MOST_ACTS, work_space
from safeconduct.plan.duty import Tables
from safeconduct.plan.improve import better, copy_state, repack, ruin, undo
from safeconduct.plan.insert import DRAWS, MOST_PICKUPS, Outlook, insert
from safeconduct.plan.levels import mean_rate
from safeconduct.plan.mission import forget
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.scarce import Scarce
from safeconduct.plan.state import ARRIVAL, STOPS, WEIGHT, State

TICKS = (30, 60, 120, 300, 600, 1200, 1800)
"""Seconds of a tick, the finest first."""
WORK, MOST_CELLS = 2_000_000, 4_000_000
"""Choices that one programme may go through, and ticks times legs and services."""
DAY_S = 86_400
AHEAD_S = 2 * DAY_S
"""Seconds that are looked ahead; what follows is planned when they are filled."""
DETAIL = 5
"""Levels of load for the commonest place of a class."""
AGAIN = 4
"""Times that the rest of a duty is looked for, where a trip could not be run as found."""
MOST_OUT = 8
"""About how many missions are taken out at once."""

PACKED, PACK_NOISE = 0.1, 3600.0
"""How often all is packed anew, as early as can be, and the most seconds of its disorder."""
FLOWING = 0.9
"""How often all move up at once instead, where nobody needs an escort."""

WANDERING = 1e-6
"""Weighted people that a minute on the road must be worth, so that nobody moves for nothing."""

Look = tuple[Tables, Outlook]


def outlooks(instance: Instance, rows: Scarce, prices: Sequence[Floats]) -> list[list[Look]]:
    """For each of the prices, what every class sees, at the finest clock that is quick."""
    chosen = _relaxations(instance, rows)
    found = []
    for price in prices:
        alike: dict[int, Look] = {}
        for k, R in enumerate(chosen):
            if id(R.kinds[k].tables) not in alike:
                alike[id(R.kinds[k].tables)] = look(R, k, price)
        found.append([alike[id(R.kinds[k].tables)] for k, R in enumerate(chosen)])
    return found


def _relaxations(instance: Instance, rows: Scarce) -> list[Relaxation]:
    """For every class the finest clock that is quick."""
    made = {TICKS[-1]: Relaxation(instance, rows, TICKS[-1], DETAIL, careful=True)}
    coarse, found = made[TICKS[-1]], []
    for k in range(len(instance.arrays.base)):
        tick = next((tick for tick in TICKS if _quick(coarse, k, tick)), TICKS[-1])
        if tick not in made:
            made[tick] = Relaxation(instance, rows, tick, DETAIL, careful=True)
        found.append(made[tick])
    return found


def _quick(coarse: Relaxation, k: int, tick: int) -> bool:
    """Whether a programme at a tick is quick, seen from that of a coarse one."""
    T, levels = coarse.kinds[k].tables, coarse.kinds[k].levels
    services = len(coarse.kinds[k].services.place)
    if coarse.I.horizon // tick * (len(T.leg_from) + services) > MOST_CELLS:
        return False
    share = min(MOST_PICKUPS / max(len(T.gain), 1), 1.0)
    ticks: float = min(coarse.I.horizon, AHEAD_S) // tick
    if T.most_duty:
        ticks *= (DRAWS + 2) * min(T.most_duty * coarse.tick / DAY_S, 1.0)
    return ticks * share * (len(T.leg_from) * len(levels.most) + T.loading.size) <= WORK


def look(R: Relaxation, k: int, price: Floats) -> Look:
    """What a class sees at prices of the rows: tables to be written to, and what they come from."""
    I, kind = R.I, R.kinds[k]
    T, levels = kind.tables, kind.levels
    own = np.flatnonzero(kind.moves.pace == I.speed[k])
    ahead = AHEAD_S // R.tick
    leg = kind.moves.leg[own]
    cost = R.leg_cost(k, price)[own] + WANDERING * I.leg_min[leg][:, None]
    if not I.escort[k]:
        cost[I.leg_escort[leg]] = np.inf
    tables = T._replace(
        passes=1,
        ends=T.ends.copy(),
        nodes=T.nodes.copy(),
        moves=np.arange(len(own)),
        size=np.array([len(T.nodes), len(own), 0, min(ahead, R.ticks)]),
        until=T.until.copy(),
        leg_from=T.leg_from[own],
        leg_to=T.leg_to[own],
        leg_ticks=np.where(
            I.leg_joint[leg],
            -(-I.leg_min[leg] * 60.0 / I.speed.min() // R.tick) + 1,
            T.leg_ticks[own],
        ).astype(np.int64),
        leg_cost=cost.copy(),
        charge=R.charges(kind.services, price),
        gain=np.zeros(T.gain.shape),
        toll=np.zeros(T.toll.shape),
    )
    V, fresh = work_space(tables, len(levels.most))
    seen = Outlook(
        tick=R.tick,
        until=T.until.copy(),
        leg_cost=cost,
        leg=leg,
        pace=kind.moves.pace[own],
        net=_net(R, price),
        group=R.groups.of,
        joining=levels.joining,
        more=levels.more,
        most=levels.most.sum(axis=1),
        beside=_beside(tables),
        period=np.array([T.most_duty + T.rest, max(DAY_S // R.tick, T.most_duty + T.rest)]),
        ahead=ahead,
        habit=np.array([-1, 0]),
        V=V,
        fresh=fresh,
        acts=np.zeros((MOST_ACTS, 6), dtype=np.int64),
        amount=np.zeros((STOPS, len(R.groups.uses)), dtype=np.int64),
    )
    return tables, seen


def _beside(T: Tables) -> Flags:
    """Which pickups a leg joins."""
    found = np.zeros((len(T.gain), len(T.gain)), dtype=np.bool_)
    here, there = T.pickup[T.leg_from], T.pickup[T.leg_to]
    both = (here >= 0) & (there >= 0)
    found[here[both], there[both]] = True
    return found


def _net(R: Relaxation, price: Floats) -> Floats:
    """Worth of a person by place and category, after what it costs that others stay."""
    net = np.repeat(R.I.weight[None, :], len(R.I.kind), axis=0)
    for u, row in R.rows.mix.items():
        net[:, R.I.uses == u] -= price[row] * (R.I.inspect_min[R.I.uses == u] - mean_rate(R.I, u))
    for (p, c), row in R.rows.people.items():
        net[p, c] -= price[row]
    if R.rows.room:
        net -= min(float(price[row]) for row in R.rows.room.values())
    return net


def _has_rides(state: State) -> bool:
    """Whether escorts have timetables of their own, so that no team needs to find one."""
    return bool((state.stop_count[state.active != 0] == 1).any())


class Renewal:
    """One chain of search: a schedule that changes, and the best one that it has been."""

    def __init__(
        self, arrays: Arrays, state: State, best: State, looks: list[list[Look]], seed: int
    ) -> None:
        self.arrays, self.state, self.best, self.looks = arrays, state, best, looks
        self.I, self.S, self.B = reference(arrays), reference(state), reference(best)
        self.chance = np.random.default_rng(seed)
        self.escorted = bool(arrays.leg_escort.any())
        self.ridden = _has_rides(state)
        self.flows = not self.escorted
        self.carries = arrays.places.sum(axis=1) > 0

    def go_on_from(self, state: State) -> None:
        """Leave what has been found and go on from another schedule."""
        copy_state(reference(state), self.S)
        copy_state(reference(state), self.B)
        self.ridden = _has_rides(state)

    def build(self) -> None:
        """Send out all vehicles, those with most places first."""
        cls = self.arrays.cls
        order = self.chance.permutation(len(cls))
        order = order[np.argsort(-self.arrays.places.sum(axis=1)[cls[order]], kind="stable")]
        for looks in self.looks:
            self._insert(order, looks)
        if better(self.state.result, self.best.result):
            copy_state(self.S, self.B)

    def rounds(self, count: int, heat: float, worth: float) -> None:
        """Take out and fit in anew, so many times; see `improve` for heat and worth."""
        for _ in range(count):
            self._round(heat, worth)

    def _round(self, heat: float, worth: float) -> None:
        state = self.state
        before, known = state.result.copy(), state.active.copy()
        gone = np.zeros(len(known), dtype=np.int64)
        vehicles = len(self.arrays.cls)
        seed = int(self.chance.integers(1 << 30))
        if self.chance.random() < PACKED and not state.frozen.any():
            noise = PACK_NOISE * self.chance.random() ** 2
            flowing = self.flows and bool(self.chance.random() < FLOWING)
            n = repack(self.I, self.S, gone, noise, seed, flowing=flowing)
            self._insert(self.chance.permutation(vehicles), self.looks[-1])
            luck = float(self.chance.random())
            _accept(self.I, self.S, self.B, known, gone, n, before, heat, worth, luck)
            return
        size = 1 + int(min(vehicles, MOST_OUT) * self.chance.random() ** 2)
        n = _withdraw(self.I, self.S, gone, size, seed)
        who = {int(v) for m in gone[:n] for v in state.team[m, : state.team_size[m]]}
        who |= {int(v) for v in self.chance.integers(vehicles, size=2)}
        order = self.chance.permutation(sorted(who))
        if self.escorted and not self.ridden:
            _send(self.I, self.S, int(order[0]), seed)
        at = self.chance.integers(len(self.looks))
        for looks in self.looks[at : at + 1] + self.looks[at + 1 :][-1:]:
            self._insert(order, looks)
        luck = float(self.chance.random())
        _accept(self.I, self.S, self.B, known, gone, n, before, heat, worth, luck)

    def _insert(self, order: Ints, looks: list[Look]) -> None:
        for v in order:
            k = int(self.arrays.cls[v])
            if self.carries[k]:
                insert(self.I, self.S, *looks[k], int(v), AGAIN, int(self.chance.integers(1 << 30)))


@njit(cache=True, nogil=True)
def _withdraw(I: Arrays, S: State, gone: Ints, size: int, seed: int) -> int:
    np.random.seed(seed)
    return ruin(I, S, gone, size)


@njit(cache=True, nogil=True)
def _send(I: Arrays, S: State, v: int, seed: int) -> None:
    """Send a vehicle out once, with the escort that it needs and whoever is ready too."""
    np.random.seed(seed)
    if S.trips[v] < S.trip.shape[1] and I.places[I.cls[v]].sum() > 0 and not stuck(I, S, v):
        send(I, S, v, 0.4 * np.random.random(), np.random.randint(5400))


@njit(cache=True, nogil=True)
def _accept(
    I: Arrays,
    S: State,
    best: State,
    known: Ints,
    gone: Ints,
    n: int,
    before: Floats,
    heat: float,
    worth: float,
    luck: float,
) -> None:
    """Go on with the schedule as it is, or as it was before."""
    worse = (before[WEIGHT] - S.result[WEIGHT]) + worth * (S.result[ARRIVAL] - before[ARRIVAL])
    if worse <= 0.0 or luck < np.exp(-worse / max(heat, 1e-9)):
        for j in range(n):
            forget(S, gone[j])
        if better(S.result, best.result):
            copy_state(S, best)
        return
    undo(I, S, known, gone, n, np.zeros(len(known), dtype=np.int64))
    S.result[:] = before
