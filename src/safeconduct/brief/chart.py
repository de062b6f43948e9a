"""The chart of movements: what each convoy does when, against windows, hours and nights."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from safeconduct.brief.clocks import Clock, merged
from safeconduct.brief.facts import Entry, Run, place_names, runs
from safeconduct.brief.style import (
    BLACK,
    GREY,
    NIGHT,
    ORANGE,
    PALE,
    SKY,
    STATES,
    figure,
    plain,
    save,
    styled,
)
from safeconduct.brief.sun import nights
from safeconduct.brief.words import people, when
from safeconduct.model.operation import Operation
from safeconduct.model.place import PlaceKind
from safeconduct.model.plan import Plan
from safeconduct.model.units import MINUTES_PER_DAY, DailyInterval, Minutes
from safeconduct.model.zone import Access

Floats: TypeAlias = npt.NDArray[np.float64]

MOST_ROWS = 60
ROW_IN = 0.235
"""The height of a row, in inches; a label of 7.5 points fits."""

FEW = 12
"""Up to so many boxes of a row have an outline; more would be nothing but outline."""

BUNDLES_MIN = (15, 30, 60, 180, 360, MINUTES_PER_DAY)
"""Convoys that leave within such a span are drawn as one row where there are too many."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the chart: one convoy, or several that do the same at about the same time."""

    label: str
    note: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """When something is open, and what it is called."""

    label: str
    spans: tuple[tuple[Minutes, Minutes], ...]
    colour: str
    hatch: str


def draw_chart(
    folder: Path,
    operation: Operation,
    plan: Plan,
    every: Iterable[Entry],
    clocks: Sequence[Clock],
) -> tuple[Path, Path]:
    """Draw movements.svg and movements.png."""
    entries = list(every)
    rows = rows_of(operation, entries)
    bands = bands_of(operation, entries)
    with styled():
        top, body = 0.21 * len(bands) + 0.1, max(ROW_IN * len(rows), 1.0)
        below = 0.92 + 0.17 * (len(merged(clocks, operation)) - 1)
        drawn = figure(15.5, 0.8 + top + 0.05 + body + below)
        height = drawn.get_figheight()
        upper, lower = _panels(drawn, top / height, body / height, below / height)
        end = _end(operation, entries)
        for axes in (upper, lower):
            _frame(axes, operation, end)
        _draw_bands(upper, bands)
        _draw_rows(lower, rows, end)
        _hours(lower, operation, clocks, end)
        _legend(drawn, rows, height)
        _titles(drawn, operation, plan, rows, height)
        said = f"{len(rows)} rows: what each convoy does, by local time."
        return save(drawn, folder, "movements", f"Movements: {operation.name}", said)


def rows_of(operation: Operation, every: Sequence[Entry]) -> list[Row]:
    """One row per convoy, in order of departure; bundled where there would be too many."""
    found = runs(operation, every)
    kinds = {entry.vehicle: entry.row.type for entry in every}
    if len(found) <= MOST_ROWS:
        return [Row(run.name, _vehicles([run], kinds), (run,)) for run in found]
    names = place_names(operation)
    pickups = {p.id for p in operation.places if p.kind is PlaceKind.PICKUP}
    for span in BUNDLES_MIN:
        bundles: dict[tuple[int, str], list[Run]] = defaultdict(list)
        for run in found:
            goal = next((p for p in run.places if p in pickups), run.places[-1])
            bundles[int(run.start // span), goal].append(run)
        if len(bundles) <= MOST_ROWS:
            break
    return [_bundle(names.get(goal, goal), group, kinds) for (_, goal), group in bundles.items()]


def _bundle(goal: str, group: list[Run], kinds: dict[str, str]) -> Row:
    if len(group) == 1:
        return Row(group[0].name, _vehicles(group, kinds), tuple(group))
    return Row(f"{len(group)} journeys to {goal}", _vehicles(group, kinds), tuple(group))


def _vehicles(group: Iterable[Run], kinds: dict[str, str]) -> str:
    count = Counter(kinds[vehicle] for run in group for vehicle in run.vehicles)
    return ", ".join(
        f"{n}\u2009\u00d7\u2009{kind}" for kind, n in sorted(count.items(), key=lambda x: -x[1])
    )


def bands_of(operation: Operation, every: Iterable[Entry]) -> list[Band]:
    """Windows of zones, hours of posts on the way, and hours of movement."""
    stops = {entry.activity.destination or entry.activity.place for entry in every}
    found = []
    hours = operation.rules.movement_hours
    if hours:
        found.append(Band("movement hours", daily(operation, hours), PALE, ""))
    for zone in operation.zones:
        if zone.access is Access.WINDOW:
            spans = tuple((w.start, w.end) for w in operation.windows if w.zone == zone.id)
            found.append(Band(f"window: {zone.name or zone.id}", spans, ORANGE, "///"))
    for place in operation.places:
        if place.open is not None and (place.id in stops or not stops):
            spans = daily(operation, place.open)
            found.append(Band(f"post: {place.name or place.id}", spans, SKY, "--"))
    return found


def daily(
    operation: Operation, intervals: Iterable[DailyInterval]
) -> tuple[tuple[Minutes, Minutes], ...]:
    """Daily intervals as spans of the operation's minutes."""
    begun = operation.start.hour * 60 + operation.start.minute
    spans = []
    for day in range(-1, int(operation.horizon_h // 24) + 2):
        for interval in intervals:
            length = (interval.end - interval.start) % MINUTES_PER_DAY or MINUTES_PER_DAY
            start = float(day * MINUTES_PER_DAY + interval.start - begun)
            clipped = (max(start, 0.0), min(start + length, operation.horizon_min))
            if clipped[0] < clipped[1]:
                spans.append(clipped)
    return tuple(sorted(spans))


def _end(operation: Operation, every: Iterable[Entry]) -> Minutes:
    """Where the time axis ends: after the horizon and the last work."""
    last = max((entry.activity.end for entry in every), default=0.0)
    return max(operation.horizon_min, last)


def _panels(drawn: Figure, top: float, body: float, below: float) -> tuple[Axes, Axes]:
    left, width = 0.205, 0.735
    lower = drawn.add_axes((left, below, width, body))
    upper = drawn.add_axes(
        (left, below + body + 0.05 / drawn.get_figheight(), width, top), sharex=lower
    )
    return upper, lower


def _frame(axes: Axes, operation: Operation, end: Minutes) -> None:
    axes.set_xlim(0, end)
    for start, stop in nights(operation):
        axes.axvspan(start, stop, color=NIGHT, zorder=0, linewidth=0)
    begun = operation.start.hour * 60 + operation.start.minute
    for midnight in range(MINUTES_PER_DAY - begun, int(end) + 1, MINUTES_PER_DAY):
        axes.axvline(midnight, color=GREY, linewidth=0.9, zorder=1)
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_color(GREY)


def _draw_bands(axes: Axes, bands: Sequence[Band]) -> None:
    for number, band in enumerate(bands):
        spans = [(start, end - start) for start, end in band.spans]
        axes.broken_barh(
            spans,
            (number - 0.36, 0.72),
            facecolor=band.colour,
            edgecolor=BLACK,
            hatch=band.hatch,
            linewidth=0.4,
            alpha=0.85,
        )
    axes.set_ylim(len(bands) - 0.4, -0.6)
    axes.set_yticks(range(len(bands)), [_short(band.label, 54) for band in bands], fontsize=7.5)
    axes.tick_params(axis="x", labelbottom=False)


def _draw_rows(axes: Axes, rows: Sequence[Row], end: Minutes) -> None:
    for number, row in enumerate(rows):
        _draw_row(axes, number, row)
        axes.axhline(number + 0.5, color=PALE, linewidth=0.4, zorder=1)
        out = sum(run.people for run in row.runs)
        axes.text(end * 1.004, number, people(out) if out else "no one", va="center", fontsize=7.5)
    labels = [_short(f"{row.label}: {row.note}", 52) for row in rows]
    axes.set_yticks(range(len(rows)), labels, fontsize=7.5)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    if not rows:
        axes.text(0.5, 0.5, "No vehicle moves in this plan.", ha="center", transform=axes.transAxes)


def _draw_row(axes: Axes, number: int, row: Row) -> None:
    """Stack the row's vehicles by state: the height is the share of them in each state."""
    vehicles = sum(len(run.vehicles) for run in row.runs)
    stretches = [stretch for run in row.runs for stretch in run.stretches]
    times = np.unique([t for s in stretches for t in (s.start, s.end)])
    base = np.zeros(len(times))
    for state, look in STATES.items():
        own = [s for s in stretches if s.state == state]
        if not own:
            continue
        change = np.zeros(len(times))
        np.add.at(change, np.searchsorted(times, [s.start for s in own]), 1.0)
        np.add.at(change, np.searchsorted(times, [s.end for s in own]), -1.0)
        share = 0.76 * np.cumsum(change).round() / vehicles
        low = number + 0.38 - base
        boxes = list(_boxes(times, low, low - share))
        axes.add_collection(
            PolyCollection(
                boxes,
                facecolor=look.colour,
                edgecolor=BLACK,
                hatch=look.hatch,
                linewidth=0.25 if len(boxes) <= FEW else 0.0,
                zorder=2,
            )
        )
        base = base + share


def _boxes(times: Floats, low: Floats, high: Floats) -> Iterator[list[tuple[float, float]]]:
    """Rectangles between two step lines; neighbours of the same height are one."""
    begun = 0
    for i in range(1, len(times)):
        same = low[i] == low[begun] and high[i] == high[begun]
        if same and i < len(times) - 1:
            continue
        if low[begun] - high[begun] > 1e-9:
            x0, x1, y0, y1 = times[begun], times[i], low[begun], high[begun]
            yield [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        begun = i


def _hours(axes: Axes, operation: Operation, clocks: Sequence[Clock], end: Minutes) -> None:
    """Ticks at whole hours of the operation's clock; other clocks in rows below."""
    step = next(h for h in (1, 2, 3, 6, 12, 24, 48, 96, 1e9) if end / 60 / h <= 34)
    begun = operation.start.hour * 60 + operation.start.minute
    first = -begun % (step * 60)
    ticks = np.arange(first, end + 1e-6, step * 60)
    for line, face in enumerate(merged(clocks, operation)):
        reads = [face.read(operation.instant(float(tick))) for tick in ticks]
        texts = [f"{read:%H:%M}" for read in reads]
        if not line:
            axes.set_xticks(ticks, texts, fontsize=7.5)
            _dates(axes, operation, end)
        for tick, text in zip(ticks, texts, strict=True) if line else ():
            _under(axes, float(tick), text, -30 - 12 * line, 7.5)
        y = -9 if not line else -30 - 12 * line
        axes.annotate(
            _short(face.label, 46),
            (0, 0),
            (-20, y),
            xycoords="axes fraction",
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=7.5,
            weight="bold",
        )


def _dates(axes: Axes, operation: Operation, end: Minutes) -> None:
    """The date under the middle of each day that is seen."""
    begun = operation.start.hour * 60 + operation.start.minute
    start = 0.0
    while start < end:
        midnight = start + MINUTES_PER_DAY - (begun + start) % MINUTES_PER_DAY
        stop = min(midnight, end)
        if stop - start > end / 40:
            day = operation.start + timedelta(minutes=start)
            _under(axes, (start + stop) / 2, f"{day:%a} {day.day} {day:%b %Y}", -23, 9)
        start = midnight


def _under(axes: Axes, x: float, text: str, points: float, size: float) -> None:
    axes.annotate(
        text,
        (x, 0),
        (0, points),
        xycoords=("data", "axes fraction"),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=size,
        annotation_clip=False,
    )


def _legend(drawn: Figure, rows: Sequence[Row], height: float) -> None:
    seen = {s.state for row in rows for run in row.runs for s in run.stretches}
    looks = [look for state, look in STATES.items() if state in seen]
    marks = [
        Patch(facecolor=k.colour, edgecolor=BLACK, hatch=k.hatch, label=k.label, linewidth=0.4)
        for k in looks
    ]
    marks.append(Patch(facecolor=NIGHT, edgecolor=GREY, label="night (sun down)", linewidth=0.4))
    drawn.legend(
        handles=marks,
        loc="lower center",
        bbox_to_anchor=(0.5, 0.06 / height),
        ncol=len(marks),
        fontsize=8,
        frameon=False,
        handlelength=2.4,
        handleheight=1.2,
    )


def _titles(
    drawn: Figure, operation: Operation, plan: Plan, rows: Sequence[Row], height: float
) -> None:
    drawn.text(
        0.012,
        1 - 0.3 / height,
        _short(operation.name, 110),
        fontsize=13,
        weight="bold",
        va="center",
    )
    result = plan.result
    said = f"{people(result.people_out)} out"
    if result.last_arrival_min is not None:
        said += f", the last {when(operation, result.last_arrival_min)}"
    said += ". Rows: who sets out together, by departure; height: share of vehicles in each state."
    if any(len(row.runs) > 1 for row in rows):
        said += " Journeys that begin at about the same time for the same place share a row."
    drawn.text(0.012, 1 - 0.58 / height, said, fontsize=9, va="center")
    drawn.text(
        0.988, 1 - 0.3 / height, "Notified is not approved.", fontsize=9, ha="right", va="center"
    )


def _short(text: str, most: int) -> str:
    """Text cut to a length, with a sign that it was cut."""
    return plain(text if len(text) <= most else text[: most - 1].rstrip() + "…")
