"""Public instances nearest to ours, solved by the same engine through adapters.

    python -m bench public [--long] [--seconds S] [--only NAME…] [--dry]

Bus evacuation (last arrival; by bisection over the horizon): the 90 random files and
Valparaíso where `../shared/data/instances` is there (their licence lets us use them, not
keep them), and instances of the same published generator made here from seeds.
"""

import csv
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from bench.instances import bep
from bench.results import keep, machine, release, show

from bench import apart

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "instances"
SHORT_S, LONG_S = 6.0, 60.0
HEAD = (
    "case", "given s", "buses", "loads", "best known", "known bound", "our plan", "our bound",
    "seconds",
)  # fmt: skip
MINUTES = {"metres": 1.0 / 60.0, "units": 10.0}
"""Minutes of our clock for one unit of distance: a metre a second, or ten minutes."""
VALPARAISO = {
    # buses: best known, proven bound; plans of 75, 70, 50 and bounds by this project's study,
    # 30 and 10 as published by Loyola, Riff and Montero (2017)
    75: (9_967, 9_800), 70: (10_139, 9_800), 50: (11_103, 10_400), 30: (15_092, 11_800),
    10: (35_730, 29_485),
}  # fmt: skip


def main(options: Namespace) -> None:
    """Solve, print, keep."""
    print(f"Safeconduct {release()}, {machine()}")
    known = _known()
    names = options.only or _names(known, long=options.long)
    seconds = options.seconds or (LONG_S if options.long else SHORT_S)
    rows = []
    for name in names:
        found = apart.run("bench.public", name, str(seconds), seconds=seconds)
        rows.append(_row(name, seconds, known.get(name, ("-", "-")), found))
        print("  ".join(rows[-1]), flush=True)
    show("Bus evacuation: last arrival", HEAD, rows)
    _summary(rows)
    if not options.dry:
        keep("bus-evacuation", "Bus evacuation: last arrival", HEAD, rows, 2)


def _names(known: dict[str, tuple[str, str]], *, long: bool) -> list[str]:
    own = [f"own-{k}-{seed}" for k in bep.BUSES for seed in range(2)]
    if not known:
        print(f"the public files are skipped: {FOLDER} is not there")
        return own if long else own[:4]
    if long:
        return list(known) + own
    few = [name for name in known if name.endswith("-i1") and "-2-2-" not in name]
    return few[:3] + own[2:4]


def _known() -> dict[str, tuple[str, str]]:
    """Best known value and bound of each public file, by its name."""
    table = FOLDER / "bep" / "derived" / "bounds_rand.csv"
    if not table.exists():
        return {}
    with table.open(encoding="utf-8", newline="") as lines:
        found = {
            Path(row["file"]).stem: (row["best_makespan"], row["LB_time_expanded_LP"])
            for row in csv.DictReader(lines)
        }
    for buses, (best, bound) in VALPARAISO.items():
        found[f"BEP-5-52-12-{buses}"] = (str(best), str(bound))
    return found


def _row(
    name: str, seconds: float, known: tuple[str, str], found: dict[str, Any]
) -> tuple[str, ...]:
    if "failed" in found:
        return (name, f"{seconds:g}", "-", "-", *known, found["failed"][:60], "-", "-")
    best = "-" if found["best"] is None else str(found["best"])
    return (
        name, f"{seconds:g}", str(found["buses"]), str(found["loads"]), *known, best,
        str(found["bound"]), f"{found['seconds']:.1f}",
    )  # fmt: skip


def _summary(rows: list[tuple[str, ...]]) -> None:
    pairs = [(int(r[6]), int(r[4])) for r in rows if r[6].isdigit() and r[4].isdigit()]
    proven = sum(r[6] == r[7] for r in rows)
    print(
        f"\n{proven} of {len(rows)} proven optimal; "
        f"{sum(a <= b for a, b in pairs)} of {len(pairs)} as good as the best known, "
        f"{sum(a <= b + 1 for a, b in pairs)} within one unit"
    )


def solve(name: str, seconds: float) -> dict[str, Any]:
    """Solve one instance here."""
    from bench.gaps import warm
    from bench.instances.makespan import shortest

    one = instance(name)
    metres = name.startswith("BEP-5-52")
    minutes = MINUTES["metres" if metres else "units"]
    warm()
    found = shortest(
        lambda length: one.operation(length, minutes), float(one.demand),
        (one.least(), one.most()), seconds, 50 if metres else 1,
    )  # fmt: skip
    return {
        "buses": sum(one.yards), "loads": one.demand, "bound": found.bound, "best": found.best,
        "seconds": found.seconds,
    }  # fmt: skip


def instance(name: str) -> bep.Evacuation:
    """The instance of this name: a public file's, or `own-k-seed`."""
    if name.startswith("own-"):
        _, k, seed = name.split("-")
        return bep.generate(int(k), int(seed))
    paths = sorted((FOLDER / "bep").glob(f"r*/**/{name}.txt"))
    if not paths:
        raise ValueError(f"there is no public instance {name}")
    return bep.read(paths[0])


if __name__ == "__main__":
    apart.answer(lambda: solve(sys.argv[1], float(sys.argv[2])))
