"""Public instances nearest to ours, solved by the same engine through adapters.

    python -m bench public [--long] [--seconds S] [--only NAME…] [--dry]

Everybody has to be out; what counts is the last arrival (`safeconduct.plan.soonest`). The files
are read at `../shared/data/instances` where they are there: their licences let us use them,
not keep them. Instances of the published generator are made here from seeds.

    rand, valparaíso   bus evacuation (Loyola, Riff and Montero 2017)
    own                the same published distribution, our own seeds
    course             teaching set with true sizes (UTFSM)
    splits             a pickup's people over several buses, several stops (Espinoza)
    vessels            Bowen Island: vessels of many kinds and loading times (Krutein, Goodchild)
"""

import csv
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from bench.instances import bep, icep, splits
from bench.results import Keeper, machine, release, show

from bench import apart

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "instances"
SHORT_S, FULL_S, LONG_S = 6.0, 20.0, 60.0
HEAD = (
    "case", "given s", "set", "vehicles", "loads or people", "best known", "known bound",
    "our plan", "our bound", "seconds", "judge",
)  # fmt: skip
SUMMARY = (
    "set", "given s", "instances", "proven optimal", "as good as the best known",
    "within one unit", "better", "mean, to the best known", "longest s",
)  # fmt: skip
MINUTES = {"metres": 1.0 / 60.0, "units": 10.0}
"""Minutes of our clock for one unit of distance: a metre a second, or ten minutes."""
VALPARAISO = {
    # buses: best known, proven bound; plans of 75, 70, 50 and bounds by this project's study,
    # 30 and 10 as published by Loyola, Riff and Montero (2017)
    75: (9_967, 9_800), 70: (10_139, 9_800), 50: (11_103, 10_400), 30: (15_092, 11_800),
    10: (35_730, 29_485),
}  # fmt: skip
RAND_FULL = ("-i2", "-i3", "-i6")
"""Of each size these are in the full form, among them the hard ones."""
SPLITS = {"random1": "834.3", "random2": "839.95", "random3": "858.27", "paipote": "485.24"}
"""CPLEX; the first three optimal, the last at its limit of 4,000 s."""


def main(options: Namespace) -> None:
    """Solve, print, keep."""
    print(f"Safeconduct {release()}, {machine()}")
    known = _known()
    names = options.only or _names(known, options)
    usual = LONG_S if options.long else FULL_S if options.full else SHORT_S
    seconds = options.seconds or usual
    keeper = Keeper("public", "Public instances: last arrival", HEAD, 2, options)
    apart.run("bench.gaps", "warm", seconds=600.0)
    rows = []
    left = [name for name, _ in keeper.left((name, f"{seconds:g}") for name in names)]
    for some, _ in keeper.todo((" ".join(part), f"{seconds:g}") for part in _parts(left)):
        part = some.split()
        limit = 2.0 * seconds * len(part)
        found = apart.run("bench.public", str(seconds), *part, seconds=limit)
        for name in part:
            told = found if "failed" in found else found[name]
            rows.append(_row(name, seconds, known.get(name, ("-", "-")), told))
            keeper.keep(rows[-1])
    show("Public instances: last arrival", HEAD, rows)
    totals = Keeper("public-sets", "Public instances: the sets", SUMMARY, 2, options)
    summary = _summary(keeper.rows() if not options.dry else rows, f"{seconds:g}")
    show("Public instances: the sets", SUMMARY, summary)
    for row in summary:
        totals.keep(row, quiet=True)


def _parts(names: list[str]) -> Iterator[list[str]]:
    """Small instances share a process, ten at a time."""
    small = [name for name in names if sort(name) in {"rand", "own", "course"}]
    yield from (small[n : n + 10] for n in range(0, len(small), 10))
    yield from ([name] for name in names if name not in small)


def sort(name: str) -> str:
    """Which set an instance belongs to."""
    if name.startswith("own-"):
        return "own"
    if name.startswith("BEP-5-52"):
        return "valparaíso"
    if name.startswith("InstanceBEP"):
        return "course"
    if name in SPLITS:
        return "splits"
    if "_fleet_" in name:
        return "vessels"
    return "rand"


def _names(known: dict[str, tuple[str, str]], options: Namespace) -> list[str]:
    own = [f"own-{k}-{seed}" for k in bep.BUSES for seed in range(2)]
    if not known:
        print(f"the public files are skipped: {FOLDER} is not there")
        return own if options.long or options.full else own[:4]
    if options.long:
        return list(known) + own
    if options.full:
        third = [name for name in known if sort(name) != "rand" or name[-3:] in RAND_FULL]
        return third + own[::2]
    return ["BEP-1-4-4-3-i2", "BEP-1-8-8-5-i6", "InstanceBEP-1-5-3-6", "random1", *own[2:4]]


def _known() -> dict[str, tuple[str, str]]:
    """Best known value and bound of each public file, by its name."""
    found: dict[str, tuple[str, str]] = {}
    for table in ("bep/derived/bounds_rand.csv", "bep-utfsm/derived_bounds.csv"):
        if not (FOLDER / table).exists():
            return {}
        with (FOLDER / table).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                proven = row["proven_optimal"] == "True"
                bound = row["best_makespan" if proven else "LB_time_expanded_LP"]
                found[Path(row["file"]).stem] = (row["best_makespan"], bound)
    for buses, (best, least) in VALPARAISO.items():
        found[f"BEP-5-52-12-{buses}"] = (str(best), str(least))
    for name, value in SPLITS.items():
        found[name] = (value, value if name != "paipote" else "-")
    found.update(dict.fromkeys(icep.names(FOLDER / "icep"), ("-", "-")))
    for name in icep.names(FOLDER / "icep"):
        found[name] = (str(icep.published(FOLDER / "icep", name)), "-")
    return found


def _row(
    name: str, seconds: float, known: tuple[str, str], found: dict[str, Any]
) -> tuple[str, ...]:
    given = (name, f"{seconds:g}", sort(name))
    if "failed" in found:
        return (*given, "-", "-", *known, "-", "-", "-", found["failed"][:60])
    best = "-" if found["best"] is None else f"{found['best']:g}"
    judge = f"rejects ({found['breaches'][0]})" if found["breaches"] else "accepts"
    return (
        *given, str(found["vehicles"]), str(found["loads"]), *known, best,
        f"{found['bound']:g}", f"{found['seconds']:.1f}", "-" if best == "-" else judge,
    )  # fmt: skip


def _summary(rows: list[tuple[str, ...]], given: str) -> list[tuple[str, ...]]:
    """One row for each set."""
    table: list[tuple[str, ...]] = []
    for name in sorted({row[2] for row in rows if row[1] == given}):
        mine = [row for row in rows if row[2] == name and row[1] == given]
        pairs = [(float(r[7]), float(r[5])) for r in mine if r[7] != "-" and r[5] != "-"]
        proven = sum(r[7] != "-" and float(r[7]) <= float(r[8]) for r in mine)
        ratio = f"{mean(a / b for a, b in pairs):.3f}" if pairs else "-"
        times = [float(r[9]) for r in mine if r[9] != "-"]
        table.append((
            name, given, str(len(mine)), str(proven), str(sum(a <= b for a, b in pairs)),
            str(sum(a <= b + 1 for a, b in pairs)), str(sum(a < b for a, b in pairs)), ratio,
            f"{max(times, default=0.0):.1f}",
        ))  # fmt: skip
    return table


def solve_all(names: list[str], seconds: float) -> dict[str, Any]:
    """Solve some instances here, one after the other."""
    from bench.gaps import warm

    warm()
    found: dict[str, Any] = {}
    for name in names:
        try:
            found[name] = solve(name, seconds)
        except Exception as fault:  # noqa: BLE001 - the others are still to be solved
            found[name] = {"failed": repr(fault)}
    return found


def solve(name: str, seconds: float) -> dict[str, Any]:
    """Solve one instance here."""
    if sort(name) == "splits":
        return splits.solve(FOLDER / "bep-ma" / "instances" / name, seconds)
    if sort(name) == "vessels":
        return icep.solve(FOLDER / "icep", name, seconds)
    return _buses(name, seconds)


def _buses(name: str, seconds: float) -> dict[str, Any]:
    from bench.instances.makespan import shortest

    one = instance(name)
    metres = sort(name) == "valparaíso"
    minutes = MINUTES["metres" if metres else "units"]
    found = shortest(
        lambda length: one.operation(length, minutes),
        (one.least(), one.most()), seconds, 50 if metres else 1, direct=True,
        count=one.length,
    )  # fmt: skip
    return {
        "vehicles": sum(one.yards), "loads": one.demand, "bound": found.bound,
        "best": found.best, "seconds": found.seconds, "breaches": found.breaches,
    }  # fmt: skip


def instance(name: str) -> bep.Evacuation:
    """The instance of this name: a public file's, or `own-k-seed`."""
    if name.startswith("own-"):
        _, k, seed = name.split("-")
        return bep.generate(int(k), int(seed))
    paths = sorted((FOLDER / "bep").glob(f"r*/**/{name}.txt"))
    paths += sorted((FOLDER / "bep-utfsm").glob(f"{name}.txt"))
    if not paths:
        raise ValueError(f"there is no public instance {name}")
    return bep.read(paths[0])


if __name__ == "__main__":
    apart.answer(lambda: solve_all(sys.argv[2:], float(sys.argv[1])))
