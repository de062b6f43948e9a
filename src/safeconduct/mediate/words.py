"""The answer in plain words, section by section, for the terminal."""

from collections.abc import Iterator
from dataclasses import dataclass

from safeconduct.mediate.advice import Ask, Price
from safeconduct.mediate.answer import Mediated
from safeconduct.mediate.margins import Order
from safeconduct.mediate.space import Package
from safeconduct.model.terms import FLOOR, Form

PRICES = ("step", "people", "proven", "all accept")


@dataclass(frozen=True, slots=True)
class Told:
    """A heading, sentences, and perhaps a table."""

    heading: str
    sentences: tuple[str, ...]
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def sections(found: Mediated) -> tuple[Told, ...]:
    """Everything, in the order in which it matters at the table."""
    parts = [
        _draft(found),
        *_route(found),
        *_prices(found),
        *_next(found),
        _best(found),
        *_holding(found),
    ]
    return (*parts, *_meaning(found), *_consent(found), _footing(found))


def likely(share: float) -> str:
    """A share of preferences in words; never a forecast."""
    for least, words in (
        (0.995, "accepts whatever it prefers"),
        (0.8, "accepts, likely"),
        (0.5, "accepts, more likely than not"),
        (0.2, "is unsure"),
        (1e-9, "refuses, likely"),
    ):
        if share >= least:
            return words
    return "refuses"


def _names(found: Mediated) -> dict[str, str]:
    return {party.id: party.name for party in found.sheet.parties}


def _draft(found: Mediated) -> Told:
    names, table = _names(found), found.table
    shares = table.chance(found.draft)
    parties = "; ".join(f"{names[p]} {likely(share)} ({share:.0%})" for p, share in shares.items())
    said = [parties + "."] if parties else []
    if found.facts.operation is not None:
        value = table.value(found.draft)
        bound = table.bound(found.draft)
        said.insert(
            0,
            f"It brings {value.people:,} people out (weighted {value.weighted:,.0f}; "
            f"at most {bound:,.0f} is possible, proven).",
        )
    if not found.on_floor:
        terms = zip(found.sheet.terms, found.draft, strict=True)
        broken = dict.fromkeys(name for t, o in terms for name in t.options[o].breaks)
        told = " ".join(FLOOR[name] for name in broken)
        said.insert(0, f"NOT AN AGREEMENT, whatever it achieves: {told}")
    rows = tuple(
        (term.name, term.options[option].name)
        for term, option in zip(found.sheet.terms, found.draft, strict=True)
    )
    name = found.sheet.drafts[-1].id if found.sheet.drafts else "of first options"
    return Told(f"The draft ({name})", tuple(said), ("term", "as drafted"), rows)


def _route(found: Mediated) -> Iterator[Told]:
    watch = found.facts.route
    if watch is not None:
        yield Told("Along the route", (f"{watch.advice.upper()}: {watch.reason}.",))


def _prices(found: Mediated) -> Iterator[Told]:
    if found.facts.operation is None:
        return
    shown = [one for one in found.prices if found.sheet.terms[one.term].is_operational]
    said = [
        "People gained or lost by one step of one term, all else as drafted.",
        "The interval is proven, in weighted people; wide where plans are far from their bounds.",
    ]
    said += [
        f"{_step(found, one)}: 0, because {one.reason}."
        for one in shown
        if one.people == 0 and one.option > found.draft[one.term] and one.reason
    ]
    rows = tuple(_price(found, one) for one in shown)
    yield Told("What each step is worth", tuple(said), PRICES, rows)


def _price(found: Mediated, one: Price) -> tuple[str, ...]:
    proven = f"{one.low:+,.0f} to {one.high:+,.0f}"
    people = "not planned yet" if one.people is None else f"{one.people:+,}"
    return (_step(found, one), people, proven, f"{one.chance:.0%}")


def _step(found: Mediated, one: Price) -> str:
    term = found.sheet.terms[one.term]
    return f"{term.name}: {term.options[one.option].name}"


def _next(found: Mediated) -> Iterator[Told]:
    names = _names(found)
    said = [_ask(found, one, names) for one in found.asks]
    if not said and found.facts.operation is not None:
        said = ["No single or paired move gains people that anybody might accept."]
    one = found.question
    if one is not None:
        other = _difference(found, one.package)
        told = f"the draft with {other}" if other else "the draft as it stands"
        worth = f" Knowing is worth {one.worth:,.0f} people." if found.facts.operation else ""
        said.append(
            f"Unsure: ask {names[one.party]} whether it would accept {told} "
            f"({one.chance:.0%} of the preferences not excluded say yes).{worth}"
        )
    if said:
        yield Told("Ask next", tuple(said))


def _ask(found: Mediated, one: Ask, names: dict[str, str]) -> str:
    term, option = found.sheet.terms[one.ask[0]], one.ask[1]
    wish = f"{term.name}: {term.options[option].name}"
    text = f"{one.people:+,} people: ask {names[one.giver]} for {wish}"
    if one.offer is not None:
        other = found.sheet.terms[one.offer[0]]
        text += f", offer in return {other.name}: {other.options[one.offer[1]].name}"
    return f"{text} (all accept: {one.before:.0%} now, {one.after:.0%} then)."


def _difference(found: Mediated, package: Package) -> str:
    return "; ".join(
        f"{term.name}: {term.options[there].name}"
        for term, here, there in zip(found.sheet.terms, found.draft, package, strict=True)
        if here != there
    )


def _best(found: Mediated) -> Told:
    picks: list[tuple[str, Package | None]] = [(one.rule, one.package) for one in found.choices]
    valued = found.facts.operation is not None
    if not valued:
        picks = [pick for pick in picks if "most people" not in pick[0]]
    if valued:
        picks.append(("most people times the chance that all accept", found.best_chance))
        picks.append(("most people among what all accept whatever they prefer", found.best_of_core))
    if valued and found.regret is not None:
        rule = f"least regret (at most {found.regret.most:,} people)"
        picks.append((rule, found.regret.package))
    least = ", ".join(
        f"{_names(found)[p]} {value / 100:.0f} of 100" for p, value in found.table.least.items()
    )
    return Told(
        "The best packages, by rule",
        (
            (
                f"{found.table.space.count:,} packages are left open, {found.core:,} of them all "
                f"accept whatever they prefer; the frontier has {len(found.front):,} points."
            ),
            f"Without agreement each has, typically: {least}.",
            *(_picked(found, rule, package) for rule, package in picks),
        ),
    )


def _picked(found: Mediated, rule: str, package: Package | None) -> str:
    title = rule[:1].upper() + rule[1:]
    if package is None:
        return f"{title}: none."
    people = _people(found, package)
    told = _difference(found, package) or "nothing, it is the draft itself"
    return f"{title}: {people}all accept {found.table.joint(package):.0%}. Otherwise: {told}."


def _people(found: Mediated, package: Package) -> str:
    """Who is brought out; nothing more is said than what a plan shows."""
    if found.facts.operation is None:
        return ""
    count = f"{found.table.value(package).people:,} people, "
    if found.table.is_valued(package):
        return count
    return f"not planned yet, at least {count}"


def _holding(found: Mediated) -> Iterator[Told]:
    names = _names(found)
    said: list[str] = []
    one = found.holding
    if one is not None:
        said.append(
            f"“All keep” is stable under {one.shares['seq']:.0%} of the preferences not excluded "
            f"(sequentially; Nash {one.shares['nash']:.0%}, general metarational "
            f"{one.shares['gmr']:.0%}, symmetric {one.shares['smr']:.0%}). "
            f"Punishment: {one.sanction.value}."
        )
        helps = [c for c in one.conditions if not c.known]
        said += [
            f"It would hold under {c.share_if:.0%} if {names.get(c.party, c.party)} surely liked "
            f"keeping better than to {c.deviation}, and under {c.share_if_not:.0%} if not."
            for c in helps[:2]
        ]
        if one.coalition:
            said.append(f"Together: {one.coalition}.")
    for title, order in (("As planned", found.planned_order), ("Best order", found.better_order)):
        if order is not None and order.weakest is not None:
            said.append(_order(title, order, names))
    if said:
        yield Told("Will it hold", tuple(said))


def _order(title: str, order: Order, names: dict[str, str]) -> str:
    weakest = order.weakest
    assert weakest is not None
    held = "it breaks there" if weakest.margin < 0 else "it holds"
    who = names.get(weakest.party, weakest.party)
    return (
        f"{title}: {', '.join(order.steps)}. Weakest at {weakest.step} for {who}, "
        f"margin {weakest.margin:g}: {held}."
    )


def _meaning(found: Mediated) -> Iterator[Told]:
    names = _names(found)
    said = []
    for one in found.mismatches:
        told = "; ".join(f"{names.get(party, party)} “{words}”" for party, words in one.said)
        said.append(f"{found.sheet.term(one.term).name}, {one.about.replace('_', ' ')}: {told}.")
    here = found.islands
    listed = {term.id: term.name for term in found.sheet.terms}
    for words, ids in (
        ("They meet on", here.convergent),
        ("They part on", here.divergent),
        ("Not known on", here.unknown),
        ("Told differently", here.contested),
    ):
        if ids:
            said.append(f"{words}: {', '.join(listed.get(one, one) for one in ids)}.")
    if said:
        yield Told("Do they mean the same", tuple(said))


def _consent(found: Mediated) -> Iterator[Told]:
    if not found.clauses:
        return
    names = _names(found)
    rows = []
    for one in found.clauses:
        if one.form is Form.NONE:
            continue
        state = [
            words
            for words, holds in (
                ("stands", one.stands),
                ("changed since", one.changed),
                ("run out", one.expired),
                ("condition not met", not one.met),
            )
            if holds
        ]
        posts = ", ".join(one.posts) or "no post"
        rows.append(
            (
                found.sheet.term(one.term).name,
                names[one.party],
                one.form.value,
                ", ".join(state),
                posts,
            )
        )
    standing = sum(one.stands for one in found.clauses)
    said = (f"{standing} of {len(found.clauses)} words stand for the draft as it now reads.",)
    yield Told(
        "Consent, clause by clause",
        said,
        ("clause", "party", "form", "state", "known at"),
        tuple(rows),
    )


def _footing(found: Mediated) -> Told:
    values = found.table.values
    assumed = sum(
        position.provenance.is_assumed for term in found.sheet.terms for position in term.positions
    )
    count = sum(len(term.positions) for term in found.sheet.terms)
    said = [f"{assumed} of {count} positions are assumed."]
    if found.facts.operation is not None:
        gap = values.gap
        said.append(
            f"{gap.size:,} operational combinations: {len(values.solved)} planned in "
            f"{values.seconds:.0f} s, {int((gap <= 0.01).sum()):,} within 1 % of their bound, "
            f"widest gap {float(gap.max()):.0%}. A plan for a stricter one stands for looser ones."
        )
    said.append("Shares are shares of the preferences not excluded. They are no forecast.")
    return Told("What this rests on", tuple(said))
