"""Will it hold: keep, break, withdraw, watch, over all orders of preference not excluded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from safeconduct.mediate.graph import Graph, Sanction
from safeconduct.model.terms import Comparison, TermSheet

PARTY_MOVES = ("keep", "break", "withdraw")
MONITOR_MOVES = ("watch", "away")
SAMPLES = 200
State = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """Under what preference of a party "all keep" would more often hold."""

    party: str
    deviation: str
    share_if: float
    share_if_not: float
    known: bool


@dataclass(frozen=True, slots=True)
class Holding:
    """The share of preferences under which "all keep" is stable, by kind; and what would help."""

    parties: tuple[str, ...]
    shares: Mapping[str, float]
    conditions: tuple[Condition, ...]
    coalition: str
    sanction: Sanction
    samples: int


class ContradictionError(ValueError):
    """A party's comparisons cannot all hold; `party` and `circle` say which."""

    def __init__(self, party: str, circle: Sequence[str]) -> None:
        self.party = party
        self.circle = tuple(circle)
        super().__init__(f"{party}: {' > '.join(circle)}")


@dataclass(frozen=True, slots=True)
class Game:
    """Who can do what; states in a fixed order."""

    makers: tuple[str, ...]
    acts: tuple[tuple[str, ...], ...]
    states: tuple[State, ...]
    moves: Mapping[str, list[frozenset[int]]]

    @property
    def all_keep(self) -> int:
        """The state in which every party keeps, and monitors watch."""
        return self.states.index(tuple(acts[0] for acts in self.acts))


def game_of(sheet: TermSheet) -> Game:
    """The game of a sheet: its negotiating parties, and whoever its comparisons name.

    Who withdraws does not come back.
    """
    named = [party.id for party in sheet.negotiators]
    monitors: set[str] = set()
    for one in sheet.comparisons:
        for party, act in (*one.better.items(), *one.worse.items()):
            named.append(party)
            if act in MONITOR_MOVES:
                monitors.add(party)
    makers = tuple(dict.fromkeys(named))
    acts = tuple(MONITOR_MOVES if who in monitors else PARTY_MOVES for who in makers)
    states = tuple(product(*acts))
    number = {state: i for i, state in enumerate(states)}
    moves = {
        who: [
            frozenset(
                number[(*state[:m], act, *state[m + 1 :])]
                for act in acts[m]
                if act != state[m] and state[m] != "withdraw"
            )
            for state in states
        ]
        for m, who in enumerate(makers)
    }
    return Game(makers, acts, states, moves)


def will_hold(
    sheet: TermSheet, seed: int = 0, samples: int = SAMPLES, sanction: Sanction = Sanction.ANY
) -> Holding:
    """How often "all keep" is stable, over sampled orders that keep every comparison.

    Raises:
        ContradictionError: comparisons of one party go round in a circle.
    """
    game = game_of(sheet)
    chance = np.random.default_rng([seed, 7])
    above = {who: _above(game, who, sheet.comparisons) for who in game.makers}
    goal = game.all_keep
    held: dict[str, int] = dict.fromkeys(("nash", "gmr", "smr", "seq"), 0)
    stable: list[bool] = []
    prefers: dict[tuple[str, int], list[bool]] = {
        (who, s): [] for who in game.makers for s in sorted(game.moves[who][goal])
    }
    left: dict[tuple[str, ...], int] = {}
    for _ in range(samples):
        ranks = {who: _order(above[who], chance) for who in game.makers}
        graph = Graph(game.moves, ranks, sanction)
        for kind in held:
            held[kind] += all(getattr(graph, kind)(who, goal) for who in game.makers)
        stable.append(graph.stable(goal))
        for (who, s), told in prefers.items():
            told.append(ranks[who][goal] > ranks[who][s])
        for group, _goals in graph.coalitions(goal):
            left[group] = left.get(group, 0) + 1
    conditions = [
        _condition(game, who, s, told, stable, above[who]) for (who, s), told in prefers.items()
    ]
    conditions.sort(key=lambda one: one.share_if_not - one.share_if)
    return Holding(
        game.makers,
        {kind: count / samples for kind, count in held.items()},
        tuple(conditions),
        _coalition(left, samples),
        sanction,
        samples,
    )


def _coalition(left: Mapping[tuple[str, ...], int], samples: int) -> str:
    if not left:
        return ""
    group, count = max(left.items(), key=lambda entry: entry[1])
    return f"{' and '.join(group)} could leave it together in {100 * count / samples:.0f} %"


def _condition(
    game: Game,
    who: str,
    deviation: int,
    told: Sequence[bool],
    stable: Sequence[bool],
    above: Sequence[set[int]],
) -> Condition:
    yes = [s for s, fits in zip(stable, told, strict=True) if fits]
    no = [s for s, fits in zip(stable, told, strict=True) if not fits]
    act = game.states[deviation][game.makers.index(who)]
    known = deviation in above[game.all_keep]
    return Condition(who, act, _mean(yes), _mean(no), known)


def _mean(found: Sequence[bool]) -> float:
    return sum(found) / len(found) if found else 0.0


def _above(game: Game, who: str, comparisons: Sequence[Comparison]) -> list[set[int]]:
    """By state, the states that a party surely likes less; all else being equal."""
    below: list[set[int]] = [set() for _ in game.states]
    for one in comparisons:
        if one.party != who:
            continue
        named = {*one.better, *one.worse}
        for s, good in enumerate(game.states):
            if not _matches(game, good, one.better):
                continue
            for t, bad in enumerate(game.states):
                alike = all(
                    g == b
                    for maker, g, b in zip(game.makers, good, bad, strict=True)
                    if maker not in named
                )
                if s != t and alike and _matches(game, bad, one.worse):
                    below[s].add(t)
    found = _circle(below)
    if found:
        raise ContradictionError(who, [", ".join(game.states[s]) for s in found])
    return below


def _matches(game: Game, state: State, wanted: Mapping[str, str]) -> bool:
    return all(state[game.makers.index(who)] == act for who, act in wanted.items())


def _circle(below: Sequence[set[int]]) -> list[int]:
    """States each of which is liked better than the next, the last better than the first."""
    left = {s: set(lower) for s, lower in enumerate(below)}
    while True:
        free = [s for s, lower in left.items() if not lower & left.keys()]
        if not free:
            break
        for s in free:
            del left[s]
    if not left:
        return []
    trail = [next(iter(left))]
    while trail[-1] not in trail[:-1]:
        trail.append(next(iter(left[trail[-1]] & left.keys())))
    return trail[trail.index(trail[-1]) :]


def _order(below: Sequence[set[int]], chance: np.random.Generator) -> list[int]:
    """A random order of all states that keeps what is known: the least liked first."""
    wait = [len(lower) for lower in below]
    over: list[list[int]] = [[] for _ in below]
    for s, lower in enumerate(below):
        for t in lower:
            over[t].append(s)
    free = [s for s, count in enumerate(wait) if not count]
    ranks = [0] * len(below)
    for rank in range(len(below)):
        s = free.pop(int(chance.integers(len(free))))
        ranks[s] = rank
        for t in over[s]:
            wait[t] -= 1
            if not wait[t]:
                free.append(t)
    return ranks
