"""What one party may see: built from what is open or its own, then searched for all the rest.

An entry is `open` to all, the party's `own`, or the `mediator`'s. The view is made by taking in,
never by striking out; a last search refuses it if any withheld words stand in its bytes.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from safeconduct.mediate.ledger import seals
from safeconduct.model.terms import Secrecy, TermSheet

SHORTEST = 4
"""Words shorter than this occur by chance, and are not searched for."""


class LeakError(Exception):
    """Something that is not for this party stands in its view: a fault of the tool."""


def may_see(entry: Any, party: str) -> bool:
    """Whether an entry is open, or the party's own."""
    own = entry.secrecy is Secrecy.OWN and getattr(entry, "party", None) == party
    return entry.secrecy is Secrecy.OPEN or own


def view(sheet: TermSheet, party: str) -> dict[str, Any]:
    """The term sheet as one party may see it.

    Positions and consents of others, answers, preferences, comparisons and steps of the
    mediator's are left out; of drafts the text and the seal remain, without notes.
    """
    return {
        "format": "safeconduct-terms-view/1",
        "for": party,
        "name": sheet.name,
        "parties": [{"id": p.id, "name": p.name} for p in sheet.parties],
        "terms": [
            {
                "id": term.id,
                "name": term.name,
                "options": [{"id": o.id, "name": o.name} for o in term.options],
                "positions": [_plain(p) for p in term.positions if may_see(p, party)],
            }
            for term in sheet.terms
        ],
        "red_lines": [_plain(one) for one in sheet.red_lines if may_see(one, party)],
        "answers": [_plain(one) for one in sheet.answers if may_see(one, party)],
        "facts": [_plain(one) for one in sheet.facts if may_see(one, party)],
        "drafts": [
            {"id": d.id, "at": d.at.isoformat(), "choices": dict(d.choices), "seal": seal}
            for d, seal in zip(sheet.drafts, seals(sheet.drafts), strict=True)
        ],
        "consents": [_plain(one) for one in sheet.consents if may_see(one, party)],
        "knowledge": [_plain(one) for one in sheet.knowledge if may_see(one, party)],
        "meetings": [_plain(one) for one in sheet.meetings if may_see(one, party)],
    }


def export(sheet: TermSheet, party: str) -> bytes:
    """The view as the bytes of a JSON file, searched for everything withheld.

    Raises:
        LeakError: withheld words stand in it.
    """
    shown = view(sheet, party)
    data = json.dumps(shown, ensure_ascii=False, indent=1).encode()
    allowed = {*permitted(sheet, party), *names(shown)}
    found = sorted(
        secret
        for secret in withheld(sheet, party)
        if not any(secret in text for text in allowed)
        and any(form in data for form in (secret.encode(), _escaped(secret)))
    )
    if found:
        raise LeakError(f"{len(found)} withheld texts stand in the view for {party}")
    return data


def permitted(sheet: TermSheet, party: str) -> set[str]:
    """Every text that a party may see, gathered from the entries and not from its view."""
    skeleton = (
        sheet.name,
        party,
        "safeconduct-terms-view/1",
        *(text for p in sheet.parties for text in (p.id, p.name)),
        *(text for t in sheet.terms for text in (t.id, t.name)),
        *(text for t in sheet.terms for o in t.options for text in (o.id, o.name)),
        *(text for d in sheet.drafts for text in (d.id, d.at.isoformat(), *texts(d.choices))),
        *seals(sheet.drafts),
    )
    seen = (_plain(entry) for entry in _entries(sheet) if may_see(entry, party))
    return {*skeleton, *(text for entry in seen for text in texts(entry))}


def _entries(sheet: TermSheet) -> Iterator[Any]:
    """Every entry that carries a label of secrecy."""
    for term in sheet.terms:
        yield from term.positions
    for rows in (sheet.red_lines, sheet.answers, sheet.facts):
        yield from rows
    for more in (sheet.consents, sheet.knowledge, sheet.meetings):
        yield from more


def withheld(sheet: TermSheet, party: str) -> set[str]:
    """Every text of an entry that this party may not see, and of drafts' notes."""
    hidden: list[Any] = [entry for entry in _entries(sheet) if not may_see(entry, party)]
    hidden += [draft.note for draft in sheet.drafts]
    hidden += [*sheet.preferences, *sheet.comparisons, *sheet.steps]
    open_names = {
        *(p.id for p in sheet.parties),
        *(t.id for t in sheet.terms),
        *(o.id for t in sheet.terms for o in t.options),
        *(d.id for d in sheet.drafts),
        *(s.value for s in Secrecy),
    }
    found = {text for entry in hidden for text in texts(_plain(entry))}
    return {text for text in found if len(text) >= SHORTEST and text not in open_names}


def texts(data: Any) -> Iterator[str]:
    """Every text in plain data, names of fields left out."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        yield from _all(data.values())
    elif isinstance(data, (list, tuple)):
        yield from _all(data)


def names(data: Any) -> Iterator[str]:
    """The names of all fields in plain data."""
    if isinstance(data, dict):
        yield from (str(name) for name in data)
        for item in data.values():
            yield from names(item)
    elif isinstance(data, (list, tuple)):
        for item in data:
            yield from names(item)


def _escaped(text: str) -> bytes:
    """A text as it stands in JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1].encode()


def _all(items: Iterable[Any]) -> Iterator[str]:
    for item in items:
        yield from texts(item)


def _plain(entry: Any) -> Any:
    """An entry as plain data."""
    if is_dataclass(entry):
        return {one.name: _plain(getattr(entry, one.name)) for one in fields(entry)}
    if isinstance(entry, Enum):
        return entry.value
    if isinstance(entry, datetime):
        return entry.isoformat()
    if isinstance(entry, dict):
        return {str(k): _plain(v) for k, v in entry.items()}
    if isinstance(entry, (list, tuple)):
        return [_plain(item) for item in entry]
    return entry
