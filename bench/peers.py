"""The engines that users would otherwise pick, on the same operations, machine and seconds.

    python -m bench peers [--long] [--seconds S] [--only CASE…] [--dry]

Three tables. Routes: on the sub-problem that routing engines can express
(`bench/rivals/task.py` says what is left out). Rules: what remains of the same trips under all
rules, when waiting has mended what it can and the judge has removed what still breaks one
(`bench/rivals/replay.py`); CP-SAT is told of bays, lanes and capacity, as it can be.
Bounds: the plain time-expanded LP in HiGHS beside our bound at the same clock.

Every engine has both cores: those that use one run twice, with two seeds, and the better
counts. Adapters: `bench/rivals/with_*.py`.
"""

import sys
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

from bench.cases import named
from bench.results import Keeper, machine, release

from bench import apart

ENGINES = {
    "Safeconduct": "",
    "PyVRP": "with_pyvrp",
    "OR-Tools routing": "with_ortools",
    "OR-Tools CP-SAT": "with_cpsat",
    "VROOM": "with_vroom",
}
PACKAGES = {"PyVRP": "pyvrp", "OR-Tools routing": "ortools", "VROOM": "pyvroom"}
SHORT, SHORT_S = ("lanes", "patients"), 10.0
LONG = (
    "small", "free", "lanes", "bays", "shuttle", "corridor", "star", "window", "inspected_empty",
    "patients", "spread", "duty", "range", "headway", "escort", "hundred", "al_shifa", "sumy",
)  # fmt: skip
FULL = ("small", "lanes", "bays", "corridor", "patients", "hundred")
FULL_S, LONG_S = 10.0, 60.0
TICKS = {False: ("300",), True: ("300", "240", "120")}


def main(options: Namespace) -> None:
    """Solve with every engine that is installed; print and keep the tables."""
    cases = options.only or (LONG if options.long else FULL if options.full else SHORT)
    usual = LONG_S if options.long else FULL_S if options.full else SHORT_S
    seconds = options.seconds or usual
    engines = {name: module for name, module in ENGINES.items() if _there(name, module)}
    print(f"Safeconduct {release()}, {machine()}; {', '.join(map(_versioned, engines))}")
    apart.run("bench.gaps", "warm", seconds=600.0)
    head = ("case", "given s", "everybody", *engines, "we are")
    routes = Keeper("peers-routes", f"Peers on what they can express: {WHAT}", head, 2, options)
    rules = Keeper("peers-rules", "Peers under all rules: what the judge leaves", head, 2, options)
    for case, given in routes.todo((case, f"{seconds:g}") for case in cases):
        found = {name: _run(case, module, seconds) for name, module in engines.items()}
        everybody = next((f"{f['everybody']:g}" for f in found.values() if "everybody" in f), "-")
        for keeper, key in ((routes, "routes"), (rules, "rules")):
            cells = [_cell(f, key) for f in found.values()]
            keeper.keep((case, given, everybody, *cells, _standing(found, key)))
    bounds = Keeper(
        "peers-bounds", "The bound beside the LP written out, in HiGHS", BOUNDS, 2, options
    )
    every = {*SHORT, *FULL, *LONG, *cases}
    bounds.forget_others((c, t) for c in every for ticks in TICKS.values() for t in ticks)
    for case, tick in bounds.todo((c, t) for c in cases for t in TICKS[options.long]):
        bounds.keep(_bound(case, tick))


WHAT = "weighted people delivered"


def _standing(found: dict[str, dict[str, Any]], key: str) -> str:
    """Where we stand beside the best peer."""
    ours = found.get("Safeconduct", {}).get(key)
    others = [f[key] for name, f in found.items() if name != "Safeconduct" and key in f]
    if ours is None or not others:
        return "-"
    best = max(others)
    if ours >= best - 1e-6:
        return "best" if ours > best + 1e-6 else "level"
    return f"{100.0 * (best - ours) / best:.2f} % below"


def _there(name: str, module: str) -> bool:
    if not module:
        return True
    needs = import_module(f"bench.rivals.{module}").NEEDS
    if find_spec(needs) is None:
        print(f"{name}: skipped, {needs} is not installed (pip install -e .[bench])")
        return False
    return True


def _versioned(name: str) -> str:
    try:
        return f"{name} {version(PACKAGES[name])}" if name in PACKAGES else name
    except PackageNotFoundError:
        return name


def _run(case: str, module: str, seconds: float) -> dict[str, Any]:
    """One engine on one case; twice side by side where it uses one core only."""
    threads = import_module(f"bench.rivals.{module}").THREADS if module else 2
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(
                apart.run, "bench.peers", "solve", case, module, str(seconds), str(seed),
                seconds=3 * seconds,
            )
            for seed in range(2 // threads)
        ]  # fmt: skip
        found = [job.result() for job in jobs]
    good = [f for f in found if "failed" not in f]
    if not good:
        return found[0]
    best = max(good, key=lambda f: float(f["routes"]))
    return {**best, "rules": max(float(f["rules"]) for f in good)}


def _cell(found: dict[str, Any], key: str) -> str:
    if "failed" in found:
        return str(found["failed"]).removeprefix("ValueError: ")[:60]
    late = f" ({found['seconds']:.0f} s)" if key == "routes" and found["overrun"] else ""
    return f"{found[key]:g}{late}"


def solve(case: str, module: str, seconds: float, seed: int) -> dict[str, Any]:
    """Solve here: weighted people on the sub-problem and under all rules."""
    from bench.rivals.replay import everybody
    from bench.rivals.task import task

    operation = named(case).make()
    stated = task(operation)
    found = {"everybody": everybody(operation)}
    if not module:
        return {**found, **_own(operation, stated.operation, seconds)}
    return {**found, **_rival(operation, stated, module, seconds, seed)}


def _rival(operation: Any, stated: Any, module: str, seconds: float, seed: int) -> dict[str, Any]:
    import time

    from bench.rivals.replay import remains

    engine = import_module(f"bench.rivals.{module}")
    begun = time.monotonic()
    trips = engine.solve(stated, seconds, seed)
    spent = time.monotonic() - begun
    told = trips
    if module == "with_cpsat":
        told = engine.solve(stated, seconds, seed, operation)
    routes, rules = remains(stated.operation, trips), remains(operation, told)
    if told is not trips:
        rules = max(rules, remains(operation, trips), key=lambda r: r.weighted_out)
    return {
        "routes": routes.weighted_out, "rules": rules.weighted_out, "trips": routes.given,
        "kept": rules.trips, "seconds": spent, "overrun": spent > 1.2 * seconds + 5.0,
    }  # fmt: skip


def _own(operation: Any, reduced: Any, seconds: float) -> dict[str, Any]:
    from bench.gaps import warm

    from safeconduct.instance.build import build
    from safeconduct.instance.itinerary import to_plan
    from safeconduct.plan.solve import Limits
    from safeconduct.plan.solve import solve as plan
    from safeconduct.verify import judge

    warm()
    found: dict[str, Any] = {"overrun": False, "seconds": 0.0}
    for key, one in (("routes", reduced), ("rules", operation)):
        instance = build(one)
        solution = plan(instance, Limits(seconds))
        made = to_plan(instance, solution.schedule, solution.bound.value, solution.seconds, 0)
        verdict = judge(one, made)
        found[key] = verdict.result.weighted_out if verdict.accepted else 0.0
    return found


BOUNDS = (
    "case", "tick s", "LP columns", "LP bound", "LP s", "our bound", "our s", "times faster",
)  # fmt: skip


def _bound(case: str, tick: str) -> tuple[str, ...]:
    found = apart.run("bench.peers", "bound", case, tick, seconds=600.0)
    if "failed" in found:
        return (case, tick, "-", str(found["failed"])[:60], "-", "-", "-", "-")
    faster = found["lp_s"] / max(found["our_s"], 1e-3)
    more = "" if found["lp"] is not None else "> "
    return (
        case, tick, f"{found['columns']:,}", "-" if more else f"{found['lp']:.1f}",
        f"{more}{found['lp_s']:.1f}", f"{found['ours']:.1f}", f"{found['our_s']:.1f}",
        f"{more}{faster:.1f}",
    )  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "solve":
        _, _, _case, _module, _seconds, _seed = sys.argv
        apart.answer(lambda: solve(_case, _module, float(_seconds), int(_seed)))
    else:
        from bench.rivals.lp import compare

        apart.answer(lambda: compare(sys.argv[2], int(sys.argv[3])))
