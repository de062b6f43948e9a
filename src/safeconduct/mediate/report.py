"""The answer as plain data: the same for --json, for the terminal and for the page."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from safeconduct.mediate.advice import Ask, Price
from safeconduct.mediate.answer import Mediated
from safeconduct.mediate.escalation import Day
from safeconduct.mediate.margins import Order
from safeconduct.mediate.packages import Efficient
from safeconduct.mediate.preferences import ONE
from safeconduct.mediate.space import Package, is_agreement
from safeconduct.model.terms import FLOOR

FORMAT = "safeconduct-mediate/1"
FRONT_SHOWN = 400


def as_object(found: Mediated) -> dict[str, Any]:
    """Everything that was answered; for the mediator alone."""
    values = found.table.values
    gap = values.gap
    return {
        "format": FORMAT,
        "for": "the mediator alone",
        "name": found.sheet.name,
        "valued": found.facts.operation is not None,
        "draft": package(found, found.draft),
        "floor": dict(FLOOR),
        "space": {
            "packages": found.table.space.count,
            "combinations": int(gap.size),
            "solved": len(values.solved),
            "within_1_percent": int((gap <= 0.01).sum()),
            "widest_gap": float(gap.max(initial=0.0)),
            "seconds": round(values.seconds, 2),
        },
        "frontier": [_efficient(found, one) for one in _thin(found.front)],
        "frontier_points": len(found.front),
        "choices": [
            {"rule": one.rule, "ties": one.ties, **package(found, one.package)}
            for one in found.choices
        ],
        "disagreement": {
            party: {"least_value": least / ONE, "rule": "what the party typically needs at least"}
            for party, least in found.table.least.items()
        },
        "prices": [price(found, one) for one in found.prices],
        "asks": [ask(found, one) for one in found.asks],
        "question": _question(found),
        "core": {"packages": found.core, "best": _maybe(found, found.best_of_core)},
        "most_to_be_expected": _maybe(found, found.best_chance),
        "least_regret": None
        if found.regret is None
        else {"people_at_most": found.regret.most, **package(found, found.regret.package)},
        "improvements": [
            {"people_more": one.people, **package(found, one.package)} for one in found.improvements
        ],
        "holding": _holding(found),
        "steps": {
            "as_planned": _order(found.planned_order),
            "best_order": _order(found.better_order),
        },
        "route": _route(found),
        "clauses": [_clause(asdict(one), one.stands) for one in found.clauses],
        "islands": _islands(found),
        "mismatches": [asdict(one) for one in found.mismatches],
        "ruled_out": [asdict(one) for one in found.ruled_out],
    }


def package(found: Mediated, one: Package) -> dict[str, Any]:
    """A package: its options, what it achieves, who would accept it."""
    table = found.table
    value = table.value(one)
    return {
        "options": table.space.choices(one),
        "agreement": is_agreement(table.space, one),
        "valued": table.is_valued(one),
        "people": value.people,
        "weighted": value.weighted,
        "bound": table.bound(one),
        "last_arrival_min": value.last_arrival,
        "exposure": value.exposure,
        "chance": {party: round(share, 3) for party, share in table.chance(one).items()},
        "all": round(table.joint(one), 3),
    }


def price(found: Mediated, one: Price) -> dict[str, Any]:
    """The price of a step."""
    term = found.sheet.terms[one.term]
    return {
        "term": term.id,
        "from": term.options[found.draft[one.term]].id,
        "to": term.options[one.option].id,
        "people": one.people,
        "weighted_low": one.low,
        "weighted_high": one.high,
        "reason": one.reason,
        "all": round(one.chance, 3),
    }


def ask(found: Mediated, one: Ask) -> dict[str, Any]:
    """What to ask for, and what to offer in return."""
    return {
        "giver": one.giver,
        "ask": _move(found, one.ask),
        "offer": None if one.offer is None else _move(found, one.offer),
        "people": one.people,
        "chance_before": round(one.before, 3),
        "chance_after": round(one.after, 3),
        "cost_to_giver": round(one.cost, 4),
        "why": found.table.values.reason(found.table.space.operation_of(found.draft)),
    }


def _move(found: Mediated, move: tuple[int, int]) -> dict[str, str]:
    term = found.sheet.terms[move[0]]
    return {
        "term": term.id,
        "name": term.name,
        "from": term.options[found.draft[move[0]]].name,
        "to": term.options[move[1]].name,
    }


def _thin(front: tuple[Efficient, ...]) -> tuple[Efficient, ...]:
    step = max(1, -(-len(front) // FRONT_SHOWN))
    return front[::step]


def _efficient(found: Mediated, one: Efficient) -> dict[str, Any]:
    return {
        "valued": found.table.is_valued(one.packages[0]),
        "people": one.people,
        "last_arrival_min": one.last_arrival,
        "comfort": {party: round(value / ONE, 4) for party, value in one.comfort.items()},
        "packages": one.count,
        "options": found.table.space.choices(one.packages[0]),
        "all": round(found.table.joint(one.packages[0]), 3),
    }


def _maybe(found: Mediated, one: Package | None) -> dict[str, Any] | None:
    return None if one is None else package(found, one)


def _question(found: Mediated) -> dict[str, Any] | None:
    one = found.question
    if one is None:
        return None
    worth = {"party": one.party, "share_yes": round(one.chance, 3), "people": round(one.worth, 1)}
    return {**worth, "package": package(found, one.package)}


def _holding(found: Mediated) -> dict[str, Any] | None:
    one = found.holding
    if one is None:
        return None
    return {
        "parties": list(one.parties),
        "share": dict(one.shares),
        "sanctions": one.sanction.value,
        "samples": one.samples,
        "coalition": one.coalition,
        "would_help": [asdict(condition) for condition in one.conditions],
    }


def _route(found: Mediated) -> dict[str, Any] | None:
    watch = found.facts.route
    if watch is None:
        return None
    days = [
        {
            **{name: value if value < float("inf") else None for name, value in _numbers(day)},
            "day": day.day.isoformat(),
        }
        for day in watch.days
    ]
    return {"advice": watch.advice, "reason": watch.reason, "days": days}


def _numbers(day: Day) -> list[tuple[str, float]]:
    return [
        ("tension", day.tension),
        ("level", day.level),
        ("calmest", day.calmest),
        ("summed", day.summed),
        ("seen", day.seen),
        ("events", day.events),
    ]


def _order(order: Order | None) -> dict[str, Any] | None:
    if order is None:
        return None
    weakest = order.weakest
    return {
        "steps": list(order.steps),
        "margins": [asdict(one) for one in order.margins],
        "weakest": None if weakest is None else asdict(weakest),
    }


def _clause(fields: Mapping[str, Any], stands: object) -> dict[str, Any]:
    until = fields["until"]
    return {
        **fields,
        "form": fields["form"].value,
        "until": until.isoformat() if until else None,
        "stands": bool(stands),
    }


def _islands(found: Mediated) -> dict[str, Any]:
    one = found.islands
    told = {
        name: [{"subject": f.subject, "what": f.what, "by": f.by} for f in facts]
        for name, facts in (
            ("agreed", one.agreed),
            ("declared", one.declared),
            ("observed", one.observed),
        )
    }
    return {
        **told,
        "contested": list(one.contested),
        "convergent": list(one.convergent),
        "divergent": list(one.divergent),
        "unknown": list(one.unknown),
    }
