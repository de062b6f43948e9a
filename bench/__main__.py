"""Runs benchmarks by name: `python -m bench [NAME…] [--long]`; see bench/README.md."""

import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module
from inspect import signature

BENCHMARKS = {
    "gaps": "every registered operation: the gap to the proven bound, seconds, memory",
    "mediate": "the mediator's table: seconds, elicitation, valuing a case",
    "micro": "operations so small that every plan is tried: bound and schedule beside the best",
    "peers": "the same operations solved with the peers' models, judged alike",
    "public": "public instances: bus evacuation, with splits, with vessels; last arrival",
    "read": "reports to statements: found, attributed, related, and how fast",
    "replan": "a bad day: seconds to a new plan, its gap, the crews that it changes",
    "stress": "bad days: seconds, beside SimPy and Ciw; recorded cases; plans that stand them",
    "roads": "reading a city's roads and finding ways, beside other readers",
}


def main(arguments: list[str]) -> None:
    """Run what is named, or all of it, in the short form unless `--long`."""
    options = _options(arguments)
    if options.list:
        for name, what in BENCHMARKS.items():
            print(f"{name:<10}{what}")
        return
    for name in options.names or BENCHMARKS:
        print(f"\n== {name}: {BENCHMARKS[name]}", flush=True)
        run = import_module(f"bench.{name}").main
        try:
            run(options) if signature(run).parameters else run()
        except Exception as fault:  # noqa: BLE001 - the others are still to be measured
            print(f"{name}: failed: {fault!r}", flush=True)


def _options(arguments: list[str]) -> Namespace:
    parser = ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all")
    parser.add_argument("--list", action="store_true", help="say what there is")
    parser.add_argument("--full", action="store_true", help="all cases, less time: under an hour")
    parser.add_argument("--long", action="store_true", help="all cases, all the time: hours")
    parser.add_argument("--seconds", type=float, default=0.0, help="for each solve; 0: usual")
    parser.add_argument("--only", nargs="+", metavar="CASE", default=[], help="these cases only")
    parser.add_argument("--resume", action="store_true", help="leave out what is measured already")
    parser.add_argument("--dry", action="store_true", help="leave RESULTS.md as it is")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    return options


if __name__ == "__main__":
    main(sys.argv[1:])
