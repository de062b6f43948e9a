"""The ledger of consent: sealed drafts, each party's word clause by clause, and who knows it.

A seal is the SHA-256 over the forerunner's seal and this draft's text. Who changes an old draft
breaks every seal after it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from safeconduct.model.terms import Consent, Draft, Form, TermSheet

RANK = {Form.NONE: 0, Form.CONDITIONAL: 1, Form.ORAL: 2, Form.WRITTEN: 3}


def seals(drafts: Sequence[Draft]) -> tuple[str, ...]:
    """The seal of every draft, in order."""
    found: list[str] = []
    for draft in drafts:
        text = {
            "before": found[-1] if found else "",
            "id": draft.id,
            "at": draft.at.isoformat(),
            "by": draft.by,
            "choices": dict(sorted(draft.choices.items())),
            "note": draft.note,
        }
        data = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        found.append(hashlib.sha256(data.encode()).hexdigest())
    return tuple(found)


def broken(drafts: Sequence[Draft]) -> tuple[str, ...]:
    """The drafts whose written seal is not the one that their text and forerunners give."""
    return tuple(
        draft.id
        for draft, seal in zip(drafts, seals(drafts), strict=True)
        if draft.seal and draft.seal != seal
    )


@dataclass(frozen=True, slots=True)
class Clause:
    """A party's word on one clause of the latest draft.

    `changed`: the clause reads otherwise than when the party agreed. `met`: its conditions hold.
    `posts`: the places at which somebody confirmed to know the clause as it now reads.
    """

    term: str
    party: str
    form: Form
    draft: str
    by: str
    until: datetime | None
    changed: bool
    expired: bool
    met: bool
    posts: tuple[str, ...]

    @property
    def stands(self) -> bool:
        """Whether the party is bound to the clause as it now reads."""
        return self.form is not Form.NONE and not self.changed and not self.expired and self.met


def clauses(sheet: TermSheet, now: datetime) -> tuple[Clause, ...]:
    """Every clause of the latest draft by every negotiating party, as it stands at a moment."""
    if not sheet.drafts:
        return ()
    order = {draft.id: n for n, draft in enumerate(sheet.drafts)}
    latest = sheet.drafts[-1]
    given: dict[tuple[str, str], Consent] = {}
    for one in sheet.consents:
        if one.at is not None and one.at > now:
            continue
        held = given.get((one.party, one.term))
        if held is None or order[one.draft] >= order[held.draft]:
            given[one.party, one.term] = one
    found = {
        (party.id, term.id): _clause(
            sheet, latest, given.get((party.id, term.id)), party.id, term.id, now
        )
        for term in sheet.terms
        if term.id in latest.choices
        for party in sheet.negotiators
    }
    return tuple(_with_conditions(found, given))


def _clause(
    sheet: TermSheet, latest: Draft, consent: Consent | None, party: str, term: str, now: datetime
) -> Clause:
    posts = tuple(
        one.place
        for one in sheet.knowledge
        if one.term == term and _same(sheet, one.draft, latest, term) and one.at <= now
    )
    if consent is None:
        return Clause(term, party, Form.NONE, "", "", None, False, False, True, posts)
    return Clause(
        term,
        party,
        consent.form,
        consent.draft,
        consent.by,
        consent.until,
        not _same(sheet, consent.draft, latest, term),
        consent.until is not None and consent.until < now,
        True,
        posts,
    )


def _same(sheet: TermSheet, draft: str, latest: Draft, term: str) -> bool:
    then = next(one for one in sheet.drafts if one.id == draft)
    return then.choices.get(term) == latest.choices.get(term)


def _with_conditions(
    found: dict[tuple[str, str], Clause], given: dict[tuple[str, str], Consent]
) -> list[Clause]:
    """A conditional word counts once the words that it waits for stand."""

    def stands(key: tuple[str, str], trail: frozenset[tuple[str, str]]) -> bool:
        clause = found.get(key)
        if clause is None or key in trail or not clause.stands:
            return False
        consent = given.get(key)
        return consent is None or all(stands(k, trail | {key}) for k in consent.valid_if)

    every = []
    for key, clause in found.items():
        consent = given.get(key)
        met = consent is None or all(stands(k, frozenset({key})) for k in consent.valid_if)
        fields = {name: getattr(clause, name) for name in Clause.__slots__}
        every.append(Clause(**{**fields, "met": met}))
    return every
