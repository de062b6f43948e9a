"""Loads as a proof sees them: a few levels of each kind of place, and the ways between them.

Written anew from docs/understand/the_bound.md, section 4; the planner's own code is not used.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from safeconduct.model.fleet import FleetRow
from safeconduct.model.operation import Operation
from safeconduct.model.people import Category, Seat
from safeconduct.model.units import Minutes

SEATS = tuple(Seat)
NOBODY = -1


@dataclass(frozen=True, slots=True)
class Group:
    """Categories that load, are inspected and are accepted alike."""

    uses: Seat
    load_min: Minutes
    inspect_min: Minutes
    accepted_at: frozenset[str]
    members: tuple[str, ...]
    waiting: dict[str, int]  # by pickup


@dataclass(frozen=True, slots=True)
class Part:
    """Of one kind of place: who is aboard, `most` people counted, `least` people timed."""

    group: int
    most: int
    least: int


EMPTY = Part(NOBODY, 0, 0)
Level = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Joining:
    """Of one kind of place: `more` people of a group get on, the time of `timed` is paid."""

    after: Part
    group: int
    more: int
    timed: int
    left_out: Minutes
    """Minutes of inspection that the level after does not show."""


@dataclass(frozen=True, slots=True)
class Loading:
    """From one level to another, kind by kind."""

    source: int
    target: int
    joins: tuple[Joining, ...]


def groups_of(operation: Operation) -> tuple[Group, ...]:
    """The groups of an operation, in the order of their first category."""
    waiting = operation.waiting()
    members: dict[tuple[Seat, Minutes, Minutes, frozenset[str]], list[Category]] = {}
    for one in operation.categories:
        accepted = frozenset(place.id for place in operation.places if place.takes(one.id))
        members.setdefault((one.uses, one.load_min, one.inspect_min, accepted), []).append(one)
    found = []
    for (_, _, _, accepted), alike in members.items():
        ids = tuple(one.id for one in alike)
        here: dict[str, int] = {}
        for (place, category), count in waiting.items():
            if category in ids and count > 0:
                here[place] = here.get(place, 0) + count
        first = alike[0]
        found.append(Group(first.uses, first.load_min, first.inspect_min, accepted, ids, here))
    return tuple(found)


def levels_of(row: FleetRow, groups: Sequence[Group], about: int) -> list[Level]:
    """Every level of a row's vehicles, the empty one first."""
    kinds = [_parts(row, seat, groups, about) for seat in SEATS]
    return sorted(product(*kinds), key=lambda level: sum(part.most for part in level))


def _parts(row: FleetRow, seat: Seat, groups: Sequence[Group], about: int) -> list[Part]:
    known = [
        (n, sum(group.waiting.values()))
        for n, group in enumerate(groups)
        if group.uses is seat and group.waiting
    ]
    room = min(row.places_for(seat), sum(count for _, count in known))
    parts = [EMPTY]
    for n, _ in known if room else ():
        step = max(1, math.ceil(room / about))
        tops = sorted({1, room, *range(room, 1, -step)})
        parts += [Part(n, top, low + 1) for low, top in zip([0, *tops], tops, strict=False)]
    return parts


def loadings_of(levels: Sequence[Level], groups: Sequence[Group]) -> list[Loading]:
    """Every way from one level to a fuller one."""
    index = {_mark(level): n for n, level in enumerate(levels)}
    kinds = [sorted({level[u] for level in levels}, key=_size) for u in range(len(SEATS))]
    tops = [sorted({part.most for part in parts}) for parts in kinds]
    found = []
    for n, level in enumerate(levels):
        ways = [_joinings(level[u], kinds[u], tops[u], groups) for u in range(len(SEATS))]
        for joins in product(*ways):
            target = index[_mark(tuple(one.after for one in joins))]
            if target != n:
                found.append(Loading(n, target, joins))
    return found


def _mark(level: Level) -> tuple[tuple[int, int], ...]:
    return tuple((part.group, part.most) for part in level)


def _size(part: Part) -> tuple[int, int]:
    return part.most, part.group


def _joinings(
    now: Part, parts: Sequence[Part], tops: Sequence[int], groups: Sequence[Group]
) -> list[Joining]:
    """Ways to fill one kind of place; a mixed load is shown as the group inspected faster."""
    found = [Joining(now, NOBODY, 0, 0, 0.0)]
    above = [part for part in parts if part.most > now.most]
    if now.group == NOBODY:
        return found + [Joining(p, p.group, p.most, p.least, 0.0) for p in above]
    following = next((top for top in tops if top > now.most), now.most)
    for after in above:
        shown = groups[after.group].inspect_min
        for joiner in sorted({part.group for part in above}):
            if after.group in _shown_as(now.group, joiner, groups):
                more = after.most - now.most
                left_out = now.most * (groups[now.group].inspect_min - shown)
                left_out += more * (groups[joiner].inspect_min - shown)
                timed = max(0, after.least - following)
                found.append(Joining(after, joiner, more, timed, left_out))
    return found


def _shown_as(one: int, other: int, groups: Sequence[Group]) -> tuple[int, ...]:
    """The group inspected faster; of equals the one accepted at fewer places, else either."""
    a, b = groups[one], groups[other]
    if a.inspect_min != b.inspect_min:
        return (one,) if a.inspect_min < b.inspect_min else (other,)
    if a.accepted_at <= b.accepted_at:
        return (one,)
    return (other,) if b.accepted_at <= a.accepted_at else (one, other)
