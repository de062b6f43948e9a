"""Worlds told as text, and their plans, judged. All people and places are invented.

One line says one thing; what is not said keeps the model's default:

    horizon 240                         minutes; hours 08:00-18:00
    category adult load_min=1           there is always a category `adult`
    base depot rest=True                base, pickup, post (a checkpoint), town (a reception)
    zone strip access=window            open where nothing is said
    window strip 60 120
    leg depot hamlet 20 strip:5:20      `both` for there and back, without zones on the way back
    people hamlet adult 10
    fleet bus 2 depot seats=10
"""

from ast import literal_eval
from datetime import datetime, timedelta, timezone
from typing import Any

from safeconduct.instance.build import build
from safeconduct.instance.itinerary import to_plan
from safeconduct.model.fleet import FleetRow
from safeconduct.model.network import Leg, Passage
from safeconduct.model.operation import Operation, Rules
from safeconduct.model.people import Category, Headcount, Seat
from safeconduct.model.place import Place, PlaceKind
from safeconduct.model.plan import Plan
from safeconduct.model.units import DailyInterval
from safeconduct.model.zone import Access, Window, Zone
from safeconduct.plan.bound import Prover
from safeconduct.plan.solve import Limits, solve
from safeconduct.verify import judge

START = datetime(2022, 4, 30, 6, 0, tzinfo=timezone(timedelta(hours=3)))
KINDS = {
    "base": PlaceKind.BASE, "pickup": PlaceKind.PICKUP, "post": PlaceKind.CHECKPOINT,
    "town": PlaceKind.RECEPTION,
}  # fmt: skip


def world(text: str) -> Operation:
    """The operation that a text tells, from 06:00 on."""
    said: dict[str, list[list[str]]] = {}
    for line in text.strip().splitlines():
        verb, *words = line.split()
        said.setdefault(verb, []).append(words)
    categories = [_category(words) for words in said.get("category", [])]
    if not any(c.id == "adult" for c in categories):
        categories.insert(0, Category("adult"))
    legs = [_leg(words) for words in said.get("leg", []) + said.get("both", [])]
    legs += [_leg([b, a, minutes]) for a, b, minutes, *_ in said.get("both", [])]
    return Operation(
        name="told",
        start=START,
        horizon_h=float(said["horizon"][0][0]) / 60,
        categories=tuple(categories),
        parties=(),
        organisations=(),
        places=tuple(_place(kind, words) for kind in KINDS for words in said.get(kind, [])),
        headcounts=tuple(Headcount(p, c, int(n)) for p, c, n in said.get("people", [])),
        fleet=tuple(
            FleetRow(name, "relief", base, "bus", int(count), **_more(more))
            for name, count, base, *more in said.get("fleet", [])
        ),
        zones=tuple(_zone(words) for words in said.get("zone", [])),
        windows=tuple(
            Window(f"{zone}-{n}", zone, float(start), float(end))
            for n, (zone, start, end) in enumerate(said.get("window", []))
        ),
        legs=tuple(legs),
        rules=Rules(tuple(_hours(words[0]) for words in said.get("hours", []))),
    )


def _more(words: list[str]) -> dict[str, Any]:
    found = {}
    for word in words:
        key, _, value = word.partition("=")
        try:
            found[key] = literal_eval(value)
        except (ValueError, SyntaxError):
            found[key] = value
    return found


def _hours(word: str) -> DailyInterval:
    begin, end = (60 * int(t[:2]) + int(t[3:]) for t in word.split("-"))
    return DailyInterval(begin, end)


def _category(words: list[str]) -> Category:
    more = _more(words[1:])
    return Category(words[0], **{**more, "uses": Seat(more.get("uses", "seat"))})


def _place(kind: str, words: list[str]) -> Place:
    more = _more(words[1:])
    for name in ("zones", "accepts"):
        if name in more:
            more[name] = tuple(str(more[name]).split("+"))
    if "open" in more:
        more["open"] = (_hours(more["open"]),)
    return Place(words[0], words[0], KINDS[kind], (37.0, 47.0), **more)


def _zone(words: list[str]) -> Zone:
    more = _more(words[1:])
    return Zone(words[0], **{**more, "access": Access(more.get("access", "open"))})


def _leg(words: list[str]) -> Leg:
    origin, destination, minutes, *zones = words
    stays = []
    for told in zones:
        zone, enter, leave = told.split(":")
        stays.append(Passage(zone, float(enter), float(leave)))
    name = f"{origin}-{destination}"
    return Leg(name, origin, destination, float(minutes), float(minutes), 0.0, tuple(stays))


def bound(operation: Operation, *, exact: bool = False) -> float:
    """The bound when there is no more to gain; `exact` leaves out the step to whole people."""
    prover = Prover(build(operation))
    if exact:
        prover.unit = 0.0
    prover.work(lambda: True)
    return prover.bound.value


def planned(operation: Operation, looks: int = 20, seed: int = 0, *, prove: bool = True) -> Plan:
    """The plan after so many looks at the search, which the judge must accept."""
    instance = build(operation)
    solution = solve(instance, Limits(3600.0, looks=looks, prove=prove), seed)
    plan = to_plan(instance, solution.schedule, solution.bound.value, 0.0, seed)
    verdict = judge(operation, plan)
    assert verdict.breaches == ()
    return plan


def reached(text: str) -> tuple[float, float]:
    """Weighted people whom the plan of a told world delivers, and its bound."""
    result = planned(world(text)).result
    return result.weighted_out, result.bound
