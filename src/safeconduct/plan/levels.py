"""Loads as the bound sees them: a few levels for each kind of vehicle.

A level says for each kind of place (seat, wheelchair, stretcher) how many people of which
group are aboard. People of one group load and are inspected equally fast and are accepted at
the same receptions. A real load lies between two neighbouring levels; since worth and lane
minutes are linear in the load, one of the two is worth at least as much, and services at a
level last no longer than with the least real load of its cell. docs/understand has the proof.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from safeconduct.instance.arrays import Arrays, Floats, Ints

KINDS = 3
"""Kinds of place: seat, wheelchair, stretcher."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Categories that load, are inspected and are accepted alike; `of` maps category to group."""

    of: Ints
    uses: Ints
    load_min: Floats
    inspect_min: Floats
    accepts: np.ndarray  # place x group


def groups(I: Arrays, *, roughly: bool = False) -> Groups:
    """Put the categories into groups; roughly: by kind of place and receptions, at mean minutes."""
    seen: dict[tuple[object, ...], int] = {}
    of = np.zeros(len(I.weight), dtype=np.int64)
    for c in range(len(I.weight)):
        minutes = () if roughly else (I.load_min[c], I.inspect_min[c])
        of[c] = seen.setdefault((I.uses[c], I.accepts[:, c].tobytes(), *minutes), len(seen))
    first = np.array([np.flatnonzero(of == g)[0] for g in range(len(seen))], dtype=np.int64)
    people = I.people.sum(axis=0) + 1e-9
    load, inspect = (
        np.bincount(of, people * minutes, len(seen)) / np.bincount(of, people, len(seen))
        if roughly
        else minutes[first]
        for minutes in (I.load_min, I.inspect_min)
    )
    return Groups(of, I.uses[first], load, inspect, I.accepts[:, first].copy())


class Levels(NamedTuple):
    """Levels of one class, by total load; and the loadings that lead from one to another.

    `group` is -1 where nobody of a kind is aboard. `most` people are counted, `least` are
    timed. A loading adds `more` people of `joining` at the price of the time for `timed`.
    """

    group: Ints  # level x kind
    most: Ints
    least: Ints
    source: Ints  # loading: level before, level after
    target: Ints
    joining: Ints  # loading x kind: group, -1: nobody
    more: Ints  # loading x kind
    timed: Ints
    slower: Floats  # loading: minutes of inspection that the level after leaves out


def levels(I: Arrays, k: int, known: Groups, detail: int) -> Levels:
    """The levels of a class; `detail` is about how many there are for its commonest place."""
    waiting = np.array(
        [I.people[:, known.of == g].sum() for g in range(len(known.uses))], dtype=np.int64
    )
    options = [_options(I, k, u, known, waiting, detail) for u in range(KINDS)]
    rows = sorted(product(*options), key=lambda row: (sum(o[1] for o in row), row))
    group = np.array([[o[0] for o in row] for row in rows], dtype=np.int64)
    most = np.array([[o[1] for o in row] for row in rows], dtype=np.int64)
    least = np.array([[o[2] for o in row] for row in rows], dtype=np.int64)
    return Levels(group, most, least, *_loadings(rows, known, _next_most(options)))


Option = tuple[int, int, int]


def _options(I: Arrays, k: int, u: int, known: Groups, waiting: Ints, detail: int) -> list[Option]:
    """Group, most and least people of one kind of place; the empty one first."""
    found: list[Option] = [(-1, 0, 0)]
    members = [g for g in np.flatnonzero(known.uses == u) if waiting[g] > 0]
    room = min(int(I.places[k, u]), sum(int(waiting[g]) for g in members))
    for g in members if room else ():
        step = -(-room // detail)
        tops = sorted({1, room, *range(room, 1, -step)})
        found += [(int(g), top, low + 1) for low, top in zip([0, *tops], tops, strict=False)]
    return found


def _next_most(options: list[list[Option]]) -> list[dict[int, int]]:
    """By kind: the most people of the level that follows one with so many."""
    following = []
    for rows in options:
        tops = sorted({0, *(most for _, most, _ in rows)})
        following.append(dict(zip(tops, [*tops[1:], tops[-1]], strict=True)))
    return following


def _loadings(
    rows: list[tuple[Option, ...]], known: Groups, following: list[dict[int, int]]
) -> tuple[Ints, Ints, Ints, Ints, Ints, Floats]:
    index = {tuple((o[0], o[1]) for o in row): n for n, row in enumerate(rows)}
    columns: tuple[list[Any], ...] = ([], [], [], [], [], [])
    for n, row in enumerate(rows):
        steps = [
            _steps(row[u], [r for r in _column(rows, u) if r[1] > row[u][1]], known, following[u])
            for u in range(KINDS)
        ]
        for step in product(*steps):
            target = index[tuple((o[0], o[1]) for o, *_ in step)]
            if target == n:
                continue
            for column, value in zip(
                columns,
                (n, target, *([s[i] for s in step] for i in (1, 2, 3)), sum(s[4] for s in step)),
                strict=True,
            ):
                column.append(value)
    one, other, *rest = (np.array(c, dtype=np.int64) for c in columns[:5])
    joining, more, timed = (column.reshape(-1, KINDS) for column in rest)
    return one, other, joining, more, timed, np.array(columns[5], dtype=np.float64)


def _column(rows: list[tuple[Option, ...]], u: int) -> list[Option]:
    return sorted({row[u] for row in rows})


Step = tuple[Option, int, int, int, float]


def _steps(
    now: Option, above: list[Option], known: Groups, following: dict[int, int]
) -> list[Step]:
    """Ways to add people of one kind: the option after, who joins, how many, how many timed.

    A mixed load is taken for its faster group; the last entry is the minutes so left out.
    """
    steps: list[Step] = [(now, -1, 0, 0, 0.0)]
    if now[1] == 0:
        return steps + [(after, after[0], after[1], after[2], 0.0) for after in above]
    minutes = known.inspect_min
    joiners = sorted({after[0] for after in above})
    for after in above:
        timed = max(0, after[2] - following[now[1]])
        for g in joiners:
            if after[0] in _labels(now[0], g, known):
                more = after[1] - now[1]
                slower = now[1] * (minutes[now[0]] - minutes[after[0]])
                slower += more * (minutes[g] - minutes[after[0]])
                steps.append((after, g, more, timed, float(slower)))
    return steps


def _labels(one: int, other: int, known: Groups) -> tuple[int, ...]:
    """What a mixed load may be taken for: who is inspected faster, or else accepted less."""
    a, b = known.inspect_min[one], known.inspect_min[other]
    if a != b:
        return (one,) if a < b else (other,)
    here, there = known.accepts[:, one], known.accepts[:, other]
    if (here <= there).all():
        return (one,)
    return (other,) if (there <= here).all() else (one, other)
