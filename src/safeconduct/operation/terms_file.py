"""Read terms.toml: every term, position, draft and consent, and every problem at once."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from safeconduct.model.operation import Operation, Party
from safeconduct.model.problem import InputProblems, Problem
from safeconduct.model.terms import (
    Answer,
    Band,
    Comparison,
    Consent,
    Draft,
    Fact,
    Knowledge,
    Meeting,
    Option,
    Patch,
    Position,
    Preference,
    RedLine,
    Step,
    Term,
    TermSheet,
)
from safeconduct.model.units import Provenance
from safeconduct.operation import terms_shapes as shapes
from safeconduct.operation.findings import Findings
from safeconduct.operation.records import fit, note_id
from safeconduct.operation.source import Source, open_document
from safeconduct.operation.terms_checks import check_sheet
from safeconduct.operation.text import MEGABYTE
from safeconduct.operation.values import shown

TERMS = Source("terms.toml", "9", "TOML", 4 * MEGABYTE)


class TermsReading(NamedTuple):
    """A term sheet, and what deserves a look."""

    sheet: TermSheet
    warnings: tuple[Problem, ...]


def read_terms(folder: Path, operation: Operation | None = None) -> TermsReading:
    """Read the terms of a folder; with its operation, patches are tried on it.

    Raises:
        InputProblems: with every problem of the file at once, warnings too.
    """
    findings = Findings()
    data = open_document(folder, TERMS, findings)
    if data is None:
        raise InputProblems(findings.all())
    for what in ("party", "term", "draft", "meeting", "step"):
        _note_ids(data, what, findings)
    shape = fit(shapes.TermsShape, data, TERMS, "", findings)
    if shape is None:
        raise InputProblems(findings.all())
    _References(shape, operation, findings).check()
    if findings.errors:
        raise InputProblems(findings.all())
    sheet = _sheet(shape, operation)
    check_sheet(sheet, operation, findings, TERMS.name)
    return TermsReading(sheet, findings.warnings_or_raise())


def _note_ids(data: Mapping[str, Any], what: str, findings: Findings) -> None:
    seen: dict[str, str] = {}
    entries = data.get(what)
    for number, entry in enumerate(entries if isinstance(entries, list) else (), 1):
        if isinstance(entry, dict):
            note_id(seen, entry.get("id"), TERMS, f"{what} {number}", findings)
            if what == "term":
                inner: dict[str, str] = {}
                options = entry.get("option")
                for n, option in enumerate(options if isinstance(options, list) else (), 1):
                    if isinstance(option, dict):
                        where = f"{what} {number}, option {n}"
                        note_id(inner, option.get("id"), TERMS, where, findings)


class _References:
    """Tells every id that stands for nothing."""

    def __init__(
        self, shape: shapes.TermsShape, operation: Operation | None, findings: Findings
    ) -> None:
        self.shape, self.findings = shape, findings
        self.operation = operation
        self.terms = {term.id: [o.id for o in term.option] for term in shape.term}
        known = operation.parties if operation else ()
        self.parties = [*(p.id for p in known), *(p.id for p in shape.party)]
        self.drafts = [draft.id for draft in shape.draft]
        self.listed = "operation.toml or [[party]] here"

    def check(self) -> None:
        """Tell them all, from the top of the file to its end."""
        for term in self.shape.term:
            for n, option in enumerate(term.option, 1):
                where = f"term {term.id}, option {n}"
                for other, wanted in option.needs.items():
                    self._choice(where, "needs", other, wanted)
            for position in term.position:
                where = f"term {term.id}, position of {position.party}"
                self._known(where, "party", "party", [position.party], self.parties, self.listed)
                ends = [o for o in (position.wants, position.bottom) if o]
                self._choice(where, "accepts", term.id, [*ends, *position.accepts])
        for entry, where in self._entries():
            self._entry(entry, where)

    def _entries(self) -> Iterable[tuple[Any, str]]:
        for name in ("red_line", "preference", "answer", "fact", "draft", "consent", "knowledge"):
            for n, entry in enumerate(getattr(self.shape, name), 1):
                yield entry, f"{name} {n}"
        for name in ("meeting", "comparison", "step"):
            for n, entry in enumerate(getattr(self.shape, name), 1):
                yield entry, f"{name} {n}"

    def _entry(self, entry: Any, where: str) -> None:
        party = getattr(entry, "party", None)
        if party is not None:
            self._known(where, "party", "party", [party], self.parties, self.listed)
        if getattr(entry, "term", ""):
            self._known(where, "term", "term", [entry.term], self.terms, "this file")
        if isinstance(entry, shapes.RedLineShape):
            self._choice(where, "excludes", entry.term, entry.excludes)
        elif isinstance(entry, shapes.PreferenceShape):
            named = [*entry.ranking, *entry.decisive, *entry.matters, *entry.minor]
            self._known(where, "ranking", "term", named, self.terms, "this file")
            bands = [*entry.decisive, *entry.matters, *entry.minor]
            for name in dict.fromkeys(one for one in bands if bands.count(one) > 1):
                self.findings.add("S909", TERMS.name, where, "decisive", term=name)
        elif isinstance(entry, shapes.AnswerShape):
            self._choices(where, "package", entry.package)
        elif isinstance(entry, shapes.DraftShape):
            self._choices(where, "choices", entry.choices)
        elif isinstance(entry, shapes.ConsentShape):
            self._consent(entry, where)
        elif isinstance(entry, shapes.KnowledgeShape):
            self._draft(entry.draft, where)
        elif isinstance(entry, shapes.StepShape):
            steps = [step.id for step in self.shape.step]
            self._known(where, "after", "step", entry.after, steps, "this file")

    def _consent(self, entry: shapes.ConsentShape, where: str) -> None:
        self._draft(entry.draft, where)
        for clause in entry.valid_if:
            party, _, term = clause.partition(":")
            if not term:
                example = f"{entry.party}:{entry.term}"
                details = {"value": shown(clause), "example": example}
                self.findings.add("S912", TERMS.name, where, "valid_if", **details)
                continue
            self._known(where, "valid_if", "party", [party], self.parties, self.listed)
            self._known(where, "valid_if", "term", [term], self.terms, "this file")

    def _draft(self, name: str, where: str) -> None:
        if name not in self.drafts:
            told = ", ".join(self.drafts) or "none yet"
            self.findings.add("S905", TERMS.name, where, "draft", draft=name, drafts=told)

    def _choices(self, where: str, field: str, choices: Mapping[str, str]) -> None:
        for term, option in choices.items():
            self._choice(where, field, term, [option])

    def _choice(self, where: str, field: str, term: str, options: Iterable[str]) -> None:
        self._known(where, field, "term", [term], self.terms, "this file")
        if term in self.terms:
            listed = f"the options of term {term}"
            self._known(where, field, "option", options, self.terms[term], listed)

    def _known(
        self,
        where: str,
        field: str,
        what: str,
        names: Iterable[str],
        known: Iterable[str],
        listed: str,
    ) -> None:
        have = list(known)
        for name in names:
            if name not in have:
                near = get_close_matches(name, have, 1)
                details = {
                    "what": what,
                    "value": shown(name),
                    "listed": listed,
                    "nearest": f" Is {near[0]} meant?" if near else "",
                }
                self.findings.add("S963", TERMS.name, where, field, **details)


def _sheet(shape: shapes.TermsShape, operation: Operation | None) -> TermSheet:
    own = tuple(
        Party(p.id, p.name or p.id, p.time_zone, Provenance(p.source, p.as_of)) for p in shape.party
    )
    known = operation.parties if operation else ()
    return TermSheet(
        parties=(*known, *(p for p in own if p.id not in {k.id for k in known})),
        terms=tuple(_term(term) for term in shape.term),
        red_lines=tuple(_made(RedLine, one) for one in shape.red_line),
        preferences=tuple(_preference(one) for one in shape.preference),
        answers=tuple(_made(Answer, one, package="choices") for one in shape.answer),
        facts=tuple(_made(Fact, one) for one in shape.fact),
        drafts=tuple(_made(Draft, one) for one in shape.draft),
        consents=tuple(_consent(one) for one in shape.consent),
        knowledge=tuple(_made(Knowledge, one) for one in shape.knowledge),
        meetings=tuple(_made(Meeting, one) for one in shape.meeting),
        comparisons=tuple(_made(Comparison, one) for one in shape.comparison),
        steps=tuple(_made(Step, one) for one in shape.step),
        witnesses=tuple(p.id for p in shape.party if not p.signs),
        name=shape.name or (operation.name if operation else ""),
    )


def _made(noun: Callable[..., Any], shape: Any, **renamed: str) -> Any:
    """A noun from the fields of the same names; source and date become its provenance."""
    fields = {
        renamed.get(name, name): getattr(shape, name)
        for name in type(shape).model_fields
        if name not in {"source", "as_of"}
    }
    if "source" in type(shape).model_fields:
        fields["provenance"] = Provenance(shape.source, shape.as_of)
    if "name" in fields and not fields["name"]:
        fields["name"] = shape.id
    return noun(**fields)


def _term(shape: shapes.TermShape) -> Term:
    return Term(
        shape.id,
        shape.name or shape.id,
        shape.kind,
        tuple(_option(one) for one in shape.option),
        tuple(_made(Position, one) for one in shape.position),
        shape.monotone,
        Provenance(shape.source, shape.as_of),
    )


def _option(shape: shapes.OptionShape) -> Option:
    patches = tuple(
        Patch(p.table, p.where, p.values, p.times, p.add, p.remove) for p in shape.patch
    )
    return Option(shape.id, shape.name or shape.id, patches, shape.breaks, shape.needs)


def _preference(shape: shapes.PreferenceShape) -> Preference:
    bands = {term: band for band in Band for term in getattr(shape, band.value)}
    return Preference(shape.party, shape.ranking, bands, Provenance(shape.source, shape.as_of))


def _consent(shape: shapes.ConsentShape) -> Consent:
    clauses = tuple(
        (party, term) for party, _, term in (clause.partition(":") for clause in shape.valid_if)
    )
    return Consent(
        shape.draft,
        shape.term,
        shape.party,
        shape.form,
        shape.by,
        shape.channel,
        shape.at,
        shape.until,
        clauses,
        shape.secrecy,
    )
