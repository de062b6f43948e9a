"""What a plan achieves and what it does not, in plain sentences and small tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from safeconduct.brief.facts import (
    arrivals,
    category_names,
    first_departure,
    place_names,
    total,
    zone_names,
)
from safeconduct.brief.sources import footings
from safeconduct.model.operation import Operation
from safeconduct.model.people import Seat
from safeconduct.model.plan import Plan, Result
from safeconduct.model.units import Minutes

SHOWN = 8
"""How many limits are named; the rest are counted."""


class Holds(Protocol):
    """What holds people back: its kind, its name, and people gained per unit more of it."""

    @property
    def kind(self) -> str:
        """For instance fleet, lane, bay, entry, escort, reception or distance."""

    @property
    def name(self) -> str:
        """Which one: a place, a zone, a kind of seat."""

    @property
    def price(self) -> float:
        """Weighted people that one more unit adds to the bound; 0 where unknown."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings; every column but the first is written to the right."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, sentences, and perhaps a table under them."""

    heading: str
    sentences: tuple[str, ...]
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """All that is to be said of a plan, in the order in which it matters."""

    title: str
    sections: tuple[Section, ...]


def summary(operation: Operation, plan: Plan, limits: Iterable[Holds] = ()) -> Summary:
    """Say what a plan brings, how good it is, who stays behind and why, and what is assumed."""
    sections = [_people_out(operation, plan), _how_good(operation, plan.result)]
    sections += _behind(operation, plan, tuple(limits))
    sections += [_movement(operation, plan), _footing(operation)]
    return Summary(operation.name, tuple(sections))


def when(operation: Operation, minute: Minutes) -> str:
    """A minute as the operation's clock shows it, for instance Thu 5 May 2022 08:10."""
    instant = operation.instant(minute)
    return f"{instant:%a} {instant.day} {instant:%b %Y %H:%M}"


def amount(value: float) -> str:
    """A number with thousands apart; decimals only where there are any."""
    return f"{value:,.0f}" if abs(value - round(value)) < 0.05 else f"{value:,.1f}"


def people(count: int) -> str:
    """How many people, in words that agree with the number."""
    return "1 person" if count == 1 else f"{count:,} people"


def _people_out(operation: Operation, plan: Plan) -> Section:
    result = plan.result
    waiting = sum(operation.waiting().values())
    said = [f"{result.people_out:,} of {people(waiting)} who wait are brought out."]
    if not result.people_out:
        said = [f"This plan brings nobody out; {people(waiting)} wait."]
    if result.last_arrival_min is not None:
        said.append(f"The last arrive {when(operation, result.last_arrival_min)} local time.")
    names = category_names(operation)
    days = arrivals(operation, plan)
    rows = [
        (f"{day:%a} {day.day} {day:%b}", *_counts(out, names), f"{total(out):,}")
        for day, out in days.items()
    ]
    out: Mapping[str, int] = result.people_by_category
    rows.append(("All days", *_counts(out, names), f"{total(out):,}"))
    table = Table(("Out, by local day", *names.values(), "All"), tuple(rows))
    return Section("People out", tuple(said), table if days else None)


def _counts(counts: Mapping[str, int], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{counts.get(category, 0):,}" for category in names)


def _how_good(operation: Operation, result: Result) -> Section:
    """The bound and the gap, without claiming more than is proven."""
    weights = {category.weight for category in operation.categories}
    weight = {category.id: category.weight for category in operation.categories}
    everybody = sum(n * weight.get(c, 1.0) for (_, c), n in operation.waiting().items())
    bound, reached = amount(result.bound), amount(result.weighted_out)
    said = []
    unit = "people"
    if weights - {1.0}:
        unit = "weighted people"
        each = ", ".join(
            f"{c.name or c.id} {c.weight:g}" for c in operation.categories if c.weight != 1.0
        )
        said.append(f"People count by weight: {each}; all others 1.")
    if result.bound <= 0:
        said.append("It is proven that under these rules nobody can be brought out.")
    elif result.gap <= 0:
        said.append(
            f"At most {bound} {unit} can be brought out under these rules; this plan brings "
            f"{reached}: no plan can bring more."
        )
    else:
        said.append(
            f"At most {bound} {unit} can be brought out under these rules; this plan brings "
            f"{reached}: within {percent(result.gap)} of that."
        )
        said.append("Whether a better plan exists in between is not known.")
        if result.bound >= everybody - 1e-6:
            said.append("The bound is everybody who waits: it says nothing about the rules yet.")
    said.append("The proof holds for the inputs as given; it does not make them true.")
    return Section("How good the plan is", tuple(said))


def percent(share: float) -> str:
    """A share in per cent, rounded up, so that it is never said to be nearer than it is."""
    tenths = -(-share * 1000 // 1)
    return f"{tenths / 10:.1f} %"


def _behind(operation: Operation, plan: Plan, limits: Sequence[Holds]) -> list[Section]:
    left = {p: c for p, c in plan.result.left_behind.items() if any(c.values())}
    if not left:
        return [Section("Who stays behind", ("Nobody is left waiting.",))]
    places, names = place_names(operation), category_names(operation)
    rows = [
        (places.get(place, place), *_counts(by, names), f"{sum(by.values()):,}")
        for place, by in left.items()
    ]
    count = sum(sum(by.values()) for by in left.values())
    table = Table(("Left behind, by place", *names.values(), "All"), tuple(rows))
    verb = "waits" if count == 1 else "wait"
    said = f"{people(count)} still {verb} when the plan ends."
    return [
        Section("Who stays behind", (said,), table),
        Section("What holds them back", tuple(_reasons(operation, limits))),
    ]


def _reasons(operation: Operation, limits: Sequence[Holds]) -> list[str]:
    if not limits:
        return [
            "Nothing in the proof holds them back: a longer search may find a plan for them.",
        ]
    said = [reason(operation, limit) for limit in limits[:SHOWN]]
    if len(limits) > SHOWN:
        said.append(f"And {len(limits) - SHOWN} more of smaller effect.")
    return said


def reason(operation: Operation, limit: Holds) -> str:
    """One limit as a sentence; the price is what one more unit would add to the bound."""
    name = {**zone_names(operation), **place_names(operation)}.get(limit.name, limit.name)
    sentence, unit = {
        "fleet": _fleet(operation, limit.name),
        "lane": (f"Lanes: the post {name} can inspect no more while it is open.", "lane-minute"),
        "bay": (f"Bays: no more vehicles can be served at {name}.", "bay-minute"),
        "entry": (f"Headway: no more vehicles can enter {name} in time.", "entry"),
        "escort": (f"Escort: too few vehicles lead convoys into {name}.", "vehicle led"),
        "reception": (f"Reception: {name} is full.", "place"),
        "distance": (f"Distance: from {name} nobody can be brought out before the end.", ""),
        "window": (f"Window: {name} is not open for longer.", "minute"),
        "duty": (f"Duty: crews of {name} must rest.", "minute"),
    }.get(limit.kind, (f"{limit.kind.capitalize()}: {name}.", "unit"))
    if limit.price < 0.0005 or not unit:
        return sentence
    # Only limits that change over time say when they bind most.
    moment = getattr(limit, "moment", -1)
    most = f", most from {when(operation, moment / 60)}" if moment >= 0 else ""
    return f"{sentence} One more {unit} would raise the bound by up to {margin(limit.price)}{most}."


def margin(price: float) -> str:
    """What one more unit adds, to two digits: no proof is sharper at the margin."""
    return f"{float(f'{price:.2g}'):,.10g}"


def _fleet(operation: Operation, name: str) -> tuple[str, str]:
    """Which vehicles are short: a row of the fleet, a kind of place, or all."""
    row = next((row for row in operation.fleet if row.id == name), None)
    if row is not None:
        return f"Vehicles: {row.count} of {row.id} ({row.type}) are too few.", "vehicle"
    if name in set(Seat):
        return f"Vehicles: too few places of the kind “{name}” on all trips in time.", "place"
    return f"Vehicles: {name}.", "vehicle"


def _movement(operation: Operation, plan: Plan) -> Section:
    departure = first_departure(plan)
    if departure is None:
        return Section("Movement", ("No vehicle moves.",))
    used = sum(any(a.leg for a in vehicle.activities) for vehicle in plan.vehicles)
    fleet = sum(row.count for row in operation.fleet)
    result = plan.result
    return Section(
        "Movement",
        (
            f"The first vehicle departs {when(operation, departure)} local time.",
            f"{used:,} of {fleet:,} vehicles move, {amount(result.vehicle_km)} km in all.",
            f"Exposure: {amount(result.exposure)} hazard-minutes, over all people aboard.",
        ),
    )


def _footing(operation: Operation) -> Section:
    """How many inputs are assumed, how many have no source."""
    every = footings(operation)
    facts = sum(f.facts for f in every)
    assumed = sum(f.assumed for f in every)
    unsourced = sum(f.unsourced for f in every)
    said = f"Of {facts:,} inputs, {assumed:,} are assumed and {unsourced:,} have no source."
    table = Table(
        ("Inputs, by file", "All", "Assumed", "No source"),
        tuple((f.file, f"{f.facts:,}", f"{f.assumed:,}", f"{f.unsourced:,}") for f in every),
    )
    notified = "A plan is no permission: notified is not approved."
    return Section("What it rests on", (said, notified), table)
