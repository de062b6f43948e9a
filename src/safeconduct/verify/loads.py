"""Loads as a proof sees them: a few levels of each kind of place, and the ways between them.

Written anew from docs/understand/the_bound.md, section 4; the planner's own code is not used.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from safeconduct.model.fleet import FleetRow
from safeconduct.model.operation import Operation
from safeconduct.model.people import Category, Seat
from safeconduct.model.units import Minutes

SEATS = tuple(Seat)
NOBODY = -1
TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Group:
    """Categories that load alike and are accepted alike."""

    uses: Seat
    load_min: Minutes
    accepted_at: frozenset[str]
    members: tuple[str, ...]
    waiting: dict[str, int]  # by pickup


@dataclass(frozen=True, slots=True)
class Part:
    """Of one kind of place: a group accepted where the load is, and how many are aboard.

    `most` people are counted, at `minutes` of inspection each, `least` timed, at `quick`.
    """

    group: int
    most: int
    least: int
    minutes: Minutes
    quick: Minutes


EMPTY = Part(NOBODY, 0, 0, 0.0, 0.0)
Level = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Joining:
    """Of one kind of place: `more` people of a group get on, the time of `timed` is paid."""

    after: Part
    group: int
    more: int
    timed: int


@dataclass(frozen=True, slots=True)
class Loading:
    """From one level to another, kind by kind."""

    source: int
    target: int
    joins: tuple[Joining, ...]


def groups_of(operation: Operation) -> tuple[Group, ...]:
    """The groups of an operation, in the order of their first category."""
    waiting = operation.waiting()
    members: dict[tuple[Seat, Minutes, frozenset[str]], list[Category]] = {}
    for one in operation.categories:
        accepted = frozenset(place.id for place in operation.places if place.takes(one.id))
        members.setdefault((one.uses, one.load_min, accepted), []).append(one)
    found = []
    for (_, _, accepted), alike in members.items():
        ids = tuple(one.id for one in alike)
        here: dict[str, int] = {}
        for (place, category), count in waiting.items():
            if category in ids and count > 0:
                here[place] = here.get(place, 0) + count
        found.append(Group(alike[0].uses, alike[0].load_min, accepted, ids, here))
    return tuple(found)


def inspected(operation: Operation, seat: Seat) -> list[Minutes]:
    """Minutes of inspection of those who wait and need one kind of place; each once, in order."""
    here = {category for (_, category), count in operation.waiting().items() if count > 0}
    mine = {c.inspect_min for c in operation.categories if c.uses is seat and c.id in here}
    return sorted(mine)


def levels_of(
    row: FleetRow, operation: Operation, groups: Sequence[Group], tick: Minutes, about: int
) -> list[Level]:
    """Every level of a row's vehicles, the empty one first."""
    kinds = [_parts(row, seat, operation, groups, (tick, about)) for seat in SEATS]
    return sorted(product(*kinds), key=lambda level: sum(part.most for part in level))


def _parts(
    row: FleetRow,
    seat: Seat,
    operation: Operation,
    groups: Sequence[Group],
    fineness: tuple[Minutes, int],
) -> list[Part]:
    tick, about = fineness
    known = [n for n, group in enumerate(groups) if group.uses is seat and group.waiting]
    room = min(row.places_for(seat), sum(sum(groups[n].waiting.values()) for n in known))
    if not room:
        return [EMPTY]
    minutes = inspected(operation, seat)
    rates = _rates(minutes[0], minutes[-1], room, tick, about)
    step = math.ceil(room / about)
    tops = sorted({1, room, *range(room, 1, -step)})
    return [EMPTY] + [
        Part(n, top, low + 1, rate, quick)
        for n in known
        if n == _shown(n, groups)
        for low, top in zip([0, *tops], tops, strict=False)
        for quick, rate in zip([rates[0], *rates], rates, strict=False)
    ]


def _rates(low: Minutes, high: Minutes, room: int, tick: Minutes, about: int) -> list[Minutes]:
    """Minutes of inspection a head, in steps that make about a tick for a full load."""
    if high <= low:
        return [low]
    steps = max(1, min(math.ceil(room * (high - low) / tick - TINY), about))
    return [low + (high - low) * number / steps for number in range(steps + 1)]


def _shown(group: int, groups: Sequence[Group]) -> int:
    """The first group of which somebody waits that is accepted where this one is."""
    mine = groups[group]
    return next(
        n
        for n, other in enumerate(groups)
        if other.uses is mine.uses and other.waiting and other.accepted_at == mine.accepted_at
    )


def loadings_of(levels: Sequence[Level], groups: Sequence[Group]) -> list[Loading]:
    """Every way from one level to a fuller one."""
    index = {_mark(level): n for n, level in enumerate(levels)}
    kinds = [sorted({level[u] for level in levels}, key=_size) for u in range(len(SEATS))]
    found = []
    for n, level in enumerate(levels):
        ways = [_joinings(level[u], kinds[u], seat, groups) for u, seat in enumerate(SEATS)]
        for joins in product(*ways):
            target = index[_mark(tuple(one.after for one in joins))]
            if target != n:
                found.append(Loading(n, target, joins))
    return found


def turns_of(levels: Sequence[Level]) -> list[tuple[int, int]]:
    """From every level to those that differ in the minutes that they count alone."""
    alike: dict[Level, list[int]] = {}
    for n, level in enumerate(levels):
        same = tuple(replace(part, minutes=0.0, quick=0.0) for part in level)
        alike.setdefault(same, []).append(n)
    return [(n, m) for same in alike.values() for n in same for m in same if n != m]


def _mark(level: Level) -> tuple[tuple[int, int, Minutes], ...]:
    return tuple((part.group, part.most, part.minutes) for part in level)


def _size(part: Part) -> tuple[int, int, Minutes]:
    return part.most, part.group, part.minutes


def _joinings(
    now: Part, parts: Sequence[Part], seat: Seat, groups: Sequence[Group]
) -> list[Joining]:
    """Ways to fill one kind of place; a mixed load is shown as the group accepted less."""
    found = [Joining(now, NOBODY, 0, 0)]
    following = next((part.most for part in parts if part.most > now.most), now.most)
    joiners = [n for n, group in enumerate(groups) if group.uses is seat and group.waiting]
    for after in parts:
        if after.most <= now.most or (now.most and after.minutes != now.minutes):
            continue
        timed = max(0, after.least - following) if now.most else after.least
        for joiner in joiners:
            shown = _shown(joiner, groups)
            if after.group in (_shown_as(now.group, shown, groups) if now.most else (shown,)):
                found.append(Joining(after, joiner, after.most - now.most, timed))
    return found


def _shown_as(one: int, other: int, groups: Sequence[Group]) -> tuple[int, ...]:
    """The group accepted at fewer places, if those are among the other's; else either."""
    a, b = groups[one], groups[other]
    if a.accepted_at <= b.accepted_at:
        return (one,)
    return (other,) if b.accepted_at <= a.accepted_at else (one, other)
