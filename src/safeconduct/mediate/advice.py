"""Advice at the current draft: the price of every step, what to ask, offer and find out next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from safeconduct.mediate.packages import Efficient, Table
from safeconduct.mediate.preferences import ONE
from safeconduct.mediate.space import Package, is_agreement

CHEAPEST = 0.01
"""The least cost to a giver that a ranking divides by."""
WORTHLESS = 1e-4
"""A question whose answer changes less than this share of the people is not put."""
WRONG = 0.1
"""How often an answer is taken to be wrong."""


@dataclass(frozen=True, slots=True)
class Price:
    """A single step of one term: people gained, and between what bounds the gain surely lies.

    `people` compares the two plans, and is None where one of them was not made yet; `low` and
    `high` are weighted people, proven.
    """

    term: int
    option: int
    people: int | None
    low: float
    high: float
    reason: str
    chance: float


def prices(table: Table, draft: Package) -> tuple[Price, ...]:
    """The price of every step of every term at the draft, in people."""
    found = []
    for term, option in table.space.moves(draft):
        moved = stepped(draft, term, option)
        if table.space.number(moved) is None and is_agreement(table.space, draft):
            chance = 0.0
        else:
            chance = table.joint(moved)
        here, there = table.value(draft), table.value(moved)
        same = table.space.operation_of(moved) == table.space.operation_of(draft)
        low = 0.0 if same else there.weighted - table.bound(draft)
        high = 0.0 if same else table.bound(moved) - here.weighted
        if table.space.terms[term].monotone:  # to loosen takes nobody back, to tighten adds nobody
            low, high = (max(low, 0.0), high) if option > draft[term] else (low, min(high, 0.0))
        made = same or (table.is_valued(draft) and table.is_valued(moved))
        gain = there.people - here.people if made else None
        reason = _reason(table, moved, same=same, gain=gain)
        found.append(Price(term, option, gain, low, high, reason, chance))
    return tuple(found)


def _reason(table: Table, moved: Package, *, same: bool, gain: int | None) -> str:
    if same:
        return "this term changes nothing in the movement itself"
    if gain is None:
        return "not planned yet: give it more time"
    held = table.values.reason(table.space.operation_of(moved))
    if table.bound(moved) <= table.value(moved).weighted:
        return "then everybody who may leave is out"
    if not held:
        return "what holds people back is not yet proven"
    return f"then {held}" if gain > 0 else held


def stepped(package: Package, term: int, option: int) -> Package:
    """A package with one term settled otherwise."""
    return (*package[:term], option, *package[term + 1 :])


@dataclass(frozen=True, slots=True)
class Ask:
    """What to ask for, of whom, with what to offer in return."""

    ask: tuple[int, int]
    offer: tuple[int, int] | None
    giver: str
    package: Package
    people: int
    before: float
    after: float
    cost: float
    worth: float


def asks(table: Table, draft: Package, count: int = 3) -> tuple[Ask, ...]:
    """Single and paired moves, by chance of acceptance x people gained / cost to the giver.

    At most one entry for each thing asked: the best way to ask for it.
    """
    best: dict[tuple[int, int], Ask] = {}
    for term, options in enumerate(table.space.open):
        for option in options:
            if option != draft[term]:
                for found in _ways_to_ask(table, draft, (term, option)):
                    held = best.get(found.ask)
                    if held is None or found.worth > held.worth:
                        best[found.ask] = found
    ranked = sorted(best.values(), key=lambda one: (-one.worth, one.ask))
    by_term: dict[int, Ask] = {}
    for one in ranked:
        by_term.setdefault(one.ask[0], one)
    return tuple(by_term.values())[:count]


def _ways_to_ask(table: Table, draft: Package, ask: tuple[int, int]) -> Iterator[Ask]:
    """The move alone, and with each move in another term that the giver likes."""
    alone = stepped(draft, *ask)
    gained = table.value(alone).people - table.value(draft).people
    if gained <= 0:
        return
    giver = _giver(table, draft, alone)
    before = table.joint(draft)
    yield _judged(table, draft, alone, ask, None, giver, before)
    worth = table.typical[giver]
    for term, options in enumerate(table.space.open):
        for option in options:
            liked = worth[term][option] > worth[term][draft[term]]
            if term != ask[0] and liked:
                both = stepped(alone, term, option)
                if table.value(both).people > table.value(draft).people:
                    yield _judged(table, draft, both, ask, (term, option), giver, before)


def _giver(table: Table, draft: Package, moved: Package) -> str:
    """The party that the move costs most."""
    here, there = table.comfort(draft), table.comfort(moved)
    return min(here, key=lambda party: there[party] - here[party])


def _judged(
    table: Table,
    draft: Package,
    moved: Package,
    ask: tuple[int, int],
    offer: tuple[int, int] | None,
    giver: str,
    before: float,
) -> Ask:
    here, there = table.comfort(draft), table.comfort(moved)
    cost = max((here[giver] - there[giver]) / ONE, CHEAPEST)
    people = table.value(moved).people - table.value(draft).people
    fits = table.space.fitting
    number = table.space.number(moved)
    held = number is not None and (fits is None or bool(fits[number]))
    after = table.joint(moved) if held else 0.0
    return Ask(ask, offer, giver, moved, people, before, after, cost, after * people / cost)


@dataclass(frozen=True, slots=True)
class Question:
    """The next best question: whether this party would accept this whole package."""

    party: str
    package: Package
    chance: float
    worth: float


def candidates(table: Table, draft: Package, front: Sequence[Efficient]) -> list[Package]:
    """Packages worth asking about: near the draft, on the frontier, best by any measure."""
    near = [stepped(draft, t, o) for t, options in enumerate(table.space.open) for o in options]
    best = [table.best_chance(), table.best_of_core(), draft]
    edge = [one.packages[0] for one in front if one.packages]
    step = max(1, len(edge) // 200)
    found = [*near, *(one for one in best if one is not None), *edge[::step]]
    open_ = [one for one in dict.fromkeys(found) if table.space.number(one) is not None]
    return open_ or [draft]


def question(table: Table, packages: Sequence[Package]) -> Question | None:
    """The question whose answer is worth most: people to be expected after it, less before it.

    Where nobody is counted, agreement itself is. None where no answer would change the advice.
    """
    people = np.array([table.value(one).people for one in packages], dtype=np.float64)
    if not people.any():
        people += 1.0
    accepts = {
        party: np.stack([cloud.accepts(one) for one in packages], axis=1)
        for party, cloud in table.clouds.items()
    }
    found = best_question(people, accepts)
    if found is None or found[3] < WORTHLESS * people.max():
        return None
    party, number, chance, worth = found
    return Question(party, packages[number], chance, worth)


def best_question(
    people: NDArray[np.float64],
    accepts: dict[str, NDArray[np.bool_]],
    about: NDArray[np.intp] | None = None,
) -> tuple[str, int, float, float] | None:
    """The party and the package to ask about, the chance of a yes, and the people gained by it.

    `accepts` is by party, sample and package; `about` are the packages that may be asked about,
    all where it is None. An answer may be wrong.
    """
    asked = np.arange(len(people)) if about is None else about
    share = {party: yes.mean(axis=0) for party, yes in accepts.items()}
    now = float(np.max(people * np.prod(list(share.values()), axis=0), initial=0.0))
    best: tuple[str, int, float, float] | None = None
    for party, yes in accepts.items():
        others = np.prod([s for p, s in share.items() if p != party], axis=0)
        sure = yes.astype(np.float32)
        both = (sure[:, asked].T @ sure) / np.float32(len(yes))
        value = (people * others).astype(np.float32)
        worth = np.full(len(asked), -now)
        for right, wrong in ((1 - WRONG, WRONG), (WRONG, 1 - WRONG)):
            # by package asked about: the chance that each package is accepted and this is heard
            seen = np.float32(right - wrong) * both + np.float32(wrong) * share[party].astype(
                np.float32
            )
            worth += np.max(seen * value, axis=1)
        number = int(np.argmax(worth))
        if best is None or worth[number] > best[3]:
            chosen = int(asked[number])
            best = (party, chosen, float(share[party][chosen]), float(worth[number]))
    return best


@dataclass(frozen=True, slots=True)
class Improvement:
    """A package at least as good for every party and for people as one that all said yes to."""

    package: Package
    people: int
    gains: dict[str, int]


def improvements(
    table: Table, agreed: Package, front: Sequence[Efficient], count: int = 5
) -> tuple[Improvement, ...]:
    """After a first yes: what is better for all than what was agreed; most people first."""
    here, people = table.comfort(agreed), table.value(agreed).people
    found = []
    for one in front:
        gains = {party: one.comfort[party] - here[party] for party in here}
        more = one.people - people
        if min(gains.values(), default=0) >= 0 and more >= 0 and (more or any(gains.values())):
            found.append(Improvement(one.packages[0], more, gains))
    return tuple(sorted(found, key=lambda one: (-one.people, one.package))[:count])
