"""How fast a convoy travels by class of road: a data table with its sources, and overrides."""

import csv
from collections.abc import Mapping
from importlib.resources import files
from math import isfinite

from safeconduct.model.problem import InputProblems, problem

CONNECTOR = "connector"
FERRY = "ferry"
NO_CLASS = "unclassified"


def speed_table(overrides: Mapping[str, float], *, ferries: bool = False) -> dict[str, float]:
    """Kilometres per hour by road class; a class that is not in it is not driven on.

    Raises:
        InputProblems: an override is not a speed above 0.
    """
    wrong = tuple(
        problem("S629", "operation.toml", "[roads]", f"speeds_kmh.{name}", value=value)
        for name, value in overrides.items()
        if not (isfinite(value) and value > 0)
    )
    if wrong:
        raise InputProblems(wrong)
    text = files("safeconduct.network").joinpath("data/speeds.csv").read_text("utf-8")
    table = {row["class"]: float(row["kmh"]) for row in csv.DictReader(text.splitlines())}
    table.update(overrides)
    if not ferries:
        table.pop(FERRY, None)
    return table
