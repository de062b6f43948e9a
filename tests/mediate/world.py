"""Small term sheets for tests; everything in them is invented."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from safeconduct.mediate.values import Combination, Value
from safeconduct.model.operation import Party
from safeconduct.model.terms import Option, Patch, Position, Term, TermKind, TermSheet

SHARED = Path(__file__).parents[3] / "shared" / "data" / "negotiation"
DATA = Path(__file__).parent / "data"


def shared(name: str) -> Path:
    """A file of the shared data; the test is skipped where it does not stand."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"no {name} here")
    return path


def term(
    name: str,
    options: int,
    wants: Mapping[str, int] | None = None,
    *,
    operational: bool = False,
    monotone: bool = True,
) -> Term:
    """A term with options o0, o1 …; `wants` by party."""
    patch = (Patch("operation", values={"horizon_h": 1}),) if operational else ()
    return Term(
        name,
        name,
        TermKind.OTHER,
        tuple(Option(f"o{n}", f"option {n}", patch if n else ()) for n in range(options)),
        tuple(Position(p, wants=f"o{n}") for p, n in (wants or {}).items()),
        monotone,
    )


def sheet(*terms: Term, parties: Sequence[str] = ("a", "b")) -> TermSheet:
    """A sheet of these terms."""
    return TermSheet(tuple(Party(p, p.upper()) for p in parties), terms)


class Additive:
    """A stand-in for the planner: people add up over options, up to what the bottleneck lets by."""

    def __init__(self, gains: Sequence[Sequence[int]], most: int, short: int = 0) -> None:
        self.gains, self.most, self.short = gains, most, short
        self.asked: list[Combination] = []

    def bound(self, combination: Combination) -> tuple[float, str]:
        """The true value, and a reason at the bottleneck."""
        total = sum(g[o] for g, o in zip(self.gains, combination, strict=True))
        return float(min(total, self.most)), "the gate is full" if total >= self.most else ""

    def plan(self, combination: Combination, near: Combination | None) -> Value:
        """The true value less `short`."""
        del near
        self.asked.append(combination)
        people = int(self.bound(combination)[0]) - self.short
        return Value(people, float(people), 60.0 + people)
