"""Prices in sentences and one table, for the terminal, the page and JSON."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from safeconduct.brief.sheet import write_sheet
from safeconduct.brief.words import Section, Summary, Table, amount, margin, percent, reason
from safeconduct.usecases.prices import Priced, Worth, dearest

FOOT = (
    "A plan is no permission: notified is not approved. Prices hold for the inputs as given; "
    "what is assumed there is assumed here."
)
SHOWN = 10
"""How many binding limits are named."""


def told(found: Priced) -> Summary:
    """What the operation's own plan brings, the prices, and what holds people back."""
    return Summary(
        f"{found.operation.name}: what one more would bring",
        (_now(found), _dearest(found), _all(found), _held(found)),
    )


def _now(found: Priced) -> Section:
    result = found.plan.result
    said = [
        (
            f"The plan brings {result.people_out:,} people out, {amount(result.weighted_out)} "
            f"of at most {amount(result.bound)} by weight (within {percent(result.gap)})."
        )
    ]
    if result.gap > 0.005:
        said.append(
            "That gap is wider than most prices: only what the column says is proven. "
            "More time narrows it."
        )
    return Section("As it stands", tuple(said))


def _dearest(found: Priced) -> Section:
    best = dearest(found.worths)
    if not best:
        return Section("Worth most", (f"No single unit brings anybody more out{_because(found)}.",))
    return Section("Worth most", tuple(sentence(worth) for worth in best))


def worth_most(found: Priced) -> Section:
    """The dearest prices beside a plan, after a short search for each."""
    section = _dearest(found)
    how = (
        f"What one more would bring, by planning again with each of {len(found.tried)} for a "
        "moment; `safeconduct prices` takes more time and gives intervals."
    )
    return replace(section, sentences=(*section.sentences, how))


def _because(found: Priced) -> str:
    reasons = {worth.why for worth in found.worths}
    return f": {reasons.pop()}" if len(reasons) == 1 else " in the plans found"


def sentence(worth: Worth) -> str:
    """One price as a sentence."""
    more = f"{worth.people or 0:,} more people" if worth.people != 1 else "1 more person"
    proof = "proven" if worth.exact else f"proven: from {_span(worth)}"
    return f"{worth.unit.says} brings {more}, {amount(worth.weighted or 0.0)} by weight ({proof})."


def _span(worth: Worth) -> str:
    """What is proven; one number where both ends are it."""
    low, high = amount(worth.low), amount(worth.high)
    return low if low == high else f"{low} to {high}"


def _all(found: Priced) -> Section:
    tried = found.tried
    ordered = sorted(
        tried, key=lambda w: (-(w.weighted or 0.0), -w.low, -(w.marginal or 0.0), w.high)
    )
    rows = tuple(
        (
            worth.unit.says,
            f"{worth.people or 0:,}",
            amount(worth.weighted or 0.0),
            _span(worth),
            "" if worth.marginal is None else margin(worth.marginal),
            worth.why,
        )
        for worth in ordered
    )
    heads = ("One more", "People", "By weight", "Proven", "At the margin", "Why")
    notes = [
        "People, by weight: what the plan with it brings more than the plan without it.",
        "Proven: between what weights the true difference lies.",
        "At the margin: the price in the proof, of the first small part. Prices do not add up.",
    ]
    untried = [worth.unit.says for worth in found.worths if worth.weighted is None]
    if untried:
        notes.append(f"Not tried, for want of time: {'; '.join(untried)}.")
    return Section("Every price", tuple(notes), Table(heads, rows))


def _held(found: Priced) -> Section:
    if not found.limits:
        why = "Nothing in the proof holds anybody back."
        if found.plan.result.gap > 0:
            why += " The bound is everybody who waits: more time may tighten it."
        return Section("What holds us back", (why,))
    said = [reason(found.operation, limit) for limit in found.limits[:SHOWN]]
    if len(found.limits) > SHOWN:
        said.append(f"And {len(found.limits) - SHOWN} more of smaller effect.")
    return Section("What holds us back", tuple(said))


def as_object(found: Priced) -> dict[str, Any]:
    """Prices as plain data."""
    result = found.plan.result
    return {
        "operation": found.operation.name,
        "people_out": result.people_out,
        "weighted_out": result.weighted_out,
        "bound": result.bound,
        "gap": result.gap,
        "prices": [_row(worth) for worth in found.worths],
        "limits": [
            {**asdict(limit), "says": reason(found.operation, limit)} for limit in found.limits
        ],
        "seconds": round(found.seconds, 1),
    }


def write_prices(folder: Path, found: Priced) -> tuple[Path, ...]:
    """Write prices.json and prices.html into a folder, which is made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    data, page = folder / "prices.json", folder / "prices.html"
    text = json.dumps(as_object(found), ensure_ascii=False, indent=1)
    data.write_text(text + "\n", encoding="utf-8")
    write_sheet(page, told(found), FOOT)
    return data, page


def _row(worth: Worth) -> dict[str, Any]:
    return {
        "kind": worth.unit.kind,
        "names": list(worth.unit.names),
        "says": worth.unit.says,
        "people": worth.people,
        "weighted": worth.weighted,
        "low": worth.low,
        "high": worth.high,
        "exact": worth.exact,
        "marginal": worth.marginal,
        "why": worth.why,
    }
