"""The efficient frontier, exactly: whole numbers inside, every tie kept, nothing dominated left.

For scores that add up over terms the frontier is built term by term (Minkowski sums, dominated
points dropped after each), so that hundreds of thousands of packages cost milliseconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[Any]
"""One row per package, one column per criterion; int64, or Python's integers where too large."""

SAFE = 2**62


def efficient(points: Points) -> NDArray[np.bool_]:
    """Which rows no other row dominates; rows that are equal are all kept."""
    if not len(points):
        return np.zeros(0, dtype=bool)
    ranks = np.column_stack([_dense(points[:, c]) for c in range(points.shape[1])])
    if ranks.shape[1] == 1:
        return np.asarray(ranks[:, 0] == ranks[:, 0].max())
    if ranks.shape[1] == 2:
        return _staircase(ranks)
    return _peel(ranks)


def _dense(column: Points) -> NDArray[np.int64]:
    """Whole numbers in the same order; columns of machine integers stay as they are."""
    if column.dtype != object:
        return np.asarray(column, dtype=np.int64)
    return np.asarray(np.unique(column, return_inverse=True)[1], dtype=np.int64)


def _staircase(ranks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Two criteria: best first by the one, a row stands where the other rises."""
    order = np.lexsort((-ranks[:, 1], -ranks[:, 0]))
    first, second = ranks[order, 0], ranks[order, 1]
    before = np.concatenate(([np.iinfo(np.int64).min], np.maximum.accumulate(second)[:-1]))
    new_first = np.concatenate(([True], first[1:] != first[:-1]))
    start = np.maximum.accumulate(np.where(new_first, np.arange(len(order)), 0))
    head = second[start]  # the best second among those equal in the first
    kept = (second == head) & (head > before[start])
    mask = np.zeros(len(ranks), dtype=bool)
    mask[order[kept]] = True
    return mask


def _peel(ranks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Three criteria or more: best sums first, so that only an earlier row can dominate a later.

    Rows are looked at in blocks: each against what is kept so far, then among themselves.
    """
    low = ranks - ranks.min(axis=0)
    fits = int(low.max(initial=0)) < np.iinfo(np.int32).max
    small = low.astype(np.int32) if fits else low
    order = np.lexsort((*small.T, low.astype(np.float64).sum(axis=1)))[::-1]
    if not fits:  # sums of very large numbers may round: sort by the numbers themselves
        order = np.lexsort(tuple(low.T))[::-1]
    rows = small[order]
    kept = np.zeros(len(rows), dtype=bool)
    front = rows[:0]
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        alive = ~_beaten(block, front)
        inside = np.flatnonzero(alive)
        alive[inside] = ~_beaten(block[inside], block[inside])
        kept[start : start + _BLOCK] = alive
        front = np.concatenate((front, block[alive]))
    mask = np.zeros(len(ranks), dtype=bool)
    mask[order[kept]] = True
    return mask


_BLOCK = 256
_FRONT = 2048


def _beaten(rows: Points, front: Points) -> NDArray[np.bool_]:
    """Which rows some row of the front dominates; an equal row dominates nothing."""
    found = np.zeros(len(rows), dtype=bool)
    for start in range(0, len(front), _FRONT):
        left = np.flatnonzero(~found)
        part = front[start : start + _FRONT]
        least = np.ones((len(left), len(part)), dtype=bool)
        more = np.zeros_like(least)
        for c in range(rows.shape[1]):
            mine, theirs = rows[left, c][:, None], part[None, :, c]
            least &= theirs >= mine
            more |= theirs > mine
        found[left] = np.any(least & more, axis=1)
    return found


@dataclass(frozen=True, slots=True)
class Scale:
    """A party's whole-number scores, and the number that stands for 1."""

    scores: tuple[tuple[int, ...], ...]
    one: int


def whole(scores: Sequence[Sequence[Fraction]]) -> Scale:
    """Rational scores, by term and option, as whole numbers over their common denominator."""
    one = lcm(*(score.denominator for term in scores for score in term))
    return Scale(tuple(tuple(int(score * one) for score in term) for term in scores), one)


@dataclass(frozen=True, slots=True)
class Front:
    """The frontier: its points, how many packages reach each, and the way back to them."""

    points: Points
    counts: NDArray[np.int64]
    stages: tuple[Points, ...]
    tables: tuple[Points, ...]
    base: Points

    def packages(self, row: int) -> Iterator[tuple[int, ...]]:
        """Every package that has the scores of this row: the base's row, then options by table."""
        known = [{tuple(point) for point in stage.tolist()} for stage in self.stages]
        yield from self._back(tuple(self.points[row].tolist()), len(self.tables), known)

    def _back(
        self, point: tuple[int, ...], stage: int, known: list[set[tuple[int, ...]]]
    ) -> Iterator[tuple[int, ...]]:
        if not stage:
            for row in np.flatnonzero(np.all(self.base == np.array(point), axis=1)):
                yield (int(row),)
            return
        for option, scores in enumerate(self.tables[stage - 1].tolist()):
            rest = tuple(p - s for p, s in zip(point, scores, strict=True))
            if rest in known[stage - 1]:
                for head in self._back(rest, stage - 1, known):
                    yield (*head, option)


def merge(tables: Sequence[Points], base: Points | None = None) -> Front:
    """The frontier of all sums of one row per table.

    `tables` hold by term one row per option and one column per criterion. `base` are points to
    begin with, such as valued combinations; without it the sum begins at zero.
    """
    width = tables[0].shape[1] if base is None else base.shape[1]
    tables = [_roomy(table, tables) for table in tables]
    dtype = tables[0].dtype if tables else np.int64
    base = np.zeros((1, width), dtype=dtype) if base is None else base.astype(dtype)
    points, counts = _distinct(base, np.ones(len(base), dtype=np.int64))
    kept = efficient(points)
    points, counts = points[kept], counts[kept]
    stages = [points]
    for table in tables:
        sums = (points[:, None, :] + table[None, :, :]).reshape(-1, width)
        points, counts = _distinct(sums, np.repeat(counts, len(table)))
        kept = efficient(points)
        points, counts = points[kept], counts[kept]
        stages.append(points)
    return Front(points, counts, tuple(stages), tuple(tables), base)


def _roomy(table: Points, tables: Sequence[Points]) -> Points:
    """Machine integers where every sum fits, else Python's own."""
    largest = sum(max((abs(int(v)) for v in t.ravel()), default=0) for t in tables)
    return table.astype(np.int64 if largest < SAFE else object)


def _distinct(points: Points, counts: NDArray[np.int64]) -> tuple[Points, NDArray[np.int64]]:
    """Equal rows as one, their counts added up."""
    ranks = [_dense(points[:, c]) for c in reversed(range(points.shape[1]))]
    order = np.lexsort(ranks)
    rows = points[order]
    new = np.concatenate(([True], np.any(rows[1:] != rows[:-1], axis=1))).astype(bool)
    heads = np.flatnonzero(new)
    return rows[heads], np.add.reduceat(counts[order], heads)
