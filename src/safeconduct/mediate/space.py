"""The space of packages: one option per term, without what the floor and red lines rule out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from safeconduct.model.terms import FLOOR, Choices, RedLine, Term, TermSheet

Package = tuple[int, ...]
"""The place of the chosen option in its term, term by term."""


@dataclass(frozen=True)
class Space:
    """All packages of a term sheet; `open` are by term the options that nothing rules out."""

    sheet: TermSheet
    open: tuple[tuple[int, ...], ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms, in the order of every package."""
        return self.sheet.terms

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many options each term has."""
        return tuple(len(term.options) for term in self.terms)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many options each term leaves open."""
        return tuple(len(options) for options in self.open)

    @property
    def count(self) -> int:
        """How many packages no floor or red line rules out; `needs` may rule out more."""
        return prod(self.shape)

    @cached_property
    def operational(self) -> tuple[int, ...]:
        """The terms whose options change the operation."""
        return tuple(i for i, term in enumerate(self.terms) if term.is_operational)

    def package(self, choices: Choices) -> Package:
        """A draft as a package."""
        return tuple(term.index(choices[term.id]) for term in self.terms)

    def choices(self, package: Package) -> dict[str, str]:
        """A package as a draft."""
        return {t.id: t.options[o].id for t, o in zip(self.terms, package, strict=True)}

    def operation_of(self, package: Package) -> Package:
        """The part of a package that changes the operation."""
        return tuple(package[i] for i in self.operational)

    def at(self, number: int) -> Package:
        """The package of a number among those left open."""
        places = np.unravel_index(number, self.shape)
        return tuple(self.open[t][int(place)] for t, place in enumerate(places))

    def number(self, package: Package) -> int | None:
        """The number of a package, or None where an option of it is ruled out."""
        try:
            places = tuple(self.open[t].index(option) for t, option in enumerate(package))
        except ValueError:
            return None
        return int(np.ravel_multi_index(places, self.shape)) if places else 0

    def moves(self, package: Package) -> Iterator[tuple[int, int]]:
        """Every single step of every term: the term and the neighbouring option."""
        for term, option in enumerate(package):
            for other in (option - 1, option + 1):
                if 0 <= other < self.sizes[term]:
                    yield term, other

    @cached_property
    def fitting(self) -> NDArray[np.bool_] | None:
        """Which packages meet the `needs` of all their options; None where nothing needs any."""
        found: NDArray[np.bool_] | None = None
        index = {term.id: i for i, term in enumerate(self.terms)}
        for t, term in enumerate(self.terms):
            for place, option in enumerate(self.open[t]):
                for other, wanted in term.options[option].needs.items():
                    grid = np.ones(self.shape, dtype=bool) if found is None else found
                    o = index[other]
                    names = [self.terms[o].options[i].id in wanted for i in self.open[o]]
                    spot: list[slice | int] = [slice(None)] * len(self.shape)
                    spot[t] = place
                    for n, fits in enumerate(names):
                        if not fits and o != t:
                            spot[o] = n
                            grid[tuple(spot)] = False
                    found = grid
        return None if found is None else found.ravel()


@dataclass(frozen=True, slots=True)
class RuledOut:
    """An option that cannot be part of an agreement, and why."""

    term: str
    option: str
    why: str
    by: str


def floor_of(term: Term, option: int) -> tuple[str, ...]:
    """The conditions of the floor that an option is below, in words."""
    return tuple(FLOOR[one] for one in term.options[option].breaks)


def is_agreement(space: Space, package: Package) -> bool:
    """Whether a package stands on the floor, whatever else it achieves."""
    return not any(t.options[o].breaks for t, o in zip(space.terms, package, strict=True))


def space_of(sheet: TermSheet) -> Space:
    """The packages of a sheet; a term whose every option is ruled out keeps none."""
    out = {(one.term, one.option) for one in ruled_out(sheet)}
    return Space(
        sheet,
        tuple(
            tuple(i for i, o in enumerate(term.options) if (term.id, o.id) not in out)
            for term in sheet.terms
        ),
    )


def ruled_out(sheet: TermSheet) -> tuple[RuledOut, ...]:
    """Every option below the floor or beyond a red line; the floor is named first."""
    found = [
        RuledOut(term.id, option.id, FLOOR[name], "the floor")
        for term in sheet.terms
        for option in term.options
        for name in option.breaks
    ]
    found += [
        RuledOut(line.term, option, line.words or "a red line", _owner(line))
        for line in sheet.red_lines
        for option in line.excludes
    ]
    return tuple(found)


def _owner(line: RedLine) -> str:
    return line.owner or f"the mandator of {line.party}"


def scores_table(
    space: Space, scores: Mapping[str, Sequence[Sequence[int]]]
) -> list[NDArray[np.int64]]:
    """Scores by party, term and option as one table per term: a row per open option."""
    return [
        np.array([[rows[t][o] for rows in scores.values()] for o in options], dtype=np.int64)
        for t, options in enumerate(space.open)
    ]


def spread(tables: Sequence[NDArray[np.generic]]) -> NDArray[np.generic]:
    """The sum of one number per open option and term, for every package in order."""
    total: NDArray[np.generic] = np.zeros(1, dtype=tables[0].dtype if tables else np.int64)
    for table in tables:
        total = np.add.outer(total, table).ravel()
    return total
