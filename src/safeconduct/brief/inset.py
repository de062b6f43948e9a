"""Places that stand too close for their names: where to enlarge them on the map."""

from collections.abc import Callable, Sequence
from math import hypot

from safeconduct.brief.labels import Box, Point

NEAR_SHARE = 0.04
"""Places nearer than this share of the map's width have no room for their names."""

WIDE_SHARE = 0.33
SHAPE = 1.45
"""How wide the enlarged part is on the map, and its width over its height."""


def crowd(points: Sequence[Point], room: Box) -> list[int]:
    """The largest group of points of which each stands close to another; empty if none does."""
    near = NEAR_SHARE * (room.right - room.left)
    left = set(range(len(points)))
    best: list[int] = []
    while left:
        group = [left.pop()]
        for member in group:
            close = {i for i in left if hypot(*_between(points[member], points[i])) < near}
            left -= close
            group += sorted(close)
        if len(group) > max(len(best), 1):
            best = sorted(group)
    return best


def _between(one: Point, other: Point) -> Point:
    return other[0] - one[0], other[1] - one[1]


def enlarged(points: Sequence[Point]) -> Box:
    """The part of the map around points that is shown enlarged, with room for names."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide = max(2.1 * (max(xs) - min(xs)), 3.2 * SHAPE * (max(ys) - min(ys)), 0.4)
    x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return Box(x - wide / 2, y - wide / SHAPE / 2, x + wide / 2, y + wide / SHAPE / 2)


def corner(
    room: Box, places: Sequence[Point], beads: Sequence[Point], hidden: Callable[[Box], float]
) -> Box | None:
    """Where on the map the enlarged part covers no place and the least of all else.

    `hidden` says how much of the zones a box covers, as a share of the box.
    """
    wide = WIDE_SHARE * (room.right - room.left)
    high, gap = wide / SHAPE, 0.012 * (room.right - room.left)
    rooms = [
        Box(x, y, x + wide, y + high)
        for x in (room.right - gap - wide, room.left + gap)
        for y in (room.top - gap - high, room.bottom + gap)
        if x > room.left + gap or y > room.bottom + gap  # the scale stands there
    ]
    free = [box for box in rooms if not any(_holds(box.grown(2 * gap), p) for p in places)]
    return min(free, key=lambda box: sum(_holds(box, p) for p in beads) + hidden(box), default=None)


def _holds(box: Box, point: Point) -> bool:
    return box.left <= point[0] <= box.right and box.bottom <= point[1] <= box.top
