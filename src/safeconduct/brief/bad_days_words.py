"""What becomes of a plan on bad days, in plain sentences and small tables."""

from collections.abc import Iterator

from safeconduct.brief.facts import category_names, place_names, zone_names
from safeconduct.brief.words import Section, Summary, Table
from safeconduct.model.operation import Operation
from safeconduct.model.outcome import Check, Outcome, Robust, Spread
from safeconduct.model.units import Minutes

KIND_WORDS = (
    "A simulation, not a forecast: it says what follows from the chances listed at the end, "
    "many of which are assumed. A simulated day is the whole operation, played once. A plan is "
    "no permission: notified is not approved."
)
SOURCES_ON_PAGE = "The page lists each chance with its source; many are assumed."
FATES = {
    "out": "Out",
    "under_way": "Under way at the end",
    "refused": "Refused at a post",
    "left_by_choice": "Left the convoy by choice",
    "waiting": "Came, still waiting at the end",
    "not_come": "Did not come, or were kept from it",
}
CHECKS = 14
"""How many go / no-go checks are told; the page of the plan has room for no more."""
STEPS = 12
"""Rows of the table of hours."""


def title(operation: Operation) -> str:
    """What the page is called."""
    return f"{operation.name}: bad days"


def at(operation: Operation, minute: Minutes) -> str:
    """A minute as the operation's clock shows it, short."""
    moment = operation.instant(minute)
    return f"{moment:%a} {moment.day} {moment:%b %H:%M}"


def told(operation: Operation, outcome: Outcome) -> Summary:
    """All sections under their title, for the terminal."""
    *said, footing = sections(operation, outcome)
    last = Section(footing.heading, (*footing.sentences[:1], SOURCES_ON_PAGE))
    return Summary(title(operation), (*said, last))


def sections(operation: Operation, outcome: Outcome) -> Iterator[Section]:
    """What comes out, in the order in which it matters."""
    yield _people(operation, outcome)
    yield _fates(outcome)
    yield _hours(operation, outcome)
    yield _caught(operation, outcome)
    yield _go(operation, outcome)
    if outcome.delays:
        yield _late(outcome)
    if outcome.weights:
        yield _weights(outcome)
    if outcome.foresight:
        yield _foresight(outcome)
    if outcome.robust is not None:
        yield _robust(outcome.robust)
    yield _reserves(operation, outcome)
    yield _footing(outcome)


def _row(spread: Spread) -> tuple[str, ...]:
    return tuple(
        f"{value:,.0f}"
        for value in (spread.mean, spread.p05, spread.p10, spread.median, spread.p90, spread.p95)
    )


def _fewer(least: float) -> str:
    """What is out at most on the worst days."""
    return f"fewer than {least:,.0f}" if least >= 0.5 else "nobody"


HEAD = ("mean", "5 %", "10 %", "half", "90 %", "95 %")


def _people(operation: Operation, outcome: Outcome) -> Section:
    nominal = sum(outcome.nominal.values())
    out = outcome.out
    said = [
        (
            f"On paper the plan brings {nominal:,} people out. Over {outcome.runs:,} simulated "
            f"days it brings {out.mean:,.0f} on average; on nine of ten between {out.p05:,.0f} and "
            f"{out.p95:,.0f}; on one of ten {_fewer(out.p10)}."
        )
    ]
    if not outcome.complete:
        said.append(f"Cut short: {outcome.wanted:,} days were wanted.")
    if outcome.last_arrival.mean > 0:
        said.append(
            f"The last arrive on half of the days by {at(operation, outcome.last_arrival.median)}."
        )
    names = category_names(operation)
    rows = [
        (names.get(c, c), f"{outcome.nominal.get(c, 0):,}", *_row(spread))
        for c, spread in outcome.by_category.items()
    ]
    rows.append(("All", f"{nominal:,}", *_row(out)))
    weighted = outcome.weighted
    rows.append(("All, by weight", "", *_row(weighted)))
    return Section("People out", tuple(said), Table(("", "on paper", *HEAD), tuple(rows)))


def _fates(outcome: Outcome) -> Section:
    rows = [(FATES[name], *_row(outcome.fates[name])) for name in FATES if name in outcome.fates]
    said = (
        (
            f"People who joined on the road and came out: {outcome.joined.mean:,.0f} on average, "
            f"{outcome.joined.p95:,.0f} on one day of twenty. Private cars behind the convoys: "
            f"{outcome.cars.mean:,.0f} on average. Neither is counted above."
        ),
        (
            f"Vehicles turn back {outcome.turned_back.mean:,.1f} times a day on average, and crews "
            f"are on duty for longer than allowed {outcome.over_duty.mean:,.1f} times."
        ),
    )
    return Section("What becomes of everybody", said, Table(("People", *HEAD), tuple(rows)))


def _hours(operation: Operation, outcome: Outcome) -> Section:
    if not outcome.hours:
        return Section("By the hour", ())
    step = max(len(outcome.hours) // STEPS, 1)
    picked = outcome.hours[step - 1 :: step]
    rows = tuple((at(operation, h.minute), f"{h.all_out:.0%}", *_row(h.out)[2:5]) for h in picked)
    said = (
        (
            "All are out when everybody whom the plan serves, who came, stayed and was let "
            "through, is at a reception."
        ),
    )
    return Section("By the hour", said, Table(("by", "all out", "out, 10 %", "half", "90 %"), rows))


def _caught(operation: Operation, outcome: Outcome) -> Section:
    zones = zone_names(operation)
    risky = sorted((c for c in outermost(outcome) if c.caught > 0), key=lambda c: -c.caught)
    said = [
        (
            f"On {outcome.any_caught:.0%} of the days some convoy is still inside a zone when its "
            "window shuts."
        )
    ]
    if not outcome.checks:
        said = ["The plan enters no zone with windows."]
    rows = tuple(
        (
            _named(c), zones.get(c.zone, c.zone), at(operation, c.planned), at(operation, c.shuts),
            f"{c.entered:.0%}", f"{c.caught:.1%}",
        )
        for c in risky[:CHECKS]
    )  # fmt: skip
    if len(risky) > CHECKS:
        said.append(f"The {CHECKS} convoys most often caught, of {len(risky)}:")
    table = Table(("convoy", "zone", "planned", "window shuts", "goes in", "caught"), rows)
    return Section("Caught inside", tuple(said), table if rows else None)


def outermost(outcome: Outcome) -> list[Check]:
    """One check for each moment of a convoy: of zones within one another, the tightest."""
    found: dict[tuple[str, Minutes], Check] = {}
    for check in outcome.checks:
        key = (check.convoy, round(check.planned, 3))
        if key not in found or _slack(check) < _slack(found[key]):
            found[key] = check
    return list(found.values())


def _named(check: Check) -> str:
    return check.convoy or ", ".join(check.vehicles)


def _go(operation: Operation, outcome: Outcome) -> Section:
    places, zones = place_names(operation), zone_names(operation)
    tight = sorted(outermost(outcome), key=lambda c: (_slack(c), c.planned))[:CHECKS]
    rows = []
    for c in sorted(tight, key=lambda c: c.planned):
        latest = (c.latest.get(level) for level in (90, 95, 99))
        rows.append(
            (
                at(operation, c.planned),
                f"{_named(c)} from {places.get(c.place, c.place)} into {zones.get(c.zone, c.zone)}",
                *("never" if m is None else at(operation, m) for m in latest),
                at(operation, c.shuts),
            )
        )
    said = (
        (
            "Go only before the moment given: then the convoy is out of the zone before its window "
            "shuts on 90, 95 or 99 of 100 simulated days on which it went in. Later: do not go in. "
            "“Never”: too many days end badly whenever it goes."
        ),
    )
    head = ("planned", "go / no-go", "90 %", "95 %", "99 %", "window shuts")
    return Section("Latest departure", said, Table(head, tuple(rows)) if rows else None)


def _slack(check: Check) -> float:
    latest = check.latest.get(95)
    return -1e9 if latest is None else latest - check.planned


def _late(outcome: Outcome) -> Section:
    rows = tuple((f"{d.minutes / 60:g} h", *_row(d.out)) for d in outcome.delays)
    said = ("If everything starts later than planned, by so many hours:",)
    return Section("A late start", said, Table(("later", *HEAD), rows))


def _weights(outcome: Outcome) -> Section:
    base, nominal = outcome.weights_base, sum(outcome.nominal.values())
    first = outcome.weights[0]
    said = (
        (
            f"What matters most: {first.words}. Without it {first.without - base:+,.0f} people "
            "would be out on average, all else as assumed."
        ),
    )
    rows = tuple(
        (w.words, f"{w.without - base:+,.0f}", f"{w.alone - nominal:+,.0f}")
        for w in outcome.weights
    )
    head = ("assumption", "if it never happened", "if nothing else happened")
    return Section("Which assumption matters most", said, Table(head, rows))


def _foresight(outcome: Outcome) -> Section:
    out = sum(f.out for f in outcome.foresight)
    bound = sum(f.bound for f in outcome.foresight)
    share = f" ({out / bound:.0%} of it)" if bound else ""
    count = len(outcome.foresight)
    said = (
        (
            f"Over the first {count} simulated days the plan brings {out / count:,.0f} weighted "
            f"people out on average{share}; with every mishap known beforehand no plan that keeps "
            f"the rules could have brought more than {bound / count:,.0f}."
        ),
    )
    rows = tuple((f"{f.day + 1}", f"{f.out:,.0f}", f"{f.bound:,.0f}") for f in outcome.foresight)
    return Section(
        "Had all been known before", said, Table(("day", "out, by weight", "at most"), rows[:STEPS])
    )


def _robust(robust: Robust) -> Section:
    gain = robust.robust.p10 - robust.nominal.p10
    cost = robust.nominal_good_day - robust.robust_good_day
    said = [
        (
            f"Chosen: {robust.chosen}; vehicles wait up to {robust.patience_min / 60:g} h before "
            f"they turn back. On one bad day of ten it brings {_fewer(robust.robust.p10)} out, "
            f"by weight, the plan as given {_fewer(robust.nominal.p10)} ({gain:+,.0f}); "
            f"on average {robust.robust.mean:,.0f} against {robust.nominal.mean:,.0f}."
        ),
        (
            f"On a good day it brings {robust.robust_good_day:,.0f} against "
            f"{robust.nominal_good_day:,.0f}: it costs {cost:,.0f}. It is better on "
            f"{robust.better_days:.0%} of the days and worse on {robust.worse_days:.0%}."
        ),
        (
            "The days of this comparison are others than those by which it was chosen. The best of "
            "what was tried, on the days of choosing:"
        ),
    ]
    rows = tuple(
        (
            c.name,
            f"{c.patience_min / 60:g} h",
            *(f"{v:,.0f}" for v in (c.good_day, c.weighted.p10, c.weighted.median)),
            f"{c.weighted.mean:,.0f}",
        )
        for c in sorted(robust.candidates, key=lambda c: -c.weighted.p10)[:STEPS]
    )  # fmt: skip
    head = ("plan, made for", "patience", "good day", "10 %", "half", "mean")
    return Section("A plan that stands bad days", tuple(said), Table(head, rows))


def _reserves(operation: Operation, outcome: Outcome) -> Section:
    places = place_names(operation)
    rows = tuple(
        (
            places.get(r.place, r.place), f"{r.peak_persons.p95:,.0f}",
            f"{r.person_hours.p95:,.0f}", f"{r.water_l:,.0f}", f"{r.food_kcal / 1000:,.0f}",
            f"{r.covered_m2:,.0f}", f"{r.toilets:,}",
        )
        for r in outcome.reserves
    )  # fmt: skip
    said = (
        (
            "What must be ready where people wait, so that it is enough on 95 days of 100. By "
            "default 3 l of water and 2,100 kcal per person and day; 3.5 m² under cover and one "
            "toilet for 20 people at the peak (Sphere); stress.toml sets other figures."
        ),
    )
    head = ("place", "people at once", "person-hours", "water, l", "food, Mcal", "cover, m²",
            "toilets")  # fmt: skip
    return Section("Reserve for the wait", said, Table(head, rows) if rows else None)


def _footing(outcome: Outcome) -> Section:
    rows = tuple((kind.replace("_", " "), source) for kind, source in outcome.sources.items())
    said = (f"Seed {outcome.seed}: the same seed gives the same days. Each chance and its source:",)
    return Section("What it rests on", said, Table(("chance", "source"), rows))
