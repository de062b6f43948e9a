"""What is negotiable: terms, their options, and what each party said, wants and refuses.

A draft is one option of every term. Words that matter: *agreed*, *declared* and *observed*
are three facts, never one; a red line is drawn by a mandator, a bottom line is the negotiator's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from safeconduct.model.operation import Party
from safeconduct.model.units import NO_SOURCE, Provenance

Choices: TypeAlias = Mapping[str, str]
"""Option ids by term ids."""

FLOOR: Mapping[str, str] = {
    "voluntary": "Nobody is made to leave, and nobody is kept from staying.",
    "stay": "Those who stay remain protected.",
    "family": "Families are not separated.",
    "return": "Nobody is sent where they are in danger.",
    "wounded": "The wounded and sick are cared for, whoever they are.",
    "lists": "No list of names goes further than the people on it and all parties agreed.",
}
"""The floor: conditions that are never priced and never traded."""


class TermKind(StrEnum):
    """What a term is about."""

    HOURS = "hours"
    DAYS = "days"
    ROUTE = "route"
    WHO = "who"
    INSPECTION = "inspection"
    LANES = "lanes"
    ESCORT = "escort"
    CONVOY = "convoy"
    NOTICE = "notice"
    MONITORING = "monitoring"
    DESTINATION = "destination"
    RECIPROCITY = "reciprocity"
    RELIEF = "relief"
    OTHER = "other"


class Basis(StrEnum):
    """What a position or an answer rests on."""

    STATED = "stated"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Secrecy(StrEnum):
    """Who may see an entry: everybody, the mediator and the party it is about, the mediator."""

    OPEN = "open"
    OWN = "own"
    MEDIATOR = "mediator"


class Standing(StrEnum):
    """Three facts that are never one: said by all, said by one side, seen on the spot."""

    AGREED = "agreed"
    DECLARED = "declared"
    OBSERVED = "observed"


class Says(StrEnum):
    """A party's answer to a whole package."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Band(StrEnum):
    """How much a term matters to a party, in words."""

    DECISIVE = "decisive"
    MATTERS = "matters"
    MINOR = "minor"


class Form(StrEnum):
    """How a party agreed to a clause."""

    NONE = "none"
    ORAL = "oral"
    WRITTEN = "written"
    CONDITIONAL = "conditional"


@dataclass(frozen=True, slots=True)
class Patch:
    """A change of rows of one table of the operation.

    `where` names the rows (blank: all), `values` replaces fields, `times` multiplies numbers,
    `add` is a new row, `remove` takes the rows out.
    """

    table: str
    where: Mapping[str, object] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    times: Mapping[str, float] = field(default_factory=dict)
    add: Mapping[str, object] = field(default_factory=dict)
    remove: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One way to settle a term; `breaks` are the conditions of the floor that it is below."""

    id: str
    name: str
    patches: tuple[Patch, ...] = ()
    breaks: tuple[str, ...] = ()
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Position:
    """What one party says of one term, in its own words.

    `accepts` is its range (blank: not known); `bottom` is the worst that its negotiator would
    take; `means` states what its words mean, name by name, to be held against the others'.
    """

    party: str
    wants: str = ""
    accepts: tuple[str, ...] = ()
    bottom: str = ""
    words: str = ""
    means: Mapping[str, str] = field(default_factory=dict)
    basis: Basis = Basis.UNKNOWN
    confidence: float = 0.5
    secrecy: Secrecy = Secrecy.MEDIATOR
    provenance: Provenance = NO_SOURCE


@dataclass(frozen=True, slots=True)
class RedLine:
    """Options that a party may not accept; drawn by its mandator, not by who negotiates."""

    party: str
    term: str
    excludes: tuple[str, ...]
    owner: str = ""
    words: str = ""
    secrecy: Secrecy = Secrecy.MEDIATOR
    provenance: Provenance = NO_SOURCE


@dataclass(frozen=True, slots=True)
class Term:
    """A point that is negotiated.

    With `monotone` the options stand in order from the one that lets the fewest people out
    to the one that lets the most: a later option only loosens what an earlier one rules.
    """

    id: str
    name: str
    kind: TermKind
    options: tuple[Option, ...]
    positions: tuple[Position, ...] = ()
    monotone: bool = False
    provenance: Provenance = NO_SOURCE

    def index(self, option: str) -> int:
        """The place of an option in the order.

        Raises:
            ValueError: the term has no such option.
        """
        return [one.id for one in self.options].index(option)

    def position(self, party: str) -> Position:
        """What a party says; a position that is unknown where nothing is written."""
        return next((one for one in self.positions if one.party == party), Position(party))

    @property
    def is_operational(self) -> bool:
        """Whether any option changes the operation."""
        return any(option.patches for option in self.options)


@dataclass(frozen=True, slots=True)
class Preference:
    """What is known of how much each term matters to a party, most important first."""

    party: str
    ranking: tuple[str, ...] = ()
    bands: Mapping[str, Band] = field(default_factory=dict)
    provenance: Provenance = NO_SOURCE


@dataclass(frozen=True, slots=True)
class Answer:
    """What a party said, or is judged to say, to a whole or partial package."""

    party: str
    choices: Choices
    says: Says
    basis: Basis = Basis.STATED
    confidence: float = 0.9
    secrecy: Secrecy = Secrecy.MEDIATOR
    provenance: Provenance = NO_SOURCE


@dataclass(frozen=True, slots=True)
class Fact:
    """What was agreed, declared or observed of a window, a route or a post."""

    subject: str
    standing: Standing
    what: str
    by: str = ""
    term: str = ""
    secrecy: Secrecy = Secrecy.OPEN
    provenance: Provenance = NO_SOURCE


@dataclass(frozen=True, slots=True)
class Draft:
    """One version of the text: an option for every term, and who wrote it when."""

    id: str
    at: datetime
    by: str
    choices: Choices
    note: str = ""
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """A party's word on one clause of one draft, by whom, through which channel, until when."""

    draft: str
    term: str
    party: str
    form: Form
    by: str = ""
    channel: str = ""
    at: datetime | None = None
    until: datetime | None = None
    valid_if: tuple[tuple[str, str], ...] = ()
    secrecy: Secrecy = Secrecy.OWN


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Who at which post confirmed to know a clause of a draft."""

    draft: str
    term: str
    place: str
    by: str
    at: datetime
    secrecy: Secrecy = Secrecy.MEDIATOR


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting: who took part (roles, no names), about what, with what outcome."""

    id: str
    at: datetime
    participants: tuple[str, ...]
    terms: tuple[str, ...] = ()
    outcome: str = ""
    secrecy: Secrecy = Secrecy.MEDIATOR


@dataclass(frozen=True, slots=True)
class Comparison:
    """A party prefers one outcome to another; parties not named do the same in both."""

    party: str
    better: Mapping[str, str]
    worse: Mapping[str, str]
    provenance: Provenance = NO_SOURCE


@dataclass(frozen=True, slots=True)
class Step:
    """A batch or convoy: what keeping it gives each party, and what breaking it then would.

    Without a unit; every party's own numbers count only against each other.
    """

    id: str
    name: str
    gives: Mapping[str, float]
    tempts: Mapping[str, float]
    after: tuple[str, ...] = ()
    provenance: Provenance = NO_SOURCE


@dataclass(frozen=True, slots=True)
class TermSheet:
    """All of terms.toml: terms, positions, red lines, answers, drafts and consents.

    `witnesses` are parties that tell of the terms, or can spoil them, but sign nothing.
    """

    parties: tuple[Party, ...]
    terms: tuple[Term, ...]
    red_lines: tuple[RedLine, ...] = ()
    preferences: tuple[Preference, ...] = ()
    answers: tuple[Answer, ...] = ()
    facts: tuple[Fact, ...] = ()
    drafts: tuple[Draft, ...] = ()
    consents: tuple[Consent, ...] = ()
    knowledge: tuple[Knowledge, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    steps: tuple[Step, ...] = ()
    name: str = ""
    witnesses: tuple[str, ...] = ()

    def term(self, name: str) -> Term:
        """The term of this id.

        Raises:
            KeyError: there is none.
        """
        for term in self.terms:
            if term.id == name:
                return term
        raise KeyError(name)

    @property
    def negotiators(self) -> tuple[Party, ...]:
        """The parties whose yes is needed: who holds a position and is no mere witness."""
        holders = {one.party for term in self.terms for one in term.positions}
        signing = holders - set(self.witnesses)
        return tuple(party for party in self.parties if party.id in signing)

    @property
    def draft(self) -> Choices:
        """The latest draft; the first option of every term that it leaves open."""
        latest = self.drafts[-1].choices if self.drafts else {}
        return {term.id: latest.get(term.id, term.options[0].id) for term in self.terms}
