"""How pictures look and are saved: colours and hatches that survive grey printing."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from safeconduct.brief.facts import CARRYING, EMPTY, WAITING

# Okabe and Ito's palette, which people with colour-blindness tell apart.
BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
RED = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#6B6B6B"
PALE = "#D9D9D9"
NIGHT = "#E6E8EF"

DPI = 120


@dataclass(frozen=True, slots=True)
class Look:
    """How one thing is drawn, and what the legend calls it."""

    label: str
    colour: str
    hatch: str = ""


STATES = {
    CARRYING: Look("on the way with people", BLUE),
    EMPTY: Look("on the way empty", SKY, "///"),
    "load": Look("loading", ORANGE, "\\\\\\"),
    "inspect": Look("inspected at a post", RED, "xxx"),
    "unload": Look("unloading", GREEN, "|||"),
    "refuel": Look("refuelling", YELLOW, "++"),
    "rest": Look("resting", PURPLE, "--"),
    WAITING: Look("waiting", "#D2D2D2"),
}

ACCESS = {
    "open": Look("open zone", SKY, ""),
    "window": Look("zone with windows", ORANGE, "//"),
    "closed": Look("closed zone", RED, "xx"),
}

SETTINGS = {
    "svg.hashsalt": "safeconduct",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "hatch.linewidth": 0.5,
    "axes.linewidth": 0.6,
    "path.simplify": False,
}
"""No random ids, so that the same plan gives the same bytes; text in an SVG stays text."""


def figure(width: float, height: float) -> Figure:
    """A new picture of a size in inches."""
    drawn = Figure(figsize=(width, height), facecolor="white")
    FigureCanvasAgg(drawn)
    return drawn


def save(drawn: Figure, folder: Path, stem: str, title: str, what: str) -> tuple[Path, Path]:
    """Save as SVG and PNG, without the moment of writing."""
    vector, raster = folder / f"{stem}.svg", folder / f"{stem}.png"
    notes = {"Title": plain(title), "Description": what, "Creator": "Safeconduct"}
    drawn.savefig(vector, format="svg", metadata={**notes, "Date": None})
    drawn.savefig(raster, format="png", dpi=DPI, metadata={**notes, "Software": "Safeconduct"})
    return vector, raster


def plain(text: str) -> str:
    """Text that is drawn as it stands: no mark is mathematics, no character unprintable."""
    return "".join(c if c.isprintable() else " " for c in text).replace("$", r"\$")


@contextmanager
def styled() -> Iterator[None]:
    """The settings under which every picture is drawn and saved.

    Letters that the font lacks are boxes in a PNG; in an SVG whoever shows it finds a font.
    """
    with warnings.catch_warnings(), mpl.rc_context(SETTINGS):  # type: ignore[arg-type]
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        yield
