"""The names on a map: places with their people, zones, and where each name stands."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import ceil, hypot
from typing import Any

from matplotlib.axes import Axes
from matplotlib.text import Text
from shapely import Polygon as Area
from shapely import box as rectangle
from shapely import make_valid

from safeconduct.brief.ground import Frame, head_count
from safeconduct.brief.labels import Box, Point, placed
from safeconduct.brief.style import BLACK, plain
from safeconduct.model.operation import Operation
from safeconduct.model.place import Place
from safeconduct.model.plan import Plan
from safeconduct.model.units import LonLat
from safeconduct.model.zone import Access, Zone


def name_all(
    axes: Axes,
    operation: Operation,
    plan: Plan,
    frame: Frame,
    named: Sequence[Place],
    taken: Iterable[Box],
    lines: Iterable[Sequence[LonLat]],
) -> None:
    """Name places, with their people, and every zone for whose name there is room.

    `taken` are rooms in kilometres that stay free; names keep off the lines where they can.
    """
    places = [frame.km(place.position) for place in operation.places]
    unit = _unit(axes)
    full = [_pixels(axes, box) for box in taken]
    full += [Box(x, y, x, y).grown(8 * unit) for x, y in _to_pixels(axes, places)]
    roads = list(_beads(axes, [[frame.km(point) for point in line] for line in lines], unit))
    counts = head_count(operation, plan)
    texts = []
    for place in named:
        point = frame.km(place.position)
        name = plain(place.name or place.id)
        said = f"{name}\n{counts[place.id]}" if place.id in counts else name
        texts.append(axes.text(*point, said, fontsize=8.5, zorder=10, linespacing=1.25))
    full += _put(axes, texts, full, roads, lead=True)
    zones = _zone_points(axes, operation, frame)
    italic: dict[str, Any] = {"fontsize": 8, "color": "#333333", "style": "italic", "zorder": 9}
    known = {place.name or place.id for place in operation.places}
    names = [
        axes.text(*point, plain(zone.name or zone.id), **italic)
        for zone, point in zones
        if (zone.name or zone.id) not in known
    ]
    _put(axes, names, full, roads, lead=False)


def _put(
    axes: Axes, texts: Sequence[Text], full: Sequence[Box], roads: Sequence[Box], lead: bool
) -> list[Box]:
    """Move each text to a free room near where it stands, or take it away; gives the rooms."""
    unit = _unit(axes)
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    room = _pixels(axes, Box(west, south, east, north))
    anchors = _to_pixels(axes, [text.get_position() for text in texts])
    sizes = [(b.width, b.height) for b in (text.get_window_extent() for text in texts)]
    boxes = placed(anchors, sizes, full, roads, room, unit, centred=not lead)
    for text, anchor, box in zip(texts, anchors, boxes, strict=True):
        if box is None:
            text.remove()
            continue
        x, y = axes.transData.inverted().transform((box.left, box.bottom))
        text.set_position((float(x), float(y)))
        text.set_bbox({"facecolor": "white", "alpha": 0.8, "edgecolor": "none", "pad": 0.6})
        if lead:
            _lead(axes, anchor, box, unit)
    return [box for box in boxes if box]


def _unit(axes: Axes) -> float:
    """How many pixels make a point."""
    drawn = axes.get_figure(root=True)
    assert drawn is not None
    return drawn.dpi / 72


def _to_pixels(axes: Axes, points: Sequence[Point]) -> list[Point]:
    return [(float(x), float(y)) for x, y in (axes.transData.transform(p) for p in points)]


def _pixels(axes: Axes, box: Box) -> Box:
    corners = _to_pixels(axes, [(box.left, box.bottom), (box.right, box.top)])
    return Box(*corners[0], *corners[1])


def _beads(axes: Axes, lines: Iterable[Sequence[Point]], unit: float) -> Iterable[Box]:
    """Small boxes strung along lines, for names to keep off."""
    for line in lines:
        points = _to_pixels(axes, line)
        for (ax, ay), (bx, by) in pairwise(points):
            steps = max(1, ceil(hypot(bx - ax, by - ay) / (5 * unit)))
            for k in range(steps + 1):
                x, y = ax + (bx - ax) * k / steps, ay + (by - ay) * k / steps
                yield Box(x, y, x, y).grown(3 * unit)


def _lead(axes: Axes, anchor: Point, box: Box, unit: float) -> None:
    """Draw a thin line from a place to its name where the name stands away."""
    x, y = anchor
    end = (min(max(x, box.left), box.right), min(max(y, box.bottom), box.top))
    if hypot(end[0] - x, end[1] - y) < 14 * unit:
        return
    ends = axes.transData.inverted().transform([anchor, end])
    axes.plot(ends[:, 0], ends[:, 1], color=BLACK, linewidth=0.7, zorder=7)


def _zone_points(axes: Axes, operation: Operation, frame: Frame) -> list[tuple[Zone, Point]]:
    """A point inside each zone that is seen, for its name."""
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    room = rectangle(west, south, east, north)
    found = []
    for zone in operation.zones:
        areas = [area.intersection(room) for area in _areas(zone, frame)]
        seen = max(areas, key=lambda area: area.area, default=None)
        if seen is not None and not seen.is_empty:
            point = seen.representative_point()
            found.append((zone, (point.x, point.y)))
    return found


def covered(operation: Operation, frame: Frame, box: Box) -> float:
    """How much of a box, as a share, lies on zones that are not open."""
    room = rectangle(*box)
    shut = [zone for zone in operation.zones if zone.access is not Access.OPEN]
    parts = [area.intersection(room).area for zone in shut for area in _areas(zone, frame)]
    return float(sum(parts) / room.area)


def _areas(zone: Zone, frame: Frame) -> list[Any]:
    """A zone's polygons in kilometres."""
    parts = [[[frame.km(point) for point in ring] for ring in p] for p in zone.polygons]
    return [make_valid(Area(rings[0], rings[1:])) for rings in parts]
