"""The graph model of a conflict: who can move where, who prefers what, where nobody moves away.

Only the order of preferences counts. Four kinds of stability, as in the textbooks: Nash (nobody
can improve), general and symmetric metarational (every improvement can be punished; so that it
stays punished), sequential (punished by moves that better the punishers themselves).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

Reach = Callable[[int], frozenset[int]]


class Sanction(StrEnum):
    """What the others may do to punish a move; textbooks allow any legal sequence."""

    ONE = "one move of one of the others"
    ONCE = "each of the others moves at most once"
    ANY = "any sequence of moves of the others"


@dataclass(frozen=True, slots=True)
class Graph:
    """States by number; by decision maker the moves from each state, and its ranks (more: better).

    Equal ranks: indifferent.
    """

    moves: Mapping[str, Sequence[frozenset[int]]]
    ranks: Mapping[str, Sequence[int]]
    sanction: Sanction = Sanction.ANY

    @property
    def count(self) -> int:
        """How many states there are."""
        return len(next(iter(self.ranks.values())))

    def improvements(self, who: str, state: int) -> frozenset[int]:
        """Where one can go that it likes better."""
        rank = self.ranks[who]
        return frozenset(s for s in self.moves[who][state] if rank[s] > rank[state])

    def reached(self, group: Sequence[str], state: int, *, better: bool = False) -> frozenset[int]:
        """Where a group can bring a state; with `better` only by moves that suit who makes them."""
        found: set[int] = set()
        todo: list[tuple[int, frozenset[str], str]] = [(state, frozenset(), "")]
        seen = set(todo)
        while todo:
            here, moved, last = todo.pop()
            for who in group:
                if who == last or (self.sanction is Sanction.ONCE and who in moved):
                    continue
                if self.sanction is Sanction.ONE and moved:
                    continue
                goals = self.improvements(who, here) if better else self.moves[who][here]
                for goal in goals:
                    found.add(goal)
                    track = moved | {who} if self.sanction is not Sanction.ANY else moved
                    entry = (goal, track, who)
                    if entry not in seen:
                        seen.add(entry)
                        todo.append(entry)
        return frozenset(found)

    def nash(self, who: str, state: int) -> bool:
        """Whether one cannot improve."""
        return not self.improvements(who, state)

    def gmr(self, who: str, state: int) -> bool:
        """Whether the others can punish every improvement, even to their own harm."""
        return self._punished(who, state, better=False, lasting=False)

    def smr(self, who: str, state: int) -> bool:
        """Whether they can so that one cannot escape the punishment."""
        return self._punished(who, state, better=False, lasting=True)

    def seq(self, who: str, state: int) -> bool:
        """Whether they can by moves that better themselves."""
        return self._punished(who, state, better=True, lasting=False)

    def _punished(self, who: str, state: int, *, better: bool, lasting: bool) -> bool:
        rank = self.ranks[who]
        others = [name for name in self.ranks if name != who]
        for goal in self.improvements(who, state):
            answers = (
                s
                for s in self.reached(others, goal, better=better)
                if rank[s] <= rank[state]
                and not (lasting and any(rank[t] > rank[state] for t in self.moves[who][s]))
            )
            if next(answers, None) is None:
                return False
        return True

    def equilibria(self) -> dict[str, list[int]]:
        """The states that are stable for everybody, by kind of stability."""
        kinds = {"nash": self.nash, "gmr": self.gmr, "smr": self.smr, "seq": self.seq}
        return {
            name: [
                state
                for state in range(self.count)
                if all(stable(who, state) for who in self.ranks)
            ]
            for name, stable in kinds.items()
        }

    def stable(self, state: int) -> bool:
        """Whether a state is sequentially stable for everybody."""
        return all(self.seq(who, state) for who in self.ranks)

    def coalitions(self, state: int) -> Iterator[tuple[tuple[str, ...], frozenset[int]]]:
        """Groups that can together go where all of them fare better."""
        names = list(self.ranks)
        for size in range(2, len(names) + 1):
            for group in combinations(names, size):
                goals = frozenset(
                    s
                    for s in self.reached(group, state)
                    if all(self.ranks[who][s] > self.ranks[who][state] for who in group)
                )
                if goals:
                    yield group, goals


def from_options(
    owners: Mapping[str, Sequence[int]],
    states: Sequence[str],
    directions: Sequence[str],
    rankings: Mapping[str, Sequence[int | Sequence[int]]],
    sanction: Sanction = Sanction.ANY,
) -> Graph:
    """A graph from yes-no options; states as strings of Y and N, rankings best first from 1.

    A direction says how an option may change: `fwd` from N to Y, `back` from Y to N, `both`.
    """
    allowed = {"fwd": {("N", "Y")}, "back": {("Y", "N")}, "both": {("N", "Y"), ("Y", "N")}}

    def possible(mine: Sequence[int], one: str, other: str) -> bool:
        changed = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        return bool(changed) and all(
            i in mine and (one[i], other[i]) in allowed[directions[i]] for i in changed
        )

    moves = {
        who: [
            frozenset(t for t, other in enumerate(states) if possible(mine, one, other))
            for one in states
        ]
        for who, mine in owners.items()
    }
    return Graph(moves, {who: ranks_of(ranking) for who, ranking in rankings.items()}, sanction)


def ranks_of(ranking: Sequence[int | Sequence[int]]) -> list[int]:
    """Ranks by state from a ranking best first; states that stand together are liked equally."""
    found: dict[int, int] = {}
    for place, entry in enumerate(ranking):
        for state in [entry] if isinstance(entry, int) else entry:
            found[state - 1] = len(ranking) - place
    return [found[state] for state in range(len(found))]
