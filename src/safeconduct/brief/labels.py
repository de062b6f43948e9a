"""Where labels stand on a picture so that they cover neither one another nor what they name."""

from collections.abc import Iterator, Sequence
from math import cos, hypot, radians, sin
from typing import NamedTuple

DIRECTIONS = (0, 180, 90, 270, 30, 150, 330, 210, 60, 120, 300, 240, 15, 165, 345, 195, 75, 105)
NEAR = 60
"""How many free boxes are looked at for one that covers nothing worth seeing."""

DISTANCES = (8, 16, 28, 42, 60, 80, 105, 135, 170, 210, 260)


class Box(NamedTuple):
    """A rectangle in the picture's own units, from left and bottom to right and top."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Box") -> bool:
        """Whether two rectangles share any room."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def within(self, other: "Box") -> bool:
        """Whether this rectangle lies wholly in another."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.bottom <= self.bottom
            and self.top <= other.top
        )

    def grown(self, by: float) -> "Box":
        """The same rectangle with a margin."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)


Size = tuple[float, float]
Point = tuple[float, float]


def placed(
    anchors: Sequence[Point],
    sizes: Sequence[Size],
    taken: Sequence[Box],
    avoided: Sequence[Box],
    room: Box,
    unit: float,
    *,
    centred: bool = False,
) -> list[Box | None]:
    """Find a box for each label near its anchor; None where all is full.

    `taken` may not be covered, `avoided` only where nothing else is free nearby; `unit` is how
    many of the picture's units make a point; `centred` labels may stand on their anchors.
    """
    full = list(taken)
    order = sorted(range(len(anchors)), key=lambda i: (-_crowd(i, anchors), i))
    found: list[Box | None] = [None] * len(anchors)
    for i in order:
        options = [box for box in _around(anchors[i], sizes[i], unit, centred) if box.within(room)]
        box = _best(anchors[i], options, full, avoided, unit, centred)
        found[i] = box
        if box:
            full += [box, *([] if centred else leader(anchors[i], box, unit))]
    return found


def _best(
    anchor: Point,
    options: Sequence[Box],
    full: Sequence[Box],
    avoided: Sequence[Box],
    unit: float,
    centred: bool,
) -> Box | None:
    """The nearest free option that covers nothing worth seeing; else the nearest free one."""
    free = [box for box in options if not _covers([box.grown(1.5 * unit)], full)]
    led = [box for box in free if centred or not _covers(leader(anchor, box, unit), full)]
    clear = (box for box in led[:NEAR] if not _covers([box], avoided))
    return next(clear, next(iter(led or free), None))


def leader(anchor: Point, box: Box, unit: float) -> list[Box]:
    """Small boxes along the line from an anchor to its label, away from both ends."""
    x, y = anchor
    east = min(max(x, box.left), box.right) - x
    north = min(max(y, box.bottom), box.top) - y
    long = hypot(east, north)
    steps = int(long / (4 * unit))
    shares = [k / steps for k in range(steps) if 9 * unit < long * k / steps < long - 3 * unit]
    return [
        Box(x + east * s, y + north * s, x + east * s, y + north * s).grown(unit) for s in shares
    ]


def _covers(boxes: Sequence[Box], others: Sequence[Box]) -> bool:
    return any(box.meets(other) for box in boxes for other in others)


def _crowd(i: int, anchors: Sequence[Point]) -> float:
    """How far the nearest other anchor is: who stands alone is served first."""
    x, y = anchors[i]
    others = [(x - a) ** 2 + (y - b) ** 2 for j, (a, b) in enumerate(anchors) if j != i]
    return min(others, default=0.0)


def _around(anchor: Point, size: Size, unit: float, centred: bool) -> Iterator[Box]:
    """Boxes round an anchor, the nearest first, beginning to its right."""
    x, y = anchor
    width, height = size
    if centred:
        yield Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    for distance in DISTANCES:
        for direction in DIRECTIONS:
            east, north = cos(radians(direction)), sin(radians(direction))
            left = x + distance * unit * east - width / 2 * (1 - _side(east))
            bottom = y + distance * unit * north - height / 2 * (1 - _side(north))
            yield Box(left, bottom, left + width, bottom + height)


def _side(part: float) -> float:
    """Which edge of the box faces the anchor: 1 the near, -1 the far, 0 the middle."""
    return (part > 0.2) - (part < -0.2)
