"""Loads as the bound sees them: a few levels for each kind of vehicle.

A level says for each kind of place (seat, wheelchair, stretcher) how many people are aboard,
where they are accepted, and how many minutes of inspection each of them counts. A real load
lies between neighbouring levels; since worth and lane minutes are linear in how many there
are and in their minutes, one of the levels is worth at least as much, and services at a level
last no longer than with the least real load of its cell. docs/understand has the proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from safeconduct.instance.arrays import Arrays, Floats, Ints

KINDS = 3
"""Kinds of place: seat, wheelchair, stretcher."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Categories that load alike and are accepted alike; `of` maps category to group."""

    of: Ints
    uses: Ints
    load_min: Floats
    accepts: np.ndarray  # place x group


def groups(I: Arrays, *, roughly: bool = False) -> Groups:
    """Put the categories into groups; roughly: by kind of place and receptions, at mean minutes."""
    seen: dict[tuple[object, ...], int] = {}
    of = np.zeros(len(I.weight), dtype=np.int64)
    for c in range(len(I.weight)):
        minutes = () if roughly else (I.load_min[c],)
        of[c] = seen.setdefault((I.uses[c], I.accepts[:, c].tobytes(), *minutes), len(seen))
    first = np.array([np.flatnonzero(of == g)[0] for g in range(len(seen))], dtype=np.int64)
    people = I.people.sum(axis=0) + 1e-9
    load = np.bincount(of, people * I.load_min, len(seen)) / np.bincount(of, people, len(seen))
    return Groups(
        of, I.uses[first], load if roughly else I.load_min[first], I.accepts[:, first].copy()
    )


def inspected(I: Arrays, u: int) -> Floats:
    """The minutes of inspection of the categories of one kind of place of which anybody waits."""
    return np.unique(I.inspect_min[(I.uses == u) & (I.people.sum(axis=0) > 0)])


def rates(I: Arrays, k: int, tick: int, detail: int, *, roughly: bool = False) -> list[Floats]:
    """By kind of place: minutes of inspection a head, in steps of about a tick for a full load.

    Roughly: the mean alone.
    """
    found = []
    for u in range(KINDS):
        minutes = inspected(I, u)
        low, high = (minutes[0], minutes[-1]) if len(minutes) else (0.0, 0.0)
        if roughly:
            low = high = mean_rate(I, u)
        steps = 0
        if high > low and (I.kind == 1).any():
            wanted = int(np.ceil(_room(I, k, u) * (high - low) * 60.0 / tick - 1e-9))
            steps = max(1, min(wanted, detail))
        found.append(low + (high - low) * np.arange(steps + 1) / max(steps, 1))
    return found


def mean_rate(I: Arrays, u: int) -> float:
    """The mean minutes of inspection of those who wait and use one kind of place."""
    people = np.where(I.uses == u, I.people.sum(axis=0) + 1e-9, 0.0)
    return float(people @ I.inspect_min / max(people.sum(), 1e-9))


def _room(I: Arrays, k: int, u: int) -> int:
    """The most people of one kind of place that a vehicle can have aboard."""
    return int(min(I.places[k, u], I.people[:, I.uses == u].sum()))


class Levels(NamedTuple):
    """Levels of one class, by total load; and the loadings that lead from one to another.

    `group` is one that is accepted where the load is, -1 where nobody of a kind is aboard.
    `most` people are counted, at `minutes` of inspection each; `least` are timed, at `quick`.
    A loading adds `more` people of `joining` at the price of the time for `timed`. By a turn
    a load that is to grow counts other minutes, since those who join may need more or fewer.
    """

    group: Ints  # level x kind
    most: Ints
    least: Ints
    minutes: Floats
    quick: Floats
    source: Ints  # loading: level before, level after
    target: Ints
    joining: Ints  # loading x kind: group, -1: nobody
    more: Ints  # loading x kind
    timed: Ints
    turns: Ints  # turn: level before, level after


def levels(I: Arrays, k: int, known: Groups, rate: Sequence[Floats], detail: int) -> Levels:
    """The levels of a class; `detail` is about how many there are for its commonest place."""
    waiting = np.array(
        [I.people[:, known.of == g].sum() for g in range(len(known.uses))], dtype=np.int64
    )
    present = np.flatnonzero(waiting > 0)
    members = [[int(g) for g in present if known.uses[g] == u] for u in range(KINDS)]
    options = [_options(known, members[u], _room(I, k, u), rate[u], detail) for u in range(KINDS)]
    rows = sorted(product(*options), key=lambda row: (sum(o.most for o in row), row))
    group, most, least, number = (
        np.array([[o[i] for o in row] for row in rows], dtype=np.int64) for i in range(4)
    )
    return Levels(
        group,
        most,
        least,
        np.column_stack([rate[u][number[:, u]] for u in range(KINDS)]),
        np.column_stack([rate[u][np.maximum(number[:, u] - 1, 0)] for u in range(KINDS)]),
        *_loadings(rows, known, members, _next_most(options)),
        _turns(rows),
    )


class Option(NamedTuple):
    """Of one kind of place: where it is accepted, most and least people, the number of the rate."""

    group: int
    most: int
    least: int
    rate: int


EMPTY = Option(-1, 0, 0, 0)


def _options(
    known: Groups, members: list[int], room: int, rate: Floats, detail: int
) -> list[Option]:
    """What there may be of one kind of place; nobody first."""
    found = [EMPTY]
    for g in sorted({_shown(known, g, members) for g in members}) if room else ():
        step = -(-room // detail)
        tops = sorted({1, room, *range(room, 1, -step)})
        found += [
            Option(g, top, low + 1, number)
            for low, top in zip([0, *tops], tops, strict=False)
            for number in range(len(rate))
        ]
    return found


def _shown(known: Groups, group: int, members: Sequence[int]) -> int:
    """The first group that is accepted where this one is."""
    return next(g for g in members if (known.accepts[:, g] == known.accepts[:, group]).all())


def _next_most(options: list[list[Option]]) -> list[dict[int, int]]:
    """By kind: the most people of the level that follows one with so many."""
    following = []
    for rows in options:
        tops = sorted({0, *(option.most for option in rows)})
        following.append(dict(zip(tops, [*tops[1:], tops[-1]], strict=True)))
    return following


def _marked(row: Sequence[Option]) -> tuple[tuple[int, int, int], ...]:
    return tuple((o.group, o.most, o.rate) for o in row)


def _loadings(
    rows: list[tuple[Option, ...]],
    known: Groups,
    members: list[list[int]],
    following: list[dict[int, int]],
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    index = {_marked(row): n for n, row in enumerate(rows)}
    above = [sorted({row[u] for row in rows}) for u in range(KINDS)]
    columns: tuple[list[Any], ...] = ([], [], [], [], [])
    for n, row in enumerate(rows):
        steps = [_steps(row[u], above[u], known, members[u], following[u]) for u in range(KINDS)]
        for step in product(*steps):
            target = index[_marked([after for after, *_ in step])]
            if target == n:
                continue
            for column, value in zip(
                columns, (n, target, *([s[i] for s in step] for i in (1, 2, 3))), strict=True
            ):
                column.append(value)
    one, other, *rest = (np.array(c, dtype=np.int64) for c in columns)
    joining, more, timed = (column.reshape(-1, KINDS) for column in rest)
    return one, other, joining, more, timed


Step = tuple[Option, int, int, int]


def _steps(
    now: Option,
    options: list[Option],
    known: Groups,
    members: list[int],
    following: dict[int, int],
) -> list[Step]:
    """Ways to add people of one kind: the option after, who joins, how many, how many timed."""
    steps: list[Step] = [(now, -1, 0, 0)]
    for after in options:
        if after.most <= now.most or (now.most and after.rate != now.rate):
            continue
        timed = max(0, after.least - following[now.most]) if now.most else after.least
        for g in members:
            shown = _shown(known, g, members)
            if after.group in (_labels(now.group, shown, known) if now.most else (shown,)):
                steps.append((after, g, after.most - now.most, timed))
    return steps


def _labels(one: int, other: int, known: Groups) -> tuple[int, ...]:
    """What a mixed load may be taken for: who is accepted less, or else either."""
    here, there = known.accepts[:, one], known.accepts[:, other]
    if (here <= there).all():
        return (one,)
    return (other,) if (there <= here).all() else (one, other)


def _turns(rows: list[tuple[Option, ...]]) -> Ints:
    """From every level to those that differ in their rates alone."""
    alike: dict[tuple[object, ...], list[int]] = {}
    for n, row in enumerate(rows):
        alike.setdefault(tuple(o._replace(rate=0) for o in row), []).append(n)
    found = [(n, m) for same in alike.values() for n in same for m in same if n != m]
    return np.array(found, dtype=np.int64).reshape(-1, 2)
