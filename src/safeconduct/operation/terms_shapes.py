"""The border of terms.toml, field by field."""

from enum import StrEnum
from functools import partial
from typing import Annotated, Any

from pydantic import Field, PlainValidator, WithJsonSchema

from safeconduct.model.terms import FLOOR, Basis, Form, Says, Secrecy, Standing, TermKind
from safeconduct.operation import values
from safeconduct.operation.findings import Fault
from safeconduct.operation.shapes import Flag, Id, Ids, Instant, Shape, Sourced, TimeZone, Words

PATCHED = (
    "operation",
    "category",
    "party",
    "organisation",
    "places",
    "people",
    "fleet",
    "zones",
    "windows",
    "legs",
)


def _choice(kinds: type[StrEnum]) -> tuple[Any, Any]:
    check = PlainValidator(partial(values.choice, kinds=kinds))
    return check, WithJsonSchema({"enum": [*kinds]})


def _table(value: object) -> str:
    if value not in PATCHED:
        raise Fault("61", value=values.shown(value), allowed=", ".join(PATCHED))
    return str(value)


def _floor(value: object) -> tuple[str, ...]:
    found = values.ids(value)
    for name in found:
        if name not in FLOOR:
            raise Fault("61", value=values.shown(name), allowed=", ".join(FLOOR))
    return found


def _texts(value: object) -> tuple[str, ...]:
    return tuple(values.text(item) for item in values.listed(value))


def _choices(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise Fault("65", value=values.shown(value), expected='a table such as {hours = "ten"}')
    return {values.identifier(k): values.identifier(v) for k, v in value.items()}


def _wanted(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise Fault("65", value=values.shown(value), expected='a table such as {hours = ["ten"]}')
    return {values.identifier(k): values.ids(v) for k, v in value.items()}


def _means(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise Fault("65", value=values.shown(value), expected="a table of names and meanings")
    return {values.text(k): values.text(v) for k, v in value.items()}


def _numbers(value: object) -> dict[str, float]:
    if not isinstance(value, dict):
        raise Fault("65", value=values.shown(value), expected="a table of names and numbers")
    return {values.text(k): values.between(v, -1e9, 1e9) for k, v in value.items()}


_OBJECT = WithJsonSchema({"type": "object"})
Kind = Annotated[TermKind, *_choice(TermKind)]
BasisField = Annotated[Basis, *_choice(Basis)]
SecrecyField = Annotated[Secrecy, *_choice(Secrecy)]
StandingField = Annotated[Standing, *_choice(Standing)]
SaysField = Annotated[Says, *_choice(Says)]
FormField = Annotated[Form, *_choice(Form)]
TableName = Annotated[str, PlainValidator(_table), WithJsonSchema({"enum": [*PATCHED]})]
FloorNames = Annotated[
    tuple[str, ...],
    PlainValidator(_floor),
    WithJsonSchema({"type": "array", "items": {"enum": [*FLOOR]}}),
]
Texts = Annotated[
    tuple[str, ...],
    PlainValidator(_texts),
    WithJsonSchema({"type": "array", "items": {"type": "string"}}),
]
ChoicesField = Annotated[dict[str, str], PlainValidator(_choices), _OBJECT]
Needs = Annotated[dict[str, tuple[str, ...]], PlainValidator(_wanted), _OBJECT]
Means = Annotated[dict[str, str], PlainValidator(_means), _OBJECT]
Numbers = Annotated[dict[str, float], PlainValidator(_numbers), _OBJECT]
Confidence = Annotated[
    float,
    PlainValidator(partial(values.between, low=0, high=1)),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 1}),
]


class PatchShape(Shape):
    """A change of rows of one table of the operation."""

    table: TableName
    where: dict[str, Any] = Field(default_factory=dict, description="which rows; absent: all")
    values: dict[str, Any] = Field(
        default_factory=dict, alias="set", description="fields and their new values"
    )
    times: Numbers = Field(default_factory=dict, description="fields and their multipliers")
    add: dict[str, Any] = Field(default_factory=dict, description="a new row")
    remove: Flag = Field(False, description="take the rows out")


class OptionShape(Shape):
    """One way to settle a term."""

    id: Id
    name: Words = ""
    patch: tuple[PatchShape, ...] = ()
    breaks: FloorNames = Field((), description="conditions of the floor that it is below")
    needs: Needs = Field(default_factory=dict, description="valid only with these options")


class PositionShape(Sourced):
    """What one party says of a term."""

    party: Id
    wants: Words = ""
    accepts: Ids = Field((), description="its range, as option ids; absent: not known")
    bottom: Words = Field("", description="the negotiator's bottom line: the worst it would take")
    words: Words = Field("", description="in the party's own words")
    means: Means = Field(default_factory=dict, description="what the words mean, name by name")
    basis: BasisField = Basis.UNKNOWN
    confidence: Confidence = 0.5
    secrecy: SecrecyField = Secrecy.MEDIATOR


class TermShape(Sourced):
    """A point that is negotiated."""

    id: Id
    name: Words = ""
    kind: Kind = TermKind.OTHER
    monotone: Flag = Field(False, description="options in order, each loosening the one before")
    option: tuple[OptionShape, ...] = ()
    position: tuple[PositionShape, ...] = ()


class RedLineShape(Sourced):
    """Options that a party may not accept."""

    party: Id
    term: Id
    excludes: Ids
    owner: Words = Field("", description="the mandator who drew it")
    words: Words = ""
    secrecy: SecrecyField = Secrecy.MEDIATOR


class PreferenceShape(Sourced):
    """How much each term matters to a party."""

    party: Id
    ranking: Ids = Field((), description="term ids, most important first")
    decisive: Ids = ()
    matters: Ids = ()
    minor: Ids = ()


class AnswerShape(Sourced):
    """What a party says to a package; terms left out are as in the draft."""

    party: Id
    package: ChoicesField
    says: SaysField
    basis: BasisField = Basis.STATED
    confidence: Confidence = 0.9
    secrecy: SecrecyField = Secrecy.MEDIATOR


class FactShape(Sourced):
    """What was agreed, declared or observed."""

    subject: Words = Field(description="id of a window, zone, leg or place; or a name")
    standing: StandingField
    what: Words
    by: Words = ""
    term: Words = ""
    secrecy: SecrecyField = Secrecy.OPEN


class DraftShape(Shape):
    """One version of the text."""

    id: Id
    at: Instant
    by: Words = ""
    choices: ChoicesField
    note: Words = ""
    seal: Words = Field("", description="the chain's hash, where it was written down")


class ConsentShape(Shape):
    """A party's word on one clause of one draft."""

    draft: Id
    term: Id
    party: Id
    form: FormField
    by: Words = Field("", description="a role, never a name")
    channel: Words = ""
    at: Instant | None = None
    until: Instant | None = None
    valid_if: Texts = Field((), description="clauses of others, as party:term")
    secrecy: SecrecyField = Secrecy.OWN


class KnowledgeShape(Shape):
    """Who at which post confirmed to know a clause."""

    draft: Id
    term: Id
    place: Id
    by: Words = ""
    at: Instant
    secrecy: SecrecyField = Secrecy.MEDIATOR


class MeetingShape(Shape):
    """A meeting; roles, no names."""

    id: Id
    at: Instant
    participants: Texts
    terms: Ids = ()
    outcome: Words = ""
    secrecy: SecrecyField = Secrecy.MEDIATOR


class ComparisonShape(Sourced):
    """A party prefers one outcome to another."""

    party: Id
    better: ChoicesField
    worse: ChoicesField


class StepShape(Sourced):
    """A batch or convoy, and what keeping and breaking it is worth to each party."""

    id: Id
    name: Words = ""
    gives: Numbers
    tempts: Numbers = Field(default_factory=dict)
    after: Ids = ()


class SideShape(Sourced):
    """A party at the table; one of operation.toml needs no entry here."""

    id: Id
    name: Words = ""
    signs: Flag = Field(True, description="false: it tells of the terms, but signs nothing")
    time_zone: TimeZone = ""


class TermsShape(Shape):
    """terms.toml."""

    name: Words = ""
    party: tuple[SideShape, ...] = ()
    term: tuple[TermShape, ...] = ()
    red_line: tuple[RedLineShape, ...] = ()
    preference: tuple[PreferenceShape, ...] = ()
    answer: tuple[AnswerShape, ...] = ()
    fact: tuple[FactShape, ...] = ()
    draft: tuple[DraftShape, ...] = ()
    consent: tuple[ConsentShape, ...] = ()
    knowledge: tuple[KnowledgeShape, ...] = ()
    meeting: tuple[MeetingShape, ...] = ()
    comparison: tuple[ComparisonShape, ...] = ()
    step: tuple[StepShape, ...] = ()
