# ruff: noqa: E501 - tables, a row to a line
"""The registry of operations on which the engine is measured; every one by name, made in code.

    python -m bench.cases                  the list
    python -m bench.cases NAME DIR         writes one as an operation folder

Two kinds: operations that took place (`bench/real/` and `examples/`; every figure with its
source or marked as assumed) and invented ones from `bench/generate.py`, each of which
stresses one rule or one size.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.generate import Shape, generate
from bench.real import elsewhere, syria, ukraine

from safeconduct.model.operation import Operation

EXAMPLES = Path(__file__).parents[1] / "examples"


@dataclass(frozen=True, slots=True)
class Case:
    """One operation of the registry.

    `family` says what it stresses; `seconds` is the time it is given in the long form;
    `short` marks those of the short form.
    """

    name: str
    family: str
    make: Callable[[], Operation]
    seconds: float = 60.0
    short: bool = False

    @property
    def description(self) -> str:
        """What it is, in one line."""
        return (self.make.__doc__ or f"Invented; what is tight: {self.family}").splitlines()[0]


def mariupol() -> Operation:
    """Azovstal and Mariupol, 5 to 7 May 2022: the reference operation, on its own roads."""
    from safeconduct.usecases.plan import load

    return load(EXAMPLES / "mariupol")[0]


REAL = (
    Case("mariupol", "real", mariupol, short=True),
    Case("sumy", "real", ukraine.sumy_2022, short=True),
    Case("sumy_hour", "real", ukraine.sumy_hour),
    Case("berdiansk", "real", ukraine.berdiansk_2022),
    Case("homs_pause", "real", syria.homs_pause),
    Case("homs_extension", "real", syria.homs_first_extension),
    Case("homs", "real", syria.homs_2014),
    Case("aleppo", "real", syria.aleppo_2016),
    Case("aleppo_halted", "real", syria.aleppo_halted),
    Case("four_towns", "real", syria.four_towns_2017, short=True),
    Case("daraya", "real", syria.daraya_2016),
    Case("al_shifa", "real", elsewhere.al_shifa_2023, short=True),
    Case("al_shifa_infants", "real", elsewhere.al_shifa_infants),
    Case("khartoum", "real", elsewhere.khartoum_2023, short=True),
)

SHAPES: tuple[tuple[str, Shape], ...] = (
    # geometry, nothing tight
    ("geometry", Shape("corridor", 1, 24, 3_000, 5, 2, 1, "corridor", 60.0)),
    ("geometry", Shape("star", 2, 24, 6_000, 6, 3, 1, "star", 50.0)),
    ("geometry", Shape("two_sides", 3, 24, 3_000, 6, 4, 1, "two_sides", 60.0, receptions=2)),
    ("geometry", Shape("shuttle", 4, 24, 8_000, 5, 2, 1, "shuttle", 12.0)),
    # one rule at a time
    ("free", Shape("free", 5, 30, 9_000, 6, 2, 1, "corridor", 60.0, lanes=None, bays=None, window_h=None)),
    ("lanes", Shape("lanes", 6, 30, 4_000, 6, 2, 1, "corridor", 50.0, lanes=1, inspect_min=0.6)),
    ("lanes", Shape("posts_close", 7, 30, 8_000, 6, 3, 2, "star", 50.0, lanes=1, post_hours=(8, 16))),
    ("lanes", Shape("inspected_empty", 8, 30, 4_000, 6, 2, 1, "corridor", 40.0, empty=True)),
    ("bays", Shape("bays", 9, 40, 5_000, 3, 2, 1, "shuttle", 12.0, lanes=6, bays=1, inspect_min=0.1)),
    ("window", Shape("window", 10, 30, 4_000, 6, 2, 2, "corridor", 50.0, lanes=4, window_h=4.0)),
    ("window", Shape("overnight", 11, 30, 6_000, 6, 2, 3, "corridor", 120.0, lanes=4, window_h=5.0, overnight=True)),
    ("hours", Shape("hours", 12, 30, 6_000, 6, 2, 3, "corridor", 120.0, lanes=4, window_h=23.0, hours=(7, 19))),
    ("duty", Shape("duty", 13, 24, 8_000, 5, 2, 3, "corridor", 80.0, lanes=4, window_h=23.0, duty_h=9.0)),
    ("range", Shape("range", 14, 24, 6_000, 5, 2, 2, "corridor", 80.0, lanes=4, range_km=260.0)),
    ("escort", Shape("escort", 15, 30, 5_000, 5, 2, 1, "corridor", 50.0, lanes=4, escort=True, escorts=3)),
    ("headway", Shape("headway", 16, 30, 6_000, 5, 2, 1, "shuttle", 12.0, lanes=6, headway_min=20.0, max_vehicles=4)),
    ("headway", Shape("convoys", 17, 40, 11_000, 5, 2, 2, "corridor", 60.0, lanes=6, escort=True, headway_min=30.0, max_vehicles=8)),
    ("reception", Shape("reception", 18, 30, 4_000, 5, 2, 1, "two_sides", 40.0, receptions=3, lanes=4, capacity=0.6)),
    ("categories", Shape("patients", 19, 30, 900, 8, 2, 1, "star", 40.0, wheelchair=0.25, stretcher=0.2, types=4, priority=3.0)),
    ("spread", Shape("spread", 20, 30, 5_000, 6, 2, 2, "star", 60.0, spread=16.0, types=4)),
    ("all", Shape("all_tight", 21, 40, 6_000, 8, 3, 3, "corridor", 90.0, lanes=2, bays=2, window_h=8.0, overnight=True, hours=(6, 20), duty_h=10.0, range_km=400.0, escort=True, headway_min=15.0, max_vehicles=10, capacity=0.7, types=4)),
    ("all", Shape("all_star", 22, 60, 9_000, 15, 5, 2, "star", 60.0, receptions=2, lanes=2, bays=2, window_h=10.0, duty_h=11.0, range_km=500.0, escort=True, headway_min=10.0, max_vehicles=12, types=4)),
    # size
    ("size", Shape("small", 23, 20, 200, 1, 1, 1, "corridor", 20.0, lanes=1, window_h=1.5)),
    ("size", Shape("hundred", 24, 100, 30_000, 20, 4, 2, "star", 60.0, receptions=2, lanes=3, types=4)),
    ("size", Shape("two_hundred", 25, 200, 50_000, 50, 6, 2, "star", 60.0, receptions=2, lanes=4, types=4)),
    ("size", Shape("two_hundred_tight", 26, 200, 60_000, 30, 4, 3, "two_sides", 80.0, receptions=2, lanes=3, window_h=9.0, duty_h=10.0, escort=True, headway_min=10.0, max_vehicles=20, types=4)),
    ("size", Shape("week", 28, 60, 40_000, 12, 10, 7, "two_sides", 90.0, receptions=2, lanes=2, window_h=9.0, duty_h=11.0, types=4)),
    ("large", Shape("five_hundred", 27, 500, 200_000, 100, 10, 7, "star", 100.0, receptions=3, lanes=3, window_h=10.0, types=4)),
)  # fmt: skip

SHORT = ("lanes", "headway", "patients", "small", "shuttle")

CASES: tuple[Case, ...] = (
    *REAL,
    *(
        Case(
            shape.name,
            family,
            lambda shape=shape: generate(shape),  # type: ignore[misc]
            600.0 if family == "large" else 60.0,
            shape.name in SHORT,
        )
        for family, shape in SHAPES
    ),
)


def named(name: str) -> Case:
    """The case of this name; raises KeyError where there is none."""
    return {case.name: case for case in CASES}[name]


def main(arguments: list[str]) -> None:
    """List the cases, or write one as a folder."""
    from safeconduct.operation import write_operation

    if len(arguments) == 2:
        write_operation(named(arguments[0]).make(), Path(arguments[1]))
        return
    for case in CASES:
        print(f"{case.name:<20}{case.family:<12}{case.description}")


if __name__ == "__main__":
    main(sys.argv[1:])
