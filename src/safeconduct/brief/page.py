"""The map as one page that opens offline: own style, script and data, and no outside request."""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path

from safeconduct.brief.clocks import Clock, changes, merged
from safeconduct.brief.facts import Entry, Passing, passings, total
from safeconduct.brief.ground import Frame, frame_of, line_of, other_legs
from safeconduct.brief.sources import credits_of
from safeconduct.brief.words import Summary
from safeconduct.model.operation import Operation
from safeconduct.model.plan import Plan
from safeconduct.model.units import LonLat
from safeconduct.model.zone import Access

FINE_KM = 0.03
"""How far a drawn line may lie from the road, in kilometres."""


def write_page(
    path: Path,
    operation: Operation,
    plan: Plan,
    every: Iterable[Entry],
    clocks: Sequence[Clock],
    said: Summary,
) -> None:
    """Assemble map.html; only the script and style within it may run."""
    style, script = _part("map.css"), _part("map.js")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    page = _part("map.html")
    parts = {
        "{{policy}}": escape(policy, quote=True).replace("&#x27;", "'"),
        "{{title}}": escape(operation.name),
        "{{style}}": style,
        "{{script}}": script,
        "{{data}}": as_json(page_data(operation, plan, list(every), clocks, said)),
    }
    marks = re.compile("|".join(re.escape(mark) for mark in parts))
    page = marks.sub(lambda found: parts[found.group()], page)
    path.write_bytes(page.encode(errors="replace"))


def as_json(data: object) -> str:
    """JSON that may stand in a page: no character in it opens or closes a tag."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def _part(name: str) -> str:
    return (files("safeconduct.brief") / "pages" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def page_data(
    operation: Operation,
    plan: Plan,
    every: Sequence[Entry],
    clocks: Sequence[Clock],
    said: Summary,
) -> dict[str, object]:
    """All that the page draws: kilometres in a local frame, minutes from the start."""
    frame = frame_of(operation.places)
    moving = passings(every)
    index = {place.id: i for i, place in enumerate(operation.places)}
    lines, moves = _moves(operation, frame, moving, index)
    end = max([operation.horizon_min, *(p.end for p in moving)])
    return {
        "title": operation.name,
        "start": round(operation.start.timestamp() * 1000),
        "end": end,
        "clocks": [
            {"label": face.label, "steps": changes(face, operation)}
            for face in merged(clocks, operation)
        ],
        "categories": [category.name or category.id for category in operation.categories],
        "places": list(_places(operation, plan, frame)),
        "zones": list(_zones(operation, frame)),
        "lines": lines,
        "others": [_flat(frame, line) for line in other_legs(operation, moving)],
        "moves": moves,
        "events": _events(operation, every, index),
        "said": [s for section in said.sections for s in section.sentences],
        "credits": credits_of(operation, plan),
    }


def _places(operation: Operation, plan: Plan, frame: Frame) -> Iterator[dict[str, object]]:
    waiting = operation.waiting()
    rows = {row.id: row for row in operation.fleet}
    standing: dict[str, int] = {}
    for vehicle in plan.vehicles:
        base = rows[vehicle.fleet].base
        standing[base] = standing.get(base, 0) + 1
    for place in operation.places:
        x, y = frame.km(place.position)
        yield {
            "name": place.name or place.id,
            "kind": place.kind.value,
            "at": [round(x, 3), round(-y, 3)],
            "waiting": [waiting.get((place.id, c.id), 0) for c in operation.categories],
            "vehicles": standing.get(place.id, 0),
        }


def _zones(operation: Operation, frame: Frame) -> Iterator[dict[str, object]]:
    for zone in operation.zones:
        windows = [[w.start, w.end] for w in operation.windows if w.zone == zone.id]
        yield {
            "name": zone.name or zone.id,
            "access": zone.access.value,
            "windows": windows if zone.access is Access.WINDOW else None,
            "rings": [_flat(frame, ring) for polygon in zone.polygons for ring in polygon],
        }


def _moves(
    operation: Operation, frame: Frame, moving: Sequence[Passing], index: Mapping[str, int]
) -> tuple[list[dict[str, object]], list[list[object]]]:
    """The lines that convoys follow, and the convoys on them."""
    places = {place.id: place for place in operation.places}
    numbers: dict[str, int] = {}
    lines: list[dict[str, object]] = []
    moves: list[list[object]] = []
    for passing in moving:
        leg = passing.leg
        if leg.id not in numbers:
            numbers[leg.id] = len(lines)
            line = _flat(frame, line_of(leg, places))
            lines.append({"line": line, "straight": len(leg.geometry) < 2})
        moves.append(
            [
                numbers[leg.id],
                round(passing.start, 2),
                round(passing.end, 2),
                passing.convoy,
                len(passing.vehicles),
                total(passing.people),
                index.get(leg.origin, -1),
                index.get(leg.destination, -1),
            ]
        )
    return lines, moves


def _events(
    operation: Operation, every: Iterable[Entry], index: Mapping[str, int]
) -> list[list[object]]:
    """When people get on (+1) and off (-1): minute, place, which, persons by category."""
    found: list[list[object]] = []
    for entry in every:
        side = entry.on or entry.off
        if side:
            counts = [side.get(category.id, 0) for category in operation.categories]
            act = entry.activity
            sign = 1 if entry.on else -1
            found.append([round(act.end, 2), index.get(act.place, -1), sign, counts])
    return sorted(found, key=lambda event: (event[0], event[1], event[2], event[3]))


def _flat(frame: Frame, line: Iterable[LonLat]) -> list[float]:
    """A line as x, y, x, y in kilometres, y downwards, without points that change nothing."""
    points = _thinned([frame.km(point) for point in line])
    return [round(v, 3) + 0.0 for x, y in points for v in (x, -y)]


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The line without points that lie nearer than `FINE_KM` to it (Douglas and Peucker)."""
    keep = [False] * len(points)
    spans = [(0, len(points) - 1)] if points else []
    while spans:
        first, last = spans.pop()
        keep[first] = keep[last] = True
        far, at = FINE_KM, -1
        for i in range(first + 1, last):
            away = _away(points[i], points[first], points[last])
            if away > far:
                far, at = away, i
        if at > 0:
            spans += [(first, at), (at, last)]
    return [point for point, kept in zip(points, keep, strict=True) if kept]


def _away(
    point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]
) -> float:
    """How far a point lies from a stretch between two others."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    px, py = point[0] - start[0], point[1] - start[1]
    long = dx * dx + dy * dy
    share = max(0.0, min(1.0, (px * dx + py * dy) / long)) if long else 0.0
    return float(((px - share * dx) ** 2 + (py - share * dy) ** 2) ** 0.5)
