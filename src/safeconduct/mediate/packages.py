"""Every package with what it achieves and who would accept it; the frontier and the best ones."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice
from math import prod

import numpy as np
from numpy.typing import NDArray

from safeconduct.mediate.frontier import efficient, merge
from safeconduct.mediate.preferences import ONE, Cloud, shares
from safeconduct.mediate.solutions import RULES, solve
from safeconduct.mediate.space import Package, Space, spread
from safeconduct.mediate.values import Value, Values
from safeconduct.model.units import MINUTES_PER_DAY

POINT = ONE // 100
NO_TIME = 1_000_000
"""Stands for the last arrival where nobody arrives."""
TIES_SHOWN = 8
WORKERS = 2
CANDIDATES = 20_000
"""Among so many packages the least regret is sought."""


@dataclass(frozen=True)
class Table:
    """The mediator's table: the packages, what each achieves, and each party's cloud."""

    space: Space
    clouds: Mapping[str, Cloud]
    values: Values

    def value(self, package: Package) -> Value:
        """What a package's plan brings."""
        return self.values.at(self.space.operation_of(package))

    def bound(self, package: Package) -> float:
        """The proven bound on weighted people of a package."""
        return float(self.values.bound[self.space.operation_of(package)])

    def is_valued(self, package: Package) -> bool:
        """Whether what a package brings is known, and not only that a plan keeps its rules."""
        return bool(self.values.known[self.space.operation_of(package)])

    def chance(self, package: Package) -> dict[str, float]:
        """By party, the share of preferences not excluded under which it accepts; red lines: 0."""
        refused = self._refused(package)
        return {
            party: 0.0 if party in refused else cloud.share(package)
            for party, cloud in self.clouds.items()
        }

    def joint(self, package: Package) -> float:
        """The share of pairs of preferences under which all accept."""
        return float(np.prod(list(self.chance(package).values())))

    def comfort(self, package: Package) -> dict[str, int]:
        """By party, how far the package's typical value lies above what it needs at least."""
        found = {}
        for party in self.clouds:
            worth = sum(self.typical[party][t][o] for t, o in enumerate(package))
            found[party] = worth - self.least[party]
        return found

    def _refused(self, package: Package) -> set[str]:
        chosen = set(self.space.choices(package).items())
        return {
            line.party
            for line in self.space.sheet.red_lines
            for option in line.excludes
            if (line.term, option) in chosen
        }

    @cached_property
    def typical(self) -> dict[str, list[list[int]]]:
        """By party, term and option, the typical value in whole ten-thousandths."""
        return {party: cloud.typical() for party, cloud in self.clouds.items()}

    @cached_property
    def points(self) -> dict[str, list[list[int]]]:
        """The typical values in whole hundredths: nobody's preferences are known more finely.

        The frontier compares these, so that it keeps packages apart that differ, and no others.
        """
        return {
            party: [[round(value / POINT) for value in term] for term in rows]
            for party, rows in self.typical.items()
        }

    @cached_property
    def least(self) -> dict[str, int]:
        """By party, the typical value from which on it accepts."""
        return {p: round(float(cloud.least.mean())) for p, cloud in self.clouds.items()}

    @cached_property
    def people(self) -> NDArray[np.int32]:
        """People out of every open package."""
        return self.broadcast(self.values.people.astype(np.int32))

    def broadcast(self, by_combination: NDArray[np.int32]) -> NDArray[np.int32]:
        """What depends on operational options, for every open package."""
        space = self.space
        kept = by_combination
        if space.operational:
            kept = by_combination[np.ix_(*(space.open[t] for t in space.operational))]
        inner = tuple(n if t in space.operational else 1 for t, n in enumerate(space.shape))
        return np.ascontiguousarray(np.broadcast_to(kept.reshape(inner), space.shape)).ravel()

    @cached_property
    def yes(self) -> dict[str, NDArray[np.uint8]]:
        """By party, for every open package, under how many samples it is accepted."""
        with ThreadPoolExecutor(WORKERS) as pool:
            found = pool.map(lambda cloud: shares(self.space, cloud), self.clouds.values())
            return dict(zip(self.clouds, found, strict=True))

    @cached_property
    def core(self) -> NDArray[np.bool_]:
        """The open packages that all accept under every preference not excluded."""
        found = np.ones(self.space.count, dtype=bool)
        for party, cloud in self.clouds.items():
            found &= self.yes[party] == len(cloud.least)
        return found if self.space.fitting is None else found & self.space.fitting

    @cached_property
    def possible(self) -> NDArray[np.bool_]:
        """The open packages that all accept under some preferences not excluded."""
        found = np.ones(self.space.count, dtype=bool)
        for yes in self.yes.values():
            found &= yes > 0
        return found if self.space.fitting is None else found & self.space.fitting

    @cached_property
    def likely(self) -> NDArray[np.float32]:
        """The share of preferences under which all accept, for every open package."""
        found = np.ones(self.space.count, dtype=np.float32)
        for party, cloud in self.clouds.items():
            found *= self.yes[party].astype(np.float32) / len(cloud.least)
        return found if self.space.fitting is None else found * self.space.fitting

    def best_chance(self) -> Package | None:
        """The package with the most people to be expected: people out times the chance of yes."""
        if not self.space.count:
            return None
        worth = self.likely * self.people
        top = int(np.argmax(worth))
        return self.space.at(top) if worth[top] > 0 else None

    def best_of_core(self) -> Package | None:
        """Most people among the packages that all accept whatever they prefer."""
        rows = np.flatnonzero(self.core)
        return self.space.at(int(rows[np.argmax(self.people[rows])])) if len(rows) else None


@dataclass(frozen=True, slots=True)
class Efficient:
    """A point of the frontier: what it is worth to whom, and the packages that reach it."""

    comfort: Mapping[str, int]
    people: int
    last_arrival: float | None
    count: int
    packages: tuple[Package, ...]


def frontier(table: Table) -> tuple[Efficient, ...]:
    """No package is better for one (a party, people, time) without being worse for another.

    Time counts in days: the day on which the last arrive; of equals the earliest are named first.

    Packages with equal worth stay together as one point that counts them; most people first.
    """
    space = table.space
    if not space.count:
        return ()
    found = _whole(table) if space.fitting is not None else _by_terms(table)
    return tuple(sorted(found, key=lambda one: (-one.people, one.last_arrival or NO_TIME)))


def _scores(table: Table, term: int) -> NDArray[np.int64]:
    """By open option, each party's typical value, and nothing for people and time."""
    rows = [table.points[party][term] for party in table.clouds]
    options = list(table.space.open[term])
    scores = np.array([[row[o] for row in rows] for o in options], dtype=np.int64)
    return np.hstack((scores.reshape(len(options), -1), np.zeros((len(options), 2), np.int64)))


def _by_terms(table: Table) -> list[Efficient]:
    """Operational combinations first, then one term after the other: milliseconds."""
    space = table.space
    open_ = [space.open[t] for t in space.operational]
    combinations = np.array(
        [
            [o[i] for o, i in zip(open_, place, strict=True)]
            for place in np.ndindex(*map(len, open_))
        ],
        dtype=np.int64,
    ).reshape(prod(map(len, open_)), len(open_))
    parties = len(table.clouds)
    base = np.zeros((len(combinations), parties + 2), dtype=np.int64)
    for column, t in enumerate(space.operational):
        worth = np.array([table.points[party][t] for party in table.clouds], dtype=np.int64)
        base[:, :parties] += worth.T[combinations[:, column]]
    rows = tuple(combinations.T)
    people, last = table.values.people, table.values.last
    base[:, parties] = people[rows] if open_ else people
    ends = _days(last)
    base[:, parties + 1] = -(ends[rows] if open_ else ends)
    others = [t for t in range(len(space.terms)) if t not in space.operational]
    front = merge([_scores(table, t) for t in others], base)
    found = []
    for row, point in enumerate(front.points):
        packages = tuple(
            _joined(space, combinations[one[0]], others, one[1:])
            for one in islice(front.packages(row), TIES_SHOWN)
        )
        found.append(_point(table, point, int(front.counts[row]), packages))
    return found


def _days(last: NDArray[np.float64]) -> NDArray[np.float64]:
    """The day of the operation on which the last arrive, the first being 1."""
    days = np.ceil(np.minimum(last, NO_TIME) / MINUTES_PER_DAY)
    return np.where(np.isfinite(last), days, NO_TIME)


def _joined(
    space: Space, combination: Sequence[int], others: Sequence[int], options: Sequence[int]
) -> Package:
    package = [0] * len(space.terms)
    for t, option in zip(space.operational, combination, strict=True):
        package[t] = int(option)
    for t, place in zip(others, options, strict=True):
        package[t] = space.open[t][place]
    return tuple(package)


def _point(
    table: Table, point: NDArray[np.int64], count: int, packages: tuple[Package, ...]
) -> Efficient:
    names = list(table.clouds)
    comfort = {p: int(v) * POINT - table.least[p] for p, v in zip(names, point, strict=False)}
    ends = {one: table.value(one).last_arrival for one in packages}
    ordered = sorted(packages, key=lambda one: NO_TIME if ends[one] is None else ends[one] or 0.0)
    return Efficient(comfort, int(point[len(names)]), ends[ordered[0]], count, tuple(ordered))


def _whole(table: Table) -> list[Efficient]:
    """Where options need others, over all packages one by one."""
    space = table.space
    assert space.fitting is not None
    rows = np.flatnonzero(space.fitting)
    last = table.broadcast(_days(table.values.last).astype(np.int32))
    columns: list[NDArray[np.generic]] = [
        spread([_scores(table, t)[:, c] for t in range(len(space.terms))])[rows]
        for c in range(len(table.clouds))
    ]
    points = np.column_stack([*columns, table.people[rows], -last[rows]]).astype(np.int64)
    kept = efficient(points)
    by_point: dict[tuple[int, ...], list[int]] = {}
    for row, point in zip(rows[kept], points[kept], strict=True):
        by_point.setdefault(tuple(point.tolist()), []).append(int(row))
    return [
        _point(table, np.array(point), len(same), tuple(space.at(n) for n in same[:TIES_SHOWN]))
        for point, same in by_point.items()
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    """A package that a named rule picks."""

    rule: str
    package: Package
    ties: int = 1


def choices(table: Table, front: Sequence[Efficient]) -> tuple[Choice, ...]:
    """What each rule picks; the disagreement point is what each party needs at least.

    The rules look at the parties' comfort alone; most people among equals.
    """
    names = list(table.clouds)
    points = [tuple(Fraction(one.comfort[p], ONE) for p in names) for one in front]
    zero = tuple(Fraction() for _ in names)
    found = [
        Choice(RULES[s.rule], front[s.rows[0]].packages[0], sum(front[r].count for r in s.rows))
        for s in (solve(points, zero) if points else ())
        if s.rows
    ]
    agreed = [one for one in front if all(value >= 0 for value in one.comfort.values())]
    if agreed:
        most = max(agreed, key=lambda one: one.people)
        found.append(Choice("most people among those acceptable", most.packages[0], most.count))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Regret:
    """A package and the most people it may cost against the best, whatever is preferred."""

    package: Package
    most: int


def least_regret(table: Table) -> Regret | None:
    """The package whose worst loss, over all sampled preferences, is smallest.

    The loss under one set of preferences is what the best package that all then accept brings
    out, less what this one does (nothing if somebody then refuses it).
    """
    rows = np.flatnonzero(table.possible)
    if not len(rows):
        return None
    if len(rows) > CANDIDATES:
        worth = (table.likely * table.people)[rows]
        rows = rows[np.argpartition(-worth, CANDIDATES)[:CANDIDATES]]
    packages = np.array([table.space.at(int(n)) for n in rows])
    people = table.people[rows].astype(np.int64)
    clouds = list(table.clouds.values())
    every = np.ones((min(len(c.least) for c in clouds), len(rows)), dtype=bool)
    for cloud in clouds:
        worth16 = np.zeros((len(cloud.least), len(rows)), dtype=np.int16)
        for t in range(packages.shape[1]):
            worth16 += cloud.values[:, t, packages[:, t]]
        every &= (worth16 >= cloud.least[:, None])[: len(every)]
    gained = np.where(every, people[None, :], 0)
    loss = gained.max(axis=1, keepdims=True) - gained
    worst = loss.max(axis=0)
    row = int(np.lexsort((-people, loss.mean(axis=0), worst))[0])
    return Regret(tuple(int(o) for o in packages[row]), int(worst[row]))
