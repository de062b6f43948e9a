"""Whether the parties mean the same by the same term; what is agreed and what is contested."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from safeconduct.model.terms import Basis, Fact, Standing, Term, TermSheet

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One name that parties fill differently in one term; `said` is by who said it."""

    term: str
    about: str
    said: tuple[tuple[str, str], ...]


def mismatches(sheet: TermSheet) -> tuple[Mismatch, ...]:
    """Every difference of meaning: by what words are said to mean, else by the numbers in them."""
    return tuple(one for term in sheet.terms for one in _of_term(term))


def _of_term(term: Term) -> Iterator[Mismatch]:
    names = dict.fromkeys(name for one in term.positions for name in one.means)
    for name in names:
        said = [(p.party, p.means[name]) for p in term.positions if name in p.means]
        if len({" ".join(value.lower().split()) for _, value in said}) > 1:
            yield Mismatch(term.id, name, tuple(said))
    told = [p for p in term.positions if p.words and not p.means]
    numbers = [(p.party, tuple(sorted(set(NUMBER.findall(p.words))))) for p in told]
    filled = [(party, found) for party, found in numbers if found]
    if len({found for _, found in filled}) > 1:
        words = tuple((p.party, p.words) for p in told if NUMBER.search(p.words))
        yield Mismatch(term.id, "numbers in the words", words)


@dataclass(frozen=True, slots=True)
class Islands:
    """Facts that all share or that differ, and terms on which the parties meet or part."""

    agreed: tuple[Fact, ...]
    declared: tuple[Fact, ...]
    observed: tuple[Fact, ...]
    contested: tuple[str, ...]
    convergent: tuple[str, ...]
    divergent: tuple[str, ...]
    unknown: tuple[str, ...]


def islands(sheet: TermSheet) -> Islands:
    """Agreed and contested facts, convergent and divergent terms."""
    by_standing = {
        standing: tuple(f for f in sheet.facts if f.standing is standing) for standing in Standing
    }
    said: dict[str, set[str]] = {}
    for fact in sheet.facts:
        said.setdefault(fact.subject, set()).add(" ".join(fact.what.lower().split()))
    meets: dict[str, list[str]] = {"yes": [], "no": [], "unknown": []}
    for term in sheet.terms:
        meets[_meets(term)].append(term.id)
    return Islands(
        by_standing[Standing.AGREED],
        by_standing[Standing.DECLARED],
        by_standing[Standing.OBSERVED],
        tuple(subject for subject, whats in said.items() if len(whats) > 1),
        tuple(meets["yes"]),
        tuple(meets["no"]),
        tuple(meets["unknown"]),
    )


def overlap(term: Term) -> frozenset[str] | None:
    """The options that lie in every known range; None where fewer than two are known."""
    ranges = [
        frozenset(one.accepts or (one.wants,))
        for one in term.positions
        if one.basis is not Basis.UNKNOWN and (one.accepts or one.wants)
    ]
    return frozenset.intersection(*ranges) if len(ranges) > 1 else None


def _meets(term: Term) -> str:
    shared = overlap(term)
    if shared is None:
        return "unknown"
    return "yes" if shared else "no"
