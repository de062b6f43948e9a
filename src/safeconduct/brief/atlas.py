"""The map as a picture: zones, the roads in use, places, and who waits where."""

from collections.abc import Iterable, Sequence
from functools import partial
from math import floor, log10
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path as Outline

from safeconduct.brief.facts import Entry, Passing, passings
from safeconduct.brief.ground import Frame, frame_of, other_legs, ways
from safeconduct.brief.inset import corner, crowd, enlarged
from safeconduct.brief.labels import Box
from safeconduct.brief.naming import covered, name_all
from safeconduct.brief.sources import credits_of
from safeconduct.brief.style import (
    ACCESS,
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    RED,
    figure,
    plain,
    save,
    styled,
)
from safeconduct.brief.words import people
from safeconduct.model.operation import Operation
from safeconduct.model.place import PlaceKind
from safeconduct.model.plan import Plan
from safeconduct.model.units import LonLat
from safeconduct.model.zone import Access, Polygon, Zone

WIDTH_IN = 12.0
MARKERS = {
    PlaceKind.PICKUP: ("o", RED, "pickup"),
    PlaceKind.CHECKPOINT: ("s", ORANGE, "checkpoint"),
    PlaceKind.RECEPTION: ("^", GREEN, "reception"),
    PlaceKind.BASE: ("D", "#FFFFFF", "base"),
}


def draw_map(
    folder: Path, operation: Operation, plan: Plan, every: Iterable[Entry]
) -> tuple[Path, Path]:
    """Draw map.svg and map.png."""
    moving = passings(every)
    frame = frame_of(operation.places)
    lines = [way.line for way in ways(operation, moving)]
    points = [frame.km(place.position) for place in operation.places]
    with styled():
        room = _room(operation, frame, lines)
        height = WIDTH_IN * (room.top - room.bottom) / (room.right - room.left)
        drawn = figure(WIDTH_IN, height + 1.75)
        tall = drawn.get_figheight()
        axes = drawn.add_axes((0.012, 1.15 / tall, 0.976, height * 0.976 / tall))
        _draw_ground(axes, operation, frame, moving, room)
        taken = _furniture(axes, room)
        close = crowd(points, room)
        beads = [frame.km(point) for line in lines for point in line]
        hidden = partial(covered, operation, frame)
        spot = corner(room, points, beads, hidden) if close else None
        if spot is not None:
            part = enlarged([points[i] for i in close])
            inner = _enlarge(axes, part, spot)
            _draw_ground(inner, operation, frame, moving, part)
            apart = [place for i, place in enumerate(operation.places) if i in close]
            scale = _furniture(inner, part, north=False)
            name_all(inner, operation, plan, frame, apart, scale, lines)
            taken += [spot, part]
        rest = [p for i, p in enumerate(operation.places) if spot is None or i not in close]
        name_all(axes, operation, plan, frame, rest, taken, lines)
        _legend(drawn, operation, moving, tall)
        _titles(drawn, operation, plan, tall)
        said = "Zones, roads in use, places, and the people who wait, come out and stay."
        return save(drawn, folder, "map", f"Map: {operation.name}", said)


def _draw_ground(
    axes: Axes, operation: Operation, frame: Frame, moving: Sequence[Passing], room: Box
) -> None:
    """Draw all but the names, within a room in kilometres."""
    axes.set_xlim(room.left, room.right)
    axes.set_ylim(room.bottom, room.top)
    axes.set_aspect("equal")
    axes.set_xticks([])
    axes.set_yticks([])
    for zone in operation.zones:
        _draw_zone(axes, frame, zone)
    for line in other_legs(operation, moving):
        axes.plot(*_track(frame, line), color=GREY, linewidth=0.5, zorder=3)
    _draw_ways(axes, operation, frame, moving)
    _draw_places(axes, operation, frame)


def _enlarge(axes: Axes, part: Box, spot: Box) -> Axes:
    """Give a part of the map its own axes at a spot, and draw what leads there."""
    width, height = part.right - part.left, part.top - part.bottom
    axes.add_patch(
        Rectangle((part.left, part.bottom), width, height, fill=False, lw=1.2, zorder=11)
    )
    middle = (spot.bottom + spot.top) / 2 > (part.bottom + part.top) / 2
    ends = (part.top, spot.bottom) if middle else (part.bottom, spot.top)
    for x in ((part.left, spot.left), (part.right, spot.right)):
        axes.plot(x, ends, color=BLACK, linewidth=0.6, zorder=11)
    size = (spot.left, spot.bottom, spot.right - spot.left, spot.top - spot.bottom)
    inner = axes.inset_axes(size, transform=axes.transData, zorder=12)
    inner.set_facecolor("white")
    return inner


def _track(frame: Frame, line: Iterable[LonLat]) -> tuple[list[float], list[float]]:
    points = [frame.km(point) for point in line]
    return [x for x, _ in points], [y for _, y in points]


def _room(operation: Operation, frame: Frame, lines: Iterable[Sequence[LonLat]]) -> Box:
    """What the map shows, in kilometres: places and ways with a margin, not too flat or tall."""
    points = [frame.km(place.position) for place in operation.places]
    points += [frame.km(point) for line in lines for point in line]
    xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    reach = max(width, height, 0.5)
    wide = max(width + 0.22 * reach, 1.25 * (height + 0.2 * reach) * 0.9)
    high = max(height + 0.2 * reach, 0.5 * wide)
    wide = max(wide, high * 1.1)
    x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return Box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def _draw_zone(axes: Axes, frame: Frame, zone: Zone) -> None:
    look = ACCESS[zone.access.value]
    shut = zone.access is not Access.OPEN
    for polygon in zone.polygons:
        outline = _outline(frame, polygon)
        fill = {"facecolor": look.colour, "alpha": 0.16 if shut else 0.07, "linewidth": 0}
        axes.add_patch(PathPatch(outline, zorder=1, **fill))
        axes.add_patch(
            PathPatch(
                outline,
                facecolor="none",
                edgecolor=look.colour if shut else GREY,
                hatch=look.hatch,
                linewidth=0.9,
                linestyle="-" if shut else (0, (6, 3)),
                zorder=2,
            )
        )


def _outline(frame: Frame, polygon: Polygon) -> Outline:
    """Outer ring and holes as one outline."""
    rings = [[frame.km(point) for point in ring] for ring in polygon if len(ring) > 2]
    codes = [
        code
        for ring in rings
        for code in (Outline.MOVETO, *[Outline.LINETO] * (len(ring) - 2), Outline.CLOSEPOLY)
    ]
    return Outline(np.array([point for ring in rings for point in ring]).reshape(-1, 2), codes)


def _draw_ways(axes: Axes, operation: Operation, frame: Frame, moving: Sequence[Passing]) -> None:
    every = ways(operation, moving)
    most = max((way.people for way in every), default=0) or 1
    for way in every:
        width = 1.2 + 3.8 * (way.people / most) ** 0.5
        track = _track(frame, way.line)
        dash = (0, (4, 2)) if way.straight else "-"
        if not way.straight:
            axes.plot(*track, color="white", linewidth=width + 1.6, zorder=4)
        axes.plot(*track, color=BLUE, linewidth=width, linestyle=dash, zorder=5)


def _draw_places(axes: Axes, operation: Operation, frame: Frame) -> None:
    for place in operation.places:
        mark, colour, _ = MARKERS[place.kind]
        x, y = frame.km(place.position)
        axes.plot(
            [x],
            [y],
            marker=mark,
            markersize=10,
            color=colour,
            markeredgecolor=BLACK,
            markeredgewidth=1.1,
            zorder=8,
        )


def _furniture(axes: Axes, room: Box, *, north: bool = True) -> list[Box]:
    """Draw scale bar and north arrow, lower left; gives the room that they take, in kilometres."""
    width, height = room.right - room.left, room.top - room.bottom
    length = _round(width / 5)
    x, y = room.left + 0.02 * width, room.bottom + 0.035 * width
    thick = 0.006 * width
    for part, colour in ((0, BLACK), (1, "white")):
        corner = (x + part * length / 2, y)
        axes.add_patch(
            Rectangle(
                corner, length / 2, thick, facecolor=colour, edgecolor=BLACK, lw=0.8, zorder=9
            )
        )
    for share in (0, 0.5, 1) if north else (1,):
        text = f"{length * share:g}" + (" km" if share == 1 else "")
        axes.text(
            x + length * share, y - 0.006 * width, text, ha="center", va="top", fontsize=8, zorder=9
        )
    pole = x + length + 0.05 * width
    if not north:
        return [Box(room.left, room.bottom, pole, y + 0.02 * width)]
    axes.annotate(
        "N",
        (pole, y + 0.045 * width),
        (pole, y - 0.012 * width),
        arrowprops={"arrowstyle": "-|>", "color": BLACK, "linewidth": 1.4},
        ha="center",
        fontsize=10,
        weight="bold",
        zorder=9,
    )
    return [Box(room.left, room.bottom, pole + 0.02 * width, y + min(0.05 * width, height / 4))]


def _round(length: float) -> float:
    """The greatest of 1, 2 and 5 times a power of ten that is not longer."""
    power = 10.0 ** floor(log10(length))
    return next(step * power for step in (5, 2, 1) if step * power <= length * 1.0000001)


def _legend(drawn: Figure, operation: Operation, moving: Sequence[Passing], tall: float) -> None:
    marks: list[Patch | Line2D] = []
    for kind in dict.fromkeys(place.kind for place in operation.places):
        mark, colour, label = MARKERS[kind]
        marks.append(
            Line2D(
                [], [], marker=mark, color=colour, markeredgecolor=BLACK, ls="", ms=9, label=label
            )
        )
    for access in dict.fromkeys(zone.access for zone in operation.zones):
        look = ACCESS[access.value]
        shut = access is not Access.OPEN
        marks.append(
            Patch(
                facecolor=look.colour if shut else PALE,
                edgecolor=BLACK,
                alpha=0.6,
                hatch=look.hatch,
                linestyle="-" if shut else "--",
                label=look.label,
            )
        )
    if moving:
        marks.append(Line2D([], [], color=BLUE, lw=4, label="in use (wider: more people)"))
        if any(len(passing.leg.geometry) < 2 for passing in moving):
            label = "in use, road not known: drawn straight"
            marks.append(Line2D([], [], color=BLUE, lw=2, ls=(0, (4, 2)), label=label))
    if other_legs(operation, moving):
        marks.append(Line2D([], [], color=GREY, lw=0.8, label="possible way, not in use"))
    drawn.legend(
        handles=marks,
        loc="lower center",
        bbox_to_anchor=(0.5, 0.3 / tall),
        ncol=min(len(marks), 5),
        fontsize=8.5,
        frameon=False,
        handleheight=1.2,
    )


def _titles(drawn: Figure, operation: Operation, plan: Plan, tall: float) -> None:
    result = plan.result
    left = sum(sum(by.values()) for by in result.left_behind.values())
    drawn.text(
        0.012, 1 - 0.2 / tall, plain(operation.name), fontsize=13, weight="bold", va="center"
    )
    said = f"{people(result.people_out)} out, {left:,} left behind. Notified is not approved."
    drawn.text(0.012, 1 - 0.46 / tall, said, fontsize=9.5, va="center")
    lines = ["Local projection, kilometres. Not for navigation."]
    lines += [plain(credit) for credit in credits_of(operation, plan)[:4]]
    drawn.text(0.012, 0.17 / tall, " ".join(lines)[:190], fontsize=7.5, va="center", color=GREY)
