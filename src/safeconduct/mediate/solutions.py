"""The best package all would accept, by rules that are named in words, in exact arithmetic.

No rule stands under a person's name: the same name means three things in three tools.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

RULES = {
    "product": "largest product of the parties' gains",
    "worst-off": "best for the worst-off party",
    "worst-off-share": "best for the worst-off party, as a share of the most it could gain",
    "sum": "largest sum of the parties' gains",
}
Point = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """The rows of the frontier that a rule picks (all ties), with the disagreement point used."""

    rule: str
    rows: tuple[int, ...]
    disagreement: Point

    @property
    def words(self) -> str:
        """The rule in words."""
        return RULES[self.rule]


def solve(points: Sequence[Point], disagreement: Point) -> tuple[Solution, ...]:
    """Every rule's choice among the points at which no party falls below its disagreement."""
    fit = [
        row
        for row, point in enumerate(points)
        if all(p >= d for p, d in zip(point, disagreement, strict=True))
    ]
    gains = {
        row: tuple(p - d for p, d in zip(points[row], disagreement, strict=True)) for row in fit
    }
    most = tuple(
        max((point[i] for point in points), default=d) - d for i, d in enumerate(disagreement)
    )
    measures: dict[str, Callable[[Point], Fraction]] = {
        "product": _product,
        "worst-off": min,
        "worst-off-share": lambda gain: min(
            g / m if m else Fraction(1) for g, m in zip(gain, most, strict=True)
        ),
        "sum": lambda gain: sum(gain, Fraction()),
    }
    return tuple(
        Solution(rule, _best(gains, measure), disagreement) for rule, measure in measures.items()
    )


def _product(gain: Point) -> Fraction:
    found = Fraction(1)
    for one in gain:
        found *= one
    return found


def _best(gains: dict[int, Point], measure: Callable[[Point], Fraction]) -> tuple[int, ...]:
    values = {row: measure(gain) for row, gain in gains.items()}
    top = max(values.values(), default=None)
    return tuple(row for row, value in values.items() if value == top)
