"""The bound by column generation: duties priced at smoothed prices until nothing is gained.

At any prices of the scarce things, their limits at these prices plus the worth of each
class's best duty times its vehicles is more than any plan delivers. The prices come from a
restricted master problem over the duties found so far, drawn towards the best prices yet.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from safeconduct.instance.arrays import Floats, Ints
from safeconduct.plan.duty import (
    FIRST,
    LAST,
    LOAD,
    MOVE,
    SERVE,
    TURN,
    UNLOAD,
    Tables,
    trace,
    value,
    worth,
)
from safeconduct.plan.highs import Master
from safeconduct.plan.relax import Relaxation
from safeconduct.plan.scarce import led_by_one, limits

DRAWN = 0.85
"""How far prices are drawn to the best ones so far."""
MOST_ACTS = 2000
SOME = 1e-7
"""How often a duty must be driven to count."""


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of a class: its worth in people, and how much it uses of which row."""

    k: int
    worth: float
    rows: Ints
    use: Floats
    acts: Ints


@dataclass(frozen=True, slots=True)
class Round:
    """Where the work stands: the proven bound, the master's value, and the prices of the bound."""

    bound: float
    master: float
    price: Floats


class Generation:
    """Column generation over one relaxation; each round is a valid bound."""

    def __init__(
        self, relaxation: Relaxation, price: Floats | None = None, known: Sequence[Duty] = ()
    ) -> None:
        self.R = relaxation
        I = relaxation.I
        self.count = np.bincount(I.cls, minlength=len(I.base)).astype(float)
        self.limit = limits(relaxation.rows)
        self.master = Master(self.limit, self.count)
        self.center = np.zeros(len(self.limit)) if price is None else price
        self.bound, self.value, self.drawn = np.inf, 0.0, DRAWN
        self.wage = np.zeros(len(self.count))
        self.duties: list[Duty] = []
        self.alike = _alike(relaxation)
        self.space: dict[int, tuple[Floats, Floats]] = {}
        for duty in known:
            self._add(duty)

    def rounds(self, pool: ThreadPoolExecutor) -> Iterator[Round]:
        """Improve round by round, for as long as anything is gained."""
        if self.duties and not self.center.any():
            self.center = self.master.solve()[1]
        self._price(self.center, pool)
        while True:
            self.value, price, wage = self.master.solve()
            at = self.drawn * self.center + (1.0 - self.drawn) * price
            gained = self._price(at, pool, (price, wage))
            yield Round(self.bound, self.value, self.center)
            if not gained:
                if self.drawn == 0.0:
                    return
                self.drawn = 0.0 if self.drawn < 0.3 else self.drawn - 0.3
            else:
                self.drawn = DRAWN

    def driven(self) -> list[Duty]:
        """The duties that the master drives; they are a beginning at any other clock."""
        if not self.duties:
            return []
        self.master.solve()
        used = self.master.use()
        return [duty for duty, use in zip(self.duties, used, strict=True) if use > SOME]

    def _price(
        self, at: Floats, pool: ThreadPoolExecutor, real: tuple[Floats, Floats] | None = None
    ) -> bool:
        """Price every class; True where a duty pays at the master's own prices."""
        found = [d for rows in pool.map(lambda ks: self._best(ks, at), self.alike) for d in rows]
        bound = float(self.limit @ at) + sum(self.count[k] * gain for k, gain, _ in found)
        if bound < self.bound:
            self.bound, self.center = bound, at
            self.wage = np.zeros(len(self.count))
            self.wage[[k for k, _, _ in found]] = [gain for _, gain, _ in found]
        gained = False
        for _, _, duty in found:
            if duty is not None and (real is None or _pays(duty, *real)):
                gained = True
                self._add(duty)
        return gained

    def _add(self, duty: Duty) -> None:
        self.duties.append(duty)
        rows = np.append(duty.rows, len(self.limit) + duty.k)
        self.master.add(duty.worth, rows, np.append(duty.use, 1.0))

    def _best(self, classes: list[int], at: Floats) -> list[tuple[int, float, Duty | None]]:
        """For classes that differ only in base, organisation and start: worth and best duty."""
        T = self.R.priced(classes[0], at)
        V, fresh = self._work(classes[0], T)
        value(T, V, fresh)
        base, kinds = self.R.I.base, self.R.kinds
        gains = [(k, max(worth(T, V, fresh, int(base[k]), kinds[k].start), 0.0)) for k in classes]
        found: list[tuple[int, float, Duty | None]] = []
        for k, gain in gains:
            duty = None
            if gain > 0.0:
                acts = np.zeros((MOST_ACTS, 6), dtype=np.int64)
                count = trace(T, V, fresh, acts, int(base[k]), kinds[k].start, -1)
                duty = _duty(self.R, k, at, acts[:count])
            found.append((k, gain, duty))
        return found

    def _work(self, k: int, T: Tables) -> tuple[Floats, Floats]:
        """Work space of a class, made once."""
        if k not in self.space:
            self.space[k] = work_space(T, len(self.R.kinds[k].levels.most))
        return self.space[k]


def work_space(T: Tables, levels: int) -> tuple[Floats, Floats]:
    """Room for the worth of every state of a class, and of its rested vehicles."""
    nodes = T.wait.shape[0]
    longest = int((T.ends - np.arange(T.ticks + 1)).max())
    ticks = T.size[LAST] - T.size[FIRST]
    span = max(longest, T.most_duty) + 3 if T.most_duty else ticks + 2
    fresh = T.ticks + 1 if T.most_duty else 1
    return np.empty((span, nodes, levels)), np.empty((fresh, nodes, levels))


def _pays(duty: Duty, price: Floats, wage: Floats) -> bool:
    """Whether a duty is worth more than it costs."""
    cost = float(price[duty.rows] @ duty.use) + wage[duty.k]
    return duty.worth - cost > 1e-7 * max(1.0, duty.worth)


def _alike(relaxation: Relaxation) -> list[list[int]]:
    """Classes that one sweep can price together; those that take longest come first."""
    I, found = relaxation.I, {}  # type: ignore[var-annotated]
    for k in range(len(I.base)):
        if not (I.cls == k).any():
            continue
        key = (*I.places[k], I.escort[k], I.speed[k], I.max_duty[k], I.rest_s[k])
        found.setdefault(key, []).append(k)
    return sorted(found.values(), key=lambda classes: -relaxation.effort(classes[0]))


def _duty(R: Relaxation, k: int, price: Floats, acts: Ints) -> Duty:
    """What a duty is worth and uses, from its acts."""
    use: dict[int, float] = {}
    worth = 0.0
    levels, tables = R.kinds[k].levels, R.kinds[k].tables

    def take(row: int, amount: float) -> None:
        if row >= 0 and amount:
            use[row] = use.get(row, 0.0) + amount

    _, category = R.person(price)
    for act in acts:
        kind, what, t, before, _after, node = act
        if kind == MOVE:
            _enter(R, k, int(what), int(t), price, take)
            act[1] = R.kinds[k].moves.leg[what]
        elif kind == SERVE and what >= 0:
            _occupy(R, k, int(what), int(t), price, take)
        elif kind == LOAD:
            p = int(node)
            for u in range(3):
                if levels.more[what, u] > 0:
                    c, more = int(category[p, levels.joining[what, u]]), float(levels.more[what, u])
                    counted = levels.minutes[levels.target[what], u]
                    take(R.rows.people[p, c], more)
                    take(R.mix.get(u, -1), more * float(R.I.inspect_min[c] - counted))
                    worth += more * R.I.weight[c]
            _occupy(R, k, int(tables.loading[tables.pickup[p], what]), int(t), price, take)
        elif kind == TURN:
            one, other = levels.turns[what]
            for u, row in R.mix.items():
                counted = levels.minutes[other, u] - levels.minutes[one, u]
                take(row, -float(levels.most[one, u] * counted))
        elif kind == UNLOAD:
            take(R.rows.room.get(int(node), -1), float(levels.most[before].sum()))
            _occupy(R, k, int(what), int(t), price, take)
    rows = np.array(sorted(use), dtype=np.int64)
    return Duty(k, worth, rows, np.array([use[r] for r in rows]), acts)


Take = Callable[[int, float], None]


def _enter(R: Relaxation, k: int, m: int, t: int, price: Floats, take: Take) -> None:
    moves = R.kinds[k].moves
    e, pace = int(moves.leg[m]), float(moves.pace[m])
    for z, enter in R.entries(e):
        rows = R.entry_rows[z]
        options = [int(r) for r in rows[min(t + R.floor(enter / pace), len(rows) - 1)]]
        take(min(options, key=lambda r: price[r] if r >= 0 else 0.0), 1.0)
    if e in R.escort_rows:
        take(int(R.escort_rows[e][t]), -float(led_by_one(R.I, e)) if R.I.escort[k] else 1.0)


def _occupy(R: Relaxation, k: int, s: int, t: int, price: Floats, take: Take) -> None:
    """Minutes of a lane or bay, at the cheapest moment within the tick."""
    services = R.kinds[k].services
    p = int(services.place[s])
    if p not in R.service_rows:
        return
    rows, tick = R.service_rows[p], R.tick / 60.0
    low, high = float(services.low[s]), float(services.high[s])
    part = np.ceil(low / tick) * tick - low
    options = [_minutes(rows, t * tick + shift, low, tick) for shift in (0.0, tick, part)]

    def cost(minutes: dict[int, float]) -> float:
        return sum(price[r] * m for r, m in minutes.items() if r >= 0)

    for row, minutes in min(options, key=cost).items():
        take(row, minutes)
    if high > low:
        touched = rows[t : min(t + int(np.ceil(high / tick)) + 2, len(rows))]
        least = min({int(r) for r in touched}, key=lambda r: price[r] if r >= 0 else 0.0)
        take(least, high - low)


def _minutes(rows: Ints, begin: float, length: float, tick: float) -> dict[int, float]:
    """Minutes by row of a service from `begin`, in minutes from the start."""
    found: dict[int, float] = {}
    t = int(begin // tick + 1e-9)
    end = begin + length
    while t * tick < end - 1e-9 and t < len(rows):
        part = min(end, (t + 1) * tick) - max(begin, t * tick)
        found[int(rows[t])] = found.get(int(rows[t]), 0.0) + max(part, 0.0)
        t += 1
    return found
