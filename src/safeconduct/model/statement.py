"""What reports say and who said it: attributed statements and how they bear on one another."""

from dataclasses import dataclass, field
from enum import StrEnum

Span = tuple[int, int]


class Act(StrEnum):
    """What a speaker does by a statement."""

    OFFER = "offer"
    REQUEST = "request"
    DEMAND = "demand"
    ACCEPT = "accept"
    REFUSE = "refuse"
    THREATEN = "threaten"
    WARN = "warn"
    ACCUSE = "accuse"
    DENY = "deny"
    CONFIRM = "confirm"
    REPORT = "report"
    PROMISE = "promise"
    CONDITIONAL = "conditional"
    ASK = "ask"


class RelationKind(StrEnum):
    """How one statement bears on another."""

    CONTRADICTS = "contradicts"
    TENSION = "tension"
    RESTATES = "restates"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class Report:
    """A report that statements come from; `date` is ISO 8601, blank fields are unknown."""

    file: str
    outlet: str = ""
    date: str = ""
    language: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who spoke. `name` is None where the text does not say: it is never guessed."""

    name: str | None = None
    kind: str | None = None
    role: str | None = None
    affiliation: str | None = None
    party: str | None = None


NOBODY = Speaker()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a statement; `low` and `high` are None where the text gives no bound.

    `about` marks an approximation such as *some 230*: both bounds are then the number named.
    """

    span: Span
    text: str
    low: float | None
    high: float | None
    of: str = ""
    about: bool = False


@dataclass(frozen=True, slots=True)
class TimeReference:
    """A time named in a statement; `date` is ISO 8601, blank where it cannot be told."""

    span: Span
    text: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class PlaceReference:
    """A place named in a statement."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event code of the CAMEO and PLOVER line, with its Goldstein weight (-10 to 10)."""

    code: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Statement:
    """One attributed statement. Spans are code points of the report's text, end-exclusive.

    `within` is the id of the statement that holds this one. `unattributed`: the text names
    no source, as in "it is understood that". `method` names the rule that found it.
    """

    id: str
    report: Report
    text: str
    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    mention: tuple[Span, ...]
    speaker: Speaker
    form: str
    act: Act
    topics: tuple[str, ...] = ()
    target: str | None = None
    within: str | None = None
    unattributed: bool = False
    negated: bool = False
    confidence: float = 0.5
    method: str = ""
    times: tuple[TimeReference, ...] = ()
    places: tuple[PlaceReference, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    event: Event | None = None
    extra: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relation:
    """A link between two statements and the words that carry it, one span in each text."""

    kind: RelationKind
    origin: str
    other: str
    because: tuple[Span, Span]
    why: str = ""
